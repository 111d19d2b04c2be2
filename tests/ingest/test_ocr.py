"""Pictures of pages: read by Tesseract, and where there is none said to need it."""

import io
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.child import Job, Loader, Read
from ingest.load.loaded import Heading, Loaded
from ingest.load.scans import Scanned, merged
from ingest.ocr import Tesseract, recognised
from rag.errors import DocumentError, SkippedError
from rag.types import Mark
from tests.ingest.made import settings
from tests.ingest.place import Place

NEEDED = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="no Tesseract found; install tesseract-ocr"
)
"""Where the suite runs for a release it is there, and a skip fails it."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    (tmp_path / "docs").mkdir()
    opened = Place(tmp_path / "home", tmp_path / "docs")
    yield opened
    opened.library.close()


def picture(*lines: str, size: tuple[int, int] = (1400, 500)) -> Image.Image:
    made = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(made)
    font = ImageFont.load_default(size=48)
    for number, line in enumerate(lines):
        drawing.text((60, 60 + 90 * number), line, fill="black", font=font)
    return made


def as_bytes(made: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    written = io.BytesIO()
    made.save(written, kind, **options)
    return written.getvalue()


def pdf(*pages: str | Image.Image) -> bytes:
    """A PDF whose pages are text or pictures of it."""
    written = io.BytesIO()
    canvas = Canvas(written)
    for page in pages:
        if isinstance(page, str):
            canvas.drawString(72, 700, page)
        else:
            canvas.drawImage(ImageReader(page), 40, 500, 500, 180)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def program(folder: Path, script: str) -> str:
    file = folder / "tesseract"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def read(folder: Path, content: bytes, **chosen: object) -> Read:
    file = folder / "file"
    file.write_bytes(content)
    with Loader(settings(home=folder / "home", **chosen)) as loader:
        return loader.load(Job(file, "file"))


@NEEDED
def test_a_page_that_is_a_picture_is_read_in_its_place(tmp_path: Path) -> None:
    content = pdf(
        "The first page is text.", picture("The ferry to Skarvik", "leaves at nine"), "Last."
    )

    loaded = read(tmp_path, content).loaded

    starts = [*loaded.page_starts, len(loaded.text)]
    pages = [loaded.text[one:two] for one, two in pairwise(starts)]
    assert [page.strip() for page in (pages[0], pages[2])] == ["The first page is text.", "Last."]
    assert " ".join(pages[1].split()) == "The ferry to Skarvik leaves at nine"
    assert any("by OCR" in note and "page 2" in note for note in loaded.notes)


@NEEDED
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"])
def test_pictures_of_every_kind_are_read(tmp_path: Path, kind: str) -> None:
    loaded = read(tmp_path, as_bytes(picture("The ferry leaves at nine"), kind)).loaded

    assert "The ferry leaves at nine" in loaded.text
    assert loaded.media_type == f"image/{kind.lower()}"


@NEEDED
def test_every_frame_of_a_picture_is_a_page(tmp_path: Path) -> None:
    frames = [picture("Halm harbour"), picture("Skarvik harbour")]
    content = as_bytes(frames[0], "TIFF", save_all=True, append_images=frames[1:])

    loaded = read(tmp_path, content).loaded

    assert len(loaded.page_starts) == 2
    assert loaded.text.index("Halm") < loaded.page_starts[1] <= loaded.text.index("Skarvik")


@NEEDED
def test_a_picture_on_its_side_is_turned_by_what_its_camera_noted(tmp_path: Path) -> None:
    made = picture("The ferry leaves at nine").rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6

    loaded = read(tmp_path, as_bytes(made, "JPEG", exif=exif)).loaded

    assert "ferry leaves" in loaded.text


def test_without_tesseract_the_report_says_how_to_get_it(tmp_path: Path) -> None:
    content = pdf("The first page is text.", picture("A ferry"))

    loaded = read(tmp_path, content, tesseract="no-such-program").loaded
    assert any("page 2" in note and "apt-get install" in note for note in loaded.notes)
    for hidden in ({"tesseract": "no-such-program"}, {"ocr": "off"}):
        with pytest.raises(SkippedError) as refused:
            read(tmp_path, as_bytes(picture("A ferry")), **hidden)
        assert "apt-get install tesseract-ocr" in refused.value.remedy


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sleep 60", "longer than 1 seconds"),
        ("kill -11 $$", "ended with -11"),
        ("echo no language 1>&2; exit 1", "no language"),
        ("head -c 30000000 /dev/zero", "ended with 0"),
    ],
)
def test_a_program_that_fails_costs_that_page_only(tmp_path: Path, script: str, said: str) -> None:
    content = pdf("The first page is text.", picture("A ferry"))

    loaded = read(tmp_path, content, tesseract=program(tmp_path, script), ocr_seconds=1).loaded

    assert "The first page is text." in loaded.text
    assert any("page 2 was not read by OCR" in note and said in note for note in loaded.notes)
    assert any("needs OCR" in note for note in loaded.notes)


@NEEDED
def test_only_so_many_pages_of_a_file_are_read_by_ocr(tmp_path: Path) -> None:
    content = pdf(picture("Halm"), picture("Skarvik"), picture("Brekka"))

    loaded = read(tmp_path, content, ocr_pages=1).loaded

    assert "Halm" in loaded.text
    assert "Skarvik" not in loaded.text
    assert any("2 pages have no legible text; they need OCR: 2, 3" in note for note in loaded.notes)


@NEEDED
def test_pages_left_for_a_limit_are_read_once_that_is_raised(place: Place) -> None:
    shown = (picture("The ferry leaves at nine"), picture("Moor at berth four"))
    (place.folder / "a.pdf").write_bytes(pdf("Cover", *shown))
    usual = place.settings
    place.settings = usual.model_copy(update={"ocr_pages": 1})
    place.ingest()
    assert place.ingest().unchanged == 1
    assert "berth" not in place.texts()["a.pdf"]

    place.settings = usual
    place.ingest()

    assert "berth" in place.texts()["a.pdf"]
    assert place.ingest().unchanged == 1


def test_a_huge_or_damaged_picture_is_bounded(tmp_path: Path) -> None:
    huge = as_bytes(Image.new("1", (30_000, 30_000), 1))
    with pytest.raises((SkippedError, DocumentError)):
        read(tmp_path, huge)
    sound = as_bytes(picture("A ferry"))
    for part in (0.1, 0.5, 0.9):
        with pytest.raises((SkippedError, DocumentError)) as refused:
            read(tmp_path, sound[: int(len(sound) * part)], ocr_seconds=20)
        assert refused.value.remedy


def test_what_stands_after_a_page_moves_along() -> None:
    loaded = Loaded(
        "one\n\n\n\nthree\n",
        "application/pdf",
        page_starts=(0, 5, 7),
        headings=(Heading("Three", 1, 7),),
        marks=(Mark(7, "x"),),
        scans=(2,),
    )

    done = merged(loaded, {2: Scanned("The second page.", 90.0)})

    assert done.text == "one\n\nThe second page.\n\nthree\n"
    assert [done.text[start:][:3] for start in done.page_starts] == ["one", "The", "thr"]
    assert done.text[done.headings[0].start :] == "three\n"
    assert done.marks[0].start == done.headings[0].start
    assert done.scans == ()


def test_lines_and_paragraphs_of_the_table_of_words_are_kept() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tl\tt\tw\th\tconf\ttext"

    def word(paragraph: int, line: int, text: str, sure: int) -> str:
        return f"5\t1\t1\t{paragraph}\t{line}\t1\t0\t0\t0\t0\t{sure}\t{text}"

    rows: Sequence[str] = [
        "4\t1\t1\t1\t1\t0\t0\t0\t0\t0\t-1\t",
        word(1, 1, "The", 90),
        word(1, 1, '"ferry', 80),
        word(1, 2, "leaves", 70),
        word(2, 1, "B", 60),
    ]

    assert recognised("\n".join([head, *rows])) == Scanned('The "ferry\nleaves\n\nB', 75.0)


def test_the_program_gets_no_secret_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    script = f"env > {tmp_path}/seen; echo level"
    tesseract = Tesseract(settings(tesseract=program(tmp_path, script)))

    tesseract.read(b"")

    assert "canary" not in (tmp_path / "seen").read_text()
    assert os.environ["OPENAI_API_KEY"] == "sk-canary"


@NEEDED
def test_what_could_not_be_read_is_read_once_tesseract_is_there(place: Place) -> None:
    """And nothing else is: a file without pictures costs nothing."""
    shown = pdf("The first page is text.", picture("The ferry to Skarvik"))
    (place.folder / "a.pdf").write_bytes(shown)
    (place.folder / "b.txt").write_text("No picture in here.")
    (place.folder / "c.png").write_bytes(as_bytes(picture("Brekka harbour")))
    place.settings = settings(home=place.settings.home, tesseract="no-such-program")
    first = place.ingest()
    assert (first.added, first.skipped) == (2, 1)
    assert place.ingest().unchanged == 2

    place.settings = settings(home=place.settings.home)
    second = place.ingest()

    assert (second.added, second.updated, second.unchanged, second.skipped) == (1, 1, 1, 0)
    assert "Skarvik" in place.texts()["a.pdf"]
    assert "Brekka" in place.texts()["c.png"]
    assert place.ingest().unchanged == 3
