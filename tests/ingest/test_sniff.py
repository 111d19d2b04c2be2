import gzip

import pytest

from ingest import sniff
from rag.errors import DocumentError, SkippedError
from tests.ingest.made import docx, pdf, pptx, xlsx

PAGE = b"<!DOCTYPE html>\n<html><body><p>Hi</p></body></html>"
MAIL = b"Received: from x\nFrom: a@b.example\nTo: c@d.example\nMessage-ID: <1@b>\n\nHello\n"


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (pdf(["x"]), "a.txt", sniff.PDF),
        (docx(), "a.pdf", sniff.DOCX),
        (xlsx(), "a", sniff.XLSX),
        (pptx(), "a.docx", sniff.PPTX),
        (PAGE, "a.txt", sniff.HTML),
        (PAGE, "a.pdf", sniff.HTML),
        (MAIL, "a", sniff.MAIL),
        (b"# Title\n\nText", "a.md", sniff.MARKDOWN),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "a.pdf", "image/png"),
        (b"# not Markdown\nx = 1\n", "a.py", "text/x-python"),
        (b"a,b\n1,2\n", "a.CSV", sniff.CSV),
        ("Grüße".encode("utf-16"), "a.txt", sniff.PLAIN),
        ("Grüße an alle".encode("utf-16-le"), "a.txt", sniff.PLAIN),
        (b"only text", "a.png", sniff.PLAIN),
        (b"a long text with a zero\0 in it" + b" and more words" * 100, "a.txt", sniff.PLAIN),
    ],
)
def test_content_decides_and_the_name_is_only_a_hint(
    content: bytes, name: str, expected: str
) -> None:
    assert sniff.sniff(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (gzip.compress(b"text", mtime=0), "a.txt", "a gzip archive"),
        (b"\x7fELF" + bytes(60), "a.md", "a program"),
        (bytes(range(256)) * 20, "a.txt", "binary data"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "old Office format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "encrypted",
        ),
        (b"", "a.txt", "empty"),
        (b" \n", "a.txt", "no text"),
    ],
)
def test_what_is_not_read_is_skipped_with_its_kind_and_a_remedy(
    content: bytes, name: str, problem: str
) -> None:
    with pytest.raises(SkippedError, match=problem) as caught:
        sniff.sniff(content, name)

    assert caught.value.remedy


def test_a_damaged_archive_is_a_failure_and_not_skipped() -> None:
    with pytest.raises(DocumentError, match="damaged"):
        sniff.sniff(docx()[:1000], "a.docx")
