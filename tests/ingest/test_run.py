import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.report import Progress
from rag.errors import InputError, ServiceError
from rag.testing import HashEmbedder
from rag.types import Vectors
from tests.ingest.made import docx, holding, pdf, settings
from tests.ingest.place import HERE, Place, counts


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "docs").mkdir()
    opened = Place(tmp_path / "home", tmp_path / "docs")
    yield opened
    opened.library.close()


def test_a_folder_becomes_searchable_with_pages_titles_and_headings(place: Place) -> None:
    place.write(
        ferry_pdf=pdf(["Cover", "The ferry leaves at nine."], title="Timetable"),
        a__staff_docx=docx(),
    )

    report = place.ingest()

    assert counts(report) == (2, 0, 0, 0)
    assert (report.pages, report.failed, report.skipped) == (4, 0, 0)
    assert report.passages == place.library.counts(HERE).passages
    assert place.found("Which ferry leaves at nine?").endswith("The ferry leaves at nine.")
    assert [(one.path, one.title) for one in place.library.known(HERE)] == [
        ("a/staff.docx", "Staff handbook"),
        ("ferry.pdf", "Timetable"),
    ]


def test_every_passage_is_a_span_of_its_document_and_the_original_is_kept(place: Place) -> None:
    place.write(a_txt="A sentence here. " * 300)

    place.ingest()

    (known,) = place.library.known(HERE)
    document = place.library.document(HERE, known.document_id)
    passages = place.library.passages(HERE, known.document_id)
    assert len(passages) > 3
    assert all(document.text[one.start : one.end] == one.text for one in passages)
    original = place.library.original(HERE, known.document_id)
    assert original is not None
    assert original.read_bytes() == (place.folder / "a.txt").read_bytes()
    kept = place.settings.home / "originals"
    assert [oct(folder.stat().st_mode)[-3:] for folder in (kept, original.parent)] == ["700"] * 2
    assert oct(original.stat().st_mode)[-3:] == "600"


def test_heads_and_feet_are_noted_with_the_document_and_not_in_the_report(place: Place) -> None:
    """Nearly every PDF has some: a line for each would hide what a reader really misses."""
    pages = [f"Text of the page called {name}.\nBrine plc {at}" for at, name in enumerate("abcd")]
    place.write(a_pdf=pdf(pages))

    report = place.ingest()

    (known,) = place.library.known(HERE)
    assert report.notes == ()
    assert known.notes == ("running heads and feet of 4 pages were left out: 'Brine plc 0'",)


def test_what_is_unchanged_costs_nothing_even_when_touched(place: Place) -> None:
    place.write(a_txt="One thing.", b_txt="Another thing.")
    place.ingest()
    calls = place.embedder.calls
    os.utime(place.folder / "a.txt", (1, 1))

    assert counts(place.ingest()) == (0, 0, 2, 0)
    assert place.embedder.calls == calls


