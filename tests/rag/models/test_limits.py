from hypothesis import given
from hypothesis import strategies as st

from rag.models.limits import Meter, Request
from rag.ports import Message


@given(st.lists(st.text(st.sampled_from("a \n")), max_size=12))
def test_nothing_of_a_reply_is_lost_and_a_blank_one_is_never_begun(pieces: list[str]) -> None:
    meter = Meter(max_tokens=10)

    passed_on = "".join(meter.feed(piece) for piece in pieces)

    whole = "".join(pieces)
    assert passed_on == (whole if whole.strip() else "")
    assert meter.begun == bool(whole.strip())
    assert meter.characters == len(whole)


def test_a_reply_is_over_just_past_its_limit() -> None:
    meter = Meter(max_tokens=2)
    meter.feed("x" * 16)
    assert not meter.over
    meter.feed(" ")
    assert meter.over


def test_reasoning_models_are_asked_differently() -> None:
    request = Request([Message("user", "?")], 5)

    assert "temperature" in request.parameters("gpt-4o")
    assert "max_completion_tokens" in request.parameters("gpt-5-mini")
