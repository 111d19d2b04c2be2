"""A draft's sentence as a reader may see it: no marker but ours, no link, nothing unseen."""

import re
import unicodedata

_MARKER = re.compile(
    r"\s*[\[【]+\s*\d{1,4}(?:\s*[,;–-]\s*\d{1,4})*\s*(?::[^\]】\n]{0,400})?[\]】]+"
    r"|\s*[\[【]+[\s\d]{0,6}\Z"  # half a marker: a reply that broke off
)
_TARGET = (
    r"\((?:[^()\n]|\((?:[^()\n]|\([^()\n]{0,400}\)){0,400}\)){0,800}\)"
    r"|\([^)\n]*\)|\[[^\]\n]*\]"
)
_IMAGE = re.compile(rf"!\[[^\]\n]*\](?:{_TARGET})")
_LINK = re.compile(rf"\[([^\]\n]*)\](?:{_TARGET})")
_PROGRAM = re.compile(
    r"<(script|style|iframe|template)\b[^>]{0,400}>.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?[A-Za-z!][^>\n]{0,400}>")
_LIST_NUMBER = re.compile(r"\A(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[-*•‣◦▪–·])\s+(?=[^\W\d_])")
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
)
_WHOLE_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
)
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_]{2})(?:-[ \t]*\n[ \t]*|\u00ad[ \t]*\n?[ \t]*)(?=[a-zäöüß])")


def clean(text: str) -> str:
    """Return *text* on one line, without markers, links, tags, or characters that do not show.

    Words broken over two lines are joined again. What it takes away carries no meaning that a
    citation's quote, which is never touched, would not still show.
    """
    plain = _ESCAPE.sub("", text)
    plain = _BROKEN_WORD.sub("", plain)
    plain = _TAG.sub("", _PROGRAM.sub("", plain))
    plain = _LINK.sub(r"\1", _IMAGE.sub("", plain))
    plain = _MARKER.sub("", plain)
    seen = "".join(" " if one.isspace() else one for one in plain if _shows(one))
    return _opened(" ".join(seen.split()))


def unescaped(text: str, *, final: bool) -> str:
    """Return *text* without what steers a terminal; unless *final*, what is not whole yet stays."""
    return (_ESCAPE if final else _WHOLE_ESCAPE).sub("", text)


def _opened(line: str) -> str:
    """Take the number or the bullet of a list item off a whole sentence."""
    rest = _LIST_NUMBER.sub("", line)
    return rest if rest[:1].isupper() and rest[-1:] in ".!?" else line


def _shows(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")


def marked(text: str, numbers: tuple[int, ...]) -> str:
    """Set the markers of *numbers* before the full stop of *text*.

    >>> marked("The warranty lasts 24 months.", (1, 3))
    'The warranty lasts 24 months [1][3].'
    """
    if not numbers:
        return text
    markers = "".join(f"[{number}]" for number in numbers)
    bare = text.rstrip(".!?。！？")
    stop = text[len(bare) :]
    wide = unicodedata.east_asian_width(bare[-1:] or " ") in "WF"
    return f"{bare}{'' if wide else ' '}{markers}{stop}"


def joint(before: str, after: str) -> str:
    """Return what stands between two sentences: nothing in scripts that set no space."""
    if not before or not after:
        return ""
    return "" if unicodedata.east_asian_width(before[-1]) in "WF" else " "
