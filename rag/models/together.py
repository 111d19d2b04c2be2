"""Several calls at once, which stand or fall together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

One = TypeVar("One")
Got = TypeVar("Got")


def together(
    do: Callable[[One], Got], jobs: Sequence[One], *, most: int, stop: Callable[[], None]
) -> list[Got]:
    """Call *do* for each of *jobs*, up to *most* at once; return what they gave, in order.

    After the first failure, or an interrupt, no more is begun, *stop* is called, what was begun
    comes to its end, and the failure is raised.
    """
    with ThreadPoolExecutor(min(most, max(1, len(jobs))), thread_name_prefix="asking") as pool:
        futures = [pool.submit(do, job) for job in jobs]
        done = False
        try:
            for future in as_completed(futures):
                future.result()
            done = True
        finally:
            if not done:
                for future in futures:
                    future.cancel()
                stop()
    return [future.result() for future in futures]
