"""Whether the right page is found, and what each signal is worth.

    python -m eval.finding clapnq FOLDER --write DIR     # then: footnote ingest DIR
    python -m eval.finding clapnq FOLDER                 # FOOTNOTE_HOME holds an index of DIR
    python -m eval.finding xquad FILE.json [--write DIR] # the same
    python -m eval.finding filings CASES.jsonl           # FOOTNOTE_HOME holds the filings

Prints a line of JSON for the product, and for its ranking of parts with lists left out.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from rag.footnote import Footnote
from rag.indexes import Query
from rag.retrieve.asked import spelt_out
from rag.retrieve.called import called
from rag.retrieve.rank import Lists, Part, part_of, ranked_parts
from rag.retrieve.terms import implied
from rag.retrieve.vocabulary import beside, corrected
from rag.retrieve.words import words
from rag.settings import Settings
from rag.types import Passage
from rag.wiring import open_footnote

DEPTHS = (1, 5, 10, 20)
DEEP = 100
"""Of every list, as the product asks for."""
Place = tuple[str, int, int]
"""Name of a file, first and last page from 1."""
LEFT_OUT = {
    "dense, keyword, heads, names": (),
    "without names": ("names",),
    "without heads": ("heads",),
    "without keyword": ("keyword",),
    "without dense": ("dense",),
    "dense and keyword": ("heads", "names"),
    "dense": ("keyword", "heads", "names"),
    "keyword": ("dense", "heads", "names"),
}

WORDS_LEFT_OUT = {
    "without implied words": {"implying": False},
    "without other forms of the question's words": {"otherwise": False},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and where its answer stands; any of the places will do."""

    question: str
    gold: frozenset[tuple[str, int]]
    """Name of a file, and page."""

    def at(self, place: Place) -> bool:
        """Say whether an answer stands at *place*."""
        return any((place[0], page) in self.gold for page in range(place[1], place[2] + 1))


def filings(file: Path) -> Iterator[Asked]:
    """Yield the analysts' questions."""
    for line in file.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        gold = frozenset((Path(one["path"]).name, one["page"]) for one in case["evidence"])
        yield Asked(case["question"], gold)


def clapnq(folder: Path, write: Path | None) -> Iterator[Asked]:
    """Yield the answerable questions; each passage of either sort is a file."""
    for file in sorted(folder.glob("dev_*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            name = f"{row['id']}.md"
            if write:
                (write / name).write_text(f"# {row['title']}\n\n{row['passage']}\n", "utf-8")
            if row["answerable"]:
                yield Asked(row["question"], frozenset([(name, 1)]))


def xquad(file: Path, write: Path | None) -> Iterator[Asked]:
    """Yield the questions; each paragraph is a file."""
    for number, article in enumerate(json.loads(file.read_text(encoding="utf-8"))["data"]):
        for count, paragraph in enumerate(article["paragraphs"]):
            name = f"p{number:02d}-{count:02d}.txt"
            if write:
                (write / name).write_text(paragraph["context"] + "\n", "utf-8")
            for one in paragraph["qas"]:
                yield Asked(one["question"], frozenset([(name, 1)]))


def lists_of(
    asked: Asked, footnote: Footnote, *, implying: bool = True, otherwise: bool = True
) -> Lists:
    """Ask every index, as `rag.retrieve.search` does.

    *implying*: also by the words that the question implies; *otherwise*: by other forms of its own.
    """
    library, where = footnote.library, footnote.collection(None)
    question = spelt_out(asked.question)
    others = beside(asked.question, partial(library.held, where)) if otherwise else {}
    query = Query(f"{question} {implied(question)}" if implying else question, others)
    named = called(f"{question} {corrected(others)}")
    dense = [library.dense(where, footnote.embedder.embed_question(asked.question), DEEP)]
    keyword, heads = library.keyword(where, query, DEEP), library.heads(where, query, DEEP)
    names = library.names(where, named, DEEP)
    ids = {found.passage_id for found in chain(*dense, keyword, heads, names)}
    wanted = frozenset(words(named))
    return Lists(library.live(where, sorted(ids)), dense, keyword, heads, names, wanted)


def without(lists: Lists, left_out: Sequence[str]) -> list[Place]:
    """Return the pages, best first, that *lists* rank where those *left_out* are empty."""
    kept = replace(lists, **{name: [] for name in left_out})  # type: ignore[arg-type]
    found: dict[Part, Place] = {}
    passages = [one for one in lists.live.values() if isinstance(one, Passage)]
    for passage in passages:
        name, first, last = found.get(part_of(passage), _place(passage))
        _, begins, ends = _place(passage)
        found[part_of(passage)] = name, min(first, begins), max(last, ends)
    return [found[part] for part, _ in ranked_parts(kept)]


def measured(asked: Sequence[Asked], places: Sequence[Sequence[Place]]) -> dict[str, float]:
    """Return the share found among the first 1, 5, 10 and 20, and the mean reciprocal rank."""
    ranks = []
    for one, found in zip(asked, places, strict=True):
        ranks.append(next((n for n, place in enumerate(found, 1) if one.at(place)), DEEP))
    shares = {f"hit@{k}": sum(rank <= k for rank in ranks) / len(ranks) for k in DEPTHS}
    mrr = sum(1 / rank for rank in ranks if rank <= DEPTHS[-1]) / len(ranks)
    return {name: round(value, 3) for name, value in {**shares, "mrr": mrr}.items()}


def _place(passage: Passage) -> Place:
    return Path(passage.source.path).name, passage.first_page, passage.last_page


def report(asked: Sequence[Asked], footnote: Footnote) -> Iterator[dict[str, object]]:
    """Yield a row for the product and one for each ablation."""
    hits = [footnote.search(one.question, k=DEPTHS[-1]) for one in asked]
    product = [[_place(hit.passage) for hit in found] for found in hits]
    yield {"signals": "the product", "questions": len(asked), **measured(asked, product)}
    lists = [lists_of(one, footnote) for one in asked]
    for name, left_out in LEFT_OUT.items():
        yield {"signals": name, **measured(asked, [without(one, left_out) for one in lists])}
    for name, left in WORDS_LEFT_OUT.items():
        places = [without(lists_of(one, footnote, **left), ()) for one in asked]
        yield {"signals": name, **measured(asked, places)}


def main(arguments: Sequence[str]) -> None:
    """Write the documents of a data set, or print the figures of an index of them."""
    parser = argparse.ArgumentParser(description="Is the right page found?")
    parser.add_argument("data", choices=("filings", "clapnq", "xquad"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args(arguments)
    if given.write:
        given.write.mkdir(parents=True, exist_ok=True)
    read = {"clapnq": clapnq, "xquad": xquad}
    asked = list(
        filings(given.file)
        if given.data == "filings"
        else read[given.data](given.file, given.write)
    )
    if given.write:
        return
    with open_footnote(Settings.load(), command="python -m eval.finding") as footnote:
        for row in report(asked, footnote):
            sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
