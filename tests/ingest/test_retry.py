"""Files that fail: tried a few times, then only reported, and forgotten once they are sound."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.report import IngestReport
from ingest.upload import Sender, Sending, ingest_upload
from rag.errors import InputError
from rag.store.records import Failed
from tests.ingest.made import docx, settings
from tests.ingest.place import HERE, Place, counts

SOUND = docx()
BROKEN = SOUND[:2000]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "docs").mkdir()
    opened = Place(tmp_path / "home", tmp_path / "docs")
    yield opened
    opened.library.close()


def failed(place: Place) -> dict[str, Failed]:
    return {one.path: one for one in place.library.failures(HERE)}


def opens(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that are read from now on."""
    from ingest.child import Job, Loader, Read

    seen: list[str] = []
    load = Loader.load

    def noted(loader: Loader, job: Job) -> Read:
        seen.append(job.name)
        return load(loader, job)

    del place
    monkeypatch.setattr(Loader, "load", noted)
    return seen


def test_a_file_that_fails_is_tried_three_times_and_then_only_reported(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(a_docx=BROKEN, b_txt="Good.")
    read = opens(place, monkeypatch)

    reports = [place.ingest() for _ in range(5)]

    assert read.count("a.docx") == 3
    assert [report.failed for report in reports] == [1] * 5
    assert [report.failures[0].tries for report in reports] == [1, 2, 3, 3, 3]
    said = reports[-1].failures[0]
    assert said == reports[2].failures[0]
    assert "damaged" in said.problem
    assert said.problem.endswith("It was tried 3 times.")
    assert said.remedy.endswith("footnote ingest --retry-failed.")
    assert failed(place)["a.docx"].tries == 3
    assert "tried" not in failed(place)["a.docx"].problem


def test_what_holds_nothing_for_us_is_looked_into_once(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(a_txt="", b_pdf=b"\x1f\x8b gzip", c_txt="Good.")
    first = place.ingest()
    read = opens(place, monkeypatch)

    second = place.ingest()

    assert read == []
    assert second.failures == first.failures
    assert (second.skipped, counts(second)) == (2, (0, 0, 1, 0))


def test_other_bytes_of_the_same_size_and_time_are_tried_afresh(place: Place) -> None:
    place.settings = settings(home=place.settings.home, file_tries=1)
    file = place.folder / "a.docx"
    place.write(a_docx=BROKEN)
    os.utime(file, (1, 1))
    assert place.ingest().failures[0].problem.endswith("It was tried once.")
    place.write(a_docx=BROKEN[:-1] + b"x")
    os.utime(file, (1, 1))

    place.ingest()
    assert failed(place)["a.docx"].tries == 1
    place.write(a_docx=SOUND)

    assert counts(place.ingest()) == (1, 0, 0, 0)
    assert failed(place) == {}


@pytest.mark.parametrize(
    "change", [{"passage_tokens": 60}, {"file_seconds": 9}, {"file_memory_mb": 999}]
)
def test_another_recipe_or_limit_is_a_new_try(
    place: Place, monkeypatch: pytest.MonkeyPatch, change: dict[str, int]
) -> None:
    """The remedy of a failure may be to raise a limit: who did is not told to try once more."""
    place.settings = settings(home=place.settings.home, file_tries=1)
    place.write(a_docx=BROKEN, b_txt="")
    place.ingest()
    read = opens(place, monkeypatch)
    place.settings = settings(home=place.settings.home, file_tries=1, **change)

    place.ingest()

    assert sorted(read) == ["a.docx", "b.txt"]


def test_a_retry_tries_what_failed_however_often_and_nothing_else(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.settings = settings(home=place.settings.home, file_tries=1)
    place.write(x__a_docx=BROKEN, x__b_txt="", y__c_docx=BROKEN, y__d_txt="Good.")
    place.ingest()
    place.write(y__e_txt="New.")
    read = opens(place, monkeypatch)

    under = place.ingest(place.folder / "y", retry_failed=True)
    report = retried(place)

    assert read[0] == "c.docx"
    assert sorted(read[1:]) == ["a.docx", "b.txt", "c.docx"]
    assert [one.path for one in under.failures] == ["y/c.docx"]
    assert [one.path for one in report.failures] == ["x/a.docx", "x/b.txt", "y/c.docx"]
    assert failed(place)["y/c.docx"].tries == 3
    assert sorted(place.texts()) == ["y/d.txt"]


def retried(place: Place, **options: object) -> IngestReport:
    from ingest.asked import Asked
    from ingest.run import ingest

    return ingest(
        [],
        collection=HERE,
        library=place.library,
        embedder=place.embedder,
        settings=place.settings,
        asked=Asked(retry_failed=True, **options),  # type: ignore[arg-type]
    )


def test_a_file_mended_meanwhile_becomes_the_document_its_folder_would_make(place: Place) -> None:
    place.write(sub__a_docx=BROKEN)
    place.ingest()
    place.write(sub__a_docx=SOUND)

    report = retried(place)

    assert counts(report) == (1, 0, 0, 0)
    assert (failed(place), list(place.texts())) == ({}, ["sub/a.docx"])
    assert place.ingest().unchanged == 1
    assert place.known("sub/a.docx").root == str(place.folder)


def test_a_retry_of_nothing_is_an_empty_report_and_of_no_such_path_a_refusal(place: Place) -> None:
    assert counts(retried(place)) == (0, 0, 0, 0)
    place.write(a_txt="Good.")
    assert counts(place.ingest(retry_failed=True)) == (0, 0, 0, 0)
    with pytest.raises(InputError, match="No such file"):
        place.ingest(place.folder / "never", retry_failed=True)
    with pytest.raises(InputError, match="--prune"):
        place.ingest(retry_failed=True, prune=True)


def test_what_is_gone_is_forgotten_by_a_retry_and_that_is_said(place: Place) -> None:
    place.write(a_docx=BROKEN, b_txt="Good.")
    place.ingest()
    (place.folder / "a.docx").unlink()

    report = retried(place)

    assert report.notes == ("a.docx: it is gone, and no longer listed as failed",)
    assert failed(place) == {}


def test_a_failed_update_is_reported_until_it_is_mended_or_the_document_deleted(
    place: Place,
) -> None:
    place.settings = settings(home=place.settings.home, file_tries=1)
    place.write(a_docx=SOUND, b_docx=SOUND)
    place.ingest()
    place.write(a_docx=BROKEN, b_docx=BROKEN)
    place.ingest()

    report = place.ingest()
    assert [one.path for one in report.failures] == ["a.docx", "b.docx"]
    assert "version read before is still there" in report.failures[0].problem
    place.write(a_docx=SOUND)
    place.library.remove(HERE, [place.known("b.docx").document_id])

    assert list(failed(place)) == ["a.docx"]
    report = place.ingest(place.folder / "a.docx")
    assert (counts(report), failed(place)) == ((0, 0, 1, 0), {})


def test_a_failure_goes_when_its_folder_is_scanned_and_it_is_not_there(place: Place) -> None:
    place.write(x__a_docx=BROKEN, x__b_txt="Good.", y__c_docx=BROKEN, y__d_txt="Good too.")
    place.ingest()
    shutil.rmtree(place.folder / "y")
    (place.folder / "x/a.docx").unlink()

    place.ingest(place.folder / "x")
    assert list(failed(place)) == ["y/c.docx"]
    place.ingest(place.folder / "y", prune=True)
    assert failed(place) == {}


def test_files_of_one_name_that_fail_in_two_folders_are_two_failures(place: Place) -> None:
    """Else one of them would hide the other."""
    place.write(x__a_docx=BROKEN, x__b_txt="Good.", y__a_docx=BROKEN, y__b_txt="Good too.")
    (place.folder / "x/link").symlink_to("absent")
    (place.folder / "y/link").symlink_to("absent")

    for _ in range(2):
        place.ingest(place.folder / "x")
        report = place.ingest(place.folder / "y")

    assert sorted(failed(place)) == ["a.docx", "link", "y/a.docx", "y/link"]
    assert [one.path for one in report.failures] == ["y/a.docx", "y/link"]
    assert [one.tries for one in failed(place).values()] == [2, 1, 2, 1]


def test_a_file_that_was_still_being_written_is_not_taken_for_looked_at(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was empty when it was read, and has its text by the time its bytes are noted."""
    from ingest.child import Job, Loader, Read

    load = Loader.load

    def written_to_meanwhile(loader: Loader, job: Job) -> Read:
        try:
            return load(loader, job)
        finally:
            place.write(a_txt="Now it is here.")

    place.write(a_txt="")
    with monkeypatch.context() as patched:
        patched.setattr(Loader, "load", written_to_meanwhile)
        assert place.ingest().skipped == 1

    assert counts(place.ingest()) == (1, 0, 0, 0)


def test_a_folder_that_could_not_be_looked_into_is_looked_into_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(sub__a_txt="One thing.", b_txt="Another.")
    listdir = os.listdir

    def refusing(path: Path) -> list[str]:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    with monkeypatch.context() as patched:
        patched.setattr(os, "listdir", refusing)
        assert [one.path for one in place.ingest().failures] == ["sub"]
        assert [one.path for one in retried(place).failures] == ["sub"]

    assert counts(retried(place)) == (1, 0, 0, 0)
    assert (failed(place), sorted(place.texts())) == ({}, ["b.txt", "sub/a.txt"])


def send(place: Place, name: str, content: bytes, **sending: object) -> IngestReport:
    return ingest_upload(
        name,
        content,
        collection=HERE,
        library=place.library,
        embedder=place.embedder,
        settings=place.settings,
        sending=Sending(**sending),  # type: ignore[arg-type]
    )


def test_what_is_sent_and_fails_is_noted_held_and_cleared_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = Sender("/papers/a.docx", "/papers")
    read = opens(place, monkeypatch)
    reports = [send(place, "a.docx", BROKEN, sender=origin) for _ in range(4)]

    assert [report.failures[0].tries for report in reports] == [1, 2, 3, 3]
    assert len(read) == 3
    assert send(place, "a.docx", BROKEN, sender=origin, retry_failed=True).failures[0].tries == 4
    assert len(read) == 4
    assert send(place, "a.docx", SOUND, sender=origin).added == 1
    assert failed(place) == {}
    for _ in range(5):
        send(place, "b.docx", BROKEN)
    assert len(read) == 10
    assert failed(place)["b.docx"].tries == 5


def test_a_file_that_a_sender_named_is_opened_only_if_it_is_what_was_sent(
    place: Place, tmp_path: Path
) -> None:
    """Else whoever may upload could have any file of this user indexed by the next retry."""
    secret = tmp_path / "secret.txt"
    secret.write_text("The code is zyxw.")
    send(place, "secret.txt", b"", sender=Sender(str(secret), str(tmp_path)))
    send(place, "b.txt", b"")

    report = retried(place)

    assert place.texts() == {}
    assert ["Send it again." in one.remedy for one in report.failures] == [True, False]
    assert failed(place)["secret.txt"].problem == "The file is empty."
    assert counts(place.ingest(tmp_path / "secret.txt", retry_failed=True)) == (1, 0, 0, 0)


def test_what_came_with_a_sound_file_and_failed_is_reported_until_its_file_is_read_again(
    place: Place,
) -> None:
    """Its own file is unchanged, so nothing would be read, and it would be forgotten."""
    place.write(a_txt="The letter.", b_txt="Another.")
    place.ingest()
    inside = Failed(
        *("a.txt/plan.docx", str(place.folder / "a.txt"), "It broke.", "Mend it.", "failed"),
        *(1, "2026-01-01T00:00:00+00:00", "", "", str(place.folder)),
    )
    place.library.note_failures(HERE, [inside])

    report = place.ingest()
    assert (counts(report), report.failures[0].path) == ((0, 0, 2, 0), "a.txt/plan.docx")
    assert failed(place) == {"a.txt/plan.docx": inside}

    report = retried(place)
    assert (counts(report), report.failures, failed(place)) == ((0, 0, 1, 0), (), {})
