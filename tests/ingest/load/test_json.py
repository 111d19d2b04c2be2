import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.loaded import Limits
from tests.ingest.load.reading import document, path_of, place_of, read

HARBOUR = """{
  "name": "North harbour",
  "address": {"city": "Oslo", "zip": "0150"},
  "depth": 1e400, "tide": NaN, "id": 1, "id": 2, "open": true, "closed": null,
  "a/b~c": "odd",
  "boats": [
    {"name": "Heron", "berth": {"quay": "B"}, "crew": ["Ida", "Bo"]},
    {"name": "Tern", "berth": null, "crew": []}
  ],
  "deep": [{"lists": [{"of": "lists"}]}]
}"""
ROWS = '{"id": 7, "fare": 4.50}\n\nnot json\n{"id": 9, "fare": 5.10}\n'


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("address > city: Oslo", "/address/city"),
        ("boats > name: Heron | berth > quay: B | crew: Ida, Bo", "/boats/0"),
        ("boats > name: Tern | berth: null | crew: []", "/boats/1"),
        ("deep > lists > of: lists", "/deep/0/lists/0"),
        ("depth: 1e400", "/depth"),
        ("tide: NaN", "/tide"),
        ("open: true", "/open"),
        ("a/b~c: odd", "/a~1b~0c"),
    ],
)
def test_each_leaf_is_found_with_its_path_and_cited_by_its_pointer(line: str, place: str) -> None:
    assert line in document(HARBOUR, "a.json").text.split("\n")
    assert place_of(line, HARBOUR, "a.json") == place


def test_an_empty_key_is_an_empty_name_of_the_pointer() -> None:
    assert place_of("e: Oslo", '{"a": {"": {"e": "Oslo"}}}', "a.json").endswith("/a//e")


def test_a_key_that_comes_twice_is_kept_twice() -> None:
    text = document(HARBOUR, "a.json").text

    assert "id: 1\nid: 2\n" in text


def test_the_title_is_what_the_object_calls_itself() -> None:
    assert read(HARBOUR, "a.json").title == "North harbour"


def test_rows_of_an_array_read_as_lines() -> None:
    rows = json.dumps([{"id": 1, "city": "Oslo"}, {"id": 2, "city": "Bergen"}])

    assert read(rows, "a.json").text == "id: 1 | city: Oslo\nid: 2 | city: Bergen\n"
    assert place_of("id: 2 | city: Bergen", rows, "a.json") == "/1"


def test_json_lines_have_a_record_and_a_place_for_each_line() -> None:
    loaded = read(ROWS, "a.jsonl")

    assert loaded.text == "id: 7 | fare: 4.50\nnot json\nid: 9 | fare: 5.10\n"
    assert place_of("id: 9", ROWS, "a.jsonl") == "line 4"
    assert loaded.notes == ("1 lines are not valid JSON and were kept as they stand",)


def test_records_with_long_texts_have_a_heading_each_and_rows_after_them_too() -> None:
    """The row after a long article would be cited under the article's title."""
    article = "It rained. " * 60
    rows = json.dumps({"title": "Rain", "text": article}) + '\n{"id": 2, "title": "Sun"}\n'

    assert path_of("It rained", rows, "a.jsonl") == ("Rain",)
    assert path_of("id: 2", rows, "a.jsonl") == ("Sun",)


@pytest.mark.parametrize(
    "damaged",
    [
        '{"a": 1, "b": ',
        '{"a": 1} tail',
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100 + "1" + "}" * 100,
        "{",
        '{"a" 1}',
    ],
)
def test_what_is_no_json_is_kept_as_plain_text_and_the_report_says_why(damaged: str) -> None:
    loaded = read(damaged, "a.json")

    assert (loaded.text, loaded.media_type) == (damaged, "text/plain")
    assert "is not valid JSON" in loaded.notes[0]


@pytest.mark.parametrize(
    "content",
    [
        '{"n": ' + "9" * 1_000_000 + "}",
        '{"a": "' + "x" * 10_000_000 + '"}',
        '{"' + "k" * 1_000_000 + '": [' + '{"a": [{"c": 1}]},' * 50_000 + "2]}",
        "[" + '{"a": 1},' * 200_000 + "1]",
        '{"a": [' + "[1]," * 200_000 + "1]}",
        '{"a":' * 60 + "[" + "1," * 200_000 + "1]" + "}" * 60,
    ],
)
def test_large_json_is_read_in_bounded_time(content: str) -> None:
    began = time.monotonic()
    loaded = read(content, "a.json")

    assert loaded.media_type == "application/json"
    assert time.monotonic() - began < 60


def test_long_paths_cannot_make_a_small_file_a_huge_text() -> None:
    inner = '{"' + "k" * 80 + '":'
    content = inner * 60 + "[" + "[[1]]," * 20_000 + "1]" + "}" * 60
    loaded = read(content, "a.json", limits=Limits(characters=1_000_000))

    assert len(loaded.text) <= 1_000_000
    assert loaded.notes


def test_utf_16_with_a_mark_is_read() -> None:
    assert read('{"a": "Fähre"}'.encode("utf-16"), "a.json").text == "a: Fähre\n"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=25,
)


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value]


@given(
    st.lists(VALUES, min_size=2, max_size=4)
    | st.dictionaries(st.text(max_size=5), VALUES, min_size=1)
)
def test_no_leaf_is_lost_and_marks_rise_within_the_text(value: Any) -> None:
    loaded = read(json.dumps(value), "a.json")
    starts = [mark.start for mark in loaded.marks]

    for leaf in leaves(value):
        if isinstance(leaf, int) and not isinstance(leaf, bool):
            assert str(leaf) in loaded.text
        elif isinstance(leaf, str) and leaf.isalnum():
            assert leaf in loaded.text
    assert starts == sorted(set(starts))
    assert all(0 <= start < len(loaded.text) for start in starts)


@given(st.integers(0, 5), st.integers(0, 5))
def test_a_pointer_leads_to_what_is_cited(outer: int, inner: int) -> None:
    value = {
        "rows": [
            {"cells": [{"at": [{"v": f"r{row}c{cell}"}]} for cell in range(6)]} for row in range(6)
        ]
    }
    pointer = place_of(f"r{outer}c{inner}", json.dumps(value), "a.json")
    found: Any = value
    for name in pointer.split("/")[1:]:
        found = found[int(name)] if isinstance(found, list) else found[name]

    assert found == {"v": f"r{outer}c{inner}"}
