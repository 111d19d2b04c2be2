"""Lines of a page that say nothing by themselves: running feet, and names of things."""

import re

from rag.answer.common import content
from rag.answer.sentences import Span
from rag.types import Passage

_NUMBERED = re.compile(
    r"(?P<title>[^.!?:]*[^\W\d_][^.!?:]*?)[\s|·–-]+(?:page |p\. ?)?(?P<page>\d{1,4})"
)
_PAGE = re.compile(r"\s*(?:page |p\. ?)?\d{1,4}\s*(?:\n|\Z)", re.IGNORECASE)
_NAME = re.compile(
    r"(?:the|an?|our|your|this|der|die|das|ein|eine|unsere?|el|la|los|las|le|les)\s[^\d.!?:;,|]+",
    re.IGNORECASE,
)
_WORDS_OF_A_NAME = 5
_NEAR = 2
"""Pages by which the number in a foot may differ from the page we count."""


def text_after(text: str, span: Span) -> str:
    """Return what follows *span* in *text*, up to the end of the next line."""
    return text[span.end : span.end + 20]


def is_furniture(words: str, passage: Passage, after: str) -> bool:
    """Say whether the line *words* of *passage* is a foot with a page number, or a bare name."""
    return _is_foot(words, passage, after) or _is_name(words)


def _is_foot(words: str, passage: Passage, after: str) -> bool:
    numbered = _NUMBERED.fullmatch(words)
    if numbered:
        near = passage.first_page - _NEAR <= int(numbered["page"]) <= passage.last_page + _NEAR
        return _is_title(numbered["title"], passage) and (near or len(words.split()) > 2)
    alone = words[-1:] not in ".!?:" and _PAGE.match(after.lstrip(" \t\n")) is not None
    return (
        alone
        and "\n" in after[: len(after) - len(after.lstrip()) + 1]
        and _is_title(words, passage)
    )


def _is_title(words: str, passage: Passage) -> bool:
    said = content(words)
    return len(said) >= 2 and set(said) <= set(content(passage.context))


def _is_name(words: str) -> bool:
    return len(words.split()) <= _WORDS_OF_A_NAME and bool(_NAME.fullmatch(words))
