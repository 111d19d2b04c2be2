"""The N-th operation fails, for N = 1, 2, 3 … until none does, and nothing is lost by it.

Every N by ``FAULTS_STRIDE=1``; otherwise every thirteenth, for all of them take minutes.
"""

import errno
import logging
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from ingest.paying import Terms
from ingest.reading import Into
from ingest.reindex import reindex
from rag.errors import FootnoteError, ServiceError
from rag.store.library import Library
from rag.store.switch import BESIDE, built_with
from rag.testing import HashEmbedder
from rag.types import Vectors
from tests.ingest.place import HERE, Place

log = logging.getLogger(__name__)
STRIDE = int(os.environ.get("FAULTS_STRIDE", "13"))
MOST = 400
"""Operations of one run, far more than there are."""


class Nth:
    """Counts operations, and fails the one it is told to, once."""

    def __init__(self, number: int, error: Exception) -> None:
        self._left = number
        self._error = error
        self.failed = ""
        """What it was, once it has."""

    def count(self, what: str) -> None:
        self._left -= 1
        if not self._left:
            self.failed = what
            raise self._error


HOOKED: list[tuple[Nth, Path]] = []


def _heard(name: str, arguments: tuple[Any, ...]) -> None:
    """Audit hooks cannot be taken away again, so there is one, which mostly does nothing."""
    if HOOKED and name in {"open", "os.rename", "os.remove", "os.mkdir"}:
        nth, home = HOOKED[-1]
        writes = name != "open" or (len(arguments) > 1 and set(str(arguments[1])) & set("wax+"))
        if writes and str(arguments[0]).startswith(str(home)):
            nth.count(name)


sys.addaudithook(_heard)


@contextmanager
def files(place: Place, number: int) -> Iterator[Nth]:
    """Fail the N-th file opened for writing, made, renamed or deleted under the home."""
    nth = Nth(number, OSError(errno.ENOSPC, "No space left on device"))
    HOOKED.append((nth, place.settings.home))
    try:
        yield nth
    finally:
        HOOKED.pop()


@contextmanager
def statements(place: Place, number: int) -> Iterator[Nth]:
    """Fail the N-th statement or commit of the truth, as a full disk would."""
    del place
    nth = Nth(number, sqlite3.OperationalError("database or disk is full"))

    def before(*_: object) -> None:
        nth.count("statement")

    names = ("before_cursor_execute", "commit")
    for name in names:
        event.listen(Engine, name, before)
    try:
        yield nth
    finally:
        for name in names:
            event.remove(Engine, name, before)


@contextmanager
def embeddings(place: Place, number: int) -> Iterator[Nth]:
    """Fail the N-th call of the embedder."""
    nth = Nth(number, ServiceError("It is down.", "Try again."))
    plain = place.embedder

    class Failing(HashEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            nth.count("embedding")
            return super().embed_passages(texts)

    name, _, width = plain.fingerprint.rpartition("/")
    place.embedder = Failing(name=name, width=int(width))
    try:
        yield nth
    finally:
        place.embedder = plain


def exported(place: Place) -> list[tuple[str, str, bytes]]:
    """Return all that *place* holds, once its audit has found nothing torn."""
    with opened(place) as library:
        assert library.audit().torn == ()
        return list(library.export(HERE)) if library.exists(HERE) else []


def opened(place: Place) -> Library:
    """Open the index with the embedder that it answers to."""
    switched = built_with(place.settings.home)
    embedder = other() if switched else HashEmbedder()
    return Library.open(place.settings, embedder=embedder, command="test")


def other() -> HashEmbedder:
    return HashEmbedder(width=16, name="other@1")


def begun(tmp_path: Path, name: str) -> Place:
    (tmp_path / name / "docs").mkdir(parents=True)
    place = Place(tmp_path / name / "home", tmp_path / name / "docs")
    place.write(a_txt="The ferry leaves at nine.", b_txt="The bakery opens at six.")
    place.ingest()
    place.library.close()
    return place


def changed(place: Place) -> None:
    place.write(a_txt="The ferry leaves at four.", c_txt="The lighthouse burns at night.")
    (place.folder / "b.txt").unlink(missing_ok=True)


def ingested(place: Place) -> None:
    place.library = Library.open(place.settings, embedder=place.embedder, command="test")
    try:
        place.ingest(prune=True, yes=True)
    finally:
        place.library.close()


def to_another(place: Place) -> None:
    place.embedder = other()


def reindexed(place: Place) -> None:
    into = Into(HERE, place.embedder, place.settings)
    with opened(place) as library:
        reindex(library, into, Terms(), spec="openai:other", told=lambda _: None)


@dataclass(frozen=True, slots=True)
class Work:
    """What fails: *prepare* is never disturbed, *run* is."""

    prepare: Callable[[Place], None]
    run: Callable[[Place], None]
    whole: bool
    """The index is the old one or the new one, never some of each."""


INGEST, REINDEX = Work(changed, ingested, whole=False), Work(to_another, reindexed, whole=True)


@pytest.mark.timeout(60 + 1200 // STRIDE)
@pytest.mark.parametrize("failing", [files, statements, embeddings])
@pytest.mark.parametrize("work", [INGEST, REINDEX], ids=["ingest", "reindex"])
def test_whatever_fails_the_old_or_the_new_answers_and_a_rerun_mends_it(
    tmp_path: Path, work: Work, failing: Any
) -> None:
    clean = begun(tmp_path, "clean")
    old = exported(clean)
    work.prepare(clean)
    work.run(clean)
    new = exported(clean)
    failed: Counter[str] = Counter()
    for number in range(1, MOST, STRIDE):
        place = begun(tmp_path, f"n{number}")
        work.prepare(place)
        with failing(place, number) as nth:
            try:
                work.run(place)
            except (FootnoteError, OSError, sqlite3.OperationalError):
                assert nth.failed
        if not nth.failed:
            break
        failed[nth.failed] += 1
        half = exported(place)
        assert half in (old, new) if work.whole else {*half} <= {*old, *new}, number
        assert half
        work.run(place)
        assert exported(place) == new, number
        assert not (place.settings.home / BESIDE).exists()
    log.info("failed %s", dict(failed))
    assert 0 < failed.total() < MOST // STRIDE
    assert STRIDE > 1 or failing is not files or failed["os.rename"] > 1
