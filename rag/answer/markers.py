"""Cuts a model's text, as it streams in, into sentences with what each relies on."""

import re
from collections.abc import Iterator

from rag.answer.display import unescaped
from rag.answer.sentences import spans
from rag.ports import Quote, Sentence

_OPEN = re.compile(r"[\[【]+\s*(?=\d)|\((?=\d{1,2}\s*[:)])|[\[【]+$|\($")
_HEAD = re.compile(r"(?:[\[【]+|\()\s*(?P<numbers>\d{1,3}(?:\s*(?:[,;–-]|and|&)\s*\d{1,3})*)\s*")
_CLOSED = re.compile(r"[\]】]+|\)")
_TARGET = re.compile(r"\((?!\d{1,3}\s*[:)])(?:[^()\s]|\([^()\s]*\))*\)")
"""Where a marker is made a link: it leads nowhere that a citation leads."""
_HALF_TARGET = re.compile(r"\((?:[^()\s]|\([^()\s]*\)?)*\Z")
_WORDS = re.compile(
    r"\s*[:,;†|]?\s*(?:\d{1,3}\s*:\s*)?"
    r"(?:\"(?P<plain>.*?)\"(?=\s*[\]】),;|])|“(?P<curly>.*?)”(?=\s*[\]】),;|])"
    r"|「(?P<corner>.*?)」(?=\s*[\]】),;|])|«(?P<angle>.*?)»(?=\s*[\]】),;|]))",
    re.DOTALL,
)
_PART = re.compile(r"\s*[,;]?\s*(?P<number>\d{1,3})\s*:\s*(?=[\"“「«])")
_LONGEST = 2000
"""Characters of a marker with its words; an unclosed bracket longer than this is only text."""
_WIDEST = 20
"""Passages that one marker may name: ``[1-3]`` is a range, ``[1-999]`` is nonsense."""
_STOPS = ".!?。！？…,;"


class Cutter:
    """Takes pieces of text in, gives whole sentences out; never part of a marker."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> Iterator[Sentence]:
        """Add *piece*, and give the sentences that are now surely complete."""
        self._rest = unescaped(self._rest + piece, final=False)
        while True:
            cut = _next(self._rest, final=False)
            if cut is None:
                return
            sentences, self._rest = cut
            yield from sentences

    def finish(self) -> Iterator[Sentence]:
        """Give what is left: the reply is complete."""
        self._rest = unescaped(self._rest, final=True)
        while self._rest.strip():
            cut = _next(self._rest, final=True)
            if cut is None:
                return
            sentences, self._rest = cut
            yield from sentences


def _next(text: str, *, final: bool) -> tuple[list[Sentence], str] | None:
    """Take the first run of text and the markers after it; nothing while more may belong to it."""
    opened = _OPEN.search(text)
    if not opened:
        return (_plain(text), "") if final else _without_marker(text)
    quotes: list[Quote] = []
    end = opened.start()
    while True:
        marker = _marker(text, end, final=final)
        if marker is None:
            return None
        if marker[1] == end:
            break
        quotes += marker[0]
        end = marker[1]
    if end == opened.start():  # a bracket, but no marker: look behind it
        return _behind(text, opened.end(), final=final)
    linked = len(text) - end < _LONGEST and _HALF_TARGET.match(text, end)
    end, stop = _stop_after(text, end)
    if not final and (linked or not text[end:].strip()):
        return None
    return _with(text[: opened.start()] + stop, tuple(quotes)), text[end:]


def _behind(text: str, end: int, *, final: bool) -> tuple[list[Sentence], str] | None:
    cut = _next(text[end:], final=final)
    if cut is None or not cut[0]:
        return (_plain(text), "") if final and cut is None else cut
    first = cut[0][0]
    joined = _with(text[:end] + first.text, first.quotes)
    return [*joined, *cut[0][1:]], cut[1]


def _without_marker(text: str) -> tuple[list[Sentence], str] | None:
    """Give up waiting for a marker once two further sentences have come without one."""
    found = spans(text)
    if len(found) < 4:
        return None
    end = found[1].start
    return _plain(text[:end]), text[end:]


def _marker(text: str, start: int, *, final: bool) -> tuple[list[Quote], int] | None:
    """Read one marker at *start*: what it says and where it ends; *start* itself if none is there.

    Nothing where the text stops inside of what may become one.
    """
    blank = len(text[start:]) - len(text[start:].lstrip(" \t"))
    at = start + blank
    if at < len(text) and text[at] not in "[【(":
        return [], start
    head = _HEAD.match(text, at)
    open_ended = not final and len(text) - at < _LONGEST
    if not head:
        waiting = not text[at:].strip("[【( ")
        return None if open_ended and waiting else ([], start)
    read = _body(text, head)
    if read:
        return read
    if open_ended:
        return None
    return _unclosed(text, head) or ([], start)


def _body(text: str, head: re.Match[str]) -> tuple[list[Quote], int] | None:
    """Read the words after the numbers, up to the closing bracket."""
    numbers, place = _numbers(head["numbers"]), head.end()
    quotes: list[Quote] = []
    while True:
        words = _WORDS.match(text, place)
        if not words:
            break
        given = next(filter(None, words.groups()), "")
        quotes += [Quote(number, given) for number in numbers]
        place = words.end()
        part = _PART.match(text, place)
        if part:
            numbers, place = [int(part["number"])], part.end()
    while place < len(text) and text[place].isspace():
        place += 1
    closed = _CLOSED.match(text, place)
    if not closed:
        return None
    target = _TARGET.match(text, closed.end())
    end = target.end() if target else closed.end()
    return quotes or [Quote(number, "") for number in numbers], end


def _unclosed(text: str, head: re.Match[str]) -> tuple[list[Quote], int] | None:
    """Read a marker whose end is missing or mangled, up to its bracket or the end of the line."""
    stop = re.compile(r"[\]】]|\n|\Z").search(text, head.end())
    if stop is None or text[head.start()] == "(":
        return None
    words = text[head.end() : stop.start()].strip(' :"“”„«»「」')
    return [Quote(number, words) for number in _numbers(head["numbers"])], stop.end()


def _numbers(listed: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"\s*(?:[,;]|and|&)\s*", listed):
        first, _, last = (piece.strip() for piece in part.replace("–", "-").partition("-"))
        if first:
            low, high = int(first), int(last or first)
            found += range(low, min(high, low + _WIDEST) + 1)
    return found[:_WIDEST]


def _stop_after(text: str, end: int) -> tuple[int, str]:
    """Take the full stop that some models put behind the marker."""
    after = text[end:].lstrip(" ")
    if after[:1] and after[0] in _STOPS:
        return end + len(text[end:]) - len(after) + 1, after[0] if after[0] not in ",;" else ""
    return end, ""


def _plain(text: str) -> list[Sentence]:
    return _with(text, ())


def _with(text: str, quotes: tuple[Quote, ...]) -> list[Sentence]:
    """Give the sentences of *text*; the markers behind it belong to the last."""
    found = [_tidy(text[span.start : span.end]) for span in spans(text)]
    found = [one for one in found if any(character.isalnum() for character in one)]
    if not found:
        return []
    return [*(Sentence(one) for one in found[:-1]), Sentence(found[-1], quotes)]


def _tidy(text: str) -> str:
    plain = re.sub(r"\s+([.!?。！？])$", r"\1", " ".join(text.split()))
    return re.sub(r"^(?:[-*•]|\d{1,2}[.)])\s+", "", plain)
