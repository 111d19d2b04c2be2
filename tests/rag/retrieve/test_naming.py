"""Which document a question names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.filters.parse import parsed
from rag.retrieve.naming import named
from rag.store.library import Library, Makers
from rag.store.plain import ExactIndex, ScanIndex
from rag.types import document_id
from tests.rag.store.made import HOME, Hashed, made, settings

FILES = ("staff-handbook.txt", "travel-policy-2023.txt", "travel-policy-2025.txt")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    makers = Makers(dense=ExactIndex, keyword=ScanIndex)
    chosen = settings(tmp_path)
    with Library.open(chosen, embedder=Hashed(), command="test", makers=makers) as library:
        library.put(HOME, [made(path) for path in FILES])
        yield library


def name(topic: str, library: Library, **where: str) -> str:
    return named(topic, collection=HOME, library=library, where=parsed(where) if where else None)


def test_a_document_is_named_by_all_of_the_topics_words(library: Library) -> None:
    assert name("staff handbook", library) == document_id(HOME, "staff-handbook.txt")
    assert name("the travel policy of 2025", library) == document_id(HOME, FILES[2])


@pytest.mark.parametrize("topic", ["travel policy", "staff dress", "rent", "the", ""])
def test_what_fits_two_or_none_names_none(topic: str, library: Library) -> None:
    """A summary of the wrong one would be worse than the nearest passages."""
    assert not name(topic, library)


def test_a_document_that_the_filter_leaves_out_is_not_named(library: Library) -> None:
    assert not name("staff handbook", library, path=FILES[1])
    assert name("travel policy", library, path=FILES[1]) == document_id(HOME, FILES[1])


def test_a_document_that_is_gone_is_not_named(library: Library) -> None:
    library.remove(HOME, [document_id(HOME, FILES[0])])

    assert not name("staff handbook", library)
