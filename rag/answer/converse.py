"""Follow-up questions made to stand on their own, without a model."""

import re
from collections.abc import Sequence

from rag.answer.common import content
from rag.answer.facts import names
from rag.ports import Message

_STANDS_FOR = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|same|former|latter"
    r"|er|ihn|ihm|ihr|ihre|dort|davon|dafür|él|ella|ellos|ellas|elle|elles|lui|leurs?)\b",
    re.IGNORECASE,
)
"""Words that stand for something said before, nearly always."""
_MAY_STAND_FOR = re.compile(
    r"\b(?:this|that|these|those|there|then|ones?|sie|es|sein|seine|dies|diese[rsm]?|su|sus|ese|esa|eso"
    r"|esto|lo|allí|il|ils|ce|cet|cette|cela|ça|son|sa|ses|celui|celle|esso|essa|questo|quello|loro"
    r"|suo|sua|ele|ela|isso|seu)\b",
    re.IGNORECASE,
)
"""Words that may do so, in a short question; a long one that has them says what it is about."""
_CONTINUES = re.compile(
    r"^\W*(?:and|but|or|so|also|what about|how about|why|und|aber|oder|was ist mit|wie ist es"
    r"|y|pero|también|qué tal|et|mais|qu['’]en est-il|e|ma|mas|anche)\b",
    re.IGNORECASE,
)
_CJK_LEANS = re.compile(
    r"^(?:それ|これ|その|この|あの|では|じゃ|でも|また|そして|彼|同じ|那|它|这|這|其|此|该|該|他|她|还有|還有)"
    r"|呢[?？]?\s*$|[은는]요?\s*[?？]?$"
)
_PERSON = re.compile(
    r"\b(?:he|him|his|she|her|they|them|their|er|ihn|ihm|sie|ihr|él|ella|ellos|il|elle|ils|lui"
    r"|lei|ele|ela)\b|彼|他|她",
    re.IGNORECASE,
)
_HAN_SMALL = "的是了吗呢在和与有几么什哪谁怎多少于吧"
_WORD = re.compile(
    r"[\u30a0-\u30ff]{2,}"  # words of Katakana; Hiragana are endings and particles
    rf"|(?:(?![{_HAN_SMALL}])[\u3400-\u4dbf\u4e00-\u9fff])+|[\uac00-\ud7af]+"
    r"|(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])[^\W_])"
    r"(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af])[\w'’.-])*(?<![_'’.-])"
)
_CAPITALS = re.compile(r"[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+)+")
_NUMBER = re.compile(r"(?:FY)?\d[\d.,/-]*", re.IGNORECASE)
_FEW, _SHORT = 2, 4
"""A question with this few words of its own can hardly stand alone, or may not."""
_MOST = 12
"""Words carried over. More would drown the question that was asked."""
_REPLY, _NAMED = 300, 4
"""Characters of the last reply that are looked at for whom it names, and names taken from it."""


def standalone(question: str, history: Sequence[Message]) -> str:
    """Return *question* with what it leans on: words of the user's turn before it.

    A question that names what it is about is left as it is. Names are carried only where the
    question has none of its own ("and of the X300?" is no longer about the X200), and numbers only
    where it has no number ("and in 2023?"). Of the last reply only names are carried, and only to a
    question about a person or several.
    """
    asked = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    resolved = ""
    for turn in [*asked[-3:], question]:
        before, resolved = resolved, _resolved(turn, resolved)
    if asked and _PERSON.search(question) and not _names(question):
        said = _named_by(history, before)
        resolved = f"{resolved} ({' '.join(said)})" if said else resolved
    return resolved


def _resolved(question: str, before: str) -> str:
    if not before or not _leans(question):
        return question
    own = set(content(question))
    replaced = _replaced(question, before)
    carried = [
        word
        for word in dict.fromkeys(_WORD.findall(before))
        if (stems := content(word)) and not own.issuperset(stems) and word not in replaced
    ]
    return f"{question} ({' '.join(carried[:_MOST])})" if carried else question


def _leans(question: str) -> bool:
    few = len(set(content(question)))
    return bool(
        _STANDS_FOR.search(question)
        or _CONTINUES.search(question)
        or _CJK_LEANS.search(question)
        or few <= _FEW
        or (few <= _SHORT and _MAY_STAND_FOR.search(question))
    )


def _replaced(question: str, before: str) -> set[str]:
    """Return the names of *before* where *question* has others, and the numbers likewise."""
    new, old = _names(question), _names(before)
    return (old if new else set()) | (_numbers(before) if _numbers(question) else set())


def _names(text: str) -> set[str]:
    with_digits = {word for word in _WORD.findall(text) if re.search(r"\d", word)}
    return {*names(text), *with_digits} - _numbers(text)


def _numbers(text: str) -> set[str]:
    return {word for word in _WORD.findall(text) if _NUMBER.fullmatch(word)}


def _named_by(history: Sequence[Message], before: str) -> list[str]:
    """Return whom and what the last reply names that *before* does not say."""
    replies = [turn.content for turn in history if turn.role == "assistant"]
    reply = re.sub(r"\[\d+\]", "", replies[-1])[:_REPLY] if replies else ""
    found = [*" ".join(_CAPITALS.findall(reply)).split(), *names(reply)]
    said = set(content(before))
    fresh = [word for word in dict.fromkeys(found) if not said.issuperset(content(word))]
    return fresh[:_NAMED]
