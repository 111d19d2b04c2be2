"""Chroma and tantivy under damage: the answers stay what they were, or are built anew."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.retrieve.words import VERSION
from rag.store.chroma import loose_pages
from rag.store.library import Audit, Library
from rag.store.seal import FOLDERS, Seal
from rag.types import document_id
from tests.rag.store.made import HOME, Hashed, made, settings, word

PATHS = [f"{letter}.txt" for letter in "abcd"]
Answers = list[list[str]]


def opened(home: Path) -> Library:
    return Library.open(settings(home), embedder=Hashed(), command="test")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose Chroma has written its segment files and whose tantivy has two segments."""
    home = tmp_path_factory.mktemp("whole") / "home"
    with opened(home) as library:
        library.put(HOME, [made(path, passages=300) for path in PATHS])
        library.put(HOME, [made("e.txt", passages=20), made("gone.txt")])
        library.remove(HOME, [document_id(HOME, "gone.txt")])
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "home", ignore=shutil.ignore_patterns("*.lock"))
    return tmp_path / "home"


def answers(library: Library) -> Answers:
    questions = [(path, number) for path in PATHS for number in (0, 150, 299)]
    near = [made(path, passages=300).vectors[number][None] for path, number in questions]
    found = [library.dense(HOME, vector, 5) for vector in near]
    found += [library.keyword(HOME, f"line {word(*one)}", 1) for one in _words(questions)]
    # Ids only: until it merges, tantivy counts deleted texts in how rare a word is.
    return [[one.passage_id for one in each] for each in found]


def _words(questions: list[tuple[str, int]]) -> list[tuple[str, int, int]]:
    return [(path, 1, number) for path, number in questions]


def rebuilt(library: Library) -> bool:
    return any(line.startswith("rebuilt") for line in library.audit().mended)


def files(home: Path) -> list[Path]:
    folders = home / "chroma", home / "keywords"
    return sorted(path for one in folders for path in one.rglob("*") if path.is_file())


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x55
    path.write_bytes(content)


def halve(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip_first(path: Path) -> None:
    flip(path, 0)


def flip_middle(path: Path) -> None:
    flip(path, path.stat().st_size // 2)


def flip_last(path: Path) -> None:
    flip(path, -1)


HARM: list[Callable[[Path], None]] = [halve, Path.unlink, flip_first, flip_middle, flip_last]


def test_the_seal_sees_damage_to_any_file(home: Path) -> None:
    """Chroma 1.5.9 answers wrongly, or dies, on most of these without a word (E8)."""
    generation = json.loads((home / "seal.json").read_text())["generation"]
    assert Seal(home).holds(generation)
    assert {file.suffix for file in files(home)} >= {".bin", ".sqlite3", ".pickle", ".store"}
    for file in files(home):
        content = file.read_bytes()
        for harm in HARM if content else HARM[1:2]:
            harm(file)
            assert not Seal(home).holds(generation), (file.name, harm)
            file.write_bytes(content)
    assert Seal(home).holds(generation)
    assert not Seal(home).holds("another")


def test_indexes_whose_words_were_cut_otherwise_are_built_anew(home: Path) -> None:
    with opened(home) as library:
        expected = answers(library)
    seal = home / "seal.json"
    seal.write_text(seal.read_text().replace(VERSION, "words-1"))

    with opened(home) as library:
        assert answers(library) == expected
        assert rebuilt(library)
    assert json.loads(seal.read_text())["words"] == VERSION


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "harm"),
    [
        ("chroma/*/data_level0.bin", halve),
        ("chroma/*/index_metadata.pickle", Path.unlink),
        ("chroma/*/header.bin", halve),
        ("chroma/chroma.sqlite3", flip_middle),
        ("keywords/*/*.term", flip_middle),
        ("keywords/*/meta.json", Path.unlink),
    ],
)
def test_after_damage_every_answer_is_what_it_was(
    home: Path, pattern: str, harm: Callable[[Path], None]
) -> None:
    with opened(home) as library:
        expected = answers(library)
    harm(next(home.glob(pattern)))
    with opened(home) as library:
        assert answers(library) == expected
        assert rebuilt(library)


