"""From several lists of passages to one: parts of documents are ranked first, then what is in them.

A page is found by any of its passages and by its head, so the lists vote for parts (`rag.types`:
pages, or sections). Documents whose names the question says come before others, but no document is
left out. Which passages of a good part are shown is then decided among themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rag.indexes import Found
from rag.retrieve.fuse import reciprocal_ranks
from rag.retrieve.words import words
from rag.store.parts import naming
from rag.types import Passage, Place

AS_WELL = 0.7
"""Share of the best name's score from which on a name counts."""
ONCE = 0.3
"""Of that, where the question and the name share one word only."""
SPARED, SPARED_AT = 2, 3
"""So many of the best parts come at the latest after so many of documents that are named."""
LATER = 0.75
"""Worth of a part's second passage by its first, and so on. ``eval/LOG.md``: with less, tables come
late; with more, pages do."""

Part = tuple[str, int]
"""Document, and number of its part; of passages that know none, their own."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a place in each list counts for, and a document's name.

    ``python -m eval.weights`` learns others on the development data (2026-11-28, ``eval/LOG.md``);
    on documents that they were not learnt on they find no more than these, so these are kept.
    """

    dense: float = 1.0
    keyword: float = 1.0
    heads: float = 1.0
    named: float = 0.008
    """For each point of BM25 that the name scores; a first place in a list is worth 0.016."""


FROZEN = Weights()


@dataclass(frozen=True, slots=True)
class Lists:
    """What the indexes found, each list best first."""

    live: Mapping[str, Passage | Place]
    """By id, what is live of all that the lists name: `well_named` ones as passages."""
    dense: Sequence[Sequence[Found]]
    """Passages by vectors: a list for each part of the question."""
    keyword: Sequence[Found]
    """Passages by words."""
    heads: Sequence[Found]
    """First passages of parts, by the words these begin with."""
    names: Sequence[Found]
    """First passages of documents, by their names."""
    wanted: frozenset[str] = frozenset()
    """Words of the question that may be of a name."""
    trust: float = 1.0
    """Of the vectors, 0 to 1: little where their model cannot read the question."""
    weights: Weights = FROZEN

    @property
    def passage_weights(self) -> list[float]:
        """Return those of the lists of passages: by vectors, and the one by words."""
        return [*(self.trust * self.weights.dense for _ in self.dense), self.weights.keyword]

    def of(self, ranking: Sequence[Found]) -> list[tuple[Found, Passage | Place]]:
        """Return what is live of *ranking*, each with its passage or place."""
        return [(f, self.live[f.passage_id]) for f in ranking if f.passage_id in self.live]


def part_of(passage: Passage | Place) -> Part:
    """Return which part *passage* lies in."""
    return passage.source.document_id, passage.part if passage.part >= 0 else -1 - passage.start


def ranked_parts(lists: Lists) -> list[tuple[Part, float]]:
    """Return the parts that lists of passages or heads name, best first, and their worth.

    Their reciprocal ranks among the distinct parts of each list, weighed and summed, and what the
    document's name is worth. Ties go by document and number.
    """
    voting = (*lists.dense, lists.keyword, lists.heads)
    parts = [[part_of(passage) for _, passage in lists.of(ranking)] for ranking in voting]
    worth = reciprocal_ranks(parts, [*lists.passage_weights, lists.weights.heads])
    named = _named(lists, worth)
    by_name = lists.weights.named
    total = {part: value + by_name * named.get(part[0], 0.0) for part, value in worth.items()}
    return _mixed(_best_first(worth), _best_first(total))


def _best_first(worth: Mapping[Part, float]) -> list[tuple[Part, float]]:
    return sorted(worth.items(), key=lambda item: (-item[1], item[0]))


