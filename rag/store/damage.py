"""What a derived index raises when it cannot do its work."""

from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import SetupError


class BrokenIndexError(SetupError):
    """A derived index failed; it is rebuilt from the truth at its next use."""


@contextmanager
def guarding(name: str, *kinds: type[Exception]) -> Iterator[None]:
    """Turn errors of *kinds*, which the library behind the index called *name* raises."""
    try:
        yield
    except kinds as error:
        raise BrokenIndexError(
            f"The {name} index failed: {error}.",
            "It is built anew at its next use: try again; if it stays, look for a full disk.",
        ) from error