def test_damage_where_the_seal_does_not_look_changes_no_answer(home: Path) -> None:
    """It leaves out what every opening of Chroma writes."""
    file = home / "chroma/chroma.sqlite3"
    size, pages = loose_pages(file)
    with opened(home) as library:
        expected = answers(library)
    content = file.read_bytes()
    (start,) = [(page - 1) * size for page in pages]
    for place in (26, start, start + 4):
        file.write_bytes(content)
        flip(file, place)
        with opened(home) as library:
            assert answers(library) == expected


def test_asking_does_not_cost_the_next_one_a_rebuild(home: Path) -> None:
    for _ in range(2):
        with opened(home) as library:
            answers(library)
            assert not rebuilt(library)


def test_asking_and_being_killed_costs_nothing_either(home: Path) -> None:
    """Opening Chroma writes to its database."""
    ask = (
        "import os, sys; from pathlib import Path;"
        "from tests.rag.store.test_derived import answers, opened;"
        "library = opened(Path(sys.argv[1])); answers(library); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", ask, str(home)]
    ended = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": "."})
    assert ended.returncode == -signal.SIGKILL
    with opened(home) as library:
        answers(library)
        assert not rebuilt(library)


def test_openings_do_not_pile_up_what_opening_writes(home: Path) -> None:
    """Each opening of Chroma adds a row; over one page of them would break the seal."""
    import sqlite3

    with opened(home) as library:
        answers(library)
    with sqlite3.connect(home / "chroma/chroma.sqlite3") as connection:
        count = "SELECT count(*) FROM acquire_write"
        (rows,) = connection.execute(count).fetchone()
    connection.close()
    assert rows <= 3


@pytest.mark.parametrize("lost", ["seal.json", "chroma", "keywords"])
def test_what_is_derived_may_be_deleted_at_any_time(home: Path, lost: str) -> None:
    with opened(home) as library:
        expected = answers(library)
    path = home / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    with opened(home) as library:
        assert answers(library) == expected
        assert rebuilt(library)


@pytest.mark.parametrize(
    "touch",
    [Library.settle, lambda library: library.put(HOME, [made("bare.txt", passages=0)])],
    ids=["settled", "put"],
)
def test_no_seal_is_given_to_indexes_that_were_not_looked_at(
    home: Path, tmp_path: Path, touch: Callable[[Library], None]
) -> None:
    """A killed writer left them behind the truth, and the next one has no passages to write."""
    shutil.copytree(home, tmp_path / "older")
    with opened(home) as library:
        library.put(HOME, [made("late.txt")])
    for folder in FOLDERS:
        shutil.rmtree(home / folder)
        shutil.copytree(tmp_path / "older" / folder, home / folder)
    (home / "seal.json").unlink()

    with opened(home) as library:
        touch(library)

    with opened(home) as library:
        assert library.keyword(HOME, word("late.txt", 1, 0), 1)
        assert library.audit() == Audit()


def test_a_truth_put_back_from_a_backup_gets_indexes_of_its_own(home: Path, tmp_path: Path) -> None:
    """S7: the indexes are sound, and of another time."""
    shutil.copy(home / "truth.db", tmp_path / "backup.db")
    with opened(home) as library:
        library.put(HOME, [made("late.txt")])
        library.remove(HOME, [document_id(HOME, "a.txt")])
    shutil.copy(tmp_path / "backup.db", home / "truth.db")

    with opened(home) as library:
        assert library.keyword(HOME, word("late.txt", 1, 0), 3) == []
        assert library.keyword(HOME, word("a.txt", 1, 0), 1)
        assert rebuilt(library)


def test_an_audit_finds_and_mends_what_the_seal_does_not_know(home: Path) -> None:
    """S10: the right count, and passages that are not found."""
    with opened(home) as library:
        answers(library)
        first = library.passages(HOME, document_id(HOME, "e.txt"))[0].id
        library._derived._ready().dense.remove(HOME.key, [first])
        library._derived._ready().keyword.remove(HOME.key, [first])

        told = library.audit().mended

        assert "chroma: 1 passages missing, 0 too many" in told
        assert "keywords: 1 passages missing, 0 too many" in told
        assert library.audit() == Audit()
        assert library.keyword(HOME, word("e.txt", 1, 0), 1)