def test_a_run_over_unchanged_files_imports_no_loader_no_index_and_no_model(place: Place) -> None:
    place.write(a_pdf=pdf(["One thing."]))
    place.ingest()
    place.library.close()
    script = f"""
import sys
from pathlib import Path
from ingest.run import ingest
from rag.settings import Settings
from rag.store.library import Library
from rag.testing import HashEmbedder
from rag.types import Collection
settings = Settings.load({{}}, home=Path({str(place.settings.home)!r}))
embedder = HashEmbedder()
with Library.open(settings, embedder=embedder, command="test") as library:
    report = ingest([Path({str(place.folder)!r})], collection=Collection(), library=library,
                    embedder=embedder, settings=settings)
assert report.unchanged == 1, report
heavy = "pypdfium2 pypdf chromadb tantivy onnxruntime tokenizers docx semantic_text_splitter"
print([name for name in heavy.split() if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=Path.cwd()
    )

    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_change_is_seen_though_size_and_time_are_the_same(place: Place) -> None:
    place.write(a_txt="It costs 40 euros.")
    place.ingest()
    place.write(a_txt="It costs 90 euros.")
    os.utime(place.folder / "a.txt", (1, 1))

    assert counts(place.ingest()) == (0, 1, 0, 0)
    assert place.texts() == {"a.txt": "It costs 90 euros."}


def test_one_bad_file_is_a_row_and_the_others_are_there(place: Place) -> None:
    place.write(good_txt="Good.", zero_txt="", image_pdf=b"\x1f\x8b gzip", half_docx=docx()[:2000])

    report = place.ingest()

    assert counts(report) == (1, 0, 0, 0)
    rows = [(one.path, one.kind) for one in report.failures]
    assert rows == [("half.docx", "failed"), ("image.pdf", "skipped"), ("zero.txt", "skipped")]
    assert all(one.problem and one.remedy for one in report.failures)
    assert {one.path for one in place.library.failures(HERE)} == {path for path, _ in rows}


def test_a_failed_file_is_tried_again_and_then_no_longer_listed(place: Place) -> None:
    place.write(a_txt="", b_txt="Good.")
    place.ingest()
    place.write(a_txt="Now there is text.")

    assert counts(place.ingest()) == (1, 0, 1, 0)
    assert place.library.failures(HERE) == []


def test_a_failed_update_keeps_the_version_that_was_read_before(place: Place) -> None:
    place.write(a_docx=docx())
    place.ingest()
    place.write(a_docx=docx()[:2000])

    (failure,) = place.ingest().failures

    assert "version read before is still there" in failure.problem
    assert "31 days" in place.texts()["a.docx"]


def test_a_renamed_file_is_found_under_its_new_path_only(place: Place) -> None:
    """Otherwise the old path would be cited for ever, or every move would need a prune."""
    place.write(a_txt="One thing.", b_txt="Another.")
    place.ingest()
    (place.folder / "a.txt").rename(place.folder / "z.txt")

    report = place.ingest()

    assert (counts(report), report.missing) == ((1, 0, 1, 1), 0)
    assert sorted(place.texts()) == ["b.txt", "z.txt"]


def test_a_folder_that_moved_holds_the_same_documents(place: Place) -> None:
    place.write(a_txt="One thing.")
    place.ingest()
    place.folder.rename(place.folder.with_name("elsewhere"))

    assert counts(place.ingest(place.folder.with_name("elsewhere"))) == (0, 0, 1, 0)


def test_files_of_two_folders_with_one_name_are_two_documents(place: Place) -> None:
    place.write(x__a_txt="One thing.", y__a_txt="Another.")

    place.ingest(place.folder / "x", place.folder / "y")

    assert place.texts() == {"a.txt": "One thing.", "y/a.txt": "Another."}
    assert place.ingest(place.folder / "y", place.folder / "x").unchanged == 2


def test_a_missing_file_is_counted_and_removed_only_by_a_prune(place: Place) -> None:
    place.write(a_txt="One thing.", b_txt="Another.", c_txt="A third.")
    place.ingest()
    (place.folder / "a.txt").unlink()

    assert place.ingest().missing == 1
    assert sorted(place.texts()) == ["a.txt", "b.txt", "c.txt"]
    assert counts(place.ingest(prune=True)) == (0, 0, 2, 1)
    assert sorted(place.texts()) == ["b.txt", "c.txt"]


def test_what_a_run_replaced_or_pruned_is_in_no_byte_on_the_disk(place: Place) -> None:
    place.write(a_txt="It was zyxwquux.", b_txt="It was wvutquux.", c_txt="It is kept.")
    place.ingest()
    assert {"truth.db-wal"} < set(holding(place.settings.home, b"zyxwquux"))
    place.write(a_txt="It is another.")
    (place.folder / "b.txt").unlink()

    assert counts(place.ingest(prune=True)) == (0, 1, 1, 1)

    assert holding(place.settings.home, b"zyxwquux") == []
    assert holding(place.settings.home, b"wvutquux") == []
    assert place.found("kept?") == "It is kept."


def test_in_a_large_index_only_words_may_be_left_and_that_is_said(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.run._PURGED", 1)
    place.write(a_txt="It was zyxwquux then.", b_txt="It is kept.")
    place.ingest()
    place.write(a_txt="It is another.")

    (note,) = place.ingest().notes

    assert "more than 1 passages" in note
    assert holding(place.settings.home, b"zyxwquux then") == []


def test_a_prune_of_more_than_half_needs_a_yes(place: Place) -> None:
    """A folder that is not mounted looks like one whose files were all deleted."""
    place.write(a_txt="One thing.", b_txt="Another.", c_txt="A third.")
    place.ingest()
    for name in "ab":
        (place.folder / f"{name}.txt").unlink()

    with pytest.raises(InputError, match="2 of 3"):
        place.ingest(prune=True)
    assert len(place.texts()) == 3
    assert place.ingest(prune=True, yes=True).removed == 2


def test_an_empty_folder_is_the_askers_error(place: Place) -> None:
    with pytest.raises(InputError, match="no files in"):
        place.ingest()


def test_another_passage_size_reads_everything_again(place: Place) -> None:
    place.write(a_txt="One thing. " * 100)
    before = place.ingest().passages
    place.settings = settings(home=place.settings.home, passage_tokens=40)

    report = place.ingest()

    assert (counts(report), report.passages > before) == ((0, 1, 0, 0), True)


def test_progress_ends_at_the_total_and_never_goes_back(place: Place) -> None:
    place.write(**{f"n{number}_txt": f"Number {number}." for number in range(20)}, zero_txt="")
    told: list[Progress] = []

    place.ingest(progress=told.append)

    done = [one.done for one in told]
    assert done == sorted(done)
    assert (told[-1].done, told[-1].total, told[-1].pages) == (21, 21, 20)


class Broken(HashEmbedder):
    """Fails or lies at its n-th call."""

    def __init__(self, call: int, how: str) -> None:
        super().__init__()
        self.call, self.how = call, how

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = super().embed_passages(texts)
        if self.calls != self.call:
            return vectors
        match self.how:
            case "fewer":
                return vectors[:-1]
            case "nan":
                return np.full_like(vectors, np.nan)
            case "zero":
                return np.zeros_like(vectors)
            case "interrupt":
                raise KeyboardInterrupt
        raise ServiceError("It is down.", "Try again.")


@pytest.mark.parametrize("how", ["fewer", "nan", "zero", "down", "interrupt"])
def test_what_was_stored_before_the_embedder_failed_stays_and_a_rerun_mends_all(
    place: Place, how: str
) -> None:
    place.write(**{f"n{number}_txt": f"Number {number}." for number in range(5)})
    place.settings = settings(home=place.settings.home, batch_documents=1)
    sound, place.embedder = place.embedder, Broken(3, how)

    with pytest.raises(KeyboardInterrupt if how == "interrupt" else ServiceError):
        place.ingest()

    assert len(place.texts()) == 2
    place.embedder = sound
    assert counts(place.ingest()) == (3, 0, 2, 0)
    assert len(list(place.library.export(HERE))) == 5


def test_a_folder_renamed_above_its_documents_leaves_none_behind(place: Place) -> None:
    place.write(top__child__c_md="The winch needs oil.")
    place.ingest(place.folder / "top/child")
    (place.folder / "top").rename(place.folder / "top2")

    report = place.ingest(place.folder / "top2", prune=True)

    assert (counts(report), sorted(place.texts())) == ((1, 0, 0, 1), ["child/c.md"])


def test_a_folder_that_is_gone_but_known_can_be_pruned(place: Place) -> None:
    place.write(x__a_txt="One thing.", y__b_txt="Another.", y__c_txt="A third.")
    place.ingest(place.folder / "x", place.folder / "y")
    shutil.rmtree(place.folder / "x")

    with pytest.raises(InputError, match="No such file"):
        place.ingest(place.folder / "x")
    with pytest.raises(InputError, match="No such file"):
        place.ingest(place.folder / "never", prune=True)
    assert counts(place.ingest(place.folder / "x", prune=True)) == (0, 0, 0, 1)
    assert sorted(place.texts()) == ["b.txt", "c.txt"]
    shutil.rmtree(place.folder / "y")
    with pytest.raises(InputError, match="2 of 2"):
        place.ingest(place.folder / "y", prune=True)


def test_a_failure_is_forgotten_with_its_file_and_kept_for_other_folders(place: Place) -> None:
    place.write(x__a_txt="", x__b_txt="Good.", y__c_txt="")
    (place.folder / "x/link").symlink_to("absent")
    place.ingest(place.folder / "x", place.folder / "y")
    (place.folder / "x/a.txt").unlink()
    (place.folder / "x/link").unlink()

    place.ingest(place.folder / "x")

    assert [one.path for one in place.library.failures(HERE)] == ["c.txt"]


def test_a_reader_is_asked_only_for_what_is_not_read_otherwise(place: Place) -> None:
    """JSONReader comes with llama-index-core and opens a file by its path."""
    place.write(a_txt="One thing.", b_ps='%!PS "ferry": 9')
    with pytest.raises(InputError, match="no LlamaIndex reader"):
        place.ingest(reader="JSNReader")
    with pytest.raises(InputError, match="BaseReader"):
        place.ingest(reader="pathlib.Path")
    assert place.texts() == {}
    first = place.ingest()
    second = place.ingest(reader="JSONReader")

    assert (counts(first), counts(second)) == ((1, 0, 0, 0), (0, 0, 1, 0))
    (failure,) = second.failures
    assert "The reader JSONReader failed" in failure.problem


def test_what_is_known_not_to_have_changed_is_not_looked_into(place: Place) -> None:
    place.write(a_txt="The ferry leaves at nine.", b_txt="The bakery opens at six.")
    place.ingest()
    place.write(a_txt="The ferry leaves at four.", b_txt="The bakery opens at two.")

    report = place.ingest(only=frozenset([str(place.folder / "b.txt")]))

    assert (report.updated, report.unchanged) == (1, 1)
    assert "nine" in place.texts()["a.txt"]
    assert place.ingest().updated == 1


def test_a_text_that_is_stored_already_is_not_embedded_again(place: Place) -> None:
    one, two = "The ferry leaves at nine. " * 30, "The bakery opens at six. " * 30
    place.write(a_md=f"# One\n\n{one}\n\n# Two\n\n{two}")
    assert place.ingest().embedded > 1
    place.write(a_md=f"# One\n\n{one}\n\n# Two\n\nIt is closed. {two}")

    report = place.ingest()

    assert 0 < report.embedded < report.passages
    (place.folder / "sub").mkdir()
    (place.folder / "a.md").rename(place.folder / "sub" / "a.md")
    moved = place.ingest()
    assert (moved.added, moved.removed, moved.embedded) == (1, 1, 0)
