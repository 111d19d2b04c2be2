"""What a question compares: its sides, and a question for each.

Where the sides cannot be told, there are none, and the question is searched as a whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.retrieve.split import MOST, likewise
from rag.retrieve.words import words

_AND, _OR = r"(?:and|und|y|e|et)", r"(?:or|oder|o|ou)"
_TO = r"(?:and|with|to|against|versus|vs\.?|und|mit|y|con|et|avec|à)"
_BETWEEN = r"(?:between|of|zwischen|entre)"
_DIFFERENCE = r"(?:differences?|unterschiede?n?|diferencias?|différences?|comparison)"
_COMPARE = r"(?:compare|contrast|vergleiche?n?|compara|comparez)"
_HAS = r"(?:is|are|was|were|has|have|had|costs?|pays?|lasts?|ist|sind|hat)"
_DO = r"(?:is|are|was|were|do|does|did|has|have)"
_MORE = r"(?:more|less|fewer|worse|\w{3,}er)"
_ONE, _TWO = r"(?P<one>[^,?？]{1,120}?)", r"(?P<two>[^,?？]{1,120}?)"
_ONES = r"(?P<one>[^?？]{1,160}?)"
"""The first side, or several with commas."""
_REGARDING = r"(?:in terms of|with regard to|regarding|concerning|as to|hinsichtlich)"
_END = r"\s*[.?!？]*\s*$"
_ABOUT = rf"(?P<after>,?\s+{_REGARDING}\b.*)?{_END}"
_RULES = (
    rf"^.*?\b{_COMPARE}\s+{_ONES}\s+{_TO}\s+{_TWO}{_ABOUT}",
    rf"^.*?\b{_DIFFERENCE}\b(?P<before>.{{0,80}}?)\s*\b{_BETWEEN}\s+{_ONES}\s+{_AND}\s+{_TWO}{_ABOUT}",
    rf"^(?:which of|welche[rsn]? von) {_ONE} (?:{_AND}|{_OR}) {_TWO}(?P<after> {_HAS}\b.*?){_END}",
    rf"^how {_DO} {_ONE} (?:differ(?:ent)?|compare) (?:from|to|with|against) {_TWO}{_ABOUT}",
    rf"^how {_DO}\b(?P<before>.{{1,160}}?)\s(?:between {_ONE} and)\s+{_TWO}{_END}",
    rf"^how {_DO}\b(?P<before>.{{1,160}}?)\s(?:from {_ONE} to)\s+{_TWO}{_END}",
    rf"^{_DO}\b{_ONE}(?P<after> {_MORE}\b.{{0,60}}?) than {_TWO}{_END}",
    rf"^(?P<before>.{{3,200}}?)[,:] {_ONE} {_OR} {_TWO}{_END}",
    (
        rf"^(?P<before>.{{3,200}}?)\s(?P<by>on|in|for|at|by|of|to) {_ONE} {_OR} (?P=by) {_TWO}"
        rf"(?P<after> (?:in|during|at|since|until) .{{1,60}}?)?{_END}"
    ),
    rf"^{_ONE} (?:versus|vs\.?|gegenüber) {_TWO}{_ABOUT}",
    (
        r"^(?:比较|比較|对比)?(?P<one>[^,，?？]{1,30}?)[和与跟と](?P<two>[^,，?？]{1,30}?)(?:を比.*"
        r"|[的の](?:违い|違い|差|区别|差别|差異|不同).*|的(?P<after>[^?？]{1,30}))[?？]?$"
    ),
)
"""One for each way to compare. *before* and *after* say in what."""
_PATTERNS = tuple(re.compile(rule, re.IGNORECASE) for rule in _RULES)
_PLURAL = re.compile(r"\w{3,}(?<!s)s\b", re.IGNORECASE)
_ARTICLE = re.compile(
    r"^(?:the|our|your|their|that|this|these|those|der|die|das|el|la|le|les)\b", re.IGNORECASE
)
_OF = re.compile(r"\b(?:of|in|for|by|von|für|in der|im|de|del|du|des)\b\s*", re.IGNORECASE)
_THAT = re.compile(r"^(?:that|those|the one|the ones) (?:of|from|in|for) ", re.IGNORECASE)
_LONGEST = 400
"""Characters of a question whose sides are looked for: longer ones compare more than two names."""
_FEW = 4
"""Words of a side that may share the other's head: "the notice periods of A and B"."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared."""

    name: str
    """As the question calls it, made whole: ``"the notice periods of B"``."""
    question: str
    """What is searched for it."""


def sides(question: str) -> tuple[Side, ...]:
    """Return what *question* compares, two to four sides; none where they cannot be told.

    >>> [side.name for side in sides("Compare the notice periods of Alder and Birch.")]
    ['the notice periods of Alder', 'the notice periods of Birch']
    """
    asked = question.strip()
    for pattern in _PATTERNS if len(asked) <= _LONGEST else ():
        match = pattern.match(asked)
        if match:
            found = list(_sides({name: said or "" for name, said in match.groupdict().items()}))
            return tuple(found) if _apart(found) else ()
    return ()


def _sides(said: dict[str, str]) -> Iterator[Side]:
    one = said["one"].strip(" ,")
    others = re.split(r",\s*", one)
    *first, last = [other for other in others if other] or [one]
    two = said["two"].strip(" ,")
    last, two = _tailed(last, two), _whole(last, two)
    by = f"{said['by']} " if said.get("by") else ""
    for name in [*first, last, two][:MOST]:
        pieces = (said.get("before", ""), f"{by}{name}", said.get("after", ""))
        yield Side(_THAT.sub("", name), " ".join(" ".join(pieces).split()))


def _tailed(one: str, two: str) -> str:
    """Return *one* with the end that it shares with *two*: "states and phases of matter"."""
    tail = re.fullmatch(r"\w+( (?:of|von|de) .+)", two)
    return one + tail[1] if tail and re.fullmatch(r"[a-z]\w+", one) else one


def _whole(one: str, two: str) -> str:
    """Return *two* with the head that it shares with *one*, where it does."""
    two = likewise(one, two)
    heads = list(_OF.finditer(one))
    if not heads or _OF.search(two) or len(two.split()) > _FEW:
        return two
    head = one[: heads[-1].end()]
    shares = not _ARTICLE.match(two) or _PLURAL.search(head)
    return head + two if shares else two


def _apart(found: list[Side]) -> bool:
    """Whether there are two or more, and each says something that the others do not."""
    own = [set(words(side.name)) for side in found]
    return len(own) > 1 and all(said - other for said in own for other in own if said is not other)
