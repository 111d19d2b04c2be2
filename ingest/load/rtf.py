"""RTF: paragraphs and pages; how things look, tables' borders and pictures are lost."""

import re

from ingest.load.loaded import Limits, Loaded, Pages, one_line
from ingest.load.odf_text import tagged
from rag.errors import DocumentError

_PAGE = re.compile(rb"\\page(?![a-z])\s?")
_BYTES = re.compile(rb"\\bin(\d{1,9}) ?")
_INFO = re.compile(r"\{\\(title|author|subject|keywords)\s([^{}\\]*)")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_FEED = rb"\'0c"
_HEAD = 20_000
"""Bytes in which a file says who wrote it."""


def load(content: bytes, media_type: str, limits: Limits) -> Loaded:
    """Read the text; a page begins where the author began one."""
    from striprtf.striprtf import rtf_to_text

    written = _PAGE.sub(lambda _: _FEED, _without_bytes(content)).decode("latin-1")
    try:
        text: str = rtf_to_text(  # type: ignore[no-untyped-call]
            written[: limits.characters * 8], errors="replace"
        )
    except (ValueError, LookupError, IndexError, KeyError) as error:
        raise DocumentError(f"The RTF is damaged: {error}.", "Save it again.") from error
    pages = Pages()
    for page in text.split("\f"):
        pages.turn()
        for line in page.split("\n"):
            pages.add(line.replace("|", " | ").strip(" |") if line.endswith("|") else line)
            if not line.strip():
                pages.blank_line()
    found = {name: one_line(said) for name, said in _INFO.findall(written[:_HEAD])}
    if dated := _CREATED.search(written[:_HEAD]):
        year, month, day = map(int, dated.groups())
        found["created"] = f"{year:04d}-{month:02d}-{day:02d}"
    title = found.pop("title", "")
    tags = tagged(found.get("keywords", ""))
    properties = {name: said for name, said in found.items() if said}
    return pages.loaded(media_type, title=title, properties=properties, tags=tags)


def _without_bytes(content: bytes) -> bytes:
    r"""Leave out what ``\\bin`` announces: raw bytes, in which a brace is no brace."""
    kept, place = [], 0
    while found := _BYTES.search(content, place):
        kept.append(content[place : found.start()])
        place = found.end() + int(found.group(1))
    return b"".join((*kept, content[place:]))
