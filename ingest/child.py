"""Reads files in a process apart, so that no file can harm more than its own reading.

The child is long-lived and reads one file after the other. It is replaced after a crash, after a
file that took too long, and after `_FILES` files, so that nothing it leaks adds up.
"""

import contextlib
import json
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from ingest.cutting import Cutting, Row
from ingest.load.loaded import Limits, Loaded
from ingest.ocr import Session, Tesseract
from rag.errors import DocumentError, SkippedError
from rag.settings import Settings

_FILES = 2000
_ROOT = Path(__file__).resolve().parent.parent
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""Of the environment: the child gets no key and no token."""
_ANSWER_OVERHEAD = 16_000_000
"""Bytes of an answer beside the text: headings, page starts."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read."""

    file: Path
    name: str
    """What messages call it; its ending is a hint, no more."""
    reader: str = ""
    """A LlamaIndex reader by name, for what we do not read ourselves."""
    cutting: Cutting | None = None
    """How its text is to be cut there as well."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file held, and of which bytes that is true."""

    loaded: Loaded
    version: str
    """SHA-256 of the bytes that were parsed, in hex."""
    size: int
    rows: tuple[Row, ...] = ()
    """Where it is to be cut, if that was asked."""
    sketch: bytes = b""
    """Of its text, if that was asked with them."""


class _GoneError(Exception):
    """The child ended, or did not answer in time; the text says what to tell of it."""


class Loader:
    """Reads files in a child. Close it, or use ``with``; one file at a time, from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._limits = Limits(
            settings.file_pages,
            settings.file_characters,
            settings.file_seconds,
            settings.archive_members,
            settings.archive_mb * 1_000_000,
            settings.archive_ratio,
        )
        self._tesseract = Tesseract(settings)
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._read = 0
        self._closed = False
        self.more_modules: tuple[Path, ...] = ()
        """Folders in which a reader named to the child may lie, beside what is installed."""

    def load(self, job: Job) -> Read:
        """Read one file; `SkippedError` and `DocumentError` say why there is nothing to return."""
        with self._turn:
            try:
                answer, cut = self._asked(job)
            except _GoneError as gone:
                self._stop()
                problem, remedy = gone.args
                raise DocumentError(problem, remedy) from gone
        if answer["kind"] == "loaded":
            return _understood(answer, cut)
        kind = SkippedError if answer["kind"] == "skipped" else DocumentError
        raise kind(str(answer["problem"]), str(answer["remedy"]))

    def close(self) -> None:
        """End the child, in the middle of a file if need be."""
        self._closed = True
        if self._child is not None:
            self._child.kill()
        with self._turn:
            self._stop()

    def rest(self) -> None:
        """End the child once it has read what it reads; the next file starts another."""
        with self._turn:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, job: Job) -> tuple[dict[str, Any], dict[str, Any]]:
        if self._read >= _FILES:
            self._stop()
        child = self._child or self._start()
        self._read += 1
        request = {
            "file": str(job.file),
            "name": job.name,
            "reader": job.reader,
            "most_bytes": self._settings.file_mb * 1_000_000,
            "limits": asdict(self._limits),
            "ocr": self._tesseract.here,
            "cutting": job.cutting and job.cutting.fields(),
        }
        self._tell(child, request)
        answer = self._answer(child)
        if answer["kind"] == "loaded" and answer["loaded"]["scans"]:
            answer = self._with_ocr(child, answer["loaded"]["scans"])
        cut = bool(job.cutting and job.cutting.counter) and answer["kind"] == "loaded"
        return answer, self._answer(child) if cut else {"rows": [], "sketch": ""}

    def _with_ocr(self, child: "subprocess.Popen[bytes]", pages: Sequence[int]) -> dict[str, Any]:
        """Have the child draw its *pages*, read them, and tell it what they say."""
        session = Session(self._tesseract)
        for page in pages[: self._settings.ocr_pages]:
            self._tell(child, {"draw": page})
            session.page(page, self._answer(child))
        self._tell(child, session.said())
        return self._answer(child)

    def _tell(self, child: "subprocess.Popen[bytes]", what: Mapping[str, Any]) -> None:
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(what).encode() + b"\n")
            child.stdin.flush()
        except BrokenPipeError as error:
            raise self._gone(child) from error

    def _answer(self, child: "subprocess.Popen[bytes]") -> dict[str, Any]:
        until = time.monotonic() + self._settings.file_seconds
        length = int.from_bytes(self._bytes(child, 8, until), "big")
        if length > 4 * self._limits.characters + 2 * self._limits.member_bytes + _ANSWER_OVERHEAD:
            raise _GoneError("Its text and headings are too long.", "Split the file.")
        answer: dict[str, Any] = json.loads(self._bytes(child, length, until))
        return answer

    def _start(self) -> "subprocess.Popen[bytes]":
        if self._closed:
            raise _GoneError("Reading was stopped.", "Ingest again to go on.")
        self._read = 0
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {
            "PYTHONPATH": os.pathsep.join(map(str, (_ROOT, *self.more_modules))),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
            # One thread: the others have vectors to make.
            "TOKENIZERS_PARALLELISM": "false",
        }
        command = [sys.executable, "-m", "ingest.load.child", str(self._settings.file_memory_mb)]
        self._child = subprocess.Popen(  # noqa: S603 - our own module, no word of it from outside
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        return self._child

    def _bytes(self, child: "subprocess.Popen[bytes]", count: int, until: float) -> bytes:
        """Read exactly *count* bytes of the answer, or give up at *until*."""
        assert child.stdout is not None
        number = child.stdout.fileno()
        pieces: list[bytes] = []
        with selectors.DefaultSelector() as selector:
            selector.register(number, selectors.EVENT_READ)
            while count:
                if not selector.select(max(0.0, until - time.monotonic())):
                    seconds = self._settings.file_seconds
                    problem = f"Reading it took longer than {seconds:g} seconds."
                    raise _GoneError(problem, "Raise FOOTNOTE_FILE_SECONDS, or split the file.")
                piece = os.read(number, min(count, 1 << 20))
                if not piece:
                    raise self._gone(child)
                pieces.append(piece)
                count -= len(piece)
        return b"".join(pieces)

    def _gone(self, child: "subprocess.Popen[bytes]") -> _GoneError:
        code = child.wait()
        if self._closed:
            return _GoneError("Reading was stopped.", "Ingest again to go on.")
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        return _GoneError(
            f"Reading it ended the reading process {how}.",
            "The file may be damaged: save it again.",
        )

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                if pipe is not None:
                    _closed_quietly(pipe)


def _closed_quietly(pipe: Any) -> None:
    with contextlib.suppress(BrokenPipeError):  # what was not written is of no use to the dead
        pipe.close()


def _understood(answer: dict[str, Any], cut: dict[str, Any]) -> Read:
    loaded, rows = Loaded.from_fields(answer["loaded"]), tuple(cut["rows"])
    size, sketched = int(answer["size"]), bytes.fromhex(cut["sketch"])
    return Read(loaded, str(answer["version"]), size, rows, sketched)