def _mixed(
    plain: Sequence[tuple[Part, float]], named: Sequence[tuple[Part, float]]
) -> list[tuple[Part, float]]:
    """Return *named*, with the best of *plain* among its first: a name may be said by chance.

    Parts keep their order otherwise; none is worth more than the one before it.
    """
    best = [part for part, _ in plain[:SPARED]]
    late = [one for one in named[SPARED_AT:] if one[0] in best]
    others = [one for one in named if one not in late]
    mixed = [*others[:SPARED_AT], *late, *others[SPARED_AT:]]
    worths = accumulate((worth for _, worth in mixed[::-1]), max)
    return [(part, worth) for (part, _), worth in zip(mixed, list(worths)[::-1], strict=True)]


def _named(lists: Lists, parts: Iterable[Part]) -> dict[str, float]:
    """Return what the names score that are as good as the best one.

    Of documents that were found in a part beyond their first: where there is only one part, its
    head has told the name already. A single word in common may be a word like any other.
    """
    long = {document for document, number in parts if number > 0}
    return {
        passage.source.document_id: found.score * (1.0 if _shared(lists, passage) > 1 else ONCE)
        for found, passage in lists.of(well_named(lists))
        if passage.source.document_id in long
    }


def asked_about(lists: Lists) -> frozenset[str]:
    """Return the ids of the documents that the question names by more than one word."""
    best = (passage for _, passage in lists.of(well_named(lists)))
    return frozenset(one.source.document_id for one in best if _shared(lists, one) > 1)


def well_named(lists: Lists) -> list[Found]:
    """Return those live of the names that score as much as counts: their passages are read."""
    named = lists.of(lists.names)
    least = AS_WELL * max((found.score for found, _ in named), default=0.0)
    return [found for found, _ in named if found.score >= least]


def _shared(lists: Lists, passage: Passage | Place) -> int:
    if isinstance(passage, Place):
        return 0
    return _in_common(lists.wanted, tuple(naming(passage)))


@lru_cache(maxsize=4096)
def _in_common(wanted: frozenset[str], name: tuple[str, ...]) -> int:
    """Remember it: a name is looked at twice in a search."""
    return len(wanted & _words(name))


@lru_cache(maxsize=16_384)
def _words(name: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words(" ".join(name)))


Members = Mapping[Part, Sequence[tuple[Passage, float | None]]]
"""Passages of parts, in order, each with its nearness to the question, where that is known."""


def ordered(
    parts: Sequence[tuple[Part, float]], members: Members, lists: Lists
) -> list[tuple[Passage, float]]:
    """Return the passages of *parts*, best first, and their worth.

    Within a part those that lists rank higher come first, then those nearer to the question. Each
    is worth `LATER` of the one before it.
    """
    voting = (*lists.dense, lists.keyword)
    ids = [[one.passage_id for one in ranking] for ranking in voting]
    votes = reciprocal_ranks(ids, lists.passage_weights)
    found = []
    for part, worth in parts:
        inside = sorted(
            members.get(part, ()), key=lambda one: (-votes.get(one[0].id, 0.0), -(one[1] or 0.0))
        )
        found += [(passage, worth * LATER**place) for place, (passage, _) in enumerate(inside)]
    return sorted(found, key=lambda one: -one[1])


def signals(lists: Lists, members: Members) -> dict[str, dict[str, float]]:
    """Return what each index said of each passage of *members*, of its part, and of its document.

    ``dense`` is a cosine; ``keyword``, ``head`` and ``name`` are scores of BM25.
    """
    keyword = {found.passage_id: found.score for found in lists.keyword}
    heads = {part_of(passage): found.score for found, passage in lists.of(lists.heads)}
    names = {passage.source.document_id: found.score for found, passage in lists.of(lists.names)}
    told: dict[str, dict[str, float]] = {}
    for part, inside in members.items():
        for passage, near in inside:
            said = {
                "dense": near,
                "keyword": keyword.get(passage.id),
                "head": heads.get(part),
                "name": names.get(part[0]),
            }
            told[passage.id] = {name: value for name, value in said.items() if value is not None}
    return told
