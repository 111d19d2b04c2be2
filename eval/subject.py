"""What is evaluated: the same calls that the command line and the service make."""

from collections.abc import Sequence
from typing import Protocol

from rag.ports import Message
from rag.reply import Abstention, Answer, Policy
from rag.settings import Settings
from rag.types import Collection, Document, Hit


class Versioned(Protocol):
    """Something whose version can change a number."""

    @property
    def version(self) -> str:
        """Changes whenever its results could."""


class Author(Versioned, Protocol):
    """What writes the answers."""

    @property
    def model(self) -> str:
        """``"extractive"`` where no model writes."""


class Fingerprinted(Protocol):
    """What embeds."""

    @property
    def fingerprint(self) -> str:
        """Model, revision and width."""


class KnownDocument(Protocol):
    """What the truth says of a live document."""

    @property
    def document_id(self) -> str: ...  # noqa: D102 - named in `rag.types`
    @property
    def path(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> str: ...  # noqa: D102
    @property
    def pages(self) -> int: ...  # noqa: D102


class Shelf(Protocol):
    """The part of the library that tells whether a quote is true."""

    def known(self, collection: Collection) -> Sequence[KnownDocument]:
        """Return the live documents, ordered by path."""

    def document(self, collection: Collection, document_id: str) -> Document:
        """Return one; `NotFoundError` where there is none."""


class Subject(Protocol):
    """The opened product. Implementations: `rag.wiring.Footnote`, and a small one in the tests."""

    @property
    def settings(self) -> Settings:
        """As it was opened."""

    @property
    def library(self) -> Shelf:
        """Where quotes are looked up."""

    @property
    def embedder(self) -> Fingerprinted:
        """Named in the report."""

    @property
    def writer(self) -> Author:
        """Named in the report."""

    @property
    def verifier(self) -> Versioned:
        """Named in the report."""

    def collection(self, name: str | None) -> Collection:
        """Return the collection called *name*, or the default one."""

    def search(self, question: str, *, collection: str | None, k: int) -> list[Hit]:
        """Return up to *k* hits, best first."""

    async def answer(
        self,
        question: str,
        *,
        collection: str | None,
        history: tuple[Message, ...],
        policy: Policy | None,
        k: int | None,
    ) -> Answer | Abstention:
        """Answer or abstain."""
