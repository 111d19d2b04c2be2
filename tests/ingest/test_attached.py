"""Files that come inside a file are documents of their own, and live and die with it."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.ingest.made import carrying, pdf
from tests.ingest.place import HERE, Place, counts


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "docs").mkdir()
    opened = Place(tmp_path / "home", tmp_path / "docs")
    yield opened
    opened.library.close()


def mail(text: str, **files: bytes) -> bytes:
    written = EmailMessage()
    written["From"], written["Subject"] = "ida@quarrel.example", "The ramp wire"
    written["Message-ID"] = "<1@quarrel.example>"
    written.set_content(text)
    for name, content in files.items():
        named = name.replace("_", ".")
        written.add_attachment(content, maintype="application", subtype="x", filename=named)
    return written.as_bytes()


def test_an_attachment_is_a_document_beside_its_mail(place: Place) -> None:
    place.write(a_eml=mail("See the plan.", plan_pdf=pdf(["Cover", "Two strands are broken."])))

    report = place.ingest()

    assert report.added == 2
    assert "Two strands" in place.texts()["a.eml/plan.pdf"]
    known = {one.path: one for one in place.library.known(HERE)}
    assert known["a.eml/plan.pdf"].container == "a.eml"
    original = place.library.original(HERE, known["a.eml/plan.pdf"].document_id)
    assert original is not None
    assert original.read_bytes().startswith(b"%PDF")
    assert list((place.settings.home / "incoming").iterdir()) == []
    again = place.ingest()
    assert (again.unchanged, again.embedded, again.missing) == (2, 0, 0)
    assert len(place.texts()) == 2


def test_a_bad_attachment_is_a_row_of_its_own(place: Place) -> None:
    place.write(a_eml=mail("See.", plan_pdf=b"%PDF-1.4 broken", note_txt=b"Nine."))

    report = place.ingest()

    assert counts(report)[0] == 2
    (failure,) = report.failures
    assert failure.path == "a.eml/plan.pdf"
    assert [one.path for one in place.ingest().failures] == ["a.eml/plan.pdf"]


def test_what_is_taken_out_of_a_mail_goes_and_what_stays_is_not_embedded_again(
    place: Place,
) -> None:
    place.write(a_eml=mail("One.", note_txt=b"The ferry leaves at nine.", gone_txt=b"Old news."))
    place.ingest()
    place.write(a_eml=mail("Two.", note_txt=b"The ferry leaves at nine."))

    report = place.ingest()

    assert set(place.texts()) == {"a.eml", "a.eml/note.txt"}
    assert (report.removed, report.embedded) == (1, 1)


def test_a_mail_that_moves_or_goes_takes_its_files_along(place: Place) -> None:
    place.write(a_eml=mail("One.", note_txt=b"The ferry leaves at nine."), b_txt="Stays.")
    place.ingest()
    (place.folder / "a.eml").rename(place.folder / "c.eml")
    moved = place.ingest()
    assert set(place.texts()) == {"b.txt", "c.eml", "c.eml/note.txt"}
    assert moved.failures == ()

    (place.folder / "c.eml").unlink()
    assert place.ingest().missing == 2
    place.ingest(prune=True, yes=True)
    assert set(place.texts()) == {"b.txt"}


def test_what_is_in_an_archive_keeps_its_tags_when_that_moves(place: Place) -> None:
    inner = mail("Inner.", note_txt=b"The ferry leaves at nine.")
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("x/plan.txt", "Moor at berth four.")
        archive.writestr("inner.eml", inner)
    place.write(a_zip=written.getvalue())
    place.ingest(tags=("harbour",))
    (place.folder / "a.zip").rename(place.folder / "b.zip")

    report = place.ingest()

    names = ("", "/x/plan.txt", "/inner.eml", "/inner.eml/note.txt")
    tags = {one.path: one.tags for one in place.library.known(HERE)}
    assert tags == {f"b.zip{name}": ("harbour",) for name in names}
    assert (report.moved, report.added, report.removed, report.embedded) == (4, 4, 4, 1)
    assert place.ingest().missing == 0


def test_two_files_of_one_name_and_hostile_names_stay_apart(place: Place) -> None:
    written = EmailMessage()
    written["From"], written["Subject"], written["Message-ID"] = "a@b.example", "x", "<1@b>"
    written.set_content("Here.")
    for name, text in (("n.txt", b"One."), ("n.txt", b"Two."), ("../../etc/x.txt", b"Three.")):
        written.add_attachment(text, maintype="a", subtype="b", filename=name)
    place.write(a_eml=written.as_bytes())

    place.ingest()

    texts = place.texts()
    assert texts["a.eml/n.txt"].strip() == "One."
    assert texts["a.eml/n (2).txt"].strip() == "Two."
    assert [path for path in texts if ".." in path] == []
    assert len(texts) == 4


def test_mails_in_mails_are_followed_to_a_depth(place: Place) -> None:
    inner = mail("The innermost text.", note_txt=b"Nine.")
    for _ in range(5):
        inner = mail("Further in.", inner_eml=inner)
    place.write(a_eml=inner)

    report = place.ingest()

    assert max(path.count("/") for path in place.texts()) == 3
    (failure,) = report.failures
    assert failure.path.count("/") == 4
    assert (failure.kind, "3 files deep" in failure.problem) == ("skipped", True)
    assert place.ingest().failures == (failure,)


def test_a_bad_file_of_an_archive_is_a_row_of_its_own_and_the_good_ones_are_documents(
    place: Place,
) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("bad.txt", "XXXXXXXXXXXX")
        archive.writestr("good.txt", "The ferry leaves at nine.")
    place.write(a_zip=written.getvalue().replace(b"XXXXXXXXXXXX", b"XXXXXYXXXXXX"))

    report = place.ingest()

    assert set(place.texts()) == {"a.zip", "a.zip/good.txt"}
    assert [(one.path, one.kind) for one in report.failures] == [("a.zip/bad.txt", "failed")]
    assert [one.path for one in place.ingest().failures] == ["a.zip/bad.txt"]


def test_pages_left_for_a_limit_are_read_once_the_limit_is_raised(place: Place) -> None:
    place.write(a_pdf=pdf(["Cover", "The ferry leaves at nine.", "Moor at berth four."]))
    usual = place.settings
    place.settings = usual.model_copy(update={"file_pages": 1})
    place.ingest()
    assert place.ingest().unchanged == 1

    place.settings = usual
    place.ingest()

    assert "berth four" in place.texts()["a.pdf"]
    assert place.ingest().unchanged == 1


def test_files_left_for_a_limit_are_read_once_the_limit_is_raised(place: Place) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "The ferry leaves at nine.")
        archive.writestr("b.txt", "Moor at berth four.")
    place.write(a_zip=written.getvalue())
    place.settings = place.settings.model_copy(update={"archive_members": 1})
    assert place.ingest().added == 2
    assert place.ingest().unchanged == 2

    place.settings = place.settings.model_copy(update={"archive_members": 2})
    place.ingest()

    assert set(place.texts()) == {"a.zip", "a.zip/a.txt", "a.zip/b.txt"}
    assert place.ingest().embedded == 0


def test_the_files_of_archives_are_documents(place: Place) -> None:
    written, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("harbour/plan.txt", "The ferry leaves at nine.")
        archive.writestr("../x.txt", "Outside.")
    with tarfile.open(fileobj=tarred, mode="w") as tar:
        member = tarfile.TarInfo("b.txt")
        member.size = 5
        tar.addfile(member, io.BytesIO(b"Nine."))
        link = tarfile.TarInfo("c.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    packed = gzip.compress(tarred.getvalue(), mtime=0)
    place.write(a_zip=written.getvalue(), b_tar=tarred.getvalue(), c_tgz=packed)

    place.ingest()

    texts = place.texts()
    assert texts["a.zip/x.txt"] == "Outside."
    assert texts["a.zip/harbour/plan.txt"] == "The ferry leaves at nine."
    assert texts["b.tar/b.txt"] == texts["c.tgz/b.txt"] == "Nine."
    assert not any("root:" in text for text in texts.values())
    assert (place.folder.parent / "x.txt").exists() is False


def test_the_files_in_a_pdf_are_documents_and_go_with_it(place: Place) -> None:
    inner = carrying("The inner cover.", note_txt=b"The ferry leaves at nine.")
    place.write(a_pdf=carrying("The cover.", plan_pdf=inner))

    assert place.ingest().added == 3

    assert "leaves at nine" in place.texts()["a.pdf/plan.pdf/note.txt"]
    assert place.known("a.pdf/plan.pdf").container == "a.pdf"
    place.write(a_pdf=carrying("The cover."))
    place.ingest()
    assert set(place.texts()) == {"a.pdf"}
