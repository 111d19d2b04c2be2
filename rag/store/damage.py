"""What a derived index raises when it cannot do its work."""

from rag.errors import ServiceError


class BrokenIndexError(ServiceError):
    """A derived index failed; it is rebuilt from the truth at its next use."""


def broken(name: str, error: Exception) -> BrokenIndexError:
    """Say that the index called *name* failed with *error*."""
    return BrokenIndexError(
        f"The {name} index failed: {error}.",
        "It is rebuilt at its next use: try again; if it stays, see that the disk is not full.",
    )
