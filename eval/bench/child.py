"""Commands in fresh child processes, with the time they take and the memory of their whole tree."""

import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rag.errors import SetupError

ROOT = Path(__file__).parents[2]
FOOTNOTE = ("-m", "api.cli.main")
SAMPLE_S = 0.02
"""Seconds between two looks at the memory; a shorter peak is missed."""
STOP_S = 30.0
"""Seconds that a child is given to stop by itself."""
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that came to its end."""

    seconds: float
    """From start to end, the start of Python included."""
    peak_mb: float
    """Most resident memory of it and all its children together, pages they share counted again."""
    cpu_s: float
    """Processor time of it and all its children: hardly changed by what else the machine does."""
    output: str


def environment(home: Path) -> dict[str, str]:
    """Return the environment without settings or keys of whoever runs this: no call is paid."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FOOTNOTE_", "OPENAI_"))}
    kept.pop("PORT", None)
    return {**kept, "FOOTNOTE_HOME": str(home), "PYTHONPATH": str(ROOT)}


def run_child(
    arguments: Sequence[str], home: Path, *, allowed: Sequence[int] = (0,), limit_s: float = 3600
) -> Ran:
    """Run ``python`` with *arguments* to its end.

    An exit code that is not *allowed*, or no end within *limit_s*, raises `SetupError` with what
    the command said: the time of a command that failed is no figure.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began, worked = perf_counter(), _cpu_s()
        with _started(arguments, home, output.fileno(), errors.fileno()) as child:
            peak = 0.0
            while child.poll() is None and perf_counter() - began < limit_s:
                peak = max(peak, tree_mb(child.pid))
                _pause(child)
            seconds = perf_counter() - began
        if child.returncode not in allowed:
            raise _failed(arguments, f"ended with {child.returncode}", _tail(errors.fileno()))
        return Ran(seconds, peak, _cpu_s() - worked, _tail(output.fileno(), 0).decode("utf-8"))


@contextmanager
def serving(arguments: Sequence[str], home: Path) -> Iterator[int]:
    """Give the process id of a service while it runs; stop it with SIGTERM at the end."""
    with (
        tempfile.TemporaryFile() as errors,
        _started(arguments, home, subprocess.DEVNULL, errors.fileno()) as child,
    ):
        try:
            yield child.pid
        except ConnectionError as error:
            raise _failed(arguments, f"did not answer: {error}", _tail(errors.fileno())) from error


def tree_mb(pid: int, *, above: bytes | None = None) -> float:
    """Return the resident memory of process *pid* and its descendants, in MiB; 0 when gone.

    A child that runs the command *above* it is only being started: it has its parent's memory, and
    none of its own.
    """
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if command == above:
            return 0.0
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [one for t in threads for one in (t / "children").read_text().split()]
    except OSError:
        return 0.0
    return pages * PAGE / 2**20 + sum(tree_mb(int(child), above=command) for child in children)


@contextmanager
def _started(
    arguments: Sequence[str], home: Path, output: int, errors: int
) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, with our own commands
        [sys.executable, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        env=environment(home),
        cwd=home.parent,  # so that no `.env` of the caller is read
        start_new_session=True,
    )
    try:
        yield child
    finally:
        _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_S)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _pause(child: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        child.wait(SAMPLE_S)


def _tail(descriptor: int, characters: int = 2000) -> bytes:
    size = os.fstat(descriptor).st_size
    return os.pread(descriptor, size, max(0, size - characters) if characters else 0)


def _failed(arguments: Sequence[str], problem: str, said: bytes) -> SetupError:
    command = " ".join(["python", *arguments])
    return SetupError(
        f"`{command}` {problem}: {said.decode('utf-8', 'replace').strip() or 'it said nothing'}",
        "Run that command by itself.",
    )
