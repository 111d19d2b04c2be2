"""The reads that every search makes, as statements of our own.

Building and reading them with SQLAlchemy costs more than all of the indexes. Ids travel as one JSON
text, so that a statement is the same for any number of them. Which edition of a document is live is
told by its `Card`, not by a join: a version's row holds the whole text of its document, and SQLite
walks through it to the columns behind it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine

from rag.store.parts import MOST
from rag.store.records import Card
from rag.store.rows import marks_of
from rag.store.vectors import unpacked
from rag.types import Collection, Passage, Place, Vectors

_COLUMNS = """document_id, edition, start, text, first_page, last_page, heading, table_header,
passages.marks, part"""
_FROM = "FROM json_each(:wanted) AS wanted CROSS JOIN passages"
"""In this order: without CROSS, SQLite may walk through all passages and look each of them up."""
_OF = "WHERE tenant = :tenant AND collection = :collection"
# No word of them is from outside.
_BY_ID = f"SELECT {_COLUMNS}, passages.id {_FROM} {_OF} AND passages.id = wanted.value"
_PLACES = f"""
SELECT json_group_array(json_array(document_id, edition, start, part, passages.id))
{_FROM} {_OF} AND passages.id = wanted.value
"""
_TOGETHER = f"""
SELECT {_COLUMNS}, vector {_FROM} {_OF}
AND document_id = json_extract(wanted.value, '$[0]')
AND edition = json_extract(wanted.value, '$[1]')
AND part = json_extract(wanted.value, '$[2]')
AND ordinal BETWEEN json_extract(wanted.value, '$[2]') AND json_extract(wanted.value, '$[3]')
ORDER BY document_id, ordinal
"""
_OWNERS = f"SELECT passages.id, document_id {_FROM} {_OF} AND passages.id = wanted.value"
_VECTORS = f"""
SELECT passages.id, vector {_FROM} {_OF}
AND document_id = json_extract(wanted.value, '$[0]')
AND edition = json_extract(wanted.value, '$[1]')
"""
_AGAIN = 5
"""Times that a read is done again because a write came meanwhile."""

MOST_PLACES = 200_000
"""Places of a collection that are remembered, until something is written: about 50 MB."""

Cards = Mapping[str, Card]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Places:
    cards: Cards
    """What was live when they were read: they hold for that only."""
    places: dict[str, Place]


class Fetching:
    """Reads from *engine* what *cards* says is live. Safe to use from several threads."""

    def __init__(self, engine: Engine, cards: Callable[[Collection], Cards]) -> None:
        self._engine = engine
        self._cards = cards
        self._places: dict[Collection, _Places] = {}

    def live(self, collection: Collection, ids: Sequence[str]) -> dict[str, Passage]:
        """Return those of *ids* that are live, those of torn documents apart."""

        def read(cards: Cards) -> dict[str, Passage]:
            rows = self._rows(_BY_ID, collection, ids)
            return {row[-1]: _passage(row, card) for row, card in _sound(rows, cards)}

        return self._settled(collection, read)

    def places(self, collection: Collection, ids: Sequence[str]) -> dict[str, Place]:
        """Return where those of *ids* lie that are live, those of torn documents apart."""

        def read(cards: Cards) -> dict[str, Place]:
            kept = self._places.get(collection)
            if kept is None or kept.cards is not cards:
                kept = self._places[collection] = _Places(cards, {})
            found = {one: place for one in ids if (place := kept.places.get(one))}
            fresh = self._read_places(collection, [one for one in ids if one not in found], cards)
            if len(kept.places) < MOST_PLACES:
                kept.places.update(fresh)
            return found | fresh

        return self._settled(collection, read)

    def together(
        self, collection: Collection, parts: Sequence[tuple[str, int]]
    ) -> list[tuple[Passage, Vectors]]:
        """Return the live passages of *parts* (document, number of the part), in order."""

        def read(cards: Cards) -> list[tuple[Passage, Vectors]]:
            wanted = [
                (document, cards[document].edition, part, part + MOST - 1)
                for document, part in dict.fromkeys(parts)
                if document in cards
            ]
            rows = list(_sound(self._rows(_TOGETHER, collection, wanted), cards))
            vectors = unpacked([row[-1] for row, _ in rows])
            return [
                (_passage(row, card), vector)
                for (row, card), vector in zip(rows, vectors, strict=True)
            ]

        return self._settled(collection, read)

    def owners(self, collection: Collection, ids: Sequence[str]) -> dict[str, str]:
        """Return the document of each of the passages *ids*, in whatever version."""
        return dict(self._rows(_OWNERS, collection, ids))

    def all_of(self, collection: Collection, document_ids: Sequence[str]) -> dict[str, bytes]:
        """Return the vector of every live passage of documents, by passage id."""

        def read(cards: Cards) -> dict[str, bytes]:
            wanted = [(one, cards[one].edition) for one in document_ids if one in cards]
            return dict(self._rows(_VECTORS, collection, wanted))

        return self._settled(collection, read)

    def _read_places(
        self, collection: Collection, ids: Sequence[str], cards: Cards
    ) -> dict[str, Place]:
        # All in one: Python lets go of its lock, and asks for it again, for every row it reads.
        found = self._rows(_PLACES, collection, ids)
        return {
            passage_id: Place(card.source, start, part)
            for document, edition, start, part, passage_id in _told(found)
            if (card := cards.get(document)) and card.edition == edition and not card.torn
        }

    def _settled(self, collection: Collection, read: Callable[[Cards], T]) -> T:
        """Read again where a write came in between: another edition may be the live one now."""
        for _ in range(_AGAIN):
            cards = self._cards(collection)
            found = read(cards)
            if self._cards(collection) is cards:
                break
        return found

    def _rows(self, statement: str, collection: Collection, wanted: Sequence[Any]) -> list[Any]:
        given = {
            "wanted": json.dumps(wanted),
            "tenant": collection.tenant.encode("utf-8", "surrogatepass"),
            "collection": collection.name.encode("utf-8", "surrogatepass"),
        }
        if not wanted:
            return []
        with self._engine.connect() as connection:
            return list(connection.exec_driver_sql(statement, given).all())


def _told(found: Sequence[Any]) -> list[Any]:
    return json.loads(found[0][0]) if found else []


def _sound(rows: Sequence[Any], cards: Cards) -> Iterator[tuple[Any, Card]]:
    for row in rows:
        card = cards.get(row[0])
        if card is not None and card.edition == row[1] and not card.torn:
            yield row, card


def _passage(row: Any, card: Card) -> Passage:
    _, _, start, text, first, last, heading, table, marks, part, _ = row
    return Passage(
        card.source,
        start,
        text.decode("utf-8", "surrogatepass"),
        first,
        last,
        () if heading == "[]" else tuple(json.loads(heading)),
        table.decode("utf-8", "surrogatepass"),
        () if marks == "[]" else marks_of(marks),
        part,
    )
