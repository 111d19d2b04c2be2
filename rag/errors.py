"""What can go wrong, sorted by who can put it right.

FootnoteError
├── InputError            the person asking
│   └── NotFoundError     what was named does not exist, or is somebody else's
├── SetupError            the operator
│   ├── IndexMismatchError   the index was built by another embedder
│   └── OwnedError           another process owns the index
├── DocumentError         whoever owns the file; one bad file never stops a batch
│   └── SkippedError      the file is fine but there is nothing in it for us
└── ServiceError          nobody here: a remote model or store failed after retries
    └── BudgetError       a limit in money, tokens or time was reached first

Bugs (`TypeError`, `KeyError`, ...) are never turned into these. Which HTTP status or exit code
each gets is known only in `api/`.
"""


class FootnoteError(Exception):
    """Base of everything raised on purpose: a problem, and its remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        """Say what is wrong in *problem*, with its values, and what to do next in *remedy*."""
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        """Read as two sentences."""
        return f"{self.problem} {self.remedy}"


class InputError(FootnoteError):
    """The request cannot be served as asked."""


class NotFoundError(InputError):
    """What was named does not exist for whoever asks."""


class SetupError(FootnoteError):
    """The installation cannot serve any request yet."""


class IndexMismatchError(SetupError):
    """The index was built by another embedder, so its distances mean nothing."""


class OwnedError(SetupError):
    """Another process owns the index."""


class DocumentError(FootnoteError):
    """One file could not be read."""


class SkippedError(DocumentError):
    """One file holds nothing that can be indexed: it is empty, say, or a picture."""


class ServiceError(FootnoteError):
    """A remote model or store failed, and retrying did not help."""


class BudgetError(ServiceError):
    """A limit in money, tokens or time was reached before the work was done."""
