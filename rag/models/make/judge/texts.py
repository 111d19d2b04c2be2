"""The texts that pairs are constructed from, as documents of clean sentences."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.models.evidence import plain, plain_lines, sentences

_LEAST_WORDS, _MOST_WORDS, _RUN, _PAGE = 6, 48, 3, 12
_CLEAN = re.compile(r"[A-Z\"“(].*[a-z0-9)%”\"][.]$")
_ODD = re.compile(
    r"\.{3}|_{2}|[|•●§☐☒]|Table of Contents|\bwww\.|\(\d+\)|\bF-\d|\bItem \d", re.IGNORECASE
)
_ALPHA = 0.72


@dataclass(frozen=True, slots=True)
class Source:
    """A document of sentences."""

    name: str
    """Of the data set."""
    group: str
    """Documents that share texts share it: never split one."""
    parts: tuple[str, ...]
    questions: tuple[tuple[str, str], ...] = ()
    """Questions with the answers that the text gives."""


def clapnq(folder: Path) -> Iterator[Source]:
    """Give each passage of CLAPNQ."""
    for kind in ("answerable", "unanswerable"):
        for line in (folder / f"clapnq/dev_{kind}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield _source("clapnq", row["title"], plain(row["passage"]))


def xquad(folder: Path) -> Iterator[Source]:
    """Give each English paragraph of XQuAD with its questions."""
    articles = json.loads((folder / "xquad/xquad.en.json").read_text(encoding="utf-8"))["data"]
    for number, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            asked = tuple(
                (q["question"].strip(), q["answers"][0]["text"]) for q in paragraph["qas"]
            )
            yield _source("xquad", f"xquad-{number}", paragraph["context"], asked)


def tatqa(folder: Path) -> Iterator[Source]:
    """Give the paragraphs beside each table of TAT-QA, with the questions that they answer."""
    for entry in json.loads((folder / "tatqa/dev.json").read_text(encoding="utf-8")):
        text = "\n\n".join(p["text"] for p in entry["paragraphs"])
        asked = tuple((q["question"], q["answer"][0]) for q in entry["questions"] if _told(q))
        yield _source("tatqa", entry["table"]["uid"], text, asked)


def filings(folder: Path) -> Iterator[Source]:
    """Give runs of clean sentences from each page of the filings."""
    import pypdfium2

    for path in sorted((folder / "filings/pdfs").glob("*.pdf")):
        pdf = pypdfium2.PdfDocument(path)
        for number in range(len(pdf)):
            text = " ".join(pdf[number].get_textpage().get_text_bounded().split())
            for run in _runs(list(sentences(text.replace("\ufffe", "-")))):
                yield Source("filings", f"{path.stem.split('_')[0]}-{number // 5}", tuple(run))


def rows(folder: Path, part: str) -> list[dict[str, Any]]:
    """Return the labelled rows of *part*, ``train`` or ``validation``."""
    lines = (folder / f"verifier/{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def evidence(labelled: list[dict[str, Any]]) -> Iterator[Source]:
    """Give each evidence text of *labelled* once."""
    for text, row in {row["evidence"]: row for row in labelled}.items():
        yield _source(f"{row['dataset']}*", row["group"] or row["id"], plain_lines(text))


def is_clean(sentence: str) -> bool:
    """Say whether *sentence* is whole prose: from it others may be made."""
    words = sentence.split()
    letters = sum(c.isalpha() or c == " " for c in sentence)
    return (
        _LEAST_WORDS <= len(words) <= _MOST_WORDS
        and bool(_CLEAN.match(sentence))
        and not _ODD.search(sentence)
        and letters >= _ALPHA * len(sentence)
        and sentence.count('"') % 2 == 0
        and sentence.count("(") == sentence.count(")")
        and sum(w[0].isupper() for w in words) < len(words) * 0.6
    )


def _told(question: dict[str, Any]) -> bool:
    return question["answer_type"] == "span" and question["answer_from"] == "text"


def _source(name: str, group: str, text: str, asked: tuple[tuple[str, str], ...] = ()) -> Source:
    return Source(name, group, tuple(sentences(text)), asked)


def _runs(parts: list[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for part in [*parts, ""]:
        if part and is_clean(part) and len(run) < _PAGE:
            run.append(part)
        else:
            if len(run) >= _RUN:
                yield run
            run = [part] if part and is_clean(part) else []
