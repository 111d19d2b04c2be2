"""Filters of LlamaIndex mean here what they mean there, or are refused."""

from collections.abc import Mapping
from typing import Any

import pytest
from llama_index.core.vector_stores.types import (
    ExactMatchFilter,
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
)

from rag.errors import InputError
from rag.filters.parse import parsed
from rag.llama import where_of
from rag.store.metadata import NAMES

NOTICE: Mapping[str, Any] = {
    **dict.fromkeys(NAMES, ""),
    "id": "doc_1",
    "path": "notices/winter.txt",
    "author": "Ana",
    "created": "2025-10-06",
    "tags": ("Harbour", "winter"),
    "pages": 3,
}


def said(key: str, value: Any, operator: str = "==") -> MetadataFilter:
    return MetadataFilter(key=key, value=value, operator=FilterOperator(operator))


def keeps(*filters: MetadataFilter | MetadataFilters, condition: str = "and") -> bool:
    given = MetadataFilters(filters=list(filters), condition=FilterCondition(condition))
    return parsed(where_of(given)["where"]).keeps(NOTICE)


@pytest.mark.parametrize(
    ("key", "value", "operator", "wanted"),
    [
        ("author", "Ana", "==", True),
        ("author", "Ana", "!=", False),
        ("pages", 3, ">", False),
        ("pages", 3, ">=", True),
        ("pages", 4, "<", True),
        ("pages", 2, "<=", False),
        ("created", "2025", "==", True),
        ("author", ["Ana", "Bo"], "in", True),
        ("author", ["Ana", "Bo"], "nin", False),
        ("tags", ["winter", "x"], "any", True),
        ("tags", ["winter", "x"], "all", False),
        ("tags", ["winter", "harbour"], "all", True),
        ("tags", "winter", "contains", True),
        ("tags", "summer", "contains", False),
        ("title", None, "is_empty", True),
        ("author", None, "is_empty", False),
        ("document_id", "doc_1", "==", True),
    ],
)
def test_each_operator_keeps_what_it_says(
    key: str,
    value: Any,
    operator: str,
    wanted: bool,  # noqa: FBT001 -- a row of a table
) -> None:
    assert keeps(said(key, value, operator)) is wanted


def test_filters_nest_and_are_joined_as_they_say() -> None:
    no, yes = said("pages", 9), said("author", "Ana")
    either = MetadataFilters(filters=[no, yes], condition=FilterCondition.OR)

    assert keeps(no, yes, condition="or")
    assert not keeps(no, yes)
    assert keeps(yes, either)
    assert keeps()
    assert where_of(MetadataFilters(filters=[ExactMatchFilter(key="author", value="Ana")])) == {
        "where": {"$and": [{"author": {"$eq": "Ana"}}]}
    }


@pytest.mark.parametrize(
    "given",
    [
        said("title", "win", "text_match"),
        said("title", "win", "text_match_insensitive"),
        said("author", "Ana", "contains"),
        said("author", ["Ana"], "any"),
        said("tags", "winter", "all"),
        said("tags", [], "all"),
        said("page", 3),
        said("pages", "three"),
        said("pages", None, "is_empty"),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_remedy(given: MetadataFilter) -> None:
    """Left out, a filter would show what it was to hide."""
    with pytest.raises(InputError) as refused:
        where_of(MetadataFilters(filters=[given]))

    assert refused.value.remedy


def test_a_negation_is_refused() -> None:
    with pytest.raises(InputError, match="joined by 'not'"):
        where_of(MetadataFilters(filters=[said("pages", 3)], condition=FilterCondition.NOT))


def test_our_own_filters_go_through_and_are_read_at_once() -> None:
    assert where_of({"pages": 3}) == {"where": {"pages": 3}}
    assert where_of(None) == {}
    with pytest.raises(InputError, match="no field 'page'"):
        where_of({"page": 3})
