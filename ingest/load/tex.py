"""LaTeX: the source as it stands, comments blanked; headings by its sections."""

import re
from collections.abc import Iterator

from ingest.load.charset import decode
from ingest.load.loaded import Heading, Limits, Loaded, clean
from ingest.load.markup import blanked, marked_up

_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(%[^\n]*)")
_VERBATIM = re.compile(r"\\begin\{(verbatim|lstlisting|minted)\*?\}")
_LEVELS = {
    "part": 1, "chapter": 2, "section": 3, "subsection": 4, "subsubsection": 5, "paragraph": 6,
}  # fmt: skip
_SECTION = re.compile(rf"\\({'|'.join(_LEVELS)})\*?[ \t]*(?:\[[^\]\n]{{0,300}}\])?[ \t]*\{{")
_GIVEN = re.compile(r"\\(title|author|date)[ \t]*\{")
_SIGN = re.compile(r"\\([&%#_])")
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?|.)[ \t]?|[{}~$]")
_PREAMBLE = 50_000
"""Characters in which title, author and date are looked for."""
_LONGEST = 300


def load(content: bytes, media_type: str, _: Limits) -> Loaded:
    """Keep the source; read its sections, title, author and date."""
    decoded = decode(content)
    text = clean(decoded.text)
    verbatim = list(_verbatim(text))
    comments = [match.span(1) for match in _COMMENT.finditer(text)]
    text = blanked(text, _outside(comments, verbatim))
    sections = list(_SECTION.finditer(text))
    outside = {start for start, _ in _outside([match.span() for match in sections], verbatim)}
    headings = [
        Heading(_plain(_braced(text, match.end())), _LEVELS[match[1]], match.start())
        for match in sections
        if match.start() in outside
    ]
    return marked_up(text, media_type, headings=headings, given=_given(text), decoded=decoded)


def _verbatim(text: str) -> Iterator[tuple[int, int]]:
    """Yield where code is written out, in which nothing means anything."""
    place = 0
    while match := _VERBATIM.search(text, place):
        end = text.find(f"\\end{{{match[1]}", match.end())
        place = end if end >= 0 else len(text)
        yield match.start(), place


def _outside(spans: list[tuple[int, int]], of: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield those of *spans* that begin in none *of* the others; both are in order."""
    number = 0
    for start, end in spans:
        while number < len(of) and of[number][1] <= start:
            number += 1
        if number == len(of) or start < of[number][0]:
            yield start, end


def _given(text: str) -> Iterator[tuple[str, str]]:
    for match in _GIVEN.finditer(text[:_PREAMBLE]):
        value = re.sub(r"\\(?:and|\\)(?![A-Za-z])", ", ", _braced(text, match.end()))
        yield match[1], "" if "\\today" in value else _plain(value)


def _braced(text: str, start: int) -> str:
    """Return what stands in the braces that opened before *start*."""
    depth = 1
    for match in re.finditer(r"\\.|[{}]", text[start : start + _LONGEST], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return text[start : start + match.start()]
    return ""


def _plain(written: str) -> str:
    return " ".join(_COMMAND.sub(" ", _SIGN.sub(r"\1", written)).split()).replace(" ,", ",")
