"""A filter looked up in columns keeps what it keeps when asked of one document after the other."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rag.filters.columns import Columns
from rag.filters.parse import AMONG, ORDERS, parsed

WORDS = st.sampled_from(["", "a", "A", "b", "Ä", "ä", "2026", "2026-01", "2026-01-29", "7", "7.0"])
DOCUMENTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3),
    st.fixed_dictionaries(
        {"title": WORDS, "path": WORDS, "pages": st.integers(0, 3), "created": WORDS},
        optional={
            "tags": st.lists(st.sampled_from(["a", "B", "ä"]), max_size=2).map(tuple),
            "properties.edition": WORDS,
        },
    ),
    max_size=8,
)
TEXTS = st.sampled_from(["", "a", "A", "b", "ä", "7"])
DAYS = st.sampled_from(["", "2026", "2026-01", "2026-01-29"])
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "path": TEXTS,
    "tags": TEXTS,
    "created": DAYS,
    "pages": st.integers(0, 3),
    "properties.edition": st.one_of(TEXTS, st.integers(5, 8)),
    "properties.unheard_of": TEXTS,
}


def conditions() -> st.SearchStrategy[dict[str, Any]]:
    def of(field: str) -> st.SearchStrategy[dict[str, Any]]:
        value = FIELDS[field]
        several = st.sampled_from(["$in", "$nin"])
        single = st.sampled_from([*(sign for sign in AMONG if "in" not in sign), *ORDERS])
        told = st.one_of(
            st.tuples(single, value),
            st.tuples(several, st.lists(value, max_size=3)),
        )
        return told.map(lambda pair: {field: {pair[0]: pair[1]}})

    return st.sampled_from(sorted(FIELDS)).flatmap(of)


FILTERS = st.recursive(
    st.one_of(st.just({}), conditions()),
    lambda inner: st.builds(
        lambda sign, some: {sign: some},
        st.sampled_from(["$and", "$or"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)


@given(DOCUMENTS, FILTERS)
def test_columns_keep_what_the_filter_keeps(
    documents: dict[str, dict[str, Any]], where: dict[str, Any]
) -> None:
    found = parsed(where)

    kept = Columns(documents).kept(found)

    assert kept == {one for one, told in documents.items() if found.keeps(told)}


def test_columns_may_be_asked_again() -> None:
    columns = Columns({"one": {"title": "a"}, "two": {"title": "B"}, "none": {}})

    assert columns.kept(parsed({"title": "b"})) == {"two"}
    assert columns.kept(parsed({"title": "A"})) == {"one"}
    assert columns.kept(parsed({"title": {"$in": ["", "b"]}})) == {"two", "none"}
    assert columns.kept(parsed({"title": {"$ne": "b"}})) == {"one", "none"}
