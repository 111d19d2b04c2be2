"""Say a sentence in other words, without saying more or anything else.

Each rule draws from a source of chance of its own, so that a sentence and its changed twin are
rewritten alike.
"""

import re
from collections.abc import Callable
from random import Random

from rag.models.make.judge.words import CONTRACTIONS, MONTHS, NUMERALS, SAME

Rule = Callable[[Random, str], str]

_AUX = "is|are|was|were|has|have|had|will|can|could|would|may|did|does"
_LEAD = re.compile(
    r"^((?:In|On|At|During|After|Since|Following|By|For|Throughout|From) [^,;]{3,60}), "
    r"(?=(?:the|a|an|he|she|it|they|we|his|her|its|their|our|this|these|[A-Z]\w+) )"
)
_TAIL = re.compile(r", (?:which|who|where|whose|although|though|while|including|such as) [^;:]*\.$")
_APPOSED = re.compile(rf"^([^,]+), ((?:a|an|the) [^,]+), ((?:{_AUX}|\w+ed) [^,]*\.)$")
_TWO = re.compile(r"^([^;:]{25,}?)(?:;|, (?:and|but)) ((?:the|he|she|it|they|we|there) [^;]+\.)$")
_BRACKET = re.compile(r" \((?!\d{1,2}\))[^()]*\)")
_LIST = re.compile(r"^((?:\S+ ){4,}\S+), ([^,]+), and ([^,]+)\.$")
_FILLER = re.compile(
    r"^(?:However|Moreover|Furthermore|Additionally|In addition|Also|Thus|Therefore|Further|Finally|"
    r"Accordingly|As a result|Consequently|Indeed), (\w)|\b(?:also|currently|further|subsequently|"
    r"respectively|very|highly|generally recognized) (?=[a-z]+(?:ed|ing|s)\b)"
)
_BIG = re.compile(r"(?<![\d.,])(\d{1,3}),(\d)00,000(?![\d,.])")
_SCALED = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d)?) billion")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}}) ({MONTHS}),? (\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({MONTHS}) (\d{{1,2}}), (\d{{4}})(?=,?)")
_SAME = re.compile(r"\b(" + "|".join(map(re.escape, SAME)) + r")\b")


def rewrite(seed: str, sentence: str, *, strength: float = 0.5) -> str:
    """Return *sentence* in other words; the same *seed* applies the same rules."""
    for rule, often in RULES:
        chance = Random(f"{seed}/{rule.__name__}")
        if chance.random() < often * strength * 2:
            sentence = rule(chance, sentence)
    return sentence


def lower_first(sentence: str) -> str:
    """Begin *sentence* with a small letter, where its first word is no name."""
    first = sentence.split(" ", 1)[0]
    if first.lower() in _OPENERS:
        return sentence[0].lower() + sentence[1:]
    return sentence


def upper_first(sentence: str) -> str:
    """Begin *sentence* with a capital."""
    return sentence[:1].upper() + sentence[1:]


_OPENERS = frozenset(
    "the a an he she it they we his her its their our this these those there in on at during after "
    "since following by for from some many most all several one two when while as under such".split()
)


def _brackets(_: Random, sentence: str) -> str:
    return _BRACKET.sub("", sentence)


def _fillers(_: Random, sentence: str) -> str:
    return upper_first(_FILLER.sub(lambda m: m.group(1) or "", sentence))


def _lead(chance: Random, sentence: str) -> str:
    """Drop what comes before the first comma, or say it last."""
    found = _LEAD.match(sentence)
    if not found or re.search(
        r"\b(?:if|not|no|only|contrast|contrary|case|event|example)\b", found[1]
    ):
        return sentence
    rest = sentence[found.end() :]
    if chance.random() < _DROPPED or "," in rest or len(rest.split()) > _SHORT:
        return upper_first(rest)
    return f"{upper_first(rest[:-1])} {lower_first(found[1])}."


_DROPPED, _SHORT = 0.35, 18


def _tail(_: Random, sentence: str) -> str:
    found = _TAIL.search(sentence)
    if found and len(sentence[: found.start()].split()) >= _LEFT and sentence.count(",") == 1:
        return sentence[: found.start()] + "."
    return sentence


