"""Tells kinds of text apart: by what is in it first, and among what is left by its name."""

import codecs
import json
import re
from pathlib import PurePosixPath

from ingest.load.code_kinds import kind_of

HTML, MARKDOWN, MAIL, PLAIN = "text/html", "text/markdown", "message/rfc822", "text/plain"
MBOX = "application/mbox"
CSV, TSV = "text/csv", "text/tab-separated-values"
JSON, JSON_LINES, NOTEBOOK = "application/json", "application/x-ndjson", "application/x-ipynb+json"
XML = "application/xml"
RST, ASCIIDOC, ORG, TEX = "text/x-rst", "text/asciidoc", "text/org", "text/x-tex"
_BY_NAME = {
    ".md": MARKDOWN, ".markdown": MARKDOWN, ".mdown": MARKDOWN, ".mkd": MARKDOWN, ".mdx": MARKDOWN,
    ".qmd": MARKDOWN, ".rmd": MARKDOWN, ".csv": CSV, ".tsv": TSV, ".eml": MAIL, ".html": HTML,
    ".htm": HTML, ".xhtml": HTML, ".rst": RST, ".rest": RST, ".adoc": ASCIIDOC,
    ".asciidoc": ASCIIDOC, ".org": ORG, ".tex": TEX, ".latex": TEX, ".ltx": TEX,
    ".json": JSON, ".geojson": JSON, ".webmanifest": JSON, ".har": JSON, ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES, ".ipynb": NOTEBOOK, ".xml": XML, ".xsd": XML, ".xsl": XML,
    ".xslt": XML, ".svg": XML, ".rss": XML, ".atom": XML, ".plist": XML, ".kml": XML, ".gpx": XML,
    ".opml": XML, ".wsdl": XML, ".dita": XML, ".docbook": XML, ".dbk": XML, ".tei": XML,
}  # fmt: skip
_TREES = frozenset((JSON, JSON_LINES, NOTEBOOK, XML))
_TEXTS = frozenset((MARKDOWN, CSV, TSV, MAIL, RST, ASCIIDOC, ORG, TEX))
_HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\A\s*(?:<\?xml\s|<!DOCTYPE\s+[A-Za-z]|<([A-Za-z_][\w.:-]*)(?:\s[^<>]*)?>)")
_MAIL = re.compile(r"\A(?:[A-Za-z][\w-]*:[ \t].*\n(?:[ \t]+.*\n)*){3,}\n?")
_MBOX = re.compile(r"\AFrom \S+ .*\d{4}.*\r?\n(?:[A-Za-z][\w-]*:[ \t]?.*\r?\n){2}")
_MAIL_SIGNS = re.compile(
    r"^(?:message-id|mime-version|received|return-path):", re.IGNORECASE | re.MULTILINE
)
_TAIL = 4096
"""Bytes at the end that are looked at."""
_LINE = 20_000
"""Characters, at most, of a line that is tried as a record."""


def text_kind(text: str, content: bytes, name: str) -> str:
    """Return the media type of *content*, which is text that begins with *text*."""
    text = text.lstrip("\ufeff")
    if _MBOX.match(text):
        return MBOX
    suffix = PurePosixPath(name.lower()).suffix
    code = kind_of(text, name)
    if code is not None and (code.name == "PHP" or not _HTML.match(text)):
        hinted = code.media_type
    else:
        hinted = _BY_NAME.get(suffix, PLAIN)
        if _HTML.match(text):
            return HTML
    if hinted in _TEXTS and _is_tree(text, content):
        hinted = PLAIN
    if hinted in {PLAIN, *_TREES} or (suffix == ".ts" and text.startswith("<?xml")):
        found = _tree(text, content, hinted)
        if found:
            return found
    if hinted in {PLAIN, MAIL} and _is_mail(text):
        return MAIL
    return PLAIN if hinted in _TREES else hinted


def _is_tree(text: str, content: bytes) -> bool:
    """Say whether text whose name says otherwise is JSON or XML all the same: the whole of it."""
    if text.lstrip()[:1] in {"{", "["}:
        whole = len(text.encode("utf-8", "replace")) + len(codecs.BOM_UTF8) >= len(content)
        return _is_lines(text) or (whole and _reads(text))
    return text.lstrip().startswith("<?xml") and _tree(text, content, PLAIN) == XML


def _is_mail(text: str) -> bool:
    return bool(_MAIL.match(text.replace("\r\n", "\n")) and _MAIL_SIGNS.search(text))


def _tree(text: str, content: bytes, hinted: str) -> str:
    """Tell JSON and XML by how they begin and end; where the name says so, the start will do."""
    start, end = text.lstrip()[:1], content[-_TAIL:].replace(b"\0", b"").rstrip()
    if start and start in "{[":
        if _is_notebook(text, end, hinted):
            return NOTEBOOK
        if _is_lines(text):
            return JSON_LINES
        if hinted in {JSON, JSON_LINES}:
            return hinted
        return JSON if _is_json(text, len(content)) else ""
    if start == "<":
        match = _XML.match(text)
        closed = match is not None and (
            match[1] is None or hinted == XML or end.endswith(f"</{match[1]}>".encode())
        )
        return XML if closed or hinted == XML else ""
    return hinted if hinted in {JSON, JSON_LINES} and _is_scalar(text) else ""


def _is_notebook(text: str, end: bytes, hinted: str) -> bool:
    said = '"nbformat"' in text or b'"nbformat"' in end
    return hinted == NOTEBOOK or (said and ('"cells"' in text or '"worksheets"' in text))


def _is_lines(text: str) -> bool:
    """Say whether the first two lines are records, each by itself."""
    lines = [line for line in text[: 2 * _LINE].split("\n") if line.strip()][:2]
    return len(lines) == 2 and all(line.lstrip()[0] == "{" and _reads(line) for line in lines)


def _is_json(text: str, size: int) -> bool:
    """Say whether text whose name says nothing is JSON: all of it, where it is not too long."""
    whole = len(text.encode("utf-8", "replace")) >= size
    return _reads(text) if whole else bool(re.match(r"\s*(?:\{\s*\"|\[\s*[\[{\"])", text))


def _is_scalar(text: str) -> bool:
    return _reads(text[:_LINE])


def _reads(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
