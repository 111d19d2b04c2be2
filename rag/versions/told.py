"""What other versions of the documents that an answer cites say instead, word for word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.cite import Cited, Numbering, whole
from rag.answer.matter import counterpart, disagree, matters
from rag.reply import Citation, Conflict
from rag.store.library import Library
from rag.types import Collection, Document, Hit, Passage
from rag.versions.families import Families
from rag.versions.fresh import Keeps, nearest

MOST, LOOKED = 5, 3
"""Conflicts that are shown, and versions that are looked into for one citation."""


@dataclass(frozen=True, slots=True)
class Told:
    """Looks up what other versions say."""

    collection: Collection
    library: Library
    families: Families
    keeps: Keeps

    def conflicts(self, cited: Sequence[Citation]) -> tuple[Conflict, ...]:
        """Return what disagrees with the citations *cited*: for each, one other version at most.

        The newest other one that disagrees. What is itself cited is left out: both are shown then.
        """
        found: list[Conflict] = []
        for citation in cited:
            known = [*cited, *(one.other for one in found)]
            new = (one for one in self._of(citation) if not _shown(one.other, known))
            found += [one for one in [next(new, None)] if one]
        return tuple(found[:MOST])

    def _of(self, citation: Citation) -> Iterator[Conflict]:
        name = citation.source.document_id
        passage = self.library.live(self.collection, [citation.passage_id]).get(citation.passage_id)
        if name not in self.families.lines or passage is None:
            return
        own, newer = self.families.edition(name), self.families.newer(name)
        others = [*reversed(newer), *reversed(self.families.older(name))]
        kept = [one for one in others if self.keeps(one.source.document_id)]
        for edition in kept[:LOOKED]:
            dates = own.marks.date, edition.marks.date
            near = nearest(self.library, self.collection, passage, edition)
            for there in _differing(citation.quote, near, dates):
                other = Numbering(self._document).prepare(there)
                if other:
                    yield Conflict(
                        citation.number, own.shown, edition.shown, edition in newer, other
                    )

    def _document(self, document_id: str) -> Document:
        return self.library.document(self.collection, document_id)


def _differing(
    quote: str, passages: Sequence[Passage], own: tuple[tuple[int, ...], tuple[int, ...]]
) -> Iterator[Cited]:
    """Yield what in *passages* says a sentence of *quote* differently.

    Where a sentence stands again as it was, or nearly, it is that one which counts.
    """
    there = {one: passage for passage in passages for one in matters(passage.text)}
    for said in matters(quote):
        other = counterpart(said, list(there))
        if other and disagree(said.text, other.text, own):
            passage = there[other]
            yield whole(passage, Hit(passage, 0.0), other.span)


def _shown(other: Citation, known: Sequence[Citation]) -> bool:
    """Say whether characters of *other* are cited already."""
    return any(
        one.source == other.source and one.start < other.end and other.start < one.end
        for one in known
    )
