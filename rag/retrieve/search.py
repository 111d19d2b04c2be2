"""Find the passages of a collection that a question is about."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np

from rag.errors import InputError
from rag.filters.parse import Filter
from rag.indexes import Found, Query
from rag.ports import Embedder
from rag.retrieve.asked import spelt_out
from rag.retrieve.called import called
from rag.retrieve.fuse import known_item_first
from rag.retrieve.parts import parts
from rag.retrieve.rank import (
    Lists,
    Members,
    Part,
    asked_about,
    ordered,
    part_of,
    ranked_parts,
    signals,
    well_named,
)
from rag.retrieve.shape import spread
from rag.retrieve.tabled import figures_first
from rag.retrieve.terms import asks_for_figures, implied
from rag.retrieve.tongue import is_english
from rag.retrieve.vocabulary import beside, corrected
from rag.retrieve.within import Within, within
from rag.retrieve.words import words
from rag.store.library import Library
from rag.store.parts import HEADS, NAMES
from rag.types import Collection, Hit, Passage, Place, Vectors

DEEPER = 4
"""Times as many candidates, once, where too many of the first were of the dead."""


NAMED = 50
"""Documents that are asked for by their names, at most: a question names a few."""
PARTS = 10
"""Parts whose passages are read at least, so that the first is the same for any *k*."""
FAINT, HELD = 0.02, 0.2
"""Weight of vectors of a language that their model cannot read, where the best passage by words
has so much of the question's. On XQuAD in Spanish and Chinese 0.02 beats 0 and 0.25."""
LONGEST = 4_000
"""Characters of a question. Longer ones are documents, and would cost seconds to embed."""


@dataclass(frozen=True, slots=True)
class _Asked:
    said: str
    """The question, as it was asked."""
    question: str
    """Its years written out."""
    implied: str
    """Words that it implies and does not say; often none."""
    collection: Collection
    library: Library
    within: Within
    k: int


@dataclass(frozen=True, slots=True)
class _Vectors:
    rows: Vectors
    """One for each part, where the question is longer than the embedder's window."""
    reads_all: bool
    """Whether the embedder reads other languages than English."""


@dataclass(frozen=True, slots=True)
class _ByWords:
    keyword: list[Found]
    heads: list[Found]
    names: list[Found]
    live: Mapping[str, Passage | Place]
    """Where all three of them lie, and the passages that ranking reads."""
    wanted: frozenset[str]
    """Words of the question that may be of a name."""


