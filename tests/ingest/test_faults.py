"""The N-th operation fails, for N = 1, 2, 3 … until none does, and nothing is lost by it.

Every N by ``FAULTS_STRIDE=1``; otherwise every ninth, for all of them take minutes.
"""

import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from rag.errors import FootnoteError, ServiceError
from rag.store.library import Library
from rag.testing import HashEmbedder
from rag.types import Vectors
from tests.ingest.place import HERE, Place

Count = Callable[[], None]
STRIDE = int(os.environ.get("FAULTS_STRIDE", "9"))
MOST = 400
"""Operations of one run, far more than there are."""


class Nth:
    """Counts operations, and fails the one it is told to, once."""

    def __init__(self, number: int, error: Exception) -> None:
        self._left = number
        self._error = error
        self.failed = False

    def count(self) -> None:
        self._left -= 1
        if not self._left:
            self.failed = True
            raise self._error


HOOKED: list[tuple[Nth, Path]] = []


def _heard(name: str, arguments: tuple[Any, ...]) -> None:
    """Audit hooks cannot be taken away again, so there is one, which mostly does nothing."""
    if HOOKED and name in {"open", "os.rename", "os.remove", "os.mkdir"}:
        nth, home = HOOKED[-1]
        writes = name != "open" or (len(arguments) > 1 and set(str(arguments[1])) & set("wax+"))
        if writes and str(arguments[0]).startswith(str(home)):
            nth.count()


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
        nth.count()

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
            nth.count()
            return super().embed_passages(texts)

    place.embedder = Failing()
    try:
        yield nth
    finally:
        place.embedder = plain


def exported(library: Library) -> list[tuple[str, str, bytes]]:
    return list(library.export(HERE)) if library.exists(HERE) else []


def changed(place: Place) -> None:
    place.write(a_txt="The ferry leaves at four.", c_txt="The lighthouse burns at night.")
    (place.folder / "b.txt").unlink(missing_ok=True)


def begun(tmp_path: Path, name: str) -> Place:
    (tmp_path / name / "docs").mkdir(parents=True)
    place = Place(tmp_path / name / "home", tmp_path / name / "docs")
    place.write(a_txt="The ferry leaves at nine.", b_txt="The bakery opens at six.")
    place.ingest()
    place.library.close()
    return place


def ran(place: Place) -> None:
    place.library = Library.open(place.settings, embedder=place.embedder, command="test")
    try:
        place.ingest(prune=True, yes=True)
    finally:
        place.library.close()


@pytest.mark.parametrize("failing", [files, statements, embeddings])
def test_whatever_fails_the_old_or_the_new_answers_and_a_rerun_mends_it(
    tmp_path: Path, failing: Any
) -> None:
    clean = begun(tmp_path, "clean")
    with Library.open(clean.settings, embedder=clean.embedder, command="test") as library:
        old = {row[:2] for row in exported(library)}
    changed(clean)
    ran(clean)
    with Library.open(clean.settings, embedder=clean.embedder, command="test") as library:
        new = exported(library)
    tried = 0
    for number in range(1, MOST, STRIDE):
        place = begun(tmp_path, f"n{number}")
        changed(place)
        with failing(place, number) as nth:
            try:
                ran(place)
            except (FootnoteError, OSError, sqlite3.OperationalError):
                assert nth.failed
        if not nth.failed:
            break
        tried += 1
        with Library.open(place.settings, embedder=place.embedder, command="test") as library:
            half = {row[:2] for row in exported(library)}
            assert half <= old | {row[:2] for row in new}, number
            assert len({document for document, _ in half}) >= 1
        ran(place)
        with Library.open(place.settings, embedder=place.embedder, command="test") as library:
            assert exported(library) == new, number
            assert library.audit().torn == ()
    assert 0 < tried < MOST // STRIDE
