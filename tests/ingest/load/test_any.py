import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.any import load
from ingest.load.loaded import Limits, clean
from rag.errors import SkippedError


def test_plain_text_keeps_its_pages_and_loses_what_is_no_character() -> None:
    loaded = load("one\r\ntwo\f\ufffethree\0\x1b[31m".encode(), "a.txt", Limits())

    assert loaded.text == "one\ntwo\fthree[31m"
    assert loaded.page_starts == (0, 8)


def test_what_is_over_the_limit_is_cut_and_noted() -> None:
    loaded = load(b"word " * 1000, "a.txt", Limits(characters=100))

    assert len(loaded.text) == 100
    assert loaded.notes == ("only its first 100 of 5000 characters were read",)


@pytest.mark.parametrize(
    "content", [b"", b"  \n\t ", "\ufeff \n".encode(), b"<html><body></body></html>"]
)
def test_a_file_without_text_is_skipped(content: bytes) -> None:
    with pytest.raises(SkippedError, match=r"empty|no text"):
        load(content, "a.txt", Limits())


@given(st.text(st.characters(), max_size=200))
def test_cleaned_text_can_be_written_anywhere_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)

    cleaned.encode("utf-8")
    assert "\0" not in cleaned
    assert clean(cleaned) == cleaned
