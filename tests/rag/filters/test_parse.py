"""Filters are read strictly, and keep what MongoDB would keep."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import InputError
from rag.filters.parse import MOST, parsed, read
from rag.store.metadata import CUSTOM, NAMES

NOTICE: dict[str, Any] = {
    **dict.fromkeys(NAMES, ""),
    "title": "Winter service",
    "path": "Notices/winter.txt",
    "media_type": "text/plain",
    "language": "en",
    "author": "Ana Søndergård",
    "created": "2025-10-06",
    "modified": "2025",
    "tags": ("Harbour", "winter"),
    "pages": 3,
    "passages": 7,
    "bytes": 900,
    "ingested": "2026-11-28T12:00:00+00:00",
    f"{CUSTOM}edition": "10",
}


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"language": "en", "pages": 3},
        {"type": "text/plain"},
        {"title": "WINTER service"},
        {"author": "ana sønderga\u030ard"},
        {"tags": "harbour"},
        {"tags": {"$in": ["summer", "winter"]}},
        {"tags": {"$nin": ["summer"]}},
        {"tags": {"$ne": "summer"}},
        {"created": "2025"},
        {"created": {"$gte": "2025-10", "$lt": "2025-11-01"}},
        {"created": {"$lte": "2025-10"}},
        {"ingested": {"$gt": "2026-11-27"}},
        {"ingested": {"$lt": "2026-11-28T12:00:01+00:00"}},
        {"container": ""},
        {"container": {"$ne": "mail.eml"}},
        {"properties.Edition": 10},
        {"properties.edition": {"$gt": 9}},
        {"properties.nothing": {"$nin": ["x"]}},
        {"$or": [{"pages": {"$gt": 50}}, {"language": {"$eq": "en"}}]},
        {"$and": [{"pages": {"$lte": 3}}, {"bytes": {"$lt": 900.5}}]},
    ],
)
def test_a_document_that_fits_is_kept(where: dict[str, Any]) -> None:
    assert parsed(where).keeps(NOTICE)


@pytest.mark.parametrize(
    "where",
    [
        {"language": "en", "pages": 4},
        {"path": "notices/winter.txt"},
        {"tags": {"$ne": "harbour"}},
        {"tags": {"$nin": ["summer", "WINTER"]}},
        {"tags": {"$in": []}},
        {"created": "2026"},
        {"created": ""},
        {"created": {"$gt": "2025-10"}},
        {"container": {"$gt": "a"}},
        {"properties.edition": {"$gt": 10}},
        {"properties.nothing": "x"},
        {"$or": [{"pages": {"$gt": 50}}, {"language": "de"}]},
        {"$and": [{"pages": 3}, {"language": "de"}]},
    ],
)
def test_a_document_that_does_not_fit_is_left_out(where: dict[str, Any]) -> None:
    assert not parsed(where).keeps(NOTICE)


def deep(levels: int) -> dict[str, Any]:
    return {"$and": [deep(levels - 1)]} if levels else {"pages": 3}


@pytest.mark.parametrize(
    ("where", "problem", "remedy"),
    [
        ([], "not a list", '"language"'),
        ({"size": 1}, "'size'", "bytes"),
        ({"properties.": 1}, "'properties.'", "properties.NAME"),
        ({"pages": "3"}, "pages holds numbers.*'3'", "without quotes"),
        ({"pages": True}, "True", "number"),
        ({"pages": float("nan")}, "nan", "number"),
        ({"title": 3}, "title holds text.*3", "quotes"),
        ({"title": None}, "NoneType", "quotes"),
        ({"created": "yesterday"}, "'yesterday'", "2026-01-29"),
        ({"created": "2026-02-31"}, "'2026-02-31'", "2026-01-29"),
        ({"created": "26"}, "'26'", "2026-01-29"),
        ({"title": {"$regex": "x"}}, r"'\$regex'.*title", r"\$in"),
        ({"$not": {}}, r"'\$not'", r"\$or"),
        ({"title": {}}, "no condition", '"language"'),
        ({"$or": []}, r"\$or takes a list", "Write it like"),
        ({"tags": {"$in": "a"}}, r"\$in takes a list", "Write it like"),
        (deep(9), "levels deep", "flatter"),
        ({"$or": [{"pages": 1}] * MOST}, "conditions", str(MOST)),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(where: Any, problem: str, remedy: str) -> None:
    with pytest.raises(InputError, match=problem) as refused:
        parsed(where)

    assert re.search(remedy, refused.value.remedy)


@pytest.mark.parametrize("text", ["", "{", "{'pages': 3}", "[" * 100_000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not JSON"):
        read(text)


SIGNS = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin", "$and", "$or", "$x", ""]
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NAMES, *SIGNS]) | st.text(), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(anything)
def test_anything_is_either_read_or_refused(where: Any) -> None:
    try:
        found = parsed(where)
    except InputError:
        return
    assert found.keeps(NOTICE) in {True, False}


numbers = st.integers(-9, 9)


@given(numbers, numbers)
def test_each_sign_is_the_opposite_of_another(held: int, given_: int) -> None:
    def kept(sign: str, value: Any) -> bool:
        return parsed({"pages": {sign: value}}).keeps({"pages": held})

    assert kept("$eq", given_) is not kept("$ne", given_)
    assert kept("$in", [given_]) is not kept("$nin", [given_])
    assert kept("$lt", given_) is not kept("$gte", given_)
    assert kept("$gt", given_) is not kept("$lte", given_)
    assert kept("$eq", given_) is (held == given_)
    assert kept("$lt", given_) is (held < given_)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(texts)
def test_every_text_is_found_by_itself_whatever_its_script(text: str) -> None:
    where = json.loads(json.dumps({"title": text, "tags": {"$in": [text]}}))

    assert parsed(where).keeps({"title": text, "tags": (text, "other")})
    assert not parsed({"title": {"$ne": text}}).keeps({"title": text})


def test_a_name_that_is_there_twice_is_refused() -> None:
    """The last would count alone, and show what the first was to hide."""
    with pytest.raises(InputError, match="'pages' twice"):
        read('{"pages": {"$gt": 20}, "pages": {"$lt": 3}}')
    with pytest.raises(InputError, match="twice"):
        read('{"pages": {"$gt": 2, "$gt": 0}}')
