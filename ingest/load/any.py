"""Chooses the loader for a file, and sees to what all loaders have in common."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from ingest import sniff
from ingest.load.code_kinds import KINDS
from ingest.load.loaded import Limits, Loaded
from ingest.load.scans import PICTURES
from ingest.load.unseen import watched
from rag.errors import SkippedError

Load = Callable[[bytes, str, Limits], Loaded]
_LOADERS = {
    sniff.PDF: "pdf",
    sniff.DOCX: "word",
    sniff.XLSX: "sheet",
    sniff.PPTX: "slides",
    sniff.ODT: "odt",
    sniff.ODS: "ods",
    sniff.ODP: "odp",
    sniff.EPUB: "epub",
    sniff.RTF: "rtf",
    sniff.JSON: "records",
    sniff.JSON_LINES: "records",
    sniff.NOTEBOOK: "notebook",
    sniff.XML: "xml",
    sniff.RST: "rst",
    **dict.fromkeys(PICTURES, "picture"),
    sniff.ASCIIDOC: "asciidoc",
    sniff.ORG: "org",
    sniff.TEX: "tex",
    **dict.fromkeys(KINDS, "code"),
    sniff.HTML: "html",
    sniff.MARKDOWN: "markdown",
    sniff.MAIL: "mail",
    sniff.MBOX: "mail",
    sniff.MSG: "msg",
    sniff.ZIP: "archive",
    sniff.TAR: "archive",
    sniff.CSV: "table",
    sniff.TSV: "table",
}


def load(content: bytes, name: str, limits: Limits) -> Loaded:
    """Read *content*, a file called *name*, whatever it is.

    Raises `SkippedError` where there is nothing in it for us and `DocumentError` where it cannot
    be read. A damaged file may also raise what its parser raises: call it in the child.
    """
    media_type = sniff.sniff(content, name)
    loader: Load = import_module(f"ingest.load.{_LOADERS.get(media_type, 'text')}").load
    with watched() as unseen:
        loaded = loader(content, media_type, limits)
    return within_limits(replace(loaded, notes=(*loaded.notes, *unseen.notes())), limits)


def within_limits(loaded: Loaded, limits: Limits) -> Loaded:
    """Cut what is over the limits, and say so; refuse what has no text."""
    if not loaded.text.strip() and not loaded.scans:
        raise SkippedError("The file has no text.", "Nothing to do, unless it should have.")
    pages, length = len(loaded.page_starts), len(loaded.text)
    starts = loaded.page_starts[: limits.pages]
    end = loaded.page_starts[limits.pages] if pages > limits.pages else length
    end = min(end, limits.characters)
    if end == length and len(starts) == pages:
        return loaded
    kept = tuple(start for start in starts if start < end) or (0,)
    if end == limits.characters:
        note = f"only its first {end} of {length} characters were read"
    else:
        note = f"only its first {len(kept)} of {pages} pages were read"
    return replace(
        loaded,
        text=loaded.text[:end],
        page_starts=kept,
        page_labels=loaded.page_labels[: len(kept)],
        headings=tuple(heading for heading in loaded.headings if heading.start < end),
        marks=tuple(mark for mark in loaded.marks if mark.start < end),
        scans=tuple(page for page in loaded.scans if page <= len(kept)),
        notes=(*loaded.notes, note),
    )
