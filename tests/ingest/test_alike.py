"""Documents that are alike: which are named, in which direction, and at what cost."""

import random
import time
from dataclasses import replace

from ingest.alike import Sketches, alike, notes
from ingest.sketch import sketch
from rag.store.records import Known


def known(path: str, text: str, version: str = "") -> Known:
    return Known(
        document_id=f"doc_{path}",
        path=path,
        file=f"/papers/{path}",
        root="/papers",
        version=version or f"v-{path}",
        recipe="",
        title=path,
        media_type="text/plain",
        pages=1,
        passages=1,
        size=len(text),
        language="",
        notes=(),
        ingested="2026-01-01T00:00:00+00:00",
        sketch=sketch(text),
    )


def words(seed: int, count: int = 2_000) -> list[str]:
    rng = random.Random(seed)
    return [f"w{rng.randrange(5_000)}" for _ in range(count)]


def text(seed: int, *, changed: int = 0) -> str:
    made = words(seed)
    for at in range(changed):
        made[at * 97 % len(made)] = f"new{at}"
    return " ".join(made)


def test_near_and_exact_twins_are_noted_once_and_others_not_at_all() -> None:
    shelf = [
        known("a.pdf", text(1)),
        known("b.pdf", text(1, changed=12)),
        known("c.docx", text(1).upper()),
        known("d.pdf", text(1), "v-a.pdf"),
        known("e.pdf", text(2)),
        known("f.txt", "Too short to tell."),
        known("g.txt", "Too short to tell."),
    ]

    said = sorted(notes(shelf, {one.document_id for one in shelf}))

    assert len(said) == 3
    assert said[0].startswith("b.pdf: nearly the same text as a.pdf (9")
    assert said[1:] == ["c.docx: the same text as a.pdf", "d.pdf: the same file as a.pdf"]


def test_the_new_one_is_said_to_be_like_the_old_one() -> None:
    shelf = [known("a.pdf", text(1)), known("b.pdf", text(1, changed=5))]

    assert notes(shelf, {"doc_a.pdf"})[0].startswith("a.pdf: nearly the same text as b.pdf")
    assert notes(shelf, set()) == []


def test_short_files_of_the_same_bytes_are_noted() -> None:
    shelf = [known("a.txt", "Short.", "v"), known("b.txt", "Short.", "v")]

    assert notes(shelf, {"doc_b.txt"}) == ["b.txt: the same file as a.txt"]


def test_a_document_lists_all_that_are_like_it_the_most_alike_first() -> None:
    shelf = [
        known("a.pdf", text(1)),
        known("b.pdf", text(1, changed=40)),
        known("c.pdf", text(1, changed=4)),
        known("d.pdf", text(1)),
        known("e.pdf", text(9)),
    ]

    found = alike(shelf[0], shelf)

    assert [one.path for one in found] == ["d.pdf", "c.pdf", "b.pdf"]
    assert found[0].how == "the same text as"
    assert 0.85 <= found[2].share < found[1].share < 1.0
    assert alike(shelf[4], shelf) == []


def test_many_notes_are_cut_short_and_counted() -> None:
    shelf = [known(f"{number:03}.txt", text(1), "v") for number in range(100)]

    said = notes(shelf, {one.document_id for one in shelf})

    assert (len(said), said[-1][:8]) == (51, "49 more ")


def test_ten_thousand_documents_are_compared_in_seconds_even_if_all_are_alike() -> None:
    """Comparing every pair would be fifty million comparisons: an hour and a half."""
    letter, one = sketch(text(1)), known("a.txt", text(1))
    # The first bytes name the words: these differ in a word that none of the hashes shows.
    stamps = random.Random(7)
    shelf = [
        replace(one, document_id=f"d{at}", path=f"{at:05}", version=f"v{at}", sketch=made)
        for at, made in enumerate(stamps.randbytes(8) + letter[8:] for _ in range(10_000))
    ]
    began = time.perf_counter()

    said = notes(shelf, {one.document_id for one in shelf})

    assert time.perf_counter() - began < 6
    assert len(said) == 51
    assert len(Sketches(shelf).near(shelf[0])) == 5
