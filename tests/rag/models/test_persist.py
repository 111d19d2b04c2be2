"""How long one request is tried, and what is said in the end."""

import threading

import pytest

from rag.errors import ServiceError
from rag.models.embed_request import FailedTryError
from rag.models.flow import Clock, Flow, Work
from rag.models.persist import Patience, persist

PATIENCE = Patience(tries=5, seconds=100, answer_s=10, longest_wait_s=40)


class Hand(Clock):
    """A clock whose hand is moved by waiting."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> float:
        return self.at

    def wait(self, turn: threading.Condition, seconds: float) -> None:
        del turn
        self.at += seconds


def tried(flow: Flow, *failures: FailedTryError, takes_s: float = 0.0) -> list[float]:
    """Return the seconds that each try was given."""
    given: list[float] = []
    left = list(failures)

    def once(seconds: float) -> str:
        given.append(seconds)
        assert isinstance(flow.clock, Hand)
        flow.clock.at += min(takes_s, seconds)
        if left:
            raise left.pop(0)
        return "done"

    persist(once, "m at here", patience=PATIENCE, flow=flow, work=Work())
    return given


def busy(after_s: float | None = None) -> FailedTryError:
    return FailedTryError("is busy", "Wait.", again=True, busy=True, after_s=after_s)


def test_tries_are_bounded_and_named() -> None:
    with pytest.raises(ServiceError, match=r"m at here is busy \(5 tries\)"):
        tried(Flow(4, Hand()), *[busy()] * 9)


def test_seconds_are_bounded_however_many_tries_are_left() -> None:
    """Each wait fits, all together do not."""
    with pytest.raises(ServiceError, match="asks to wait 39 s"):
        tried(Flow(4, Hand()), busy(39), busy(39), busy(39))


def test_a_try_is_given_what_is_left_at_most() -> None:
    slow = FailedTryError("is slow", "Wait.", again=True)
    assert tried(Flow(4, Hand()), slow, takes_s=9)[0] == 10
    patience = Patience(9, 15, 10, 40)
    flow, given = Flow(1, Hand()), []

    def once(seconds: float) -> None:
        given.append(seconds)
        assert isinstance(flow.clock, Hand)
        flow.clock.at += seconds
        raise slow

    with pytest.raises(ServiceError):
        persist(once, "m", patience=patience, flow=flow, work=Work())
    assert len(given) == 2
    assert given[1] < 5


def test_whoever_asks_for_a_longer_wait_than_we_have_is_not_waited_for() -> None:
    with pytest.raises(ServiceError, match=r"asks to wait 41 s \(1 try\)"):
        tried(Flow(4, Hand()), busy(41))


def test_a_busy_server_gets_half_as_much_and_everybody_waits_as_it_asks() -> None:
    flow = Flow(8, Hand())
    tried(flow, busy(30))
    assert flow.limit == 2
    assert flow.clock.now() >= 30


def test_other_failures_leave_the_rate_alone() -> None:
    flow = Flow(8, Hand())
    tried(flow, FailedTryError("hung up", "Check.", again=True))
    assert flow.limit == 4
