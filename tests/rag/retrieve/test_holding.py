"""Every passage that holds the words of a topic."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from rag.filters.parse import parsed
from rag.retrieve import holding as module
from rag.retrieve.holding import Holding, holding
from rag.retrieve.words import words
from rag.store.library import Library, Makers
from rag.store.plain import ExactIndex, ScanIndex
from rag.types import Collection, document_id
from tests.rag.store.made import HOME, Hashed, made, settings, word

EMBEDDER = Hashed()
FILES = {"a.txt": "about asbestos", "b.txt": "about rent", "c.txt": "about asbestos"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    makers = Makers(dense=ExactIndex, keyword=ScanIndex)
    chosen = settings(tmp_path_factory.mktemp("home"))
    with Library.open(chosen, embedder=EMBEDDER, command="test", makers=makers) as library:
        library.put(HOME, [made(path, passages=30, extra=extra) for path, extra in FILES.items()])
        yield library


def held(topic: str, library: Library, **where: str) -> Holding:
    kept = parsed(where) if where else None
    return holding(topic, collection=HOME, library=library, embedder=EMBEDDER, where=kept)


@hypothesis_settings(deadline=None, max_examples=25)
@given(
    st.sampled_from(["asbestos", "rent", "line", "the asbestos", "nothing", word("a.txt", 1, 7)])
)
def test_what_is_held_is_what_reading_everything_finds(library: Library, topic: str) -> None:
    every = [
        passage.id
        for one in library.known(HOME)
        for passage in library.passages(HOME, one.document_id)
        if set(words(topic)) - {"the"} <= set(words(passage.text))
    ]
    found = held(topic, library)

    assert sorted(hit.passage.id for hit in found.hits) == sorted(every)
    assert not found.more


def test_each_is_said_to_be_as_near_and_as_good_as_it_is(library: Library) -> None:
    hits = held("asbestos", library).hits
    vector = EMBEDDER.embed_question("asbestos")[0]

    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        (row,) = library.vectors(HOME, [hit.passage.id])
        assert hit.signals["dense"] == pytest.approx(float(row @ vector), abs=1e-5)


def test_the_filter_is_kept(library: Library) -> None:
    paths = {hit.passage.source.path for hit in held("asbestos", library, path="c.txt").hits}

    assert paths == {"c.txt"}


def test_where_the_index_gave_as_many_as_were_asked_for_there_may_be_more(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DEEP", 10)

    assert held("asbestos", library).more
    assert len(held("asbestos", library).hits) == 10
    assert not held(word("a.txt", 1, 7), library).more


def test_a_topic_of_small_words_holds_nothing(library: Library) -> None:
    assert held("the of and", library) == Holding((), more=False)


def test_a_document_that_is_gone_is_not_held(tmp_path: Path) -> None:
    makers = Makers(dense=ExactIndex, keyword=ScanIndex)
    with Library.open(
        settings(tmp_path), embedder=EMBEDDER, command="test", makers=makers
    ) as library:
        library.put(HOME, [made(path, extra=extra) for path, extra in FILES.items()])
        library.remove(HOME, [document_id(Collection(), "a.txt")])
        paths = {hit.passage.source.path for hit in held("asbestos", library).hits}

    assert paths == {"c.txt"}
