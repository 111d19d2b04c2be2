"""The derived indexes, Chroma and tantivy, as a pair that is always right: sealed or rebuilt."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from rag.errors import FootnoteError, SetupError
from rag.indexes import Found, Question
from rag.store.chroma import blank_scratch
from rag.store.damage import BrokenIndexError
from rag.store.opened import Makers, Opened
from rag.store.reading import Reading
from rag.store.records import Part
from rag.store.seal import FOLDERS, Seal
from rag.store.vectors import unpacked
from rag.types import Collection, Passage, Vectors

log = logging.getLogger(__name__)
LOOSE = 5_000
"""Passages that may be put before the indexes are sealed again."""
SAMPLE = 50
"""Passages of a collection that must find themselves in an audit."""
SELF = 0.999
"""Cosine of a vector to itself, float32 rounding apart."""
T = TypeVar("T")


class Derived:
    """Opens the indexes when first asked; rebuilds them from the truth unless the seal holds.

    Any number of threads may ask; one at a time may write (`rag.store.library` sees to that).
    """

    def __init__(self, home: Path, reading: Reading, makers: Makers) -> None:
        self._home = home
        self._reading = reading
        self._makers = makers
        self._seal = Seal(home)
        self._opened: Opened | None = None
        self._turn = threading.Condition()
        """Held to open, close and rebuild; never while asking or writing."""
        self._asking = 0
        self._closing = False
        self._rebuilds: list[str] = []
        self._loose = 0
        """Passages put since the seal was last written."""
        self._sealed = 0
        """Live passages at that time; 0 where that was before this was made."""

    def put(self, key: str, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Add or replace in both. Breaks the seal: `settle` when the truth agrees again."""
        opened = self._ready()
        self._seal.break_()
        self._loose += len(passages)
        opened.put(key, passages, vectors)
        opened.name(key, lambda: passages)

    def remove(self, key: str, ids: Sequence[str]) -> None:
        """Forget *ids* in both. Breaks the seal."""
        opened = self._ready()
        self._seal.break_()
        opened.remove(key, ids)

    def settle(self, *, loosely: bool = False) -> None:
        """Seal: both indexes hold exactly what is live.

        *loosely* only once much was put since the last time. Sealing reads all of the indexes, so
        over many small writes it would cost the square of their number; a kill before it costs
        rebuilding them, a millisecond a passage.
        """
        if loosely and self._loose < max(LOOSE, self._sealed // 4):
            return
        self._loose = 0
        self._sealed = self._reading.everywhere().passages
        try:
            blank_scratch(self._home / FOLDERS[0])
            self._seal.write(self._reading.noted("generation"))
        except OSError as error:  # a full disk: without a seal they are rebuilt, and that is all
            log.warning("the indexes under %s could not be sealed: %s", self._home, error)

    def distrust(self) -> None:
        """Forget what is open after a failure: whatever is there is rebuilt at the next use."""
        self._seal.break_()
        self._loose = 0
        self.close()

    def dense(self, key: str, vector: Vectors, k: int) -> list[Found]:
        """Ask the dense index; one that fails is rebuilt and asked again."""
        return self._asked(lambda opened: opened.dense.search(key, vector, k))

    def keyword(self, key: str, question: Question, k: int) -> list[Found]:
        """Ask the keyword index, for passages or after `HEADS` or `NAMES`; as for `dense`."""
        return self._asked(lambda opened: opened.keyword.search(key, question, k))

    def among(
        self, key: str, question: Question, k: int, document_ids: frozenset[str]
    ) -> list[Found]:
        """Ask the keyword index for some documents, for passages or after `HEADS` or `NAMES`."""
        return self._asked(lambda opened: opened.keyword.among(key, question, k, document_ids))

    def held(self, key: str, asked: Sequence[str]) -> dict[str, int]:
        """Ask the keyword index how often it holds each of *asked*."""
        return self._asked(lambda opened: opened.keyword.held(key, asked))

    def rebuild(self, why: str, *, level: int = logging.WARNING) -> None:
        """Build both anew beside the old ones, put them in their place, and seal them."""
        with self._turn, self._writable():
            self._seal.break_()
            self.close()
            for folder in FOLDERS:
                _clear(self._beside(folder))
                self._beside(folder).mkdir(mode=0o700)
            if self._reading.everywhere().passages:
                log.log(level, "rebuilding the indexes, nothing is lost: %s (%s)", why, self._home)
                self._rebuilds.append(why)
            self._build()
            for folder in FOLDERS:
                _clear(self._home / folder)
                self._beside(folder).rename(self._home / folder)
            self.settle()

    def take_over(self, beside: Path) -> None:
        """Put the indexes under *beside* in the place of these, and seal them; sound ones only."""
        with self._turn:
            self._loose = 0
            self.close()
            try:
                self._seal.break_()
                for folder in FOLDERS:
                    _clear(self._beside(folder))  # left by a kill, and nobody's from now on
                    _clear(self._home / folder)
                    (beside / folder).rename(self._home / folder)
                self.settle()
            except (FootnoteError, OSError) as error:  # no seal holds for the truth as it is now
                log.warning("the next question builds the indexes anew: %s", error)

    def problems(self, collection: Collection) -> list[str]:
        """Return how the indexes of *collection* differ from the truth."""
        return self._asked(lambda opened: self._differences(opened, collection))

    def opens(self) -> bool:
        """Open both, if they are sound; building them anew is left to whoever needs them."""
        if not self.sound():
            return False
        self._ready()
        return True

    def warm(self) -> None:
        """Open both, whatever it takes."""
        self._ready()

    def sound(self) -> bool:
        """Say whether the indexes on disk are as they should be; opens nothing."""
        return self._opened is not None or self._seal.holds(self._reading.noted("generation"))

    def health(self) -> list[Part]:
        """Say how each index is; opens nothing."""
        if not self._turn.acquire(blocking=False):
            return [Part(folder, ok=False, detail="being built or opened") for folder in FOLDERS]
        try:
            ok = self.sound()
            detail = "open" if self._opened else "sealed" if ok else "built at the next question"
            return [Part(folder, ok=ok, detail=detail) for folder in FOLDERS]
        finally:
            self._turn.release()

    def told(self) -> list[str]:
        """Return why the indexes were rebuilt since this was last asked."""
        rebuilds, self._rebuilds = self._rebuilds, []
        return [f"rebuilt: {why}" for why in rebuilds]

    def close(self) -> None:
        """Let go of both indexes once nobody asks; the next question opens them again."""
        if self._loose:
            self.settle()
        with self._turn:
            self._closing = True
            self._turn.wait_for(lambda: not self._asking)
            opened, self._opened = self._opened, None
            try:
                if opened is not None:
                    opened.close()
                    blank_scratch(self._home / FOLDERS[0])
            finally:
                self._closing = False
                self._turn.notify_all()

    def _asked(self, ask: Callable[[Opened], T]) -> T:
        try:
            return self._once(ask)
        except BrokenIndexError as error:
            self.rebuild(str(error))
            return self._once(ask)

    def _once(self, ask: Callable[[Opened], T]) -> T:
        with self._turn:
            self._turn.wait_for(lambda: not self._closing)
            opened = self._ready()
            self._asking += 1
        try:
            return ask(opened)
        finally:
            with self._turn:
                self._asking -= 1
                self._turn.notify_all()

    def _ready(self) -> Opened:
        with self._turn:
            if self._opened is None:
                if not self._seal.holds(self._reading.noted("generation")):
                    self.rebuild("they were not sealed, or not for this truth")
                self._opened = self._reopened()
            return self._opened

    def _reopened(self) -> Opened:
        folders = [self._home / folder for folder in FOLDERS]
        try:
            return self._open(*folders)
        except BrokenIndexError as error:
            self.rebuild(str(error))
            return self._open(*folders)

    def _open(self, dense: Path, keyword: Path) -> Opened:
        return Opened(self._makers.dense(dense), self._makers.keyword(keyword))

    def _beside(self, folder: str) -> Path:
        return self._home / f"{folder}.new"

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SetupError(
                f"The indexes under {self._home} cannot be built: {error.strerror}.",
                "See that the folder is yours to write to and that the disk is not full.",
            ) from error

    def _build(self) -> None:
        opened = self._open(*(self._beside(folder) for folder in FOLDERS))
        try:
            for collection in self._reading.collections():
                for stored in self._reading.everything(collection):
                    passages = [one.passage for one in stored]
                    vectors = unpacked([one.vector for one in stored])
                    opened.put(collection.key, passages, vectors)
                opened.name(collection.key, partial(self._reading.in_order, collection))
        finally:
            opened.close()

    def _differences(self, opened: Opened, collection: Collection) -> list[str]:
        live = {one[0] for one in self._reading.export(collection)}
        order = partial(self._reading.in_order, collection)
        found = opened.differences(collection.key, live, order)
        lost = self._lost(opened, collection, sorted(live))
        if lost:
            found.append(f"{FOLDERS[0]}: {lost} passages do not find themselves")
        return found

    def _lost(self, opened: Opened, collection: Collection, live: list[str]) -> int:
        """Count those of an even sample that are not nearest to themselves."""
        sample = live[:: max(1, len(live) // SAMPLE)]
        lost = 0
        for row in self._reading.vectors(collection, sample):
            best = opened.dense.search(collection.key, row[None], 1)
            lost += not best or best[0].score < SELF
        return lost


def _clear(place: Path) -> None:
    """Leave nothing at *place*, whatever is there."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)
