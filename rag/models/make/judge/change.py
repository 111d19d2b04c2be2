"""Change one thing in a sentence, so that what was true is true no longer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from rag.models.make.judge import digits
from rag.models.make.judge.words import ADDED, GENERIC, MONTHS, OPPOSITE, STRONGER, UNITS

SUPPORTED, CONTRADICTED, UNSUPPORTED, NOT_SUPPORTED = 0, 1, 2, 3
"""Classes; the last is either of the two before it."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A sentence that its evidence does not bear out."""

    text: str
    kind: str
    label: int
    old: str
    """What was replaced; blank where something was added."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the change may draw on."""

    others: str
    """The rest of the evidence."""
    names: Mapping[str, Sequence[str]]
    """Names of the same data set by their kind."""
    kinds: Mapping[str, str]
    """The kind of each name."""


Change = Callable[[Random, str, Around], Changed | None]
_NUMBER = re.compile(
    r"(?<![\w.,/-])\$?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\w/]|[.,-]\d|-\w)"
)
_WORDED = re.compile(r"\b(two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b")
_WORDS = "two three four five six seven eight nine ten twelve twenty".split()
_MONTH_BESIDE = re.compile(rf"(?:{MONTHS}) \d|\d (?:{MONTHS})")
_MONTH = re.compile(rf"\b({MONTHS})(?= \d|,| of| and|\.)")
NAME = re.compile(
    r"(?<=[a-z,] )(?:[A-Z][\w’'.-]*[\w]|[A-Z]{2,})(?: (?:of |the |de |van )?[A-Z][\w’'-]*[\w])*"
)
_AUX = re.compile(
    r"\b(is|are|was|were|has|have|had|will|can|could|would|should|did|does|do) (?=[a-z])"
)
_DENIED = re.compile(
    r"\b(not|no|never|nor|neither|none|n't|without|whether|if|unless|any|hardly|cannot)\b|n't"
)


def number(chance: Random, sentence: str, around: Around) -> Changed | None:
    """Put another number in; half the time one that the evidence has."""
    found = _one(chance, [m for m in _NUMBER.finditer(sentence) if not digits.is_year(m[1])])
    if found is None:
        return _worded(chance, sentence)
    others = [m[1] for m in _NUMBER.finditer(around.others) if digits.alike(m[1], found[1])]
    new = (
        chance.choice(others) if others and chance.random() < 0.5 else digits.near(chance, found[1])
    )
    if _MONTH_BESIDE.search(sentence[max(0, found.start() - 10) : found.end() + 10]):
        new = str(chance.randint(1, 28))
    if digits.value(new) == digits.value(found[1]) or new in _numbers(sentence):
        return None
    return Changed(_put(sentence, found.span(1), new), "number", CONTRADICTED, found[1])


def year(chance: Random, sentence: str, around: Around) -> Changed | None:
    """Put another year in."""
    found = _one(chance, list(digits.YEAR.finditer(sentence)))
    if found is None:
        return None
    others = [m[1] for m in digits.YEAR.finditer(around.others)]
    near = str(int(found[1]) + chance.choice((-10, -3, -2, -1, 1, 2, 3, 4, 10)))
    new = chance.choice(others) if others and chance.random() < 0.5 else near
    if new in sentence:
        return None
    return Changed(_put(sentence, found.span(1), new), "year", CONTRADICTED, found[1])


def month(chance: Random, sentence: str, _: Around) -> Changed | None:
    """Put another month in."""
    found = _one(chance, list(_MONTH.finditer(sentence)))
    if found is None:
        return None
    new = chance.choice([each for each in MONTHS.split("|") if each not in sentence])
    return Changed(_put(sentence, found.span(1), new), "month", CONTRADICTED, found[1])


def unit(chance: Random, sentence: str, _: Around) -> Changed | None:
    """Put another unit or scale behind a number."""
    options = []
    for units in UNITS:
        for each in units[: 1 if " " in units[0] or units[0] == "%" else None]:
            options += [
                (m, each, units)
                for m in re.finditer(
                    rf"(?<=\d){re.escape(each)}(?!\w)|(?<=\d ){re.escape(each)}\b", sentence
                )
            ]
    if not options:
        return None
    found, old, units = chance.choice(options)
    new = chance.choice([each for each in units if each != old and each not in sentence] or [""])
    return Changed(_put(sentence, found.span(), new), "unit", CONTRADICTED, old) if new else None


