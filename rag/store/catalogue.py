"""What every search needs to know of the live documents, kept in memory between writes.

Nothing here is true by itself: it was read from the truth, and whoever writes says which documents
to read again (`Catalogue.changing`). A mapping that was given out never changes; after a write
there is another one, so that to be the same object is to be the same state.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from rag.store.metadata import Value, facts
from rag.store.reading import Reading
from rag.store.records import Card, Counts
from rag.types import Collection

T = TypeVar("T")


class Read(Protocol[T]):
    """Reads live documents from the truth: those of *ids*, or all."""

    def __call__(self, collection: Collection, ids: Sequence[str] | None) -> dict[str, T]:
        """Return what there is, by document; ids that are not live are absent."""


class Remembered(Generic[T]):
    """One thing about each live document, read once and then only where a write changed it."""

    def __init__(self, read: Read[T]) -> None:
        self._read = read
        self._turn = threading.Lock()
        """Held while reading: a write that comes meanwhile is read again after it."""
        self._kept: dict[Collection, Mapping[str, T]] = {}

    def of(self, collection: Collection) -> Mapping[str, T]:
        """Return all of *collection* as the last write left it."""
        kept = self._kept.get(collection)
        if kept is not None:
            return kept
        with self._turn:
            if collection not in self._kept:
                self._kept[collection] = self._read(collection, None)
            return self._kept[collection]

    def refresh(self, collection: Collection, ids: Sequence[str]) -> None:
        """Read *ids* again; where that fails, everything will be read at the next use."""
        with self._turn:
            kept = self._kept.pop(collection, None)
            if kept is not None:
                gone = set(ids)
                rest = {one: told for one, told in kept.items() if one not in gone}
                self._kept[collection] = rest | self._read(collection, ids)

    def forget(self) -> None:
        """Read everything again at the next use."""
        with self._turn:
            self._kept = {}


@dataclass(frozen=True, slots=True)
class _Made:
    of: object
    """The state that it was made from."""
    thing: Any
    weight: int
    """Bytes, about."""


class Memo:
    """What was worked out from a state of a collection, most recently used last."""

    def __init__(self, most: int) -> None:
        """Keep things of *most* bytes in all."""
        self._most = most
        self._turn = threading.Lock()
        self._made: OrderedDict[Hashable, _Made] = OrderedDict()

    def get(self, key: Hashable, state: object, make: Callable[[], tuple[T, int]]) -> T:
        """Return the thing called *key*, by *make* unless it was made from that very *state*.

        *make* says what it weighs; the least recently used go when all weigh more than `most`.
        """
        with self._turn:
            made = self._made.get(key)
            if made is not None and made.of is state:
                self._made.move_to_end(key)
                thing: T = made.thing
                return thing
        thing, weight = make()
        with self._turn:
            self._made[key] = _Made(state, thing, weight)
            self._made.move_to_end(key)
            while len(self._made) > 1 and sum(m.weight for m in self._made.values()) > self._most:
                self._made.popitem(last=False)
        return thing


class Catalogue:
    """The live documents of every collection. Any number of threads may ask."""

    def __init__(self, reading: Reading, *, most: int) -> None:
        """Keep *most* bytes, about, of what others work out (`memo`)."""
        self.cards = Remembered(reading.cards)
        """Which edition of each document is live, and where it comes from."""
        self.facts: Remembered[Mapping[str, Value]] = Remembered(
            lambda collection, ids: {
                one.document_id: facts(one) for one in reading.known(collection, ids)
            }
        )
        """What filters look at."""
        self.memo = Memo(most)
        self._reading = reading
        self._existing: frozenset[Collection] = frozenset()

    def existing(self, wanted: Collection) -> bool:
        """Say whether anything was ever put into *wanted*; a collection never goes."""
        if wanted not in self._existing:
            self._existing = frozenset(self._reading.collections())
        return wanted in self._existing

    def counts(self, collection: Collection) -> Counts:
        """Count live documents and passages."""
        cards = self.cards.of(collection)
        return self.memo.get(("counts", collection), cards, lambda: (_counted(cards), 0))

    @contextmanager
    def changing(self, collection: Collection, ids: Sequence[str]) -> Iterator[None]:
        """Read the documents *ids* again after what is done within, whatever becomes of it."""
        with ExitStack() as after:  # should one of them fail, the other is still read again
            after.callback(self.facts.refresh, collection, ids)
            after.callback(self.cards.refresh, collection, ids)
            yield

    def forget(self) -> None:
        """Read everything again at the next use."""
        self._existing = frozenset()
        self.cards.forget()
        self.facts.forget()


def _counted(cards: Mapping[str, Card]) -> Counts:
    return Counts(len(cards), sum(card.passages for card in cards.values()))
