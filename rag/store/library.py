"""The opened store: the truth, the two indexes derived from it, and who owns them."""

import logging
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

import numpy as np

from rag.errors import FootnoteError
from rag.ports import Embedder
from rag.settings import Settings
from rag.store import checkup, database, owner, refuse, switch, vector_cache
from rag.store.damage import BrokenIndexError
from rag.store.derived import Derived
from rag.store.opened import Makers
from rag.store.originals import Originals
from rag.store.parts import parted
from rag.store.reading import Reading
from rag.store.records import Audit, Change, Counts, Failed, Known, Origin, Part, Prepared, Removal
from rag.store.searching import Searching
from rag.store.truth import Truth
from rag.types import Collection

__all__ = [
    "Audit",
    "Change",
    "Counts",
    "Failed",
    "Known",
    "Library",
    "Makers",
    "Origin",
    "Part",
    "Prepared",
    "Removal",
]
REAL = Makers()
LITTER = 200
"""Removed passages that the indexes may drag along, or half as many as are live, before they are
built anew: the more of them, the more of the live ones a search in Chroma misses."""


class Library(Searching):
    """Everything stored under one home. Open it with `Library.open`; close it, or use ``with``.

    Any number of threads may read while one writes; writers take turns.
    """

    def __init__(
        self, settings: Settings, truth: Truth, derived: Derived, *, hold: owner.Hold, width: int
    ) -> None:
        super().__init__(truth, derived, settings.tenant, width=width)
        self.hold = hold
        self.home = settings.home
        self._originals = Originals(settings.home)
        self._writing = threading.RLock()
        self._embedder = ""

    @classmethod
    def open(
        cls,
        settings: Settings,
        *,
        embedder: Embedder,
        command: str,
        address: str = "",
        makers: Makers = REAL,
    ) -> Self:
        """Own the index under ``settings.home``, making it where there is none.

        The truth is opened and checked at once, Chroma and tantivy at the first question. Raises
        `OwnedError` where another process has it, `IndexMismatchError` where another embedder
        built it, and `SetupError` where it is damaged or newer than this program.
        """
        with ExitStack() as undo:
            hold = owner.take(
                settings.home, command=command, address=address, wait_s=settings.lock_wait_s
            )
            undo.callback(hold.close)
            altered = database.altered(settings.home)
            engine = database.connect(settings.home)
            undo.callback(engine.dispose)
            reading = Reading(engine)
            if altered:
                refuse.damaged([one.path for one in reading.damage()], settings.home)
            refuse.other(reading.embedders(), embedder.fingerprint, settings.home)
            truth = Truth(engine)
            truth.sweep()
            derived = Derived(settings.home, reading, makers)
            library = cls(settings, truth, derived, hold=hold, width=embedder.width)
            library._embedder = embedder.fingerprint
            undo.pop_all()
        return library

    def put(
        self, collection: Collection, batch: Sequence[Prepared], *, settle: bool = True
    ) -> None:
        """Store *batch*; all of it becomes visible, and replaces what it replaces, at one instant.

        Of two with the same document the later counts. Whatever goes wrong, what was live before
        stays live, or all of *batch* is, and nothing that it replaces. Without *settle* the indexes
        are sealed now and then only: call `settle` when no more comes.
        """
        latest = list({one.document.id: _parted(one) for one in batch}.values())
        for one in latest:
            refuse.unfit(one, collection, width=self._width)
        passages = [passage for one in latest for passage in one.passages]
        with self._writing, ExitStack() as undo:
            self._truth.stage(collection, latest, self._embedder)
            undo.callback(self._undo)
            for one in latest:
                if one.original is not None:
                    self._originals.keep(one.original, one.document.source.version)
            # With nothing to write, too: what was left behind the truth would be sealed.
            self._derived.warm()
            if passages:
                vectors = np.concatenate([one.vectors for one in latest if one.passages])
                self._derived.put(collection.key, passages, vectors)
            changed = [name for one in latest for name in (one.document.id, *one.replaces)]
            with self._catalogue.changing(collection, changed):
                self._truth.publish(collection, latest)
            self._forget(collection, self._truth.unpublished(collection))
            self._truth.sweep()
            undo.pop_all()
            self._derived.settle(loosely=not settle)

    @property
    def embedder(self) -> str:
        """The fingerprint of the embedder that it answers to."""
        return self._embedder

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let nobody else write."""
        with self._writing:
            yield

    def switch(self, beside: Path, embedder: Embedder, spec: str) -> None:
        """Put the index under *beside*, built by *embedder*, in the place of this one, at once.

        It must be closed. *spec* is what the settings call its embedder. See `rag.store.switch`.
        """
        with self._writing:
            try:
                switch.taken_over(self._truth.engine, beside / database.FILE, spec)
            finally:
                self._catalogue.forget()
            self._embedder, self._width = embedder.fingerprint, embedder.width
            self._derived.take_over(beside)

    def warm(self) -> None:
        """Open the indexes now, built anew if need be: the first `put` would wait for it."""
        self._derived.warm()

    def settle(self) -> None:
        """Seal the indexes, built anew if need be, so that a kill from here on costs nothing."""
        with self._writing:
            self._derived.warm()
            self._derived.settle()

    def remove(self, collection: Collection, document_ids: Sequence[str]) -> Removal:
        """Take documents out of every answer, at once; ids that are not there are passed over."""
        self._refuse_unknown(collection)
        with self._writing, ExitStack() as undo:
            # Now, for once the truth has moved on, the seal no longer holds for it.
            sound = self._derived.opens()
            with self._catalogue.changing(collection, document_ids):
                removal, passage_ids = self._truth.remove(collection, document_ids)
            if not removal.documents:
                return removal
            undo.callback(self._derived.distrust)
            if not sound:
                return removal
            with suppress(BrokenIndexError):  # it is out of the truth: no answer can hold it
                self._forget(collection, passage_ids)
                undo.pop_all()
                self._derived.settle()
        return removal

    def tag(self, collection: Collection, document_ids: Sequence[str], change: Change) -> list[str]:
        """Change the tags that documents were given; return the ids of those that changed.

        Unknown ids are passed over. What a file calls itself stays.
        """
        self._refuse_unknown(collection)
        with self._writing, self._catalogue.changing(collection, document_ids):
            return self._truth.tag(collection, document_ids, change)

    def purge(self, *, most: int = sys.maxsize, vectors: bool = True) -> bool:
        """Leave no byte of anything deleted under the home: files, indexes, logs, free pages.

        Remembered vectors all go, for those of live passages are in the truth; without *vectors*
        they stay, and are owed: a run that is to go on needs them. Above *most* live passages the
        indexes, a millisecond for each, stay; says if all is clean.
        """
        with self._writing:
            self._truth.sweep()
            stale = bool(int(self._reading.noted("litter") or 0)) or not self._derived.sound()
            if stale and self._reading.everywhere().passages <= most:
                stale = False
                self._truth.note("litter", "0")
                self._derived.rebuild("what was deleted is purged", level=logging.INFO)
            self._originals.drop_all_but(self._reading.hashes())
            switch.thrown_away(self.home)
            if vectors:
                vector_cache.clear(self.home)
            self._truth.note("owed", "0" if vectors else "1")
            database.compact(self._truth.engine, self.home)
        return not stale

    def original(self, collection: Collection, document_id: str) -> Path | None:
        """Return the file that a live document was read from, as it was then, if it was kept."""
        return self._originals.get(self.document(collection, document_id).source.version)

    def health(self) -> list[Part]:
        """Say how each part is. Cheap: opens and rebuilds nothing."""
        return checkup.health(self._reading, self._derived)

    def audit(self) -> Audit:
        """Check the rows of the truth, compare the indexes with it, rebuild those that differ.

        A torn document is in no answer from then on, until it is ingested again.
        """
        with self._writing:
            try:
                return checkup.audit(self._reading, self._truth, self._derived)
            finally:
                self._catalogue.forget()

    def close(self) -> None:
        """Let go of everything; the next process may have it. Closing twice is fine."""
        with self._writing, ExitStack() as ending:
            # Whatever fails on the way, a full disk say, the next process may have it.
            ending.callback(self.hold.close)
            ending.callback(database.close, self._truth.engine, self.home)
            ending.callback(self._derived.close)
            ending.callback(self._aside.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _undo(self) -> None:
        """After a failed `put`: nothing of it stays, and indexes it may have touched are rebuilt.

        What cannot be cleaned now (a full disk, say) is cleaned when the store is next opened.
        """
        self._derived.distrust()
        with suppress(FootnoteError):
            self._truth.sweep()

    def _forget(self, collection: Collection, passage_ids: list[str]) -> None:
        """Take passages out of the indexes, which are built anew once they drag too many along."""
        if not passage_ids:
            return
        self._derived.remove(collection.key, passage_ids)
        litter = int(self._reading.noted("litter") or 0) + len(passage_ids)
        if litter > LITTER and litter > self._reading.everywhere().passages // 2:
            self._derived.rebuild("much of what they held was deleted", level=logging.INFO)
            litter = 0
        self._truth.note("litter", str(litter))


def _parted(prepared: Prepared) -> Prepared:
    paged = len(prepared.document.page_starts) > 1
    return replace(prepared, passages=parted(prepared.passages, paged=paged))
