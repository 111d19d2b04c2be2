"""Learn what each signal of the search counts for, and say whether that holds on other documents.

    python -m eval.weights filings:CASES.jsonl:HOME clapnq:FOLDER:HOME xquad:FILE.json:HOME ...

Each HOME holds an index of the data set, made as `eval.finding` says. Prints lines of JSON for each
set: with the weights as they are, with those learnt on all sets, and with those learnt on other
documents (5 folds, no document in two of them); then the weights. Whoever finds the third better
than the first freezes them in `rag.retrieve.rank`.
"""

import json
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from statistics import fmean

from eval.finding import Asked, clapnq, filings, lists_of, measured, without, xquad
from rag.retrieve.rank import FROZEN, Lists, Weights
from rag.settings import Settings
from rag.wiring import open_footnote

FOLDS = 5
TRIED: Mapping[str, Sequence[float]] = {
    "dense": (0.5, 0.7, 1.0, 1.4, 2.0),
    "keyword": (0.5, 0.7, 1.0, 1.4, 2.0),
    "heads": (0.0, 0.35, 0.5, 0.7, 1.0, 1.4),
    "named": (0.0, 0.004, 0.006, 0.008, 0.01, 0.014),
}
"""One after the other, round and round, until none gets better."""
LEAST = 0.002
"""Gain for which a weight is changed: less is chance."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A question of a data set, and what every index found for it."""

    name: str
    asked: Asked
    lists: Lists

    @property
    def fold(self) -> int:
        """The same for all questions of one document, in every run."""
        document = min(name for name, _ in self.asked.gold)
        return zlib.crc32(document.encode()) % FOLDS


def listed(spec: str) -> list[Listed]:
    """Ask the index of the data set *spec*: its name, its file and the home of its index."""
    name, file, home = spec.split(":")
    settings = Settings.load(home=Path(home))
    with open_footnote(settings, command="python -m eval.weights") as footnote:
        return [Listed(name, one, lists_of(one, footnote)) for one in _read(name, Path(file))]


def _read(name: str, file: Path) -> Iterator[Asked]:
    if name == "filings":
        return filings(file)
    return clapnq(file, None) if name == "clapnq" else xquad(file, None)


def figures(questions: Sequence[Listed], weights: Weights) -> dict[str, float]:
    """Return hit@k and MRR of *questions*, all of one data set."""
    places = [without(replace(one.lists, weights=weights), ()) for one in questions]
    return measured([one.asked for one in questions], places)


def worth(questions: Sequence[Listed], weights: Weights) -> float:
    """Return the mean of all figures over the data sets, each counting alike."""
    names = sorted({one.name for one in questions})
    sets = ([one for one in questions if one.name == name] for name in names)
    return fmean(fmean(figures(one, weights).values()) for one in sets)


def learnt(questions: Sequence[Listed], start: Weights = FROZEN) -> Weights:
    """Return the weights that find *questions* best, one changed after the other from *start*."""
    best, value = start, worth(questions, start)
    while True:
        before = best
        for name, values in TRIED.items():
            for tried in (replace(best, **{name: one}) for one in values):
                found = worth(questions, tried)
                if found > value + LEAST:
                    best, value = tried, found
        if best == before:
            return best


def held_out(questions: Sequence[Listed]) -> Iterator[tuple[Listed, Weights]]:
    """Yield each question with the weights learnt on the documents of the other folds."""
    for fold in range(FOLDS):
        weights = learnt([one for one in questions if one.fold != fold])
        yield from ((one, weights) for one in questions if one.fold == fold)


def report(questions: Sequence[Listed]) -> Iterator[dict[str, object]]:
    """Yield the rows."""
    chosen, apart = learnt(questions), list(held_out(questions))
    for name in sorted({one.name for one in questions}):
        mine = [one for one in questions if one.name == name]
        yield {"set": name, "weights": "as they are", **figures(mine, FROZEN)}
        yield {"set": name, "weights": "learnt on all", **figures(mine, chosen)}
        theirs = [(one, weights) for one, weights in apart if one.name == name]
        places = [without(replace(one.lists, weights=weights), ()) for one, weights in theirs]
        others = measured([one.asked for one, _ in theirs], places)
        yield {"set": name, "weights": "learnt on other documents", **others}
    yield {"learnt": {one.name: getattr(chosen, one.name) for one in fields(chosen)}}


def main(arguments: Sequence[str]) -> None:
    """Print the rows as lines of JSON."""
    questions = [one for spec in arguments for one in listed(spec)]
    for row in report(questions):
        sys.stdout.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
