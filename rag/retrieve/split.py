"""A question with several parts, taken apart into questions that each stand on their own.

Where it is not plain that there are several, there is one: "research and development" is a name,
"when and where" asks of one thing, and half a question finds nothing.
"""

import re
from collections.abc import Iterator, Sequence

from rag.answer.common import content
from rag.answer.converse import standalone
from rag.ports import Message

MOST = 4
"""Parts. With more, each would be given too few passages to be answered from."""
_MARKS = "?？.!。！"
_STOP = re.compile(r"(?<=[?？])\s*(?=\S)")
_ASKS = (
    r"(?:what|when|whom?|whose|which|where|why|how|was|wann|wer|wem|wen|wessen|welche[rsnm]?|wo|warum"
    r"|wie|wieviel|qué|cuándo|quién(?:es)?|cuál(?:es)?|dónde|cómo|cuánt[oa]s?|quel(?:le)?s?|quand"
    r"|qui|où|pourquoi|comment|combien)"
)
_BEFORE = (
    r"(?:(?:by|in|on|at|for|from|to|of|with|within|under|since|until|after|before|through|bis|seit"
    r"|ab|mit|von|in|an|für|unter|durch|por|en|con|desde|hasta|de|à|avec|par|depuis|dans) )?"
)
_ALSO = r"(?: also| then| auch| también| aussi)?"
_AND = rf"(?:and|und|sowie|y|e|et){_ALSO}"
_NEXT = re.compile(
    rf"\s*[,;]?\s+(?:(?:und|sowie){_ALSO}|(?:and|y|e|et){_ALSO}(?! was\b))\s+(?={_BEFORE}{_ASKS}\b)"
    rf"|\s*;\s+(?={_ASKS}\b)",
    re.IGNORECASE,
)
"""Where the next one begins. "And was" goes on in English, "und was" asks in German."""
_OPENS = re.compile(
    rf"^\W*(?:{_AND} )?(?:{_BEFORE}{_ASKS}\b|(?:is|are|was|were|do|does|did|has|have|had|can|could"
    r"|may|must|should|will|would|tell|say|show|give|name|list|explain|ist|sind|hat|kann|muss|nenne"
    r"|sage|es|está|son|dime|est|sont|donne)\b)",
    re.IGNORECASE,
)
"""How a question begins."""
_RELATIVE = re.compile(r"^(?:who|whom|whose|which|where|when|qui|où|wo|was|wer)\b", re.IGNORECASE)
"""May also go on with a clause: "those who work there and who live here"."""
_HANGS = re.compile(rf"(?:{_ASKS}|if|as|or|so|than|of|whether|ob|si)\W*$", re.IGNORECASE)
"""How half a question ends: "what happens if (and when)"."""
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|may|must|should|will|would|ist|sind|war"
    r"|waren|hat|haben|kann|muss|wird|werden|es|son|está|est|sont|a|ont)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|there|then|same"
    r"|one|ones|former|latter|er|sie|es|ihn|ihm|ihr|dies\w*|dort|davon|dafür|se|su|sus|il|elle|ils"
    r"|elles|leur|leurs)\b|それ|これ|它|其",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    r"\b(?P<by>in|of|for|from|by|at|on|under|with|für|von|unter|bei|nach)\s+(?P<one>[^,?]{2,60}?)"
    r",?\s+(?:and|und)\s+(?P=by)\s+(?P<two>[^,?]{2,60})(?=\?|$)",
    re.IGNORECASE,
)
"""The same preposition twice: "under the policy of 2023 and under that of 2025"."""
_THAT = re.compile(r"^(?:that|those|the one|the ones|denen|dem|der) (?=of|from|in|for|von|aus)\b")
_OF = re.compile(r"\b(?:of|from|in|for|von|aus)\b")


def split(question: str) -> tuple[str, ...]:
    """Return the questions in *question*, two to `MOST`, each standing alone; or just itself.

    What a later one leans on is carried over from those before it, in brackets.

    >>> split("What is the deposit, and when is it returned?")
    ('What is the deposit?', 'when is it returned? (deposit)')
    >>> split("What does research and development cost?")
    ('What does research and development cost?',)
    """
    pieces = [part for asked in _asked(question) for part in _within(asked)]
    if len(pieces) == 1 and (match := _REPEATED.search(question)) and _OPENS.match(question):
        return tuple(_doubled(question, match))
    if not 2 <= len(pieces) <= MOST or any(not content(piece) for piece in pieces):
        return (question,)
    return tuple(_standing(pieces))


def _asked(question: str) -> list[str]:
    """Cut after question marks; what is no question stays with its neighbour."""
    pieces = [piece for piece in _STOP.split(question) if piece.strip()]
    if len(pieces) > 1 and not re.search(r"[?？]\W*$", pieces[-1]):
        pieces[-2:] = [f"{pieces[-2]} {pieces[-1]}"]
    return pieces


def _within(asked: str) -> list[str]:
    """Cut one question at "and when"."""
    places = [match for match in _NEXT.finditer(asked) if _may_cut(asked, match)]
    if places and _OPENS.match(asked):
        starts = [0, *(match.end() for match in places)]
        ends = [*(match.start() for match in places), len(asked)]
        mark = asked.rstrip()[-1]
        return [_closed(asked[a:b], mark) for a, b in zip(starts, ends, strict=True)]
    return [asked]


def _may_cut(asked: str, match: re.Match[str]) -> bool:
    before, after = asked[: match.start()], asked[match.end() :]
    word = _RELATIVE.match(after)
    if word and re.search(rf"\w\W+{word[0]}\b", before, re.IGNORECASE):
        return False
    whole = len(_own(before)) > 1 or (_own(before) and _VERB.search(before))
    return bool(whole) and not _HANGS.search(before) and bool(_own(after))


def _own(text: str) -> list[str]:
    return [word for word in content(text) if not re.fullmatch(_ASKS, word, re.IGNORECASE)]


def _doubled(asked: str, match: re.Match[str]) -> Iterator[str]:
    head, by, mark = asked[: match.start()], match["by"], asked.rstrip()[-1]
    yield _closed(f"{head}{by} {match['one']}", mark)
    yield _closed(f"{head}{by} {likewise(match['one'], match['two'])}", mark)


def likewise(one: str, two: str) -> str:
    """Return *two* with "that" in it made what it stands for in *one*.

    >>> likewise("the policy of 2023", "that of 2025")
    'the policy of 2025'
    """
    stands, heads = _THAT.match(two), _OF.search(one)
    return one[: heads.start()] + two[stands.end() :] if stands and heads else two


def _closed(piece: str, mark: str) -> str:
    bare = piece.strip(" ,;")
    if bare[-1:] in _MARKS:
        return bare
    return bare + (mark if mark in _MARKS else "?")


def _standing(pieces: Sequence[str]) -> Iterator[str]:
    for number, piece in enumerate(pieces):
        leans = _LEANS.search(piece) or len(content(piece)) < 2
        before = [Message("user", one) for one in pieces[:number]] if leans else []
        yield standalone(piece, before)
