"""How many requests may be in flight, and that none waits for ever."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.models.flow import Flow, StoppedError, Work


def successes(flow: Flow, count: int) -> None:
    for _ in range(count):
        with flow.slot(Work()):
            flow.succeeded()


def test_it_begins_with_half_and_grows_by_one_for_each_window_of_successes() -> None:
    flow = Flow(8)
    limits = []
    for window in (4, 5, 6, 7, 50):
        limits.append(flow.limit)
        successes(flow, window)

    assert limits == [4, 5, 6, 7, 8]
    assert flow.limit == 8


def test_one_refusal_halves_and_others_sent_before_it_do_not_halve_again() -> None:
    """Eight requests refused at once would otherwise bring eight down to one."""
    flow = Flow(16)
    with flow.slot(Work()) as first, flow.slot(Work()) as second:
        flow.busy(first)
        flow.busy(second)
    assert flow.limit == 4
    for _ in range(9):
        with flow.slot(Work()) as began:
            flow.busy(began)
    assert flow.limit == 1


def test_no_more_are_inside_than_the_limit_says() -> None:
    flow, inside, most, turn = Flow(6), 0, 0, threading.Lock()

    def work(number: int) -> None:
        nonlocal inside, most
        with flow.slot(Work()) as began:
            with turn:
                inside += 1
                most = max(most, inside)
                assert inside <= 6
            time.sleep(0.002)
            with turn:
                inside -= 1
            flow.busy(began) if number == 30 else flow.succeeded()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(80)))
    assert 3 <= most <= 6


def test_a_pause_the_server_asks_for_holds_everybody() -> None:
    flow = Flow(4)
    began = time.monotonic()
    flow.hold(0.2)
    flow.hold(0.05)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: successes(flow, 1), range(3)))

    assert 0.2 <= time.monotonic() - began < 2


@pytest.mark.parametrize("waiting_for", ["a turn", "the end of a pause", "another try"])
def test_what_waits_gives_up_as_soon_as_its_work_is_stopped(waiting_for: str) -> None:
    flow, work, other = Flow(1), Work(), Work()

    def wait() -> None:
        if waiting_for == "another try":
            flow.rest(60, work)
        else:
            with flow.slot(work):
                pytest.fail("it was let through")

    if waiting_for == "the end of a pause":
        flow.hold(60)
        with ThreadPoolExecutor(1) as pool:
            waits = pool.submit(wait)
            flow.stop(work)
            with pytest.raises(StoppedError):
                waits.result(timeout=5)
        return
    with flow.slot(other), ThreadPoolExecutor(1) as pool:
        waits = pool.submit(wait)
        flow.stop(work)
        with pytest.raises(StoppedError):
            waits.result(timeout=5)
    successes(flow, 1)
