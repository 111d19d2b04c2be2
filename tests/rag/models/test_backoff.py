from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.models.backoff import asked_pause, pause

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(st.integers(1, 60), st.floats(0.01, 2), st.floats(2, 30))
def test_a_pause_is_never_shorter_or_longer_than_allowed(
    tries: int, least: float, most: float
) -> None:
    assert least <= pause(tries, least_s=least, most_s=most) <= most


def test_pauses_differ_so_that_clients_do_not_come_back_together() -> None:
    assert len({pause(3, least_s=0.5, most_s=8.0) for _ in range(50)}) > 25


def test_pauses_grow() -> None:
    assert max(pause(1, least_s=0.5, most_s=8.0) for _ in range(200)) <= 1.0
    assert max(pause(9, least_s=0.5, most_s=8.0) for _ in range(200)) > 4.0


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("1", 1.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("300", 300.0),
        ("Sun, 01 Mar 2026 12:00:07 GMT", 7.0),
        ("Sun, 01 Mar 2026 11:59:00 GMT", None),
        ("-5", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_what_a_server_asks_for_is_read_or_ignored(value: str, seconds: float | None) -> None:
    assert asked_pause({"retry-after": value}, NOON) == seconds


@given(st.text())
def test_no_header_is_an_error(value: str) -> None:
    seconds = asked_pause({"retry-after": value}, NOON)

    assert seconds is None or 0 <= seconds < float("inf")
