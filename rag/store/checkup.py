"""How the opened store is: a cheap look, and a thorough one that mends what it can."""

from dataclasses import replace

from rag.store.derived import Derived
from rag.store.reading import Reading
from rag.store.records import Audit, Part
from rag.store.truth import Truth


def health(reading: Reading, derived: Derived) -> list[Part]:
    """Say how each part is; opens and rebuilds nothing."""
    counts = [reading.counts(one) for one in reading.collections()]
    documents = sum(one.documents for one in counts)
    passages = sum(one.passages for one in counts)
    detail = f"{documents} documents, {passages} passages"
    indexes = derived.health()
    if not passages:
        indexes = [replace(part, ok=True, detail="nothing to index") for part in indexes]
    return [Part("truth", ok=True, detail=detail), *indexes]


def audit(reading: Reading, truth: Truth, derived: Derived) -> Audit:
    """Take torn documents out of the answers, and rebuild indexes that differ from the truth."""
    torn = reading.damage()
    truth.mark_torn(torn)
    found = [line for one in reading.collections() for line in derived.problems(one)]
    if found:
        derived.rebuild("; ".join(found))
    return Audit(tuple(one.path for one in torn), (*found, *derived.told()))