_LEFT = 6


def _apposed(chance: Random, sentence: str) -> str:
    """Drop an apposition, or state it alone."""
    found = _APPOSED.match(sentence)
    if not found or " " not in found[1] or re.search(r"\b(?:In|On|At|If|When|As|of)\b", found[1]):
        return sentence
    if chance.random() < 0.5 and re.match(rf"(?:{_AUX})\b", found[3]):
        verb = "was" if re.match(r"(?:was|were|had|did)\b", found[3]) else "is"
        if not re.search(r"s\b", found[1].split()[-1]):
            return f"{found[1]} {verb} {found[2]}."
    return f"{found[1]} {found[3]}"


def _half(chance: Random, sentence: str) -> str:
    """Keep one of two main clauses."""
    found = _TWO.match(sentence)
    if not found or re.match(
        r"(?:If|When|Although|While|Unless|Neither|Either|Not|Whether)\b", sentence
    ):
        return sentence
    if chance.random() < 0.5 or re.match(r"(?:he|she|it|they|there)\b", found[2]):
        return found[1] + "."
    return upper_first(found[2])


def _listed(chance: Random, sentence: str) -> str:
    """Turn the last two of a list around."""
    found = _LIST.match(sentence)
    if not found or len(found[2].split()) > 3 or len(found[3].split()) > 3:
        return sentence
    return f"{found[1]}, {found[3]}, and {found[2]}."


def _numbers(_: Random, sentence: str) -> str:
    sentence = _BIG.sub(
        lambda m: f"{m[1]}.{m[2]} million" if m[2] != "0" else f"{m[1]} million", sentence
    )
    return re.sub(r"(?<=\d)%", " percent", sentence)


def _scaled(_: Random, sentence: str) -> str:
    return _SCALED.sub(lambda m: f"{float(m[1]) * 1000:,.0f} million", sentence)


def _percent(_: Random, sentence: str) -> str:
    return re.sub(r"(?<=\d) per ?cent\b", "%", sentence)


def _dates(_: Random, sentence: str) -> str:
    if _DAY_FIRST.search(sentence):
        return _DAY_FIRST.sub(r"\2 \1, \3", sentence)
    return _MONTH_FIRST.sub(r"\2 \1 \3", sentence)


def _numerals(_: Random, sentence: str) -> str:
    return re.sub(
        r"(?<![-\w.,$]) (" + "|".join(NUMERALS) + r") (?=[a-z]{3,}s\b)",
        lambda m: f" {NUMERALS[m[1]]} ",
        sentence,
    )


def _contracted(_: Random, sentence: str) -> str:
    for long, short in CONTRACTIONS:
        sentence = sentence.replace(long, short)
    return sentence


def _same(chance: Random, sentence: str) -> str:
    def other(found: re.Match[str]) -> str:
        return SAME[found[1]] if chance.random() < _SAID_OTHERWISE else found[1]

    return _SAME.sub(other, sentence)


_SAID_OTHERWISE = 0.7
_PASSIVE = re.compile(
    r"^((?:The |[A-Z])[^,;]{2,50}?) (was|were) (founded|written|directed|produced|designed|composed|"
    r"published|developed|created|established|acquired|discovered|invented|built) "
    r"by ((?:[A-Z][\w.'-]+ ?){1,4})\.$"
)
_WROTE = {"written": "wrote", "built": "built"}


def _active(_: Random, sentence: str) -> str:
    return _PASSIVE.sub(
        lambda m: f"{m[4].strip()} {_WROTE.get(m[3], m[3])} {lower_first(m[1])}.", sentence
    )


RULES: tuple[tuple[Rule, float], ...] = (
    (_fillers, 0.8),
    (_brackets, 0.6),
    (_half, 0.5),
    (_lead, 0.6),
    (_apposed, 0.6),
    (_tail, 0.5),
    (_active, 0.7),
    (_listed, 0.4),
    (_dates, 0.5),
    (_scaled, 0.15),
    (_numbers, 0.4),
    (_percent, 0.5),
    (_numerals, 0.4),
    (_contracted, 0.4),
    (_same, 0.9),
)
