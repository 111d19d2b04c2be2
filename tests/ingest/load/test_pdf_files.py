"""Files that PDFs carry are taken along, and harm nothing when they are damaged or hostile."""

import base64
import contextlib
import io
import random
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from ingest.load import pdf as loader
from ingest.load import pdf_files
from ingest.load.loaded import Limits, Loaded
from rag.errors import FootnoteError, SkippedError
from tests.ingest.made import carrying, raw_pdf

BOMB = zlib.compress(bytes(100_000_000), 9)
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def load(content: bytes, **limits: int) -> Loaded:
    return loader.load(content, "application/pdf", Limits(seconds=20, **limits))


def files(loaded: Loaded) -> dict[str, bytes]:
    assert len({one.name for one in loaded.attachments}) == len(loaded.attachments)
    return {one.name: base64.b64decode(one.content) for one in loaded.attachments}


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def raw(*more: bytes, names: bytes = b"", notes: bytes = b"") -> bytes:
    """A page that says "The cover.", with *names* as its tree, *notes*, and *more* from 6 on."""
    return raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<<%s>>>>>>" % names,
            b"<</Type/Pages/Count 1/Kids[5 0 R]>>",
            stream(b"BT /F1 12 Tf 10 50 Td (The cover.) Tj ET"),
            FONT,
            b"<</Type/Page/Parent 2 0 R/Contents 3 0 R/MediaBox[0 0 200 200]/Annots[%s]"
            b"/Resources<</Font<</F1 4 0 R>>>>>>" % notes,
            *more,
        ]
    )


def test_the_files_of_the_catalogue_come_with_the_document_in_its_order() -> None:
    loaded = load(carrying(costs_csv=b"Port,Cost\nHalm,12\n", note_txt=b"Nine."))

    assert files(loaded) == {"costs.csv": b"Port,Cost\nHalm,12\n", "note.txt": b"Nine."}
    assert (loaded.text.strip(), loaded.notes) == ("The cover.", ())


def test_a_file_pinned_to_a_page_comes_once_though_the_catalogue_names_it_too() -> None:
    pin = b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS %s>>"
    both = b"<</Type/Filespec/F(C:\\\\plans\\\\a.txt)/EF<</F 6 0 R>>>>"
    content = raw(
        stream(b"In both places."),
        stream(b"Pinned only."),
        names=b"/Names[(x) %s]" % both,
        notes=pin % both + pin % b"<</F(b.txt)/EF<</F 7 0 R>>>>",
    )

    assert files(load(content)) == {"a.txt": b"In both places.", "b.txt": b"Pinned only."}
    pinned = raw(stream(b"Pinned only."), notes=pin % b"<</UF(b.txt)/EF<</F 6 0 R>>>>")
    assert files(load(pinned)) == {"b.txt": b"Pinned only."}


def test_a_tree_of_names_is_walked_to_its_leaves_and_never_in_circles() -> None:
    leaf = b"<</Names[(deep.txt)<</EF<</F 6 0 R>>>>]>>"
    tree = b"/Kids[7 0 R 7 0 R]"
    content = raw(
        stream(b"Deep."), b"<</Kids[8 0 R]>>", b"<</Kids[7 0 R 9 0 R]>>", leaf, names=tree
    )

    assert files(load(content)) == {"deep.txt": b"Deep."}


def test_a_file_encrypted_without_a_password_gives_its_files() -> None:
    writer, written = PdfWriter(PdfReader(io.BytesIO(carrying(note_txt=b"Nine.")))), io.BytesIO()
    writer.encrypt("", "owner", algorithm="AES-256")
    writer.write(written)

    assert files(load(written.getvalue())) == {"note.txt": b"Nine."}


def test_a_damaged_file_is_a_note_and_the_next_one_is_read() -> None:
    broken = stream(b"\x00\xff no", b"/Filter/JBIG2Decode")
    names = b"/Names[(a.txt)<</EF<</F 6 0 R>>>>(b.txt)<</EF<</F 7 0 R>>>>(c.txt)<</EF 3>>]"

    loaded = load(raw(broken, stream(b"Sound."), names=names))

    assert files(loaded) == {"b.txt": b"Sound."}
    assert loaded.text.strip() == "The cover."
    assert loaded.notes == ("2 files inside it are damaged and were not read: a.txt, c.txt",)


def test_what_is_over_the_limits_is_left_out_and_counted() -> None:
    content = carrying(a_txt=b"1", b_txt=b"22222", c_txt=b"3", d_txt=b"4")

    loaded = load(content, members=2, member_bytes=4)

    assert files(loaded) == {"a.txt": b"1", "c.txt": b"3"}
    (note,) = loaded.notes
    assert note.startswith("files inside it not read, over 2 files or 0 MB (FOOTNOTE_")
    assert note.endswith(": 2")


def test_a_bomb_is_left_out_as_too_much() -> None:
    names = b"/Names[(a)<</EF<</F 6 0 R>>>>(b.txt)<</EF<</F 7 0 R>>>>]"

    loaded = load(raw(stream(BOMB, b"/Filter/FlateDecode"), stream(b"Sound."), names=names))

    assert files(loaded) == {"b.txt": b"Sound."}
    (note,) = loaded.notes
    assert note.startswith("files inside it not read, over 1000 files or 60 MB (FOOTNOTE_")
    assert note.endswith(": 1")


def test_files_that_take_too_long_are_left_out_and_the_text_is_kept() -> None:
    count = 200
    names = b"".join(b"(%d.txt)<</EF<</F %d 0 R>>>>" % (n, n + 6) for n in range(count))
    bombs = [stream(BOMB, b"/Filter/FlateDecode")] * count

    loaded = loader.load(raw(*bombs, names=b"/Names[%s]" % names), "pdf", Limits(seconds=2))

    assert loaded.text.strip() == "The cover."
    assert "the files inside it took too long to read: not all of them were" in loaded.notes


def test_a_wrapping_without_text_is_read_as_the_names_of_its_files() -> None:
    loaded = load(carrying("", plan_txt=b"Nine."))

    assert (loaded.text.strip(), len(loaded.page_starts)) == ("plan.txt", 1)
    assert any("no text of its own" in note for note in loaded.notes)
    with pytest.raises(SkippedError, match="no text"):
        load(carrying(""))


def test_a_pdf_without_files_is_not_opened_a_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every PDF has none: it must not pay for those that have."""

    def never(_content: bytes) -> None:
        raise AssertionError

    monkeypatch.setattr(pdf_files, "reader_of", never)
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>"

    loaded = load(raw(notes=link))

    assert (loaded.attachments, loaded.notes) == ((), ())


def test_flipped_bytes_never_cost_more_than_the_file() -> None:
    """Whatever is damaged, the PDF is read, or refused as every damaged one is."""
    sound, chance = carrying(note_txt=b"The ferry leaves at nine. " * 40), random.Random(7)
    for _ in range(300):
        content = bytearray(sound)
        for _ in range(6):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with contextlib.suppress(FootnoteError):
            load(bytes(content))
