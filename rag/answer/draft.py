"""An answer as it grows: only what has been judged gets in, numbered in order of first use."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.answer.cite import Numbering
from rag.answer.display import joint, marked
from rag.answer.judge import Judged
from rag.reply import Citation, Claim


@dataclass(frozen=True, slots=True)
class Delta:
    """The next piece of the answer; never part of a marker, never sent again."""

    text: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, once, no later than the marker that shows its number."""

    citation: Citation


@dataclass(frozen=True, slots=True)
class Claimed:
    """A claim and its verdict, after all text."""

    claim: Claim


@dataclass(slots=True)
class Draft:
    """Text, claims and citations so far."""

    numbering: Numbering
    text: str = ""
    claims: list[Claim] = field(default_factory=list)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """In the order of their numbers."""
        return tuple(self.numbering.citations)

    def repeats(self, judged: Judged) -> bool:
        """Say whether the same sentence is in already: models that run on repeat themselves."""
        return any(claim.text == judged.text for claim in self.claims)

    def add(self, judged: Judged, *, joined_by: str | None = None) -> Iterator[Cited | Delta]:
        """Take *judged* in, and give what that shows to the reader."""
        numbers: list[int] = []
        for prepared in judged.citations:
            citation, new = self.numbering.number(prepared)
            numbers.append(citation.number)
            if new:
                yield Cited(citation)
        shown = marked(judged.text, tuple(sorted(numbers)))
        between = joint(self.text, shown) if joined_by is None or not self.text else joined_by
        start = len(self.text) + len(between)
        self.text += between + shown
        checked = judged.checked
        self.claims.append(
            Claim(
                judged.text,
                start,
                len(self.text),
                checked.verdict,
                checked.probability,
                tuple(sorted(numbers)),
                checked.why,
            )
        )
        yield Delta(between + shown)
