import json

import pytest

from api.cli.progress import Clock, event, line, shown
from ingest.report import Progress


class Hand:
    """A clock's hand that is moved."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


HALF = Progress(5, 12, passages=80, pages=20, path="a.pdf", read_bytes=100, total_bytes=400)


def test_the_time_left_goes_by_the_bytes_that_are_left() -> None:
    hand = Hand()
    clock = Clock(hand)
    hand.at += 10

    pace = clock.pace(HALF)

    assert (pace.pages_s, pace.left_s) == (2.0, 30.0)
    assert line(HALF, pace) == "5 of 12 files, 20 pages, 80 passages, 2.0 pages/s, 0:30 left"


def test_nothing_is_promised_before_something_is_known() -> None:
    hand = Hand()
    clock = Clock(hand)
    hand.at += 1
    assert clock.pace(HALF).left_s is None
    hand.at += 60
    assert clock.pace(Progress(0, 12)).left_s is None


def test_a_clock_says_now_and_then_that_something_is_due() -> None:
    hand = Hand()
    clock = Clock(hand)
    assert not clock.due(5)
    hand.at += 5
    assert clock.due(5)
    assert not clock.due(5)


def test_programs_are_told_in_json_and_of_the_end_always(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shown(quiet=True) as told:
        told(HALF)
        told(Progress(12, 12, path="z.pdf"))

    (said,) = map(json.loads, capsys.readouterr().err.splitlines())
    assert (said["event"], said["files"], said["files_total"]) == ("progress", 12, 12)
    assert event(HALF, Clock().pace(HALF))["seconds_left"] is None
