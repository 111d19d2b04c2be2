"""What is kept in memory of documents is what the last write left."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag.filters.parse import parsed
from rag.retrieve.search import search
from rag.retrieve.within import counted
from rag.store.catalogue import Memo, Remembered
from rag.store.library import Library, Makers
from rag.store.plain import ExactIndex, ScanIndex
from rag.store.records import Change, Counts
from rag.types import Collection, Hit
from tests.rag.store.made import HOME, Hashed, made, settings, word

PLAIN = Makers(dense=ExactIndex, keyword=ScanIndex)
ODD = parsed({"tags": "odd"})


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    chosen = settings(tmp_path)
    with Library.open(chosen, embedder=Hashed(), command="test", makers=PLAIN) as library:
        library.put(HOME, [made("a.txt"), replace(made("b.txt"), given=("odd",))])
        yield library


def asked(library: Library, question: str, *, odd: bool = False) -> list[Hit]:
    return search(
        question,
        collection=HOME,
        library=library,
        embedder=Hashed(),
        k=3,
        candidates=20,
        where=ODD if odd else None,
    )


def best(library: Library, question: str, *, odd: bool = False) -> str:
    return asked(library, question, odd=odd)[0].passage.text


def test_a_search_sees_each_write_at_once(library: Library) -> None:
    """Everything was asked before each write, so that all of it is remembered."""
    old, new = word("a.txt", 1, 2), word("a.txt", 2, 2)
    assert old in best(library, old)
    assert library.counts(HOME) == Counts(2, 10)

    library.put(HOME, [made("a.txt", 2, passages=7)])

    assert new in best(library, new)
    assert old not in best(library, old)
    assert library.counts(HOME) == Counts(2, 12)
    library.remove(HOME, [made("a.txt").document.id])
    assert new not in best(library, new)
    assert library.counts(HOME) == Counts(1, 5)
    library.remove(HOME, [made("b.txt").document.id])
    assert asked(library, new) == []


def test_a_filter_sees_each_write_at_once(library: Library) -> None:
    a = made("a.txt").document.id
    assert counted(library, HOME, ODD) == Counts(1, 5)

    library.tag(HOME, [a], Change(add=("odd",)))

    assert counted(library, HOME, ODD) == Counts(2, 10)
    assert word("a.txt", 1, 2) in best(library, word("a.txt", 1, 2), odd=True)
    library.tag(HOME, [a], Change(remove=("odd",)))
    assert {hit.passage.source.path for hit in asked(library, "line", odd=True)} == {"b.txt"}
    library.put(HOME, [made("b.txt", 2, passages=4)])
    assert counted(library, HOME, ODD) == Counts(1, 4)
    assert word("b.txt", 2, 3) in best(library, word("b.txt", 2, 3), odd=True)
    library.remove(HOME, [made("b.txt").document.id])
    assert asked(library, "line", odd=True) == []


def test_each_thread_sees_what_was_put_before_it_asked(tmp_path: Path) -> None:
    """A card that was read before a write, and kept after it, would hide the document for good."""
    with Library.open(settings(tmp_path), embedder=Hashed(), command="test") as library:
        library.put(HOME, [made("a.txt"), replace(made("b.txt"), given=("odd",))])
        watched(library)


def watched(library: Library) -> None:
    done: list[int] = [0]
    wrong: list[str] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            version = done[0]
            counts = library.counts(HOME)
            kept = counted(library, HOME, ODD)
            if version and (counts.documents < 2 or kept.passages < 3):
                wrong.append(f"after version {version}: {counts}, {kept}")
            asked(library, word("b.txt", version or 1, 1), odd=bool(version % 2))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for version in range(2, 12):
            passages = 3 + version % 3
            library.put(HOME, [made("b.txt", version, passages=passages)])
            done[0] = version
            assert library.counts(HOME) == Counts(2, 5 + passages)
            assert counted(library, HOME, ODD) == Counts(1, passages)
            line = word("b.txt", version, 1)
            assert line in best(library, line, odd=True)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []


def test_what_is_remembered_is_read_once_and_then_only_where_it_changed() -> None:
    truth = {"a": 1, "b": 2}
    reads: list[Sequence[str] | None] = []

    def read(collection: Collection, ids: Sequence[str] | None) -> dict[str, int]:
        assert collection == HOME
        reads.append(ids)
        return {one: truth[one] for one in truth if ids is None or one in ids}

    remembered = Remembered(read)
    remembered.refresh(HOME, ["a"])  # nothing was read yet, so there is nothing to read again
    before = remembered.of(HOME)
    truth["a"] = 3
    del truth["b"]
    remembered.refresh(HOME, ["a", "b", "c"])

    assert remembered.of(HOME) == {"a": 3}
    assert before == {"a": 1, "b": 2}
    assert reads == [None, ["a", "b", "c"]]


def test_what_cannot_be_read_again_is_forgotten() -> None:
    """What was known before a write must not be believed after it."""
    broken = False

    def read(collection: Collection, ids: Sequence[str] | None) -> dict[str, int]:
        del collection, ids
        if broken:
            raise OSError(5, "the disk failed")
        return {"a": 1}

    remembered: Remembered[int] = Remembered(read)
    remembered.of(HOME)
    broken = True
    with pytest.raises(OSError, match="disk"):
        remembered.refresh(HOME, ["a"])
    with pytest.raises(OSError, match="disk"):
        remembered.of(HOME)


def test_a_memo_holds_for_one_state_and_lets_the_oldest_go() -> None:
    memo, first, second = Memo(10), object(), object()

    assert memo.get("a", first, lambda: ("of the first", 4)) == "of the first"
    assert memo.get("a", first, lambda: ("again", 4)) == "of the first"
    assert memo.get("a", second, lambda: ("of the second", 4)) == "of the second"
    memo.get("b", second, lambda: ("b", 4))
    memo.get("a", second, lambda: ("unused", 4))
    memo.get("c", second, lambda: ("c", 4))
    assert memo.get("a", second, lambda: ("unused", 4)) == "of the second"
    assert memo.get("b", second, lambda: ("again", 4)) == "again"
