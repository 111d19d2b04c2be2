"""Makes one uploaded file searchable; nothing its sender says is trusted, its name least of all."""

import hashlib
import os
import re
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.discover import FoundFile
from ingest.plan import Plan, Task
from ingest.purge import purged
from ingest.recipe import Recipe
from ingest.report import Failure, IngestReport, quiet
from ingest.run import write
from ingest.write import Writing
from rag.errors import InputError
from rag.ports import Embedder
from rag.settings import Settings
from rag.store.library import Library
from rag.store.records import Known
from rag.types import Collection

FOLDER = "incoming"
PREFIX = "upload:"
_PURGED = 1_000
"""As in `ingest.run`, but the sender waits, and may send many: half a second."""
_LONGEST_PART, _LONGEST = 120, 255
_UNSAFE = re.compile(r'[\\:*?"<>|]')
_DRIVE = re.compile(r"^[A-Za-z]:(?=/)")
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def ingest_upload(
    path: str,
    content: bytes,
    *,
    collection: Collection,
    library: Library,
    embedder: Embedder,
    settings: Settings,
    exact: bool = False,
) -> IngestReport:
    """Store *content* as the document at *path*, the client's name for it, made safe.

    The same bytes under the same name change nothing; other bytes replace what was there. A name
    that a folder's file has already is that file's only where the sender chose it: *exact*.
    """
    began = time.monotonic()
    name = safe_path(path)
    known = {one.path: one for one in library.known(collection)}
    if not exact and name in known and not known[name].file.startswith(PREFIX):
        name = f"uploads/{name}"[-_LONGEST:]  # a file of a folder has that path, and keeps it
    recipe = Recipe(settings.passage_tokens)
    before = known.get(name)
    if before is not None and _same(before, content, recipe):
        return IngestReport(unchanged=1, seconds=round(time.monotonic() - began, 3))
    with _kept(content, settings.home) as file:
        found = FoundFile(file, name, before.root if before else "", len(content), alone=True)
        source = before.file if before else PREFIX + name
        task = Task(found, name, recipe, before, source=source)
        tasks, failures = (task,), tuple[Failure, ...]()
        plan = Plan(tasks, 0, (), (), failures)
        writing = Writing(collection, library, embedder, settings, progress=quiet)
        report = purged(write(plan, writing), library, most=_PURGED)
    return replace(report, seconds=round(time.monotonic() - began, 3))


def safe_path(path: str) -> str:
    """Return *path* as a relative one without anything that any system could take for more.

    What is taken out leaves ``_``, so that no name becomes another one that is sound.
    Raises `InputError` where nothing is left of it.
    """
    parts = []
    for part in _DRIVE.sub("", path.replace("\\", "/")).split("/"):
        plain = "".join("_" if _unseen(letter) else letter for letter in part)
        plain = _UNSAFE.sub("_", plain).strip(" .")
        if plain and not all(_unseen(letter) or letter in " ." for letter in part):
            parts.append(_short(f"_{plain}" if _RESERVED.match(plain) else plain))
    while len(parts) > 1 and len("/".join(parts)) > _LONGEST:
        parts.pop(0)
    if not parts:
        raise InputError("The file has no usable name.", "Name it, with letters or digits.")
    return "/".join(parts)


def _unseen(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _short(part: str) -> str:
    """Keep the ending of a name that is too long: it may say what the file is."""
    if len(part) <= _LONGEST_PART:
        return part
    ending = PurePosixPath(part).suffix[:12]
    return part[: _LONGEST_PART - len(ending)] + ending


def _same(known: Known, content: bytes, recipe: Recipe) -> bool:
    return known.recipe == recipe.text and known.version == hashlib.sha256(content).hexdigest()


@contextmanager
def _kept(content: bytes, home: Path) -> Iterator[Path]:
    """Write *content* where only we can read it, for as long as it is being read."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=folder)  # mode 0600
    file = Path(name)
    try:
        with os.fdopen(number, "wb") as opened:
            opened.write(content)
        yield file.resolve()
    finally:
        file.unlink(missing_ok=True)
