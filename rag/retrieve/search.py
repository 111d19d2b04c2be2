"""Find the passages of a collection that a question is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import InputError
from rag.ports import Embedder, Found
from rag.retrieve.fuse import known_item_first, reciprocal_rank_fusion
from rag.retrieve.parts import parts
from rag.store.library import Library
from rag.types import Collection, Hit, Vectors

DEEPER = 4
"""Times as many candidates, once, where too many of the first were of the dead."""


LONGEST = 4_000
"""Characters of a question. Longer ones are documents, and would cost seconds to embed."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    vectors: list[Vectors]
    """One for each part, where the question is longer than the embedder's window."""
    collection: Collection
    library: Library


def search(
    question: str,
    *,
    collection: Collection,
    library: Library,
    embedder: Embedder,
    k: int,
    candidates: int,
) -> list[Hit]:
    """Return up to *k* passages for *question*, best first, by meaning and by words together.

    *candidates* are fetched from each index, at least *k*, and fused; only what the truth says is
    live comes through. Equal scores go by passage id. `InputError` for a blank question or a *k*
    below 1, `NotFoundError` for a collection that does not exist.
    """
    if not question.strip():
        raise InputError("The question is empty.", "Ask something.")
    if len(question) > LONGEST:
        raise InputError(
            f"The question has {len(question)} characters.", f"Ask in at most {LONGEST}."
        )
    if k < 1:
        raise InputError(f"{k} passages were asked for.", "Ask for at least 1.")
    depth = max(candidates, k)
    # Asked first, so that an unknown collection is named before any model is loaded.
    stored = library.counts(collection).passages
    vectors = [embedder.embed_question(part) for part in parts(question, embedder)]
    asked = _Asked(question, vectors, collection, library)
    hits, ghosts = _found(asked, depth)
    if len(hits) < k and ghosts and depth < stored + ghosts:
        hits, _ = _found(asked, depth * DEEPER)
    return hits[:k]


def _found(asked: _Asked, depth: int) -> tuple[list[Hit], int]:
    """Return the live hits, best first, and how many were found that are not live."""
    rankings = [
        *(("dense", asked.library.dense(asked.collection, one, depth)) for one in asked.vectors),
        ("keyword", asked.library.keyword(asked.collection, asked.question, depth)),
    ]
    signals = _signals(rankings)
    merged = reciprocal_rank_fusion([[f.passage_id for f in one] for _, one in rankings])
    fused = known_item_first(merged, rankings[-1][1])
    live = asked.library.live(asked.collection, [found.passage_id for found in fused])
    hits = [
        Hit(live[found.passage_id], found.score, signals[found.passage_id])
        for found in fused
        if found.passage_id in live
    ]
    return hits, len(fused) - len(hits)


def _signals(rankings: Sequence[tuple[str, list[Found]]]) -> dict[str, dict[str, float]]:
    """Return what each index said of each passage: its best, where it was asked in parts."""
    signals: dict[str, dict[str, float]] = {}
    for name, ranking in rankings:
        for found in ranking:
            said = signals.setdefault(found.passage_id, {})
            said[name] = max(found.score, said.get(name, found.score))
    return signals