def name(chance: Random, sentence: str, around: Around) -> Changed | None:
    """Put another name of the same kind in; mostly one that the evidence has."""
    found = _one(chance, [m for m in NAME.finditer(sentence) if m[0] in around.kinds])
    if found is None:
        return None
    kind = around.kinds[found[0]]
    held = sorted({m for m in NAME.findall(around.others) if around.kinds.get(m) == kind})
    pool = held if held and chance.random() < 0.65 else around.names[kind]
    new = chance.choice(pool)
    if set(new.lower().split()) & set(re.findall(r"\w+", sentence.lower())):
        return None
    return Changed(_put(sentence, found.span(), new), "name", NOT_SUPPORTED, found[0])


def roles(chance: Random, sentence: str, around: Around) -> Changed | None:
    """Let two names, or two numbers, change places."""
    named = [m for m in NAME.finditer(sentence) if m[0] in around.kinds]
    pairs = [(a, b) for a in named for b in named if a.end() < b.start()]
    pairs = [(a, b) for a, b in pairs if around.kinds[a[0]] == around.kinds[b[0]]]
    counted = list(_NUMBER.finditer(sentence))
    pairs += [
        (a, b) for a in counted for b in counted if a.end() < b.start() and digits.alike(a[1], b[1])
    ]
    apart = [(a, b) for a, b in pairs if _apart(sentence[a.end() : b.start()]) and a[0] != b[0]]
    if not apart or re.search(r"\b(?:between|respectively|both|same|compared|versus)\b", sentence):
        return None
    one, two = chance.choice(apart)
    middle = sentence[one.end() : two.start()]
    text = sentence[: one.start()] + two[0] + middle + one[0] + sentence[two.end() :]
    return Changed(text, "roles", NOT_SUPPORTED, "")


def polarity(chance: Random, sentence: str, _: Around) -> Changed | None:
    """Deny what is said, or say what is denied."""
    if chance.random() < 0.75 and (
        found := re.search(
            r"\b(is|are|was|were|has|have|had|will|would|could|should|can|did|does|do) not (?!only|necessarily|all|yet)|\bnever |(?<=can)not ",
            sentence,
        )
    ):
        old = found[0].removeprefix(found[1] or "") if found[1] else found[0]
        new = " " if found[1] else ("always " if old == "never " else " ")
        start = found.end() - len(old)
        return Changed(_put(sentence, (start, found.end()), new), "polarity", CONTRADICTED, "")
    found = _AUX.search(sentence)
    if (
        found is None
        or _DENIED.search(sentence)
        or sentence[found.end() :].startswith(("to ", "only ", "either "))
    ):
        return None
    word = "never " if found[1] in ("has", "have", "had") and chance.random() < 0.4 else "not "
    return Changed(_put(sentence, (found.end(), found.end()), word), "polarity", CONTRADICTED, "")


def opposite(chance: Random, sentence: str, _: Around) -> Changed | None:
    """Say the opposite of one word: directions, comparisons, and other opposites."""
    found = _one(chance, list(_OPPOSITE.finditer(sentence)))
    if (
        found is None
        or OPPOSITE[found[1]] in sentence
        or re.search(rf"\b(?:and|or|nor|/) {found[1]}\b|\b{found[1]} (?:and|or) ", sentence)
    ):
        return None
    return Changed(
        _put(sentence, found.span(1), OPPOSITE[found[1]]), "opposite", CONTRADICTED, found[1]
    )


def stronger(chance: Random, sentence: str, _: Around) -> Changed | None:
    """Claim more than is said: all for some, will for may."""
    found = _one(chance, [m for m in _STRONGER.finditer(sentence) if _fits(m, sentence)])
    if found is None or _DENIED.search(sentence):
        return None
    return Changed(
        _put(sentence, found.span(1), STRONGER[found[1]]), "stronger", UNSUPPORTED, found[1]
    )


def added(chance: Random, sentence: str, around: Around) -> Changed | None:
    """Add what the evidence does not say."""
    filled = chance.choice(ADDED).format(
        year=chance.randint(1950, 2023), n=chance.randint(2, 40),
        place=_any(chance, around, "place"), name=_any(chance, around, "other-2"),
    )  # fmt: skip
    if not re.search(r"[a-z)]\.$", sentence) or (
        digits.YEAR.search(filled) and digits.YEAR.search(sentence)
    ):
        return None
    if set(re.findall(r"[A-Z]\w+", filled)) & set(re.findall(r"\w+", sentence)):
        return None
    return Changed(f"{sentence[:-1]} {filled}.", "added", UNSUPPORTED, "")


