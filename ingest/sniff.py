"""Decides what a file is by what is in it; its name is only a hint among kinds of text."""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath

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
MSG, MBOX = "application/vnd.ms-outlook", "application/mbox"
HTML, MARKDOWN, MAIL, PLAIN = "text/html", "text/markdown", "message/rfc822", "text/plain"
CSV, TSV = "text/csv", "text/tab-separated-values"
JSON, JSON_LINES, XML = "application/json", "application/x-ndjson", "application/xml"
NOTEBOOK, RST = "application/x-ipynb+json", "text/x-rst"
_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_BY_NAME = {
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".csv": CSV, ".tsv": TSV, ".eml": MAIL, ".html": HTML,
    ".htm": HTML, ".xhtml": HTML, ".json": JSON, ".jsonl": JSON_LINES, ".ndjson": JSON_LINES,
    ".geojson": JSON, ".ipynb": NOTEBOOK, ".xml": XML, ".rst": RST,
    ".py": "text/x-python", ".pyi": "text/x-python", ".js": "text/javascript",
    ".mjs": "text/javascript", ".cjs": "text/javascript", ".jsx": "text/javascript",
    ".ts": "text/x-typescript", ".tsx": "text/x-typescript", ".java": "text/x-java",
    ".c": "text/x-c", ".h": "text/x-c", ".cc": "text/x-c++", ".cpp": "text/x-c++",
    ".cxx": "text/x-c++", ".hpp": "text/x-c++", ".hh": "text/x-c++", ".go": "text/x-go",
    ".rs": "text/x-rust", ".rb": "text/x-ruby", ".cs": "text/x-csharp", ".php": "text/x-php",
    ".sh": "text/x-shellscript", ".bash": "text/x-shellscript",
}  # fmt: skip
_BY_SHEBANG = {
    "python": "text/x-python", "bash": "text/x-shellscript", "sh": "text/x-shellscript",
    "node": "text/javascript", "ruby": "text/x-ruby", "php": "text/x-php",
}  # fmt: skip
_SHEBANG = re.compile(r"\A#![^\n]*?/(?:env[ \t]+)?([a-z]+)[0-9.]*(?:\s|\Z)")
_NOTEBOOK = re.compile(
    r'\A\s*\{(?=.*"nbformat"\s*:\s*[34])(?=.*"(?:cells|worksheets)"\s*:)', re.DOTALL
)
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
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL = re.compile(r"\A(?:[A-Za-z][\w-]*:[ \t].*\n(?:[ \t]+.*\n)*){3,}\n?")
_MBOX = re.compile(r"\AFrom \S+ .*\d{4}.*\r?\n(?:[A-Za-z][\w-]*:[ \t]?.*\r?\n){2}")
_MAIL_SIGNS = re.compile(
    r"^(?:message-id|mime-version|received|return-path):", re.IGNORECASE | re.MULTILINE
)
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
    suffix = PurePosixPath(name.lower()).suffix
    if _HTML.match(text) or _MBOX.match(text):
        return HTML if _HTML.match(text) else MBOX
    hinted = _BY_NAME.get(suffix, PLAIN)
    if hinted == PLAIN and (shebang := _SHEBANG.match(text)):
        return _BY_SHEBANG.get(shebang.group(1), PLAIN)
    if hinted in {JSON, NOTEBOOK}:
        return _json(content, hinted)
    if hinted == PLAIN and text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return XML
    if (
        hinted in {PLAIN, MAIL}
        and _MAIL.match(text.replace("\r\n", "\n"))
        and _MAIL_SIGNS.search(text)
    ):
        return MAIL
    return hinted


def _json(content: bytes, hinted: str) -> str:
    """Tell notebooks, whatever they are called, from other JSON; they say so first or last."""
    ends = decode(content[:_HEAD]).text + decode(content[-_HEAD:]).text
    if _NOTEBOOK.match(ends):
        return NOTEBOOK
    return hinted if hinted == JSON or '"cells"' in ends else JSON
