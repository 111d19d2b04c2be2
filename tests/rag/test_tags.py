"""Tags as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InputError
from rag.tags import LONGEST, bears, tags_in


def test_tags_are_parted_by_commas_trimmed_sorted_and_none_is_twice() -> None:
    assert tags_in(["winter, harbour\tmaster ", "winter"]) == ("harbour master", "winter")
    assert tags_in([]) == ()


@pytest.mark.parametrize("text", ["", " ", "a,,b", "a,", "x" * (LONGEST + 1), "a\x00b", "a\u202eb"])
def test_blank_long_and_invisible_tags_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="tag"):
        tags_in([text])


def test_more_tags_than_anybody_would_give_are_refused() -> None:
    with pytest.raises(InputError, match="51 tags"):
        tags_in([f"t{number}" for number in range(51)])


@given(st.lists(st.text(max_size=20), max_size=10))
def test_what_is_accepted_is_accepted_again_unchanged(texts: list[str]) -> None:
    try:
        tags = tags_in(texts)
    except InputError:
        return
    assert tags_in(tags) == tags
    assert bears(tags, [tag.upper() for tag in tags if tag.upper().casefold() == tag.casefold()])


def test_case_counts_for_nothing_when_tags_are_asked_for() -> None:
    assert bears(["Winter", "b"], ["winter"])
    assert not bears(["winter"], ["winter", "b"])
