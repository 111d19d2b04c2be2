"""Exit codes: the only place that knows them."""

from rag.errors import DocumentError, FootnoteError, InputError, ServiceError, SetupError

DONE = 0
FAILED = 1
"""A gate or a check failed, or some documents could not be read."""
WRONG = 2
"""The request is wrong."""
NOT_READY = 3
"""The installation is not ready."""
REMOTE = 4
"""A remote part failed."""
INTERRUPTED = 130
"""Stopped by Ctrl-C, as shells have it."""

_CODES: dict[type[FootnoteError], int] = {
    InputError: WRONG,
    SetupError: NOT_READY,
    DocumentError: FAILED,
    ServiceError: REMOTE,
}


def code_of(error: FootnoteError) -> int:
    """Return the exit code for *error*, by the nearest class above it."""
    return next((_CODES[kind] for kind in type(error).__mro__ if kind in _CODES), FAILED)