CHANGES: tuple[tuple[Change, float], ...] = (
    (number, 4.0), (year, 2.5), (month, 2.0), (unit, 3.0), (name, 3.5), (roles, 2.5), (polarity, 1.0),
    (opposite, 3.0), (stronger, 4.0), (added, 1.2),
)  # fmt: skip
"""Each change with how often it is tried before the others."""


def change(chance: Random, sentence: str, around: Around) -> Changed | None:
    """Return *sentence* with one change of a kind drawn by chance, or nothing where none fits."""
    order = sorted(CHANGES, key=lambda each: chance.random() ** (1 / each[1]), reverse=True)
    for make, _ in order:
        made = make(chance, sentence, around)
        if made is not None and made.text != sentence:
            return made
    return None


def _one(chance: Random, found: list[re.Match[str]]) -> re.Match[str] | None:
    return chance.choice(found) if found else None


def _put(sentence: str, span: tuple[int, int], new: str) -> str:
    return sentence[: span[0]] + new + sentence[span[1] :]


def _any(chance: Random, around: Around, kind: str) -> str:
    return chance.choice(around.names.get(kind) or ["London"])


def _numbers(sentence: str) -> list[str]:
    return [m[1] for m in _NUMBER.finditer(sentence)]


def _worded(chance: Random, sentence: str) -> Changed | None:
    if not (found := _one(chance, list(_WORDED.finditer(sentence)))):
        return None
    new = chance.choice([w for w in _WORDS if w not in sentence] or ["thirty"])
    return Changed(_put(sentence, found.span(1), new), "number", CONTRADICTED, found[1])


def _apart(middle: str) -> bool:
    """Say whether what stands between two names lets them differ in their parts."""
    words = re.findall(r"[a-z]+", middle)
    return (
        len(words) >= 1
        and not re.fullmatch(
            r"[\s,]*(?:and|or|to|of|,|the|a|in|through|vs|&|the)*[\s,]*(?:the )?", middle
        )
        and not re.search(r"\b(?:and|or)\s*(?:the |in |of |a |to )?$|^, ", middle)
    )


_OPPOSITE = re.compile(
    r"(?<![\w-])("
    + "|".join(sorted(map(re.escape, OPPOSITE), key=len, reverse=True))
    + r")(?![\w-])"
)
_STRONGER = re.compile(
    r"(?<![\w-])("
    + "|".join(sorted(map(re.escape, STRONGER), key=len, reverse=True))
    + r")(?= ([\w$]+))"
)
_BEFORE_NUMBER = frozenset(("about", "approximately", "up to", "almost", "nearly"))
_BEFORE_PLURAL = frozenset(("some", "many", "most", "several", "a few", "certain"))


def _fits(found: re.Match[str], sentence: str) -> bool:
    word, after = found[1], found[2]
    if word in _BEFORE_NUMBER:
        return after[0] in "$0123456789"
    if word in _BEFORE_PLURAL:
        return after.endswith("s") and not after.endswith(("ous", "ss", "us", "is"))
    if word in ("could", "may", "might", "can", "should"):
        return after not in ("have", "not", "or", "also", "only", "even")
    return word != "among the" or bool(re.match(r"\w+ \w*est ", sentence[found.end(1) + 1 :]))


def names(texts: Sequence[str]) -> dict[str, str]:
    """Return the kind of each name in *texts*: a place, or how many words it has."""
    placed: dict[str, int] = {}
    seen: dict[str, int] = {}
    for text in texts:
        for found in NAME.finditer(text):
            if GENERIC.isdisjoint(re.split(r"[ .]", found[0])) and not found[0].endswith("'s"):
                before = text[: found.start()].rsplit(None, 1)[-1:]
                seen[found[0]] = seen.get(found[0], 0) + 1
                placed[found[0]] = placed.get(found[0], 0) + (
                    before in (["in"], ["near"], ["from"], ["at"])
                )
    return {
        each: "place" if placed[each] * 2 > seen[each] else f"other-{min(3, each.count(' ') + 1)}"
        for each in seen
    }
