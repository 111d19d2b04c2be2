"""Decides what a file is by what is in it; its name is only a hint among kinds of text."""

import io
import re
import zipfile
import zlib

from ingest import sniff_text
from ingest.load.charset import decode, wide
from rag.errors import DocumentError, SkippedError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT, ODS, ODP = (
    f"application/vnd.oasis.opendocument.{name}" for name in ("text", "spreadsheet", "presentation")
)
EPUB, RTF = "application/epub+zip", "application/rtf"
ZIP, TAR = "application/zip", "application/x-tar"
MSG = "application/vnd.ms-outlook"
MBOX = sniff_text.MBOX
HTML, MARKDOWN, MAIL = sniff_text.HTML, sniff_text.MARKDOWN, sniff_text.MAIL
PLAIN, CSV, TSV = sniff_text.PLAIN, sniff_text.CSV, sniff_text.TSV
JSON, JSON_LINES, XML = sniff_text.JSON, sniff_text.JSON_LINES, sniff_text.XML
NOTEBOOK, RST, ASCIIDOC = sniff_text.NOTEBOOK, sniff_text.RST, sniff_text.ASCIIDOC
ORG, TEX = sniff_text.ORG, sniff_text.TEX
_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"),
    (b"II*\0", "image/tiff"), (b"MM\0*", "image/tiff"),
)  # fmt: skip
_MAGIC = (
    (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"), (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"), (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"), (b"MZ\x90\0", "a program"), (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"), (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"OggS", "a sound file"), (b"ID3", "a sound file"), (b"fLaC", "a sound file"),
    (b"%!PS", "a PostScript file"), (b"\0asm", "a program"),
)  # fmt: skip
_MSG = "__properties_version1.0".encode("utf-16-le")
_MSG_PARTS = tuple(part.encode("utf-16-le") for part in ("__substg1.0_", "__nameid_version1.0"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 1 << 16


class UnreadError(SkippedError):
    """A format that is not read here; a LlamaIndex reader may know it."""


def sniff(content: bytes, name: str) -> str:
    """Return the media type of *content*, or raise `SkippedError` for what is not read."""
    if not content:
        raise SkippedError("The file is empty.", "Nothing to do, unless it should not be.")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(content, name)
    plainly = _plainly(content)
    if plainly:
        return plainly
    if content.startswith(_OLE):
        if _MSG in content:
            return MSG
        raise _ole(content, name)
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise unread(name, what)
    if content[4:8] == b"ftyp" or (content[:4] == b"RIFF" and content[8:12] in {b"WAVE", b"AVI "}):
        raise unread(name, "a sound, a film or a HEIC picture")
    return _text(content, name)


def _plainly(content: bytes) -> str:
    """Return the media type of what begins as nothing else does; else nothing."""
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"{\\rtf"):
        return RTF
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:2] == b"BM" and content[6:10] == bytes(4) and len(content) > 26:
        return "image/bmp"
    if content[257:262] == b"ustar" or _unpacked_head(content)[257:262] == b"ustar":
        return TAR
    return next((kind for magic, kind in _PICTURES if content.startswith(magic)), "")


def _unpacked_head(content: bytes) -> bytes:
    """Return the first bytes of what a gzip file holds; nothing where it is none, or damaged."""
    if not content.startswith(b"\x1f\x8b"):
        return b""
    try:
        return zlib.decompressobj(31).decompress(content[:65_536], 512)
    except zlib.error:
        return b""


def unread(name: str, what: str) -> UnreadError:
    """Say that *what* is nothing we read."""
    remedy = "Convert it to PDF, DOCX or text, or name a LlamaIndex reader for it with --reader."
    if "picture" in what:
        remedy = "Save it as PNG or JPEG first."
    elif "archive" in what:
        remedy = "Unpack it first."
    elif "program" in what:
        remedy = "Nothing to do: programs hold no text to ask about."
    return UnreadError(f"{name} is {what}, which Footnote does not read yet.", remedy)


def _zip(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = set(archive.namelist())
            opened = "mimetype" in members and archive.getinfo("mimetype").file_size < 200
            kind = archive.read("mimetype").decode("ascii", "replace") if opened else ""
    except (
        zipfile.BadZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise DocumentError(f"The file is damaged: {error}.", "Fetch or save it again.") from error
    for member, media_type in _OFFICE.items():
        if member in members:
            return media_type
    if kind.strip() == EPUB:
        return EPUB
    for media_type in (ODT, ODS, ODP):
        if kind.strip().removesuffix("-template") == media_type:
            return media_type
    if "opendocument" in kind:
        raise unread(name, "an OpenDocument drawing, formula or database")
    if kind:
        raise unread(name, f"a ZIP archive of type {kind.strip()[:80]!r}")
    return ZIP


def _ole(content: bytes, name: str) -> SkippedError:
    """Say what keeps a compound file from being read."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        remedy = "Save it without a password, then ingest it again."
        return SkippedError("The file is encrypted and opens only with a password.", remedy)
    if name.lower().endswith(".msg") or any(part in content for part in _MSG_PARTS):
        raise DocumentError("The Outlook message is damaged.", "Save it again from Outlook.")
    problem = f"{name} is in an old Office format (before 2007), which Footnote does not read."
    return UnreadError(problem, "Save it as DOCX, XLSX or PPTX, then ingest it again.")


def _text(content: bytes, name: str) -> str:
    head = content[:_HEAD]
    if (
        b"\0" in head
        and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
        and not wide(head)
    ) and head.count(b"\0") > len(head) // 1000 + 8:
        raise unread(name, "binary data")
    text = decode(head[: len(head) & ~3]).text if len(content) > _HEAD else decode(content).text
    if len(_CONTROL.findall(text)) > len(text) // 20 + 8:
        raise unread(name, "binary data")
    if not text.strip("\ufeff\0 \t\r\n\f\v") and len(content) <= _HEAD:
        raise SkippedError(
            "The file has no text, only blanks.", "Nothing to do, unless it should have."
        )
    return sniff_text.text_kind(text, content, name)
