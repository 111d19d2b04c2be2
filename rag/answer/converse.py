"""Follow-up questions made to stand on their own, without a model."""

import re
from collections.abc import Sequence

from rag.answer.common import content
from rag.answer.facts import names
from rag.ports import Message

_LEANS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|there|then|one"
    r"|ones|same|former|latter|er|sie|es|ihn|ihm|ihr|dies|diese|dieser|dieses|dort|davon|dafür)\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"^\W*(?:and|but|or|so|also|what about|how about|why|und|aber|oder|was ist mit|wie ist es)\b",
    re.IGNORECASE,
)
_CJK_LEANS = re.compile(r"^(?:それ|これ|その|では|那|它|这)")
_WORD = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")
_FEW = 2
"""A question with this few words of its own can hardly stand alone."""
_MOST = 12
"""Words carried over. More would drown the question that was asked."""


def standalone(question: str, history: Sequence[Message]) -> str:
    """Return *question* with what it leans on: words of the user's turn before it.

    A question that names what it is about is left as it is. Names and numbers are carried only
    where the question has none of its own: "and of the X300?" is no longer about the X200.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    resolved = ""
    for turn in [*asked[-3:], question]:
        resolved = _resolved(turn, resolved)
    return resolved


def _resolved(question: str, before: str) -> str:
    if not before or not _leans(question):
        return question
    own = set(content(question))
    named = _names(question)
    old = _names(before)
    carried = [
        word
        for word in dict.fromkeys(_WORD.findall(before))
        if (stems := content(word)) and not own.issuperset(stems) and not (named and word in old)
    ]
    return f"{question} ({' '.join(carried[:_MOST])})" if carried else question


def _leans(question: str) -> bool:
    return bool(
        _LEANS.search(question)
        or _CONTINUES.search(question)
        or _CJK_LEANS.search(question)
        or len(set(content(question))) <= _FEW
    )


def _names(text: str) -> set[str]:
    return {*names(text), *(word for word in _WORD.findall(text) if re.search(r"\d", word))}
