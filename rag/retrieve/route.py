"""How a question is to be answered: what kind it is, what it is about, its parts or its sides."""

import re
from dataclasses import dataclass

from rag.retrieve.kinds import Kind, asks_of_documents, kind_of
from rag.retrieve.sides import Side, sides
from rag.retrieve.split import split
from rag.retrieve.topic import topic

_CARRIED = re.compile(r"\s*\([^()]*\)\s*$")
"""What `rag.answer.converse` carries over from the turns before."""


@dataclass(frozen=True, slots=True)
class Route:
    """What is known of a question before anything is searched."""

    question: str
    kind: Kind
    topic: str
    """What is listed, counted or summed up; the question itself for other kinds."""
    sides: tuple[Side, ...] = ()
    """What is compared."""
    parts: tuple[str, ...] = ()
    """Questions that each stand alone, two or more; none where there is one only."""
    of_documents: bool = False
    """Whether a list or count is of documents."""

    @property
    def questions(self) -> tuple[str, ...]:
        """What is searched beside the question as a whole: a question for each side or part."""
        return tuple(side.question for side in self.sides) or self.parts

    @property
    def of_all(self) -> bool:
        """Whether all that matches is wanted."""
        return self.kind in (Kind.LIST, Kind.COUNT) and not self.questions


def spoken(question: str) -> str:
    """Return *question* as it was asked, without what was carried over to it."""
    return _CARRIED.sub("", question)


def routed(question: str) -> Route:
    """Say how *question* is to be answered; any text will do.

    >>> routed("Compare the rents of Alder and Birch.").questions
    ('the rents of Alder', 'the rents of Birch')
    """
    kind = kind_of(spoken(question))
    compared = sides(question) if kind is Kind.COMPARISON else ()
    parts = () if compared else split(question)
    return Route(
        question=question,
        kind=kind,
        topic=topic(question, kind),
        sides=compared,
        parts=parts if len(parts) > 1 else (),
        of_documents=kind in (Kind.LIST, Kind.COUNT) and asks_of_documents(question),
    )
