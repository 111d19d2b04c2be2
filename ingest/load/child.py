"""The process in which files are read: started by `ingest.child`; JSON in lines, and JSON back.

It may use so much memory and time, write no file, start no program and reach no network; it ends
when its standard input does, whatever it is busy with, so it never outlives who started it.
"""

import base64
import contextlib
import gc
import hashlib
import json
import os
import queue
import resource
import stat
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from ingest.cutting import Cutting, rows_of
from ingest.load.any import load, within_limits
from ingest.load.loaded import Limits, Loaded, one_line
from ingest.load.scans import Scanned, drawn, merged, unread
from ingest.sketch import sketch
from ingest.sniff import UnreadError
from rag.errors import DocumentError, SkippedError

_FORBIDDEN = (
    "socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind",
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.forkpty",
)  # fmt: skip
"""Audit events: https://docs.python.org/3/library/audit_events.html"""
_OPEN_FILES = 128
_RUBBISH = 50_000
"""Objects made between two looks for rubbish: Python's 700 cost a twentieth of the time."""
_CPU_GRACE_S = 5


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read."""

    file: str
    name: str
    """What messages call it."""
    reader: str
    """A LlamaIndex reader for what we do not read ourselves, or empty."""
    most_bytes: int
    limits: Limits
    ocr: bool
    """Whether whoever asks will have pages read that are pictures."""
    cutting: Cutting | None

    @classmethod
    def from_json(cls, line: str) -> "Request":
        """Read what the parent wrote."""
        fields = json.loads(line)
        limits, cutting = Limits(**fields.pop("limits")), fields.pop("cutting")
        return cls(limits=limits, cutting=cutting and Cutting.from_fields(cutting), **fields)


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not be taken for an answer
    memory_mb = int(sys.argv[1])
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    _restrict(memory_mb)
    gc.freeze()
    gc.set_threshold(_RUBBISH)
    while True:
        request = Request.from_json(requests.get())
        _limit_cpu(request.limits.seconds)
        answer, loaded = _answer(_read, request, memory_mb)
        _send(answers, answer)
        if loaded and loaded.scans:
            pages = partial(_with_ocr, loaded, requests, answers)
            answer, loaded = _answer(pages, request, memory_mb)
            _send(answers, answer)
        if loaded and request.cutting and request.cutting.counter:
            _limit_cpu(request.limits.seconds)
            rows = rows_of(loaded, str(answer["version"]), request.cutting)
            _send(answers, {"rows": rows, "sketch": sketch(loaded.text).hex()})


def _listen(requests: "queue.SimpleQueue[str]") -> None:
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _restrict(memory_mb: int) -> None:
    def refuse(event: str, _: object) -> None:
        if event in _FORBIDDEN:
            raise PermissionError(f"{event} is not allowed while a file is read")

    sys.addaudithook(refuse)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    most = _address_space() + memory_mb * 2**20
    with contextlib.suppress(ValueError, OSError):  # macOS does not know this limit
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _address_space() -> int:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[0]) * resource.getpagesize() if statm.exists() else 0


def _limit_cpu(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + _CPU_GRACE_S
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _answer(
    read: Callable[[Request], tuple[Loaded, str, int]], request: Request, memory_mb: int
) -> tuple[dict[str, Any], Loaded | None]:
    """Read one file. This is the edge: whatever its parser raises is that file's failure."""
    try:
        loaded, version, size = read(request)
    except SkippedError as error:
        return _refusal(error.problem, error.remedy, kind="skipped"), None
    except DocumentError as error:
        return _refusal(error.problem, error.remedy), None
    except MemoryError:
        problem = f"Reading it needs more than {memory_mb} MB of memory."
        return _refusal(problem, "Raise FOOTNOTE_FILE_MEMORY_MB, or split the file."), None
    except Exception as error:  # noqa: BLE001
        said = one_line(str(error))[:200]
        said = f"{type(error).__name__}: {said}".rstrip(": .")
        problem = f"The file is damaged, or is not what it seems: {said}."
        return _refusal(problem, "Open it in its program and save it again."), None
    answer = {"kind": "loaded", "version": version, "size": size, "loaded": asdict(loaded)}
    return answer, loaded


def _read(request: Request) -> tuple[Loaded, str, int]:
    content = _content(request)
    loaded = _load(content, request)
    if not request.ocr:
        loaded = unread(loaded, loaded.scans)
    return loaded, hashlib.sha256(content).hexdigest(), len(content)


def _with_ocr(
    loaded: Loaded,
    requests: "queue.SimpleQueue[str]",
    answers: BinaryIO,
    request: Request,
) -> tuple[Loaded, str, int]:
    """Draw the pages that are asked for, until their texts come, and put these in place."""
    content = _content(request)
    while True:
        asked = json.loads(requests.get())
        if "draw" not in asked:
            break
        _limit_cpu(request.limits.seconds)
        _send(answers, _drawn(content, loaded.media_type, int(asked["draw"])))
    found = {int(page): Scanned(*one) for page, one in asked["found"].items()}
    read = replace(merged(loaded, found), notes=(*loaded.notes, *asked["notes"]))
    missing = [page for page in loaded.scans if page not in found]
    whole = within_limits(unread(read, missing), request.limits)
    return whole, hashlib.sha256(content).hexdigest(), len(content)


def _drawn(content: bytes, media_type: str, page: int) -> dict[str, str]:
    try:
        return {"png": base64.b64encode(drawn(content, media_type, page)).decode()}
    except DocumentError as error:
        return {"png": "", "problem": error.problem}


def _refusal(problem: str, remedy: str, *, kind: str = "failed") -> dict[str, Any]:
    return {"kind": kind, "problem": problem, "remedy": remedy}


def _load(content: bytes, request: Request) -> Loaded:
    try:
        return load(content, request.name, request.limits)
    except UnreadError:
        if not request.reader:
            raise
    from ingest.load.llama import load_with_reader

    try:
        loaded = load_with_reader(request.reader, Path(request.file))
    except (DocumentError, MemoryError):
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {one_line(str(error))[:200]}".rstrip(": .")
        problem = f"The reader {request.reader} failed: {said}."
        raise DocumentError(problem, "Try another reader, or save the file as a PDF.") from error
    return within_limits(loaded, request.limits)


def _content(request: Request) -> bytes:
    """Read the bytes once: what is hashed is what is parsed."""
    try:
        number = os.open(request.file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise DocumentError(
            f"The file cannot be opened: {error.strerror}.", "Check its permissions."
        ) from error
    with os.fdopen(number, "rb") as opened:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise SkippedError("It is not a regular file.", "Nothing to do.")
        content = opened.read(request.most_bytes + 1)
    if len(content) > request.most_bytes:
        raise too_big(len(content), request.most_bytes)
    return content


def too_big(size: int, most: int) -> SkippedError:
    """Say that a file is over the limit."""
    problem = f"The file has {-(-size // 1_000_000)} MB; {most // 1_000_000} MB is the most."
    return SkippedError(problem, "Split it, or raise FOOTNOTE_FILE_MB.")


def _send(answers: BinaryIO, answer: dict[str, Any]) -> None:
    written = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    answers.write(len(written).to_bytes(8, "big"))
    answers.write(written)
    answers.flush()


if __name__ == "__main__":
    main()
