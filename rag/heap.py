"""How memory is shared out to threads."""

import ctypes
import sys

_ARENA_MAX = -8
"""``M_ARENA_MAX`` of glibc's ``malloc.h``."""
_ARENAS = 2


def share_arenas() -> None:
    """Have all threads share two heaps of the C library, where that is glibc.

    By default every thread may have its own, up to eight for each core, and what one gives back no
    other can use: after 4,000 small files an ingest held 527 MiB, and 393 with two (`eval.bench`).
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:  # musl has none
            mallopt(_ARENA_MAX, _ARENAS)
