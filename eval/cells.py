"""Whether the row that holds a figure is found, and can be read: with the names of its columns.

    python -m eval.cells filings CASES.jsonl          # FOOTNOTE_HOME holds an index of the filings
    python -m eval.cells tatqa DEV.json --write DIR   # then: footnote ingest DIR
    python -m eval.cells tatqa DEV.json               # FOOTNOTE_HOME holds an index of DIR

A case counts as found among the first k where one of the passages holds the gold row, and what
names its columns stands in the passage or in what it is told of its table.
"""

import argparse
import html
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.footnote import Footnote
from rag.settings import Settings
from rag.types import Hit
from rag.wiring import open_footnote

DEPTHS = (5, 10, 20)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MONEY = re.compile(r"[$] ?(\d[\d,]*(?:\.\d+)?)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCALES = (1.0, 1e3, 1e6, 1e9, 1e-3, 1e-6, 1e-9)
_NEAR = 0.006
"""Rounding that an answer may have been given: 4.60 for 4,625."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A question for one figure, and where that stands."""

    question: str
    path: str
    row: str
    """Blanks as one."""
    columns: tuple[str, ...]
    """Words of the header that have to be there: the years, say."""


def filings(cases: Path, footnote: Footnote) -> Iterator[Cell]:
    """Yield the cases whose answer is one figure that one row of the evidence page holds."""
    collection = footnote.collection(None)
    known = {one.path: one.document_id for one in footnote.library.known(collection)}
    for line in cases.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        path = Path(case["evidence"][0]["path"]).name
        answer = _MONEY.search(str(case["answer"]))
        if len(case["evidence"]) > 1 or not answer or path not in known:
            continue
        document = footnote.library.document(collection, known[path])
        start, end = document.page_span(case["evidence"][0]["page"])
        rows = _holding(document.text[start:end], float(answer.group(1).replace(",", "")))
        years = tuple(sorted(set(_YEAR.findall(case["question"].replace("FY", "")))))
        for row in rows[:1]:
            yield Cell(case["question"], path, row, years[:1])


def _holding(page: str, value: float) -> list[str]:
    """Return the lines of *page* with a figure that is *value*, whatever unit the page is in."""
    found = []
    for line in page.split("\n"):
        figures = [float(one.replace(",", "")) for one in _NUMBER.findall(line)]
        scaled = (figure * scale for figure in figures for scale in _SCALES if len(figures) > 1)
        if any(value and abs(one / value - 1) < _NEAR for one in scaled):
            found.append(" ".join(line.split()))
    return found


def tatqa(file: Path) -> Iterator[Cell]:
    """Yield the questions that one cell answers; the file that `write` makes is their document."""
    for number, one in enumerate(json.loads(file.read_text(encoding="utf-8"))):
        rows = [[" ".join(cell.split()) for cell in row] for row in one["table"]["table"]]
        for question in one["questions"]:
            answer = question["answer"]
            plain = question["answer_type"] == "span" and question["answer_from"] == "table"
            if not plain or len(answer) != 1:
                continue
            holding = [row for row in rows if str(answer[0]) in row[1:]]
            if len(holding) == 1:
                column = holding[0].index(str(answer[0]), 1)
                named = tuple(_YEAR.findall(" ".join(row[column] for row in rows[:3])))
                row = " ".join(" | ".join(holding[0]).split())
                yield Cell(question["question"], f"note-{number:03d}.html", row, named[:1])


def write(file: Path, folder: Path) -> None:
    """Write each table with its paragraphs as a page of HTML."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(json.loads(file.read_text(encoding="utf-8"))):
        paragraphs = [html.escape(part["text"]) for part in one["paragraphs"]]
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
            for row in one["table"]["table"]
        )
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs[1:])
        body = f"<h1>{paragraphs[0][:150]}</h1><table>{rows}</table>{text}"
        (folder / f"note-{number:03d}.html").write_text(f"<html><body>{body}</body></html>")


def rank(cell: Cell, hits: Sequence[Hit]) -> int | None:
    """Return the rank, from 1, of the first passage that holds the row and names its columns."""
    for number, hit in enumerate(hits, start=1):
        text = " ".join(hit.passage.text.split())
        readable = all(name in f"{hit.passage.table} {text}" for name in cell.columns)
        if hit.passage.source.path.endswith(cell.path) and cell.row in text and readable:
            return number
    return None


def measured(cells: Sequence[Cell], search: Callable[[str], Sequence[Hit]]) -> dict[str, Any]:
    """Return the share of *cells* found among the first 5, 10 and 20."""
    ranks = [rank(cell, search(cell.question)) for cell in cells]
    shares = {
        f"at_{k}": round(sum(one is not None and one <= k for one in ranks) / len(ranks), 3)
        for k in DEPTHS
        if ranks
    }
    return {"questions": len(ranks), **shares}


def main(arguments: Sequence[str]) -> None:
    """Print one line of JSON."""
    parser = argparse.ArgumentParser(description="Is the row found, and can it be read?")
    parser.add_argument("data", choices=("filings", "tatqa"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args(arguments)
    if given.write:
        write(given.file, given.write)
        return
    with open_footnote(Settings.load(), command="python -m eval.cells") as footnote:
        made = filings(given.file, footnote) if given.data == "filings" else tatqa(given.file)
        said = measured(list(made), lambda asked: footnote.search(asked, k=max(DEPTHS)))
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