def search(
    question: str,
    *,
    collection: Collection,
    library: Library,
    embedder: Embedder,
    k: int,
    candidates: int,
    where: Filter | None = None,
) -> list[Hit]:
    """Return up to *k* passages for *question*, best first, by meaning and by words together.

    *candidates* are fetched from each index, at least *k*, and fused; only what the truth says is
    live comes through. *where* leaves out documents before anything is ranked, so that *k* passages
    of those that it keeps are found where there are so many. Equal scores go by passage id.
    `InputError` for a blank question or a *k* below 1, `NotFoundError` for a collection that does
    not exist.
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
    looked = within(library, collection, where)
    asked = _Asked(question, spelt_out(question), implied(question), collection, library, looked, k)
    by_words = library.aside(partial(_by_words, asked, depth))
    rows = np.concatenate([embedder.embed_question(one) for one in parts(question, embedder)])
    vectors = _Vectors(rows, reads_all=not embedder.english_only)
    hits, ghosts = _found(asked, vectors, depth, by_words)
    if len(hits) < k and ghosts and depth < stored + ghosts:
        deeper = depth * DEEPER
        hits, _ = _found(asked, vectors, deeper, partial(_by_words, asked, deeper))
    return hits[:k]


def _found(
    asked: _Asked, vectors: _Vectors, depth: int, by_words: Callable[[], _ByWords]
) -> tuple[list[Hit], int]:
    """Return the live hits, best first, and how many were found that are not live."""
    lists, ghosts = _lists(asked, vectors, depth, by_words)
    parts = ranked_parts(lists)
    known_item = {part_of(passage) for _, passage in lists.of(lists.keyword[:1])}
    wide = max(asked.k, PARTS)
    chosen = parts[:wide] + [one for one in parts[wide:] if one[0] in known_item]
    members = _members(asked, vectors.rows, chosen, lists)
    if asks_for_figures(asked.question):
        chosen = figures_first(chosen, members)
    said = signals(lists, members)
    ranked = ordered(chosen, members, lists)
    hits = [Hit(passage, worth, said[passage.id]) for passage, worth in ranked]
    first = known_item_first(hits, lists.keyword)
    return spread(first, asked.k, asked_about=asked_about(lists)), ghosts


def _by_words(asked: _Asked, depth: int) -> _ByWords:
    """Ask the keyword index. This goes on beside embedding the question, and asking Chroma."""
    indexes = asked.within
    others = beside(asked.said, partial(asked.library.held, asked.collection))
    wide = Query(f"{asked.question} {asked.implied}", others)
    named = called(f"{asked.question} {corrected(others)}")
    keyword = indexes.keyword(wide, depth)
    heads = indexes.keyword(wide, depth, HEADS)
    names = indexes.keyword(named, min(depth, NAMED), NAMES)
    places = _places(asked, keyword, heads, names)
    best = well_named(Lists(places, [], keyword, heads, names))
    read = asked.library.live(asked.collection, _ids(best, keyword[:1]))
    return _ByWords(keyword, heads, names, {**places, **read}, frozenset(words(named)))


def _places(asked: _Asked, *rankings: Sequence[Found]) -> Mapping[str, Place]:
    return asked.library.places(asked.collection, _ids(*rankings))


def _ids(*rankings: Sequence[Found]) -> list[str]:
    return list(dict.fromkeys(found.passage_id for found in chain(*rankings)))


def _lists(
    asked: _Asked, vectors: _Vectors, depth: int, by_words: Callable[[], _ByWords]
) -> tuple[Lists, int]:
    """Ask every index; say also how many ids that they gave are not live."""
    dense = [asked.within.dense(row[None], depth) for row in vectors.rows]
    said = by_words()
    fresh = [[found for found in one if found.passage_id not in said.live] for one in dense]
    live = {**said.live, **_places(asked, *fresh)}
    ids = _ids(*dense, said.keyword, said.heads, said.names)
    lists = Lists(live, dense, said.keyword, said.heads, said.names, said.wanted)
    trust = 1.0 if vectors.reads_all else _trust(asked, lists)
    return replace(lists, trust=trust), len(ids) - len(live)


def _trust(asked: _Asked, lists: Lists) -> float:
    """Say what vectors count for: next to nothing for a language that their model cannot read.

    Where the words of the question are not in the documents either, these are in another language,
    and vectors are all there is.
    """
    if is_english(asked.question):
        return 1.0
    wanted = set(words(asked.question))
    best = [set(words(one.text)) for one in _passages(lists, lists.keyword[:1])]
    return FAINT if any(len(wanted & held) >= HELD * len(wanted) for held in best) else 1.0


def _passages(lists: Lists, ranking: Sequence[Found]) -> list[Passage]:
    return [one for _, one in lists.of(ranking) if isinstance(one, Passage)]


def _members(
    asked: _Asked, rows: Vectors, chosen: Sequence[tuple[Part, float]], lists: Lists
) -> Members:
    """Fetch the passages of the parts *chosen*; one that knows no part is all there is of it."""
    members: defaultdict[Part, list[tuple[Passage, float | None]]] = defaultdict(list)
    known = [part for part, _ in chosen if part[1] >= 0]
    found = asked.library.together(asked.collection, known)
    vectors = np.stack([vector for _, vector in found]) if found else rows[:0]
    nearest = np.max([np.vecdot(vectors, row) for row in rows], axis=0).tolist()
    for (passage, _), nearness in zip(found, nearest, strict=True):
        members[part_of(passage)].append((passage, nearness))
    near = {found.passage_id: found.score for one in lists.dense for found in one}
    apart = [one for one, place in lists.live.items() if place.part < 0]
    for passage in asked.library.live(asked.collection, apart).values() if apart else ():
        members[part_of(passage)] = [(passage, near.get(passage.id))]
    return members
