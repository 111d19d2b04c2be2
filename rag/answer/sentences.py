"""Where sentences begin and end, in any text: prose, wrapped PDF lines, tables, lists, CJK."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of a text, from *start* up to but without *end*."""

    start: int
    end: int


_END = re.compile(
    r"""(?P<stop>[.!?…]+["'”’»)\]]*)(?=\s)"""  # a full stop counts only before a space
    r"""|(?P<note>(?<=[a-zäöüß)])[.]\d{1,2}(?=\s+[A-ZÄÖÜ])"""  # the mark of a footnote
    r"""|(?<=\b(?:19|20)\d\d)[.]\d{1,2}(?=\s+[A-ZÄÖÜ]))"""
    r"""|[。！？｡]+[」』”’）]*"""
    r"""|\n[^\S\n]*\n\s*"""  # a blank line
    r"""|\n"""
)
_WORD_BEFORE = re.compile(r"([^\s(\[\"'“‘]*)$")
_NEXT_WORD = re.compile(r"\s*([^\W_]*)")
_ALWAYS_SHORT = frozenset(
    "e.g i.e cf vs viz ca approx dr mr mrs ms prof st jr sr fig figs eq ref refs vol pp p ed eds "
    "art sec ch par no nos nr dept gen col lt capt hon rev z.b d.h u.a bzw ggf vgl abs bd str "
    "sog inkl exkl evtl zzgl".split()
)
"""Never the last word of a sentence, or so rarely that joining two is the smaller mistake."""
_MAYBE_SHORT = frozenset(
    "inc ltd corp co llc plc gmbh etc al a.m p.m u.s u.k e.u jan feb mar apr jun jul aug sep sept "
    "oct nov dec usw u.s.a d.c".split()
)
"""Ends a sentence only where the next word is one that opens sentences."""
_OPENERS = frozenset(
    "the a an it its in on at this that these those we you he she they there our their as for if "
    "when while after before however but and by to der die das ein eine es im am wir sie".split()
)
_MONTHS = frozenset(
    "januar februar märz april mai juni juli august september oktober november dezember".split()
)
_TABLE_LINE = re.compile(
    r"\||\t|\S {3,}\S|(?:(?:^|\s)[$€£¥]?\s?\(?[-+–]?[\d][\d.,]*\)?\s?%?){2,}\s*$"
)
_ITEM = re.compile(r"\s*(?:[-*•‣◦▪–·]|\(?\d{1,2}[.)]|[a-z]\))\s")
_CAPTION = re.compile(r"(?:table|figure|tabelle|abbildung|tabla|図|表)\s*\d", re.IGNORECASE)
_STOPPED = re.compile(r"[.!?:;,。！？]\W?\Z")
_FIGURES = 0.28
"""Share of a line's words with digits in them from which it is a row rather than prose."""
_SHORT_LINE = 30
"""Characters. Two lines this short are a list or a form rather than wrapped prose."""
_HEADING_SHARE = 0.7
"""A line that ends this early, before one that starts anew, is a heading."""


def spans(text: str) -> list[Span]:
    """Return the sentences of *text*, in order, without overlap, trimmed.

    Every character that is not blank lies in one of them. A row of a table, an item of a list and
    a heading are sentences of their own; a line break inside wrapped prose is not an end.
    """
    found: list[Span] = []
    start = 0
    for end in _ends(text):
        found += _trimmed(text, start, end)
        start = end
    return found + _trimmed(text, start, len(text))


def around(text: str, start: int, end: int) -> Span:
    """Grow ``text[start:end]`` to whole sentences."""
    touched = [span for span in spans(text) if span.start < end and start < span.end]
    if not touched:
        return Span(start, end)
    return Span(min(start, touched[0].start), max(end, touched[-1].end))


def is_row(line: str) -> bool:
    """Say whether *line* looks like a row of a table: cells, or many figures in few words."""
    if _TABLE_LINE.search(line):
        return True
    words = line.split()
    figures = sum(any(one.isdigit() for one in word) for word in words)
    stopped = bool(_STOPPED.search(line))
    return figures >= 2 and not stopped and len(words) <= 20 and figures >= len(words) * _FIGURES


def header_of(text: str, row: Span) -> Span | None:
    """Return the first row of the table that *row* of *text* is in; nothing where it is that row.

    A table is an unbroken run of rows.
    """
    first = None
    end = row.start
    while (line := _line_before(text, end)) and is_row(text[line.start : line.end]):
        first, end = line, line.start
    return first


def _line_before(text: str, end: int) -> Span | None:
    stop = text.rfind("\n", 0, end)
    if stop < 0 or text[stop:end].strip():
        return None
    (line,) = _trimmed(text, text.rfind("\n", 0, stop) + 1, stop) or (None,)
    return line


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return []
    first = start + len(piece) - len(piece.lstrip())
    return [Span(first, first + len(bare))]


def _ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        if match["stop"]:
            ends = _stop_ends(text, match)
        else:
            ends = match[0] != "\n" or _line_ends(text, match.start())
        if ends:
            yield match.end()


def _stop_ends(text: str, match: re.Match[str]) -> bool:
    following = _NEXT_WORD.match(text, match.end())
    after = following[1] if following else ""
    if match["stop"] != ".":
        return not after[:1].islower()
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    word = before[1] if before else ""
    if not word:
        return True
    return _word_ends(word, after, at_line_start=_opens_line(text, match.start() - len(word)))


def _word_ends(word: str, after: str, *, at_line_start: bool) -> bool:
    plain = word.lower()
    if after[:1].islower() or plain in _ALWAYS_SHORT:
        return False
    if len(word) == 1 and word.isalpha():
        return False
    if word.isdigit() and len(word) <= 2:
        return not at_line_start and after.lower() not in _MONTHS
    return plain not in _MAYBE_SHORT or after.lower() in _OPENERS


def _opens_line(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip()


def _line_ends(text: str, newline: int) -> bool:
    line = text[text.rfind("\n", 0, newline) + 1 : newline].strip()
    stop = text.find("\n", newline + 1)
    after = text[newline + 1 : stop if stop >= 0 else len(text)]
    following = after.strip()
    if is_row(line) or is_row(following) or _ITEM.match(after) or _CAPTION.match(line):
        return True
    if following[:1].islower() or not following[:1].isalnum():
        return False
    wide = following[:1].isupper() or following[:1].isdigit()
    short = len(line) < _SHORT_LINE and len(following) < _SHORT_LINE
    return wide and (short or len(line) < _HEADING_SHARE * len(following))
