import threading

import pytest

from eval.bench.asking import at_once, in_turn


def test_ways_take_turns_each_with_questions_of_its_own() -> None:
    asked: list[tuple[str, str]] = []
    ways = {
        "one": lambda question: asked.append(("one", question)),
        "other": lambda question: asked.append(("other", question)),
    }

    times = in_turn(ways, list("abcdefgh"), warm=1)

    assert [way for way, _ in asked] == ["one", "other"] * 4
    assert "".join(question for way, question in asked if way == "one") == "abcd"
    assert "".join(question for way, question in asked if way == "other") == "efgh"
    assert {way: len(spent) for way, spent in times.items()} == {"one": 3, "other": 3}


def test_so_many_ask_at_once_and_errors_are_counted() -> None:
    """Were they asked one after the other, the barrier would never open."""
    together = threading.Barrier(4, timeout=10)

    def ask(question: str) -> None:
        together.wait()
        if question == "wrong":
            raise ValueError

    found = at_once(ask, ["a", "b", "wrong", "c"], threads=4)

    assert (len(found.milliseconds), found.errors) == (3, 1)
    assert found.seconds > 0
    with pytest.raises(ValueError, match="greater than 0"):
        at_once(ask, [], threads=0)
