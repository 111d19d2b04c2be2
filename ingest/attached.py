"""Files that came inside a file: read after it, each a document of its own.

Their path is their container's and their name; where they came from is their container's file, so
they stay, move and go with it.
"""

import base64
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.discover import FoundFile
from ingest.load.loaded import Attachment
from ingest.plan import Task
from ingest.prepare import Ready
from ingest.safe import safe_path
from rag.errors import DocumentError, InputError, SkippedError
from rag.store.records import Known

DEEPEST = 3
"""Files within files within files."""
FOLDER = "incoming"


class Inside:
    """What came inside the files of one run."""

    def __init__(self, home: Path, known: Sequence[Known]) -> None:
        self._home = home
        self._known = {one.path: one for one in known}
        self._children: dict[str, list[Known]] = {}
        for one in known:
            if one.container:
                self._children.setdefault(one.container, []).append(one)
        self._folder: Path | None = None
        self.gone: list[str] = []
        """Ids of documents whose file was taken out of its container."""

    def tasks(self, task: Task, ready: Ready) -> list[Task]:
        """Return what is to be read of the files inside *task*'s; note which are no longer."""
        made = list(self._made(task, ready))
        kept = {one.path for one in made}
        stale = [one for one in self._children.get(task.path, ()) if one.path not in kept]
        while stale:
            one = stale.pop()
            self.gone.append(one.document_id)
            stale += self._children.get(one.path, ())
        return made

    def close(self) -> None:
        """Delete the copies that were made for reading."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _made(self, task: Task, ready: Ready) -> Iterator[Task]:
        taken: set[str] = set()
        for attachment in ready.attachments:
            path = _free(f"{task.path}/{_named(attachment.name)}", taken)
            taken.add(path)
            content = base64.b64decode(attachment.content)
            file = self._kept(content)
            root = task.found.root
            version = hashlib.sha256(content).hexdigest()
            yield replace(
                task,
                found=FoundFile(file, path, root, len(content), changed_ns=0),
                path=path,
                known=self._known.get(path),
                source=task.source or str(task.found.file),
                version=version,
                replaces=self._moved(task, path, version),
                container=task.path,
                depth=task.depth + 1,
                refused=_refused(task, attachment),
            )

    def _moved(self, task: Task, path: str, version: str) -> tuple[Known, ...]:
        """Return what the same file was, inside the container that *task*'s was moved away from."""
        name = path.removeprefix(f"{task.path}/")
        places = {f"{old.path}/{name}" for old in task.replaces}
        before = (one for old in task.replaces for one in self._children.get(old.path, ()))
        return tuple(one for one in before if one.path in places and one.version == version)

    def _kept(self, content: bytes) -> Path:
        """Write *content* where only we can read it."""
        if self._folder is None:
            place = self._home / FOLDER
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(dir=place)).resolve()
        number, name = tempfile.mkstemp(dir=self._folder)
        with open(number, "wb") as opened:  # noqa: PTH123 - a descriptor, mode 0600
            opened.write(content)
        return Path(name)


def _refused(task: Task, attachment: Attachment) -> DocumentError | None:
    """Say why what is inside *task*'s file is not read, if it is not."""
    if attachment.problem:
        return DocumentError(attachment.problem, attachment.remedy)
    if task.depth < DEEPEST:
        return None
    problem = f"It lies more than {DEEPEST} files deep: a file within files within files."
    return SkippedError(problem, "Unpack the outermost file, then ingest what was in it.")


def _named(name: str) -> str:
    try:
        return safe_path(name)
    except InputError:
        return "attachment"


def _free(path: str, taken: set[str]) -> str:
    """Return *path*, numbered where an earlier file of the same container has it."""
    pure, number, free = PurePosixPath(path), 1, path
    while free in taken:
        number += 1
        free = str(pure.with_name(f"{pure.stem} ({number}){pure.suffix}"))
    return free
