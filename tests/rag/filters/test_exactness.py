"""Any filter, over any metadata: what is found is what a plain reading of the filter keeps.

The plain reading below is written anew, from MongoDB's manual and our README, and knows nothing of
`rag.filters`. What each index gives is compared with all that it holds, picked out one by one.
"""

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rag.filters.parse import parsed
from rag.indexes import Found
from rag.retrieve import within
from rag.retrieve.search import search
from rag.store.library import Library, Makers
from rag.store.parts import HEADS, NAMES
from rag.store.plain import ExactIndex, ScanIndex
from tests.rag.store.made import HOME, Hashed, made
from tests.rag.store.made import settings as stored

EMBEDDER = Hashed()
QUESTION = "line 3 says"
LANGUAGES, AUTHORS, TAGS = ("en", "de", "", "ja"), ("Ana", "Bo", ""), ("north", "winter", "x")
DAYS, LEVELS = ("2024-03-01", "2025", "2025-10-06", ""), ("1", "2.5", "10", "high", "")
DOCUMENTS = 24
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """What is stored, and what is known of each document by its id."""

    library: Library
    rows: Mapping[str, Row]
    passages: Mapping[str, str]


def row(number: int) -> Row:
    """What document *number* is given: every value of each pool comes with several others."""
    return {
        "path": f"{'north' if number % 3 else 'south'}/{number:02}.txt",
        "language": LANGUAGES[number % 4],
        "author": AUTHORS[number // 2 % 3],
        "created": DAYS[number // 3 % 4],
        "tags": tuple(tag for place, tag in enumerate(TAGS) if number >> place & 1),
        "properties.level": LEVELS[number % 5],
        "passages": 1 + number % 4,
        "pages": 1,
    }


@pytest.fixture(
    scope="module",
    params=[Makers(), Makers(dense=ExactIndex, keyword=ScanIndex)],
    ids=["real", "plain"],
)
def held(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Held]:
    home = stored(tmp_path_factory.mktemp("home"))
    with Library.open(home, embedder=EMBEDDER, command="test", makers=request.param) as library:
        rows: dict[str, Row] = {}
        passages: dict[str, str] = {}
        for number in range(DOCUMENTS):
            known = row(number)
            one = made(known["path"], passages=known["passages"])
            properties = {
                name: value
                for name, value in (
                    ("author", known["author"]),
                    ("created", known["created"]),
                    ("Level", known["properties.level"]),
                )
                if value
            }
            document = replace(
                one.document, language=known["language"], properties=properties, tags=known["tags"]
            )
            library.put(HOME, [replace(one, document=document)], settle=False)
            rows[document.id] = known
            passages |= dict.fromkeys((passage.id for passage in one.passages), document.id)
        yield Held(library, rows, passages)


ORDERS = {"$gt": operator.gt, "$gte": operator.ge, "$lt": operator.lt, "$lte": operator.le}


def keeps(where: Mapping[str, Any], known: Row) -> bool:
    """Read *where* plainly."""
    for name, said in where.items():
        if name in {"$and", "$or"}:
            kept = [keeps(one, known) for one in said]
            if not (all(kept) if name == "$and" else any(kept)):
                return False
            continue
        for sign, given_ in (said if isinstance(said, dict) else {"$eq": said}).items():
            if not asked(name, sign, given_, known[name]):
                return False
    return True


def asked(field: str, sign: str, given_: Any, held: Any) -> bool:
    several = [one for one in (held if isinstance(held, tuple) else (held,)) if one != ""]
    if sign in ORDERS:
        pairs = ((compared(field, one, given_), plain(field, given_)) for one in several)
        return any(one is not None and ORDERS[sign](one, two) for one, two in pairs)
    wanted = given_ if isinstance(given_, list) else [given_]
    there = any(compared(field, one, two) == plain(field, two) for one in several for two in wanted)
    there = there or (not several and "" in wanted)
    return there if sign in {"$eq", "$in"} else not there


def plain(field: str, value: Any) -> Any:
    return value.lower() if isinstance(value, str) and field != "path" else value


def compared(field: str, held: Any, given_: Any) -> Any:
    if field == "created":
        return held[: len(given_)] if given_ else held
    if field == "properties.level" and not isinstance(given_, str):
        return float(held) if held.replace(".", "").isdigit() else None
    return plain(field, held)


TEXTS = {
    "path": [row(number)["path"] for number in range(DOCUMENTS)] + ["north", ""],
    "language": [*LANGUAGES, "EN", "fr"],
    "author": [*AUTHORS, "ANA", "Cy"],
    "tags": [*TAGS, "WINTER", "y", ""],
    "created": ["2024", "2025", "2025-10", "2025-10-06", "2026", ""],
}


def values(field: str) -> st.SearchStrategy[Any]:
    if field == "properties.level":
        return st.sampled_from(["1", "high", "HIGH", "", 1, 2.5, 3, 10])
    if field in TEXTS:
        return st.sampled_from(TEXTS[field])
    return st.integers(0, 5)


def conditions(field: str) -> st.SearchStrategy[Any]:
    single = st.sampled_from(["$eq", "$ne", *ORDERS])
    several = st.sampled_from(["$in", "$nin"])
    signed = st.dictionaries(single, values(field), min_size=1, max_size=2)
    listed = st.dictionaries(several, st.lists(values(field), max_size=4), min_size=1, max_size=2)
    return values(field) | signed | listed


FIELDS = st.sampled_from([*TEXTS, "properties.level", "passages", "pages"])
SIMPLE = FIELDS.flatmap(
    lambda field: st.dictionaries(st.just(field), conditions(field), min_size=1)
)
FILTERS = st.recursive(
    SIMPLE | st.just({}),
    lambda inner: st.dictionaries(
        st.sampled_from(["$and", "$or"]), st.lists(inner, min_size=1, max_size=3), min_size=1
    ),
    max_leaves=6,
)
UP_TO = [{"path": {"$lte": row(number)["path"]}} for number in (0, 1, 3, 12, 22, 23)]
"""Selectivities from one document to all."""


@given(FILTERS, st.integers(1, 70), st.sampled_from([0, within.FEW]))
@example(UP_TO[0], 5, 0)
@example(UP_TO[1], 5, 0)
@example(UP_TO[2], 70, within.FEW)
@example(UP_TO[3], 20, 0)
@example(UP_TO[4], 70, 0)
@example(UP_TO[5], 70, within.FEW)
@example({}, 70, 0)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_found_is_what_a_plain_reading_keeps(
    held: Held, where: dict[str, Any], k: int, few: int
) -> None:
    kept = {name for name, known in held.rows.items() if keeps(where, known)}
    passages = [one for one, document in held.passages.items() if document in kept]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(within, "FEW", few)
        looked = within.within(held.library, HOME, parsed(where))
        hits = search(
            QUESTION,
            collection=HOME,
            library=held.library,
            embedder=EMBEDDER,
            k=k,
            candidates=10,
            where=parsed(where),
        )
        every = within.within(held.library, HOME, None)
        vector = EMBEDDER.embed_question(QUESTION)
        alike(looked.dense(vector, k), every.dense(vector, 100), k, held=held, kept=kept)
        for kind in ("", HEADS, NAMES):
            words = f"{QUESTION} north txt"
            got, whole = looked.keyword(words, k, kind), every.keyword(words, 100, kind)
            alike(got, whole, k, held=held, kept=kept)

    found = [hit.passage.id for hit in hits]
    assert len(found) == len(set(found)) == min(k, len(passages))
    assert set(found) <= set(passages)


def alike(got: list[Found], whole: list[Found], k: int, *, held: Held, kept: set[str]) -> None:
    """The best *k* of what an index holds and the filter keeps; equal scores may change places."""
    wanted = [one for one in whole if held.passages[one.passage_id] in kept][:k]
    assert [one.score for one in got] == pytest.approx([one.score for one in wanted], abs=1e-5)
    assert {held.passages[one.passage_id] for one in got} <= kept
    last = wanted[-1].score if wanted else 0.0
    sure = {one.passage_id for one in wanted if one.score > last + 1e-5}
    assert sure <= {one.passage_id for one in got}
