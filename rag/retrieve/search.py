"""Find the passages of a collection that a question is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.errors import InputError
from rag.ports import Embedder, Found
from rag.retrieve.asked import run_together, spelt_out
from rag.retrieve.fuse import known_item_first
from rag.retrieve.parts import parts
from rag.retrieve.rank import Lists, Members, Part, ordered, part_of, ranked_parts
from rag.store.library import Library
from rag.types import Collection, Hit, Passage, Vectors

KINDS = ("dense", "keyword", "head", "name")
"""Of lists: passages by vectors and by words, parts by their heads, documents by their names."""

DEEPER = 4
"""Times as many candidates, once, where too many of the first were of the dead."""


LONGEST = 4_000
"""Characters of a question. Longer ones are documents, and would cost seconds to embed."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    vectors: Vectors
    """A row for each part, where the question is longer than the embedder's window."""
    collection: Collection
    library: Library
    k: int


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
    vectors = np.concatenate([embedder.embed_question(one) for one in parts(question, embedder)])
    asked = _Asked(spelt_out(question), vectors, collection, library, k)
    hits, ghosts = _found(asked, depth)
    if len(hits) < k and ghosts and depth < stored + ghosts:
        hits, _ = _found(asked, depth * DEEPER)
    return hits[:k]


def _found(asked: _Asked, depth: int) -> tuple[list[Hit], int]:
    """Return the live hits, best first, and how many were found that are not live."""
    told = _told(asked, depth)
    ids = list(dict.fromkeys(found.passage_id for _, one in told for found in one))
    live = asked.library.live(asked.collection, ids)
    by_kind = {kind: [one for name, one in told if name == kind] for kind in KINDS}
    near = (*by_kind["dense"], *by_kind["keyword"])
    lists = Lists(live, near, *by_kind["head"], *by_kind["name"])
    chosen = ranked_parts(lists)[: asked.k]
    ranked = ordered(chosen, _members(asked, chosen, live), lists, asked.vectors)
    signals = _signals(told)
    hits = [Hit(passage, worth, signals.get(passage.id, {})) for passage, worth in ranked]
    return known_item_first(hits, by_kind["keyword"][0]), len(ids) - len(live)


def _told(asked: _Asked, depth: int) -> list[tuple[str, list[Found]]]:
    """Ask every index; the lists by vectors are as many as the question has parts."""
    library, where, question = asked.library, asked.collection, asked.question
    return [
        *(("dense", library.dense(where, row[None], depth)) for row in asked.vectors),
        ("keyword", library.keyword(where, question, depth)),
        ("head", library.heads(where, question, depth)),
        ("name", library.names(where, run_together(question), depth)),
    ]


def _members(
    asked: _Asked, chosen: Sequence[tuple[Part, float]], live: Mapping[str, Passage]
) -> Members:
    """Fetch the passages of the parts *chosen*; one that knows no part is all there is of it."""
    members: defaultdict[Part, list[tuple[Passage, Vectors]]] = defaultdict(list)
    known = [part for part, _ in chosen if part[1] >= 0]
    for passage, vector in asked.library.together(asked.collection, known):
        members[part_of(passage)].append((passage, vector))
    for passage in live.values():
        if passage.part < 0:
            members[part_of(passage)] = [(passage, asked.vectors[0])]
    return members


def _signals(rankings: Sequence[tuple[str, list[Found]]]) -> dict[str, dict[str, float]]:
    """Return what each index said of each passage: its best, where it was asked in parts."""
    signals: dict[str, dict[str, float]] = {}
    for name, ranking in rankings:
        for found in ranking:
            said = signals.setdefault(found.passage_id, {})
            said[name] = max(found.score, said.get(name, found.score))
    return signals
