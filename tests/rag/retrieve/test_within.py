"""Filters leave out documents before ranking: as many passages come back as there are."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.filters.parse import parsed
from rag.retrieve import within
from rag.retrieve.search import search
from rag.store.library import Library, Makers
from rag.store.plain import ExactIndex, ScanIndex
from rag.store.records import Counts, Prepared
from rag.types import Hit
from tests.rag.store.made import HOME, Hashed, made, settings

EMBEDDER = Hashed()
PATHS = [f"{number}.txt" for number in range(12)]
REAL, PLAIN = Makers(), Makers(dense=ExactIndex, keyword=ScanIndex)


def tagged(path: str) -> Prepared:
    """A document with a tag that names it, and one whether its number is even."""
    tags = (path, "even" if int(path.partition(".")[0]) % 2 == 0 else "odd")
    return replace(made(path, passages=6), given=tags)


@pytest.fixture(params=[REAL, PLAIN], ids=["real", "plain"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Library]:
    chosen = settings(tmp_path)
    with Library.open(chosen, embedder=EMBEDDER, command="test", makers=request.param) as library:
        library.put(HOME, [tagged(path) for path in PATHS])
        yield library


@pytest.fixture(params=[0, within.FEW], ids=["dropped from more", "compared one by one"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(within, "FEW", request.param)


def found(library: Library, where: dict[str, Any], *, k: int = 5, candidates: int = 5) -> list[Hit]:
    return search(
        "line 3 says",
        collection=HOME,
        library=library,
        embedder=EMBEDDER,
        k=k,
        candidates=candidates,
        where=parsed(where),
    )


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("kept", [PATHS[:1], PATHS[3:5], PATHS[::2], PATHS[1:], PATHS])
def test_as_many_come_back_as_there_are_and_only_of_what_is_kept(
    library: Library, kept: list[str]
) -> None:
    """Picking from what was found would leave nothing of a single document among many."""
    where = {"path": {"$in": kept}}

    hits = found(library, where, k=5)
    everything = found(library, where, k=100, candidates=100)

    assert len(hits) == 5
    assert len(everything) == 6 * len(kept)
    assert {hit.passage.source.path for hit in everything} == set(kept)


@pytest.mark.usefixtures("few")
def test_each_index_answers_as_if_there_were_nothing_else(library: Library) -> None:
    looked = within.within(library, HOME, parsed({"tags": "EVEN"}))
    every = within.within(library, HOME, None)
    vector = EMBEDDER.embed_question("line 3 says")
    even = {hit.passage.id for hit in found(library, {"tags": "even"}, k=100, candidates=100)}

    for all_, got in (
        (every.dense(vector, 72), looked.dense(vector, 72)),
        (every.keyword("line 3 says", 72), looked.keyword("line 3 says", 72)),
    ):
        wanted = [one for one in all_ if one.passage_id in even]
        assert {one.passage_id for one in got} == {one.passage_id for one in wanted}
        assert [one.score for one in got] == pytest.approx([one.score for one in wanted], abs=1e-5)


@pytest.mark.usefixtures("few")
def test_a_filter_that_keeps_nothing_finds_nothing(library: Library) -> None:
    assert found(library, {"tags": "missing"}) == []


def test_a_filter_that_keeps_everything_changes_nothing(library: Library) -> None:
    unfiltered = search(
        "line 3 says", collection=HOME, library=library, embedder=EMBEDDER, k=20, candidates=72
    )

    hits = found(library, {}, k=20, candidates=72)

    assert {hit.passage.id for hit in hits} == {hit.passage.id for hit in unfiltered}


def test_what_changes_is_filtered_as_it_is_now(library: Library) -> None:
    library.put(HOME, [replace(made("new.txt"), given=("fresh",))])
    before = found(library, {"tags": "fresh"})
    library.remove(HOME, [before[0].passage.source.document_id])

    assert len(before) == 5
    assert found(library, {"tags": "fresh"}) == []


def test_what_a_filter_keeps_is_counted(library: Library) -> None:
    assert within.counted(library, HOME, parsed({"tags": "odd"})) == Counts(6, 36)
    assert within.counted(library, HOME, None) == Counts(12, 72)


def test_what_is_kept_is_found_behind_all_that_is_not(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were they spread evenly, a few times as many would do; here all the others come first."""
    monkeypatch.setattr(within, "FEW", 0)
    loud = [made(f"loud{n}.txt", passages=20, extra="says says says") for n in range(9)]
    library.put(HOME, loud)

    looked = within.within(library, HOME, parsed({"tags": "even"}))

    assert len(looked.keyword("says", 5)) == 5
