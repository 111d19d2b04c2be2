"""Tags given to documents, and documents whose files move."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.report import Progress
from ingest.upload import Sender, Sending, ingest_upload
from rag.store.library import Change
from tests.ingest.made import docx
from tests.ingest.place import HERE, Place, counts
from tests.rag.store.made import made

SOUND = docx()
MARKED = "---\ntags: [own]\n---\n\n# Ramp\n\nThe ramp opens at nine."


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "docs").mkdir()
    opened = Place(tmp_path / "home", tmp_path / "docs")
    yield opened
    opened.library.close()


def test_new_documents_get_the_tag_and_unchanged_ones_only_that(place: Place) -> None:
    place.write(a_txt="One thing.")
    place.ingest()
    place.write(b_txt="Another.")
    calls = place.embedder.calls

    first = place.ingest(tags=("winter", "board"))
    embedded = place.embedder.calls
    second = place.ingest(tags=("winter",))

    assert (counts(first), first.tagged) == ((1, 0, 1, 0), 1)
    assert (counts(second), second.tagged) == ((0, 0, 2, 0), 0)
    assert (embedded, place.embedder.calls) == (calls + 1, embedded)
    assert [place.known(path).tags for path in ("a.txt", "b.txt")] == [("board", "winter")] * 2
    assert place.library.document(HERE, place.known("a.txt").document_id).tags == (
        "board",
        "winter",
    )


def test_given_tags_survive_an_update_a_failure_and_a_move(place: Place) -> None:
    place.write(a_docx=SOUND)
    place.ingest(tags=("kept",))
    place.write(a_docx=SOUND[:2000])
    assert place.ingest(tags=("more",)).tagged == 1
    place.write(a_docx=SOUND + b"\0")
    assert place.ingest().updated == 1
    (place.folder / "a.docx").rename(place.folder / "b.docx")

    report = place.ingest(tags=("new",))

    assert (counts(report), report.moved, report.tagged) == ((1, 0, 0, 1), 1, 0)
    assert place.known("b.docx").tags == ("kept", "more", "new")
    assert list(place.texts()) == ["b.docx"]


def test_a_move_embeds_nothing_and_at_no_instant_are_both_there(place: Place) -> None:
    place.write(a_txt="One thing.", b_txt="Another.")
    place.ingest()
    (place.folder / "sub").mkdir()
    (place.folder / "a.txt").rename(place.folder / "sub/a.txt")
    seen: list[list[str]] = []

    def look(_: Progress) -> None:
        seen.append(sorted(place.texts()))

    report = place.ingest(progress=look)

    assert (report.moved, report.embedded, report.missing) == (1, 0, 0)
    assert [one for one in seen if len(one) != 2] == []
    assert sorted(place.texts()) == ["b.txt", "sub/a.txt"]


def test_a_file_moved_onto_another_takes_its_place(place: Place) -> None:
    place.write(a_txt="One thing.", b_txt="Another.")
    place.ingest(tags=("t",))
    (place.folder / "a.txt").rename(place.folder / "b.txt")

    report = place.ingest()

    assert (counts(report), report.moved) == ((0, 1, 0, 1), 1)
    assert place.texts() == {"b.txt": "One thing."}


def test_a_moved_file_that_cannot_be_read_leaves_what_was_there(place: Place) -> None:
    place.write(a_txt="One thing.", b_txt="Another.")
    place.ingest()
    (place.folder / "a.txt").rename(place.folder / "z.txt")
    place.settings = place.settings.model_copy(update={"file_seconds": 0.001})

    report = place.ingest()

    assert (counts(report), report.moved, report.failed) == ((0, 0, 1, 0), 0, 1)
    assert sorted(place.texts()) == ["a.txt", "b.txt"]


def test_of_two_copies_one_that_is_deleted_is_missing_and_not_moved(place: Place) -> None:
    place.write(a_txt="One thing.", b_txt="One thing.", c_txt="Another.")
    report = place.ingest()
    assert report.notes == ("b.txt: the same file as a.txt",)
    (place.folder / "a.txt").unlink()

    report = place.ingest()

    assert (counts(report), report.moved, report.missing) == ((0, 0, 2, 0), 0, 1)


def test_nearly_the_same_text_is_noted_at_the_end_of_the_run(place: Place) -> None:
    words = [f"word{number}" for number in range(2_000)]
    other = [*words[:-3], "another", "end", "here"]
    place.write(a_txt=" ".join(words), b_md=" ".join(other), c_txt="Another.")

    report = place.ingest()

    assert report.notes == ("b.md: nearly the same text as a.txt (99 %)",)
    assert place.ingest().notes == ()


def test_what_is_sent_is_tagged_and_moves_too(place: Place) -> None:
    def send(name: str, content: bytes, *tags: str) -> tuple[int, int, int, int, int, int]:
        report = ingest_upload(
            name,
            content,
            collection=HERE,
            library=place.library,
            embedder=place.embedder,
            settings=place.settings,
            sending=Sending(sender=Sender(f"/papers/{name}", "/papers"), tags=tags),
        )
        return (*counts(report), report.moved, report.tagged)

    (place.folder / "a.txt").write_text("One thing.")
    assert send("b.txt", b"Another.", "x") == (1, 0, 0, 0, 0, 0)
    assert send("b.txt", b"Another.", "y") == (0, 0, 1, 0, 0, 1)
    assert send("c.txt", b"Another.", "z") == (1, 0, 0, 1, 1, 0)
    assert place.known("c.txt").tags == ("x", "y", "z")
    assert list(place.texts()) == ["c.txt"]


def test_tags_are_added_and_taken_away_but_not_those_of_the_file(place: Place) -> None:
    place.write(a_md=MARKED)
    place.ingest(tags=("given",))
    known = place.known("a.md")

    changed = place.library.tag(
        HERE, [known.document_id, "doc_none"], Change(add=("new",), remove=("given", "own"))
    )

    assert changed == [known.document_id]
    assert "new" in place.known("a.md").tags
    assert "given" not in place.known("a.md").tags
    assert place.known("a.md").given == ("new",)
    assert place.library.tag(HERE, [known.document_id], Change(add=("new",))) == []


def test_what_came_with_a_moved_file_moves_with_it(place: Place) -> None:
    place.write(a_txt="The letter.", b_txt="Another.")
    place.ingest()
    letter = place.known("a.txt")
    with_it = made("a.txt/plan.txt", embedder=place.embedder)  # type: ignore[arg-type]
    document = dataclasses.replace(with_it.document, container="a.txt")
    origin = dataclasses.replace(with_it.origin, file=letter.file)
    place.library.put(HERE, [dataclasses.replace(with_it, document=document, origin=origin)])
    assert place.ingest(tags=("x",)).tagged == 3
    assert place.known("a.txt/plan.txt").tags == ("x",)
    (place.folder / "a.txt").rename(place.folder / "z.txt")

    report = place.ingest()

    assert (report.moved, report.removed, report.missing) == (1, 2, 0)
    assert list(place.texts()) == ["b.txt", "z.txt"]
