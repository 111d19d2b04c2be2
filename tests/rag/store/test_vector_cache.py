"""Vectors that were paid for."""

import os
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from rag.errors import SetupError
from rag.store.records import hash_of
from rag.store.vector_cache import FILE, FOLDER, VectorCache, clear
from rag.types import Vectors

MODEL = "openai:m@localhost/8"


def row(seed: int, width: int = 8) -> Vectors:
    vector = np.random.default_rng(seed).normal(size=width)
    unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


def rows(*numbers: int) -> dict[bytes, Vectors]:
    return {hash_of(f"text {number}"): row(number) for number in numbers}


def same(left: dict[bytes, Vectors], right: dict[bytes, Vectors]) -> bool:
    return {key: one.tobytes() for key, one in left.items()} == {
        key: one.tobytes() for key, one in right.items()
    }


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path, most_mb=10)


def test_what_was_kept_is_found_by_the_same_text_and_model_only(
    cache: VectorCache, tmp_path: Path
) -> None:
    assert cache.get(MODEL, list(rows(1))) == {}
    assert not (tmp_path / FOLDER).exists()
    cache.put(MODEL, {})
    cache.put(MODEL, rows(1, 2))

    again = VectorCache(tmp_path, most_mb=10)

    assert same(again.get(MODEL, list(rows(1, 2, 3))), rows(1, 2))
    assert again.get("openai:other@localhost/8", list(rows(1, 2))) == {}
    assert len(again.get(MODEL, [*rows(2), *(hash_of(str(n)) for n in range(2000))])) == 1


def test_only_its_owner_may_read_it_and_no_text_is_in_it(
    cache: VectorCache, tmp_path: Path
) -> None:
    before = os.umask(0)
    try:
        cache.put(MODEL, rows(1))
    finally:
        os.umask(before)
    assert (tmp_path / FOLDER).stat().st_mode & 0o777 == 0o700
    assert (tmp_path / FOLDER / FILE).stat().st_mode & 0o777 == 0o600
    assert b"text 1" not in (tmp_path / FOLDER / FILE).read_bytes()


def test_the_oldest_go_when_it_is_full(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, most_mb=1)
    wide = {hash_of(str(number)): row(number, 1536) for number in range(400)}
    hashes = list(wide)
    for start in range(0, 400, 50):
        cache.put(MODEL, {hash_: wide[hash_] for hash_ in hashes[start : start + 50]})

    kept = cache.get(MODEL, hashes)

    assert list(map(hashes.index, sorted(kept, key=hashes.index))) == list(range(240, 400))
    assert (tmp_path / FOLDER / FILE).stat().st_size < 2_500_000


def test_many_threads_may_share_it(cache: VectorCache) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: cache.put(MODEL, rows(number)), range(40)))
    assert same(cache.get(MODEL, list(rows(*range(40)))), rows(*range(40)))


def test_clearing_leaves_no_byte_of_a_vector(cache: VectorCache, tmp_path: Path) -> None:
    clear(tmp_path)
    cache.put(MODEL, rows(*range(50)))

    clear(tmp_path)

    assert cache.get(MODEL, list(rows(*range(50)))) == {}
    left = b"".join(file.read_bytes() for file in (tmp_path / FOLDER).iterdir())
    assert not [number for number in range(50) if row(number).tobytes() in left]


def test_a_row_that_is_damaged_is_not_believed(cache: VectorCache, tmp_path: Path) -> None:
    cache.put(MODEL, rows(1, 2))
    with sqlite3.connect(tmp_path / FOLDER / FILE) as connection:
        connection.execute("UPDATE vectors SET vector = zeroblob(32) WHERE id = 1")
    connection.close()
    assert same(cache.get(MODEL, list(rows(1, 2))), rows(2))


def test_a_file_that_is_no_database_is_begun_anew(cache: VectorCache, tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / FILE).write_bytes(b"x" * 5000)

    cache.put(MODEL, rows(1))

    assert same(cache.get(MODEL, list(rows(1))), rows(1))
    assert (tmp_path / FOLDER / FILE).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_said_with_its_remedy(
    cache: VectorCache, tmp_path: Path
) -> None:
    (tmp_path / FOLDER / FILE).mkdir(parents=True)
    with pytest.raises(SetupError, match="Vectors cannot be kept"):
        cache.put(MODEL, rows(1))


def test_what_was_put_is_there_after_a_kill(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; import numpy as np;"
        "from rag.store.vector_cache import VectorCache;"
        "cache = VectorCache(Path(sys.argv[1]), most_mb=10);"
        "cache.put('m', {b'0' * 16: np.float32([1, 0])});"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False, cwd=Path.cwd())
    assert list(VectorCache(tmp_path, most_mb=10).get("m", [b"0" * 16])) == [b"0" * 16]
