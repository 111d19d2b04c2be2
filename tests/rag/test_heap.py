"""Memory that many threads take and give back does not stay."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORK = """
import threading, sys
{shared}
def work(n):
    kept = [bytes(100_000 + n) for _ in range(300)]
    barrier.wait()
    del kept
barrier = threading.Barrier(12)
threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
[one.start() for one in threads]
[one.join() for one in threads]
print(sum('rw-p' in line for line in open('/proc/self/maps')))
"""
SHARED = "from rag.heap import share_arenas; share_arenas()"


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's heaps are Linux's")
def test_threads_share_their_heaps() -> None:
    heaps = [int(_run(WORK.format(shared=shared))) for shared in ("", SHARED)]

    assert heaps[1] < heaps[0]


def _run(code: str) -> str:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
