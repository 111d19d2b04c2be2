"""Find the passages of a collection that a question is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import numpy as np

from rag.errors import InputError
from rag.filters.parse import Filter
from rag.ports import Embedder, Query
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
from rag.types import Collection, Hit, Passage, Vectors

DEEPER = 4
"""Times as many candidates, once, where too many of the first were of the dead."""


PARTS = 10
"""Parts whose passages are read at least, so that the first is the same for any *k*."""
FAINT, HELD = 0.02, 0.2
"""Weight of vectors of a language that their model cannot read, where the best passage by words
has so much of the question's. On XQuAD in Spanish and Chinese 0.02 beats 0 and 0.25."""
LONGEST = 4_000
"""Characters of a question. Longer ones are documents, and would cost seconds to embed."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    """Its years written out."""
    implied: str
    """Words that it implies and does not say; often none."""
    beside: Mapping[str, float]
    """Other words that it is searched by (`rag.retrieve.vocabulary`)."""
    vectors: Vectors
    """A row for each part, where the question is longer than the embedder's window."""
    collection: Collection
    library: Library
    within: Within
    k: int
    reads_all: bool
    """Whether the embedder reads other languages than English."""


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
    vectors = np.concatenate([embedder.embed_question(one) for one in parts(question, embedder)])
    reads_all = not embedder.english_only
    looked = within(library, collection, where)
    spelt = spelt_out(question), implied(question)
    others = beside(question, partial(library.held, collection))
    asked = _Asked(*spelt, others, vectors, collection, library, looked, k, reads_all)
    hits, ghosts = _found(asked, depth)
    if len(hits) < k and ghosts and depth < stored + ghosts:
        hits, _ = _found(asked, depth * DEEPER)
    return hits[:k]


def _found(asked: _Asked, depth: int) -> tuple[list[Hit], int]:
    """Return the live hits, best first, and how many were found that are not live."""
    lists, ghosts = _lists(asked, depth)
    parts = ranked_parts(lists)
    known_item = {part_of(passage) for _, passage in lists.of(lists.keyword[:1])}
    wide = max(asked.k, PARTS)
    chosen = parts[:wide] + [one for one in parts[wide:] if one[0] in known_item]
    members = _members(asked, chosen, lists)
    if asks_for_figures(asked.question):
        chosen = figures_first(chosen, members)
    said = signals(lists, members)
    ranked = ordered(chosen, members, lists)
    hits = [Hit(passage, worth, said[passage.id]) for passage, worth in ranked]
    first = known_item_first(hits, lists.keyword)
    return spread(first, asked.k, asked_about=asked_about(lists)), ghosts


def _lists(asked: _Asked, depth: int) -> tuple[Lists, int]:
    """Ask every index; say also how many ids that they gave are not live."""
    indexes, named = asked.within, called(f"{asked.question} {corrected(asked.beside)}")
    wide = Query(f"{asked.question} {asked.implied}", asked.beside)
    dense = [indexes.dense(row[None], depth) for row in asked.vectors]
    keyword = indexes.keyword(wide, depth)
    heads = indexes.keyword(wide, depth, HEADS)
    names = indexes.keyword(named, depth, NAMES)
    every = chain(*dense, keyword, heads, names)
    ids = list(dict.fromkeys(found.passage_id for found in every))
    live = asked.library.live(asked.collection, ids)
    wanted = frozenset(words(named))
    lists = Lists(live, dense, keyword, heads, names, wanted)
    return replace(lists, trust=_trust(asked, lists)), len(ids) - len(live)


def _trust(asked: _Asked, lists: Lists) -> float:
    """Say what vectors count for: next to nothing for a language that their model cannot read.

    Where the words of the question are not in the documents either, these are in another language,
    and vectors are all there is.
    """
    if asked.reads_all or is_english(asked.question):
        return 1.0
    wanted = set(words(asked.question))
    best = [set(words(passage.text)) for _, passage in lists.of(lists.keyword[:1])]
    return FAINT if any(len(wanted & held) >= HELD * len(wanted) for held in best) else 1.0


def _members(asked: _Asked, chosen: Sequence[tuple[Part, float]], lists: Lists) -> Members:
    """Fetch the passages of the parts *chosen*; one that knows no part is all there is of it."""
    members: defaultdict[Part, list[tuple[Passage, float | None]]] = defaultdict(list)
    known = [part for part, _ in chosen if part[1] >= 0]
    for passage, vector in asked.library.together(asked.collection, known):
        members[part_of(passage)].append((passage, float(np.max(asked.vectors @ vector))))
    near = {found.passage_id: found.score for one in lists.dense for found in one}
    for passage in lists.live.values():
        if passage.part < 0:
            members[part_of(passage)] = [(passage, near.get(passage.id))]
    return members
