"""The service as a process: its address, its owner, its end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.jobs import Jobs
from api.serve import serve
from ingest.upload import ingest_upload
from rag.errors import SetupError
from rag.settings import Settings
from rag.wiring import open_footnote


def start(home: Path, *, port: int = 0) -> subprocess.Popen[str]:
    code = "import sys; from api.serve import serve; from rag.settings import Settings; "
    code += f"serve(Settings.load(home={str(home)!r}, port={port}, threads=1, lock_wait_s=0.2))"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    assert process.stderr
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, line + process.stderr.read()
    return found[0]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = start(tmp_path / "home")
    yield process, address_of(process)
    process.kill()
    process.communicate()


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False, timeout=10)


def test_sigterm_says_not_ready_then_exits_with_zero(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = served
    assert get(f"{address}/readyz").status_code == 200

    process.send_signal(signal.SIGTERM)
    time.sleep(0.15)
    ready = get(f"{address}/readyz")

    assert (ready.status_code, ready.json()["status"]) == (503, "stopping")
    assert process.wait(20) == 0
    assert process.stderr
    assert process.stderr.read() == ""


def test_a_service_over_documents_becomes_ready_by_itself(tmp_path: Path) -> None:
    """Nobody asks a service that a balancer holds back because nobody has asked it yet."""
    settings = Settings.load(home=tmp_path / "home", threads=1)
    with open_footnote(settings, command="pytest") as footnote:
        ingest_upload(
            "a.txt",
            b"The mast is made of spruce.",
            collection=footnote.collection(),
            library=footnote.library,
            embedder=footnote.embedder,
            settings=settings,
        )
    process = start(tmp_path / "home")
    try:
        address = address_of(process)
        until = time.monotonic() + 30
        while get(f"{address}/readyz").status_code != 200:
            assert time.monotonic() < until
            time.sleep(0.05)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_an_upload_under_way_is_finished_before_the_end(
    served: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, address = served
    files = {"file": ("a.txt", b"The mast is made of spruce. " * 200)}
    job = httpx.post(f"{address}/v1/documents", files=files, trust_env=False, timeout=10).json()

    process.send_signal(signal.SIGTERM)

    assert process.wait(30) == 0
    with open_footnote(
        Settings.load(home=tmp_path / "home", threads=1), command="pytest"
    ) as footnote:
        assert Jobs(footnote.library).show(job["id"]).state == "done"
        assert [one.path for one in footnote.library.known(footnote.collection())] == ["a.txt"]


def test_a_second_service_on_the_index_is_told_who_owns_it(
    served: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    assert get(f"{served[1]}/healthz").status_code == 200

    second = start(tmp_path / "home")

    _, said = second.communicate(timeout=30)
    assert second.returncode != 0
    assert "OwnedError" in said
    assert "`footnote serve` (process" in said


def test_a_port_in_use_is_a_problem_with_a_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SetupError, match=f"Port {port} on 127.0.0.1 is in use") as caught:
            serve(Settings.load(home=tmp_path / "home", port=port))

    assert "--port" in caught.value.remedy


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_others_are_not_let_in_without_keys(tmp_path: Path, host: str) -> None:
    with pytest.raises(SetupError, match="key"):
        serve(Settings.load(home=tmp_path / "home", host=host))

    assert not (tmp_path / "home").exists()
