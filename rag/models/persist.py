"""Asks again what may pass: bounded in tries and in seconds, and never longer than is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rag.errors import ServiceError
from rag.models.backoff import pause
from rag.models.embed_request import FailedTryError
from rag.models.flow import Flow, Work

LEAST_PAUSE_S, MOST_PAUSE_S = 0.5, 20.0
"""Between two tries where the server does not say; the range doubles with each."""

Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may take until it is given up."""

    tries: int
    seconds: float
    """For all tries and the pauses between them."""
    answer_s: float
    """For one try."""
    longest_wait_s: float
    """A server that asks for a longer pause is not waited for."""


def persist(
    once: Callable[[float], Got], who: str, *, patience: Patience, flow: Flow, work: Work
) -> Got:
    """Call *once* with the seconds it may take until it succeeds or trying again is no use.

    Raises `ServiceError`, which names *who*, or `StoppedError` once *work* is stopped.
    """
    end = flow.clock.now() + patience.seconds
    for tried in range(1, patience.tries + 1):
        with flow.slot(work) as began:
            try:
                got = once(max(min(patience.answer_s, end - began), 0.001))
            except FailedTryError as failure:
                if failure.busy:
                    flow.busy(began)
                wait_s = _wait_s(failure, tried, patience)
                if wait_s is None or flow.clock.now() + wait_s >= end:
                    raise _given_up(who, failure, tried) from failure
                if failure.busy and failure.after_s:
                    flow.hold(wait_s)
            else:
                flow.succeeded()
                return got
        flow.rest(wait_s, work)
    raise AssertionError


def _wait_s(failure: FailedTryError, tried: int, patience: Patience) -> float | None:
    """Return seconds until the next try; None where there is to be none."""
    if not failure.again or tried == patience.tries:
        return None
    if not failure.after_s:
        return pause(tried - 1, least_s=LEAST_PAUSE_S, most_s=MOST_PAUSE_S)
    return None if failure.after_s > patience.longest_wait_s else failure.after_s


def _given_up(who: str, failure: FailedTryError, tried: int) -> ServiceError:
    tries = f"{tried} tries" if tried > 1 else "1 try"
    asked = f" and asks to wait {failure.after_s:.0f} s" if failure.after_s else ""
    return ServiceError(f"{who} {failure.why}{asked} ({tries}).", failure.remedy)
