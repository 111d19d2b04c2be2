"""What searches read without SQLAlchemy is what is live, whatever is written meanwhile."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.store import fetching
from rag.store.fetching import Cards, Fetching
from rag.store.library import Library, Makers
from rag.store.plain import ExactIndex, ScanIndex
from rag.types import Collection, Place
from tests.rag.store.made import HOME, Hashed, made, settings

PLAIN = Makers(dense=ExactIndex, keyword=ScanIndex)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    chosen = settings(tmp_path)
    with Library.open(chosen, embedder=Hashed(), command="test", makers=PLAIN) as library:
        library.put(HOME, [made("a.txt", passages=11), made("b.txt")])
        yield library


def test_places_are_those_of_the_live_passages(library: Library) -> None:
    stored = library.passages(HOME, made("a.txt").document.id)
    ids = [one.id for one in stored]

    places = library.places(HOME, [*ids, "psg_unknown"])

    assert places == {one.id: Place(one.source, one.start, one.part) for one in stored}
    assert library.places(HOME, []) == {}
    assert library.live(HOME, ids) == {one.id: one for one in stored}


def test_parts_come_whole_in_order_and_once(library: Library) -> None:
    stored = library.passages(HOME, made("a.txt").document.id)
    document = stored[0].source.document_id

    both = library.together(HOME, [(document, 8), (document, 0), (document, 8), ("doc_none", 0)])
    one = library.together(HOME, [(document, 8)])

    assert [passage for passage, _ in both] == stored
    assert [passage for passage, _ in one] == stored[8:]
    vectors = library.vectors(HOME, [passage.id for passage, _ in one])
    assert np.array_equal(np.stack([vector for _, vector in one]), vectors)


def test_a_write_that_comes_while_reading_is_read(library: Library) -> None:
    """Cards of before it with rows of after it would leave the document out altogether."""
    cards = library._catalogue.cards
    late = iter([made("a.txt", 2)])
    new = made("a.txt", 2)

    def taken(collection: Collection) -> Cards:
        before = cards.of(collection)
        for prepared in late:
            library.put(HOME, [prepared])
        return before

    reading = Fetching(library._reading.engine, taken)
    ids = [one.id for one in new.passages]

    assert set(reading.live(HOME, ids)) == set(ids)
    assert set(reading.places(HOME, ids)) == set(ids)
    assert len(reading.all_of(HOME, [new.document.id])) == 5


def test_passages_of_a_torn_document_are_in_no_answer(library: Library) -> None:
    a = [one.id for one in made("a.txt", passages=11).passages]
    b = [one.id for one in made("b.txt").passages]
    library.live(HOME, a)
    with library._reading.engine.begin() as connection:
        broken = "UPDATE passages SET text = CAST('x' AS BLOB) WHERE id = ?"
        connection.exec_driver_sql(broken, (b[0],))

    library.audit()

    assert library.live(HOME, b) == {}
    assert library.places(HOME, b) == {}
    assert len(library.live(HOME, a)) == 11


def test_places_are_remembered_until_the_next_write_only(library: Library) -> None:
    """A document that is removed and put again has the same edition, and other passages."""
    old = [one.id for one in made("b.txt").passages]
    before = library.places(HOME, old)
    library.remove(HOME, [made("b.txt").document.id])
    gone = library.places(HOME, old)

    library.put(HOME, [made("b.txt", 2)])

    assert (len(before), gone) == (5, {})
    assert library.places(HOME, old) == {}
    assert len(library.places(HOME, [one.id for one in made("b.txt", 2).passages])) == 5


def test_no_more_places_are_remembered_than_fit(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "MOST_PLACES", 3)
    ids = [one.id for one in made("a.txt", passages=11).passages]

    every = library.places(HOME, ids)

    assert library.places(HOME, ids[:2]) == {one: every[one] for one in ids[:2]}
    assert len(library.places(HOME, ids)) == 11
