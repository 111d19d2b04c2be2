import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import lines
from ingest.load.lines import line_marks
from ingest.load.loaded import clean
from tests.ingest.load.reading import place_of, read

TEXTS = st.text(st.sampled_from("ab é漢\n\n \t\f.#=-|:"), max_size=200)


@given(TEXTS)
def test_every_mark_has_the_number_of_its_line_and_marks_rise(text: str) -> None:
    marks = line_marks(text)

    for mark in marks:
        assert mark.name == f"line {text[: mark.start].count(chr(10)) + 1}"
    starts = [mark.start for mark in marks]
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(text) for start in starts)


@given(TEXTS)
def test_every_line_with_words_has_a_mark(text: str) -> None:
    numbers = {int(mark.name.removeprefix("line ")) for mark in line_marks(text)}

    assert numbers == {
        number for number, line in enumerate(text.split("\n"), 1) if line.strip(" \t\f")
    }


def test_beyond_a_bound_lines_share_marks_that_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "MOST_MARKS", 3)

    assert [mark.name for mark in line_marks("a\nb\n\nc\nd\n")] == ["lines 1-2", "lines 4-5"]


def test_a_citation_of_plain_text_names_its_lines() -> None:
    text = "Log of March\n\n09:00 ferry leaves\n09:40 ferry lands\n"

    assert place_of("ferry leaves", text, "a.log") == "line 3"
    assert place_of("leaves\n09:40 ferry", text, "a.txt") == "line 3 to line 4"


def test_lines_are_those_of_the_file_whatever_ends_them() -> None:
    assert place_of("three", b"one\r\ntwo\rthree", "a.txt") == "line 3"


def test_a_page_that_begins_within_a_line_still_names_it() -> None:
    assert place_of("two", "x\none\ftwo", "a.txt") == "line 2"


def test_ten_million_characters_take_little_time() -> None:
    began = time.monotonic()

    for piece in (" ", "\n", "a\n", "\f", "a"):
        line_marks(clean(piece * (10_000_000 // len(piece))))

    assert time.monotonic() - began < 30


def test_a_text_of_one_endless_line_is_one_place() -> None:
    assert [mark.name for mark in read("x" * 1_000_000, "a.txt").marks] == ["line 1"]
