import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.child import Job, Loader
from rag.errors import DocumentError, SkippedError
from tests.ingest.made import pdf, settings

READERS = """
import os, pathlib, socket, subprocess, time

class _Document:
    metadata = {}
    def __init__(self, text): self.text = text

class _Reader:
    def load_data(self, file):
        return [_Document(str(self.read(pathlib.Path(file))))]

class Crash(_Reader):
    def read(self, file): os.kill(os.getpid(), 11)
class Hang(_Reader):
    def read(self, file): time.sleep(60)
class Greedy(_Reader):
    def read(self, file): return len(bytearray(2_000_000_000))
class Write(_Reader):
    def read(self, file): file.with_suffix(".out").write_bytes(b"x" * 10)
class Connect(_Reader):
    def read(self, file): socket.create_connection(("127.0.0.1", 9))
class Program(_Reader):
    def read(self, file): subprocess.run(["true"])
class Secret(_Reader):
    def read(self, file): return sorted(os.environ)
class Noise(_Reader):
    def read(self, file):
        print("{" * 100, flush=True)
        return "fine"
class Deep(_Reader):
    def read(self, file): return self.read(file)
class Good(_Reader):
    def read(self, file): return file.read_bytes()[:4]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place: Path = tmp_path_factory.mktemp("child")
    (place / "a.txt").write_text("The ferry leaves at nine.")
    (place / "b.ps").write_bytes(b"%!PS hello")
    (place / "c.pdf").write_bytes(pdf(["Page one.", "Page two."]))
    (place / "hostile_readers.py").write_text(READERS)
    return place


@pytest.fixture(scope="module")
def loader(folder: Path) -> Iterator[Loader]:
    with Loader(settings(file_seconds=5, file_memory_mb=600, file_mb=1)) as opened:
        opened.more_modules = (folder,)
        yield opened


def read(loader: Loader, file: Path, reader: str = "") -> str:
    job = Job(file, file.name, f"hostile_readers.{reader}" if reader else "")
    return loader.load(job).loaded.text


def test_a_file_comes_back_with_the_hash_of_the_bytes_that_were_read(
    loader: Loader, folder: Path
) -> None:
    import hashlib

    found = loader.load(Job(folder / "c.pdf", "c.pdf"))

    content = (folder / "c.pdf").read_bytes()
    assert (found.version, found.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert found.loaded.page_starts == (0, found.loaded.text.index("Page two"))


def test_a_reader_of_llama_index_reads_only_what_we_do_not(loader: Loader, folder: Path) -> None:
    assert read(loader, folder / "b.ps", "Good") == "b'%!PS'\n"
    assert read(loader, folder / "a.txt", "Good") == "The ferry leaves at nine."


@pytest.mark.parametrize(
    ("reader", "problem"),
    [
        ("Crash", "signal 11"),
        ("Greedy", "more than 600 MB"),
        ("Write", "OSError"),
        ("Connect", r"socket\.\w+ is not allowed"),
        ("Program", "is not allowed while a file is read"),
        ("Deep", "RecursionError"),
        ("Absent", "no LlamaIndex reader"),
    ],
)
def test_whatever_a_file_does_fails_that_file_only(
    loader: Loader, folder: Path, reader: str, problem: str
) -> None:
    with pytest.raises(DocumentError, match=problem) as caught:
        read(loader, folder / "b.ps", reader)

    assert caught.value.remedy
    assert read(loader, folder / "a.txt") == "The ferry leaves at nine."
    assert not (folder / "b.out").exists() or not (folder / "b.out").stat().st_size


def test_a_file_that_takes_for_ever_is_given_up(folder: Path) -> None:
    began = time.monotonic()
    with Loader(settings(file_seconds=1)) as loader:
        loader.more_modules = (folder,)
        with pytest.raises(DocumentError, match="longer than 1 seconds"):
            read(loader, folder / "b.ps", "Hang")

    assert time.monotonic() - began < 5


def test_the_child_is_given_no_secrets_and_what_it_prints_is_no_answer(
    loader: Loader, folder: Path
) -> None:
    assert "KEY" not in read(loader, folder / "b.ps", "Secret")
    assert read(loader, folder / "b.ps", "Noise") == "fine\n"


def test_links_and_pipes_and_files_over_the_limit_are_not_read(
    loader: Loader, tmp_path: Path
) -> None:
    (tmp_path / "link.txt").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe.txt")
    with (tmp_path / "long.txt").open("wb") as long:
        long.truncate(2_000_000)

    with pytest.raises(DocumentError, match="cannot be opened"):
        read(loader, tmp_path / "link.txt")
    with pytest.raises(SkippedError, match="not a regular file"):
        read(loader, tmp_path / "pipe.txt")
    with pytest.raises(SkippedError, match="1 MB is the most"):
        read(loader, tmp_path / "long.txt")


def test_the_child_ends_when_its_parent_is_killed(folder: Path) -> None:
    script = (
        "import time; from pathlib import Path; from ingest.child import Job, Loader\n"
        "from rag.settings import Settings\n"
        f"loader = Loader(Settings()); loader.load(Job(Path({str(folder / 'a.txt')!r}), 'a.txt'))\n"
        "print(loader._child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
        parent.wait()

    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or " Z " in Path(f"/proc/{child}/stat").read_text():
            return
        time.sleep(0.05)
    pytest.fail("the child lives on")
