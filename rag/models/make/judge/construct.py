"""Pairs that are right by construction, from documents of sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from random import Random

from rag.models.make.judge import change as changes
from rag.models.make.judge.change import NOT_SUPPORTED, SUPPORTED, UNSUPPORTED, Around, Changed
from rag.models.make.judge.rewrite import lower_first, rewrite, upper_first
from rag.models.make.judge.texts import Source, is_clean

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim, the sentences that it is held against, and its class."""

    claim: str
    parts: Parts
    label: int
    kind: str
    source: str
    group: str
    marks: tuple[tuple[int, int], ...] | None = None
    """Characters of the claim that lack support; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence of a document, or two that follow each other, said in one claim."""

    first: int
    texts: Parts
    seed: str
    joint: int

    def said(self, *, strength: float) -> str:
        """Return the claim; units with the same seed and joint are said alike."""
        parts = [
            rewrite(f"{self.seed}/{n}", t, strength=strength) for n, t in enumerate(self.texts)
        ]
        if len(parts) == 1:
            return parts[0]
        if self.joint == 0:
            return f"{parts[0][:-1]}, and {lower_first(parts[1])}"
        if self.joint == 1 and not _LEANS.match(parts[1]):
            parts.reverse()
        return " ".join(parts)


_LEANS = re.compile(
    r"(?:He|She|It|They|This|These|Those|That|Such|His|Her|Its|Their|However|But|And|Also|Then|As|In "
    r"addition|Moreover|Furthermore|Additionally|Thus|Therefore|Another|Other|Both|Here|There)\b"
)
_MERGED, _EDITED, _REMOVED, _SWAPPED, _APPENDED = 0.25, 0.45, 0.2, 0.6, 0.1


def pairs(source: Source, around: Around, chance: Random, *, each: int) -> Iterator[Pair]:
    """Give the pairs that *source* holds: *each* claims of every clean sentence, and their twins."""
    for at, sentence in enumerate(source.parts):
        for _ in range(each if is_clean(sentence) else 0):
            yield from _of_unit(source, _unit(source, at, chance), around, chance)
    yield from _swapped(source, chance)
    yield from _answered(source, chance)


def marks(claim: str, sound: str) -> tuple[tuple[int, int], ...]:
    """Return the words of *claim* that *sound* has not, as spans of characters."""
    words = list(re.finditer(r"\w+|[^\w\s]", claim))
    other = re.findall(r"\w+|[^\w\s]", sound)
    matcher = SequenceMatcher(None, [w[0] for w in words], other, autojunk=False)
    codes = [code for code in matcher.get_opcodes() if code[0] in ("replace", "insert", "delete")]
    return tuple((words[a].start(), words[b - 1].end()) for _, a, b, *_ in codes if b > a)


def _unit(source: Source, at: int, chance: Random) -> Unit:
    joined = source.parts[at : at + 2]
    two = chance.random() < _MERGED and len(joined) == 2 and is_clean(joined[1])
    return Unit(at, joined if two else joined[:1], str(chance.random()), chance.randrange(3))


def _of_unit(source: Source, unit: Unit, around: Around, chance: Random) -> Iterator[Pair]:
    strength = chance.choice((0.0, 0.5, 0.8, 1.0))
    sound = unit.said(strength=strength)
    rest = source.parts[: unit.first] + source.parts[unit.first + len(unit.texts) :]
    where = Around(" ".join(rest), around.names, around.kinds)
    at = chance.randrange(len(unit.texts))
    changed = changes.change(chance, unit.texts[at], where)
    if changed is None:
        return
    twin = Unit(
        unit.first, (*unit.texts[:at], changed.text, *unit.texts[at + 1 :]), unit.seed, unit.joint
    )
    wrong = twin.said(strength=strength)
    if wrong == sound or (not changed.old and changed.kind == "added" and wrong in sound):
        return
    yield Pair(sound, source.parts, SUPPORTED, "rewrite", source.name, source.group, ())
    yield Pair(
        wrong,
        source.parts,
        changed.label,
        changed.kind,
        source.name,
        source.group,
        marks(wrong, sound) or None,
    )
    if chance.random() < _EDITED and not (changed.old and changed.old in where.others):
        yield from _edited(source, twin, (sound, wrong), changed)
    if chance.random() < _REMOVED and rest and not _still_said(sound, rest):
        yield Pair(sound, rest, UNSUPPORTED, "removed", source.name, source.group)
    elif chance.random() < _APPENDED:
        yield from _appended(source, sound, around, chance)


def _edited(source: Source, twin: Unit, said: tuple[str, str], changed: Changed) -> Iterator[Pair]:
    """Change the evidence, so that the changed claim is the right one."""
    parts = source.parts[: twin.first] + twin.texts + source.parts[twin.first + len(twin.texts) :]
    sound, wrong = said
    yield Pair(wrong, parts, SUPPORTED, "edited", source.name, source.group, ())
    if changed.kind not in ("stronger", "added"):
        yield Pair(
            sound,
            parts,
            changed.label,
            changed.kind,
            source.name,
            source.group,
            marks(sound, wrong) or None,
        )


def _still_said(claim: str, rest: Parts) -> bool:
    """Say whether the rest of the evidence has most of the claim's words in one sentence."""
    words = _content(claim)
    return any(len(words & _content(part)) > 0.5 * len(words) for part in rest)


def _content(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w{4,}|\d+", text.lower())}


def _appended(source: Source, sound: str, around: Around, chance: Random) -> Iterator[Pair]:
    """Add a whole sentence: one of the evidence, and one of another document."""
    strangers = around.names.get("sentences", ())
    own = chance.choice(source.parts)
    if not strangers or not is_clean(own) or own in sound:
        return
    stranger = chance.choice(strangers)
    if _still_said(stranger, source.parts):
        return
    yield Pair(f"{sound} {own}", source.parts, SUPPORTED, "joined", source.name, source.group, ())
    begin = len(sound) + 1
    claim = f"{sound} {stranger}"
    yield Pair(
        claim,
        source.parts,
        UNSUPPORTED,
        "appended",
        source.name,
        source.group,
        ((begin, len(claim)),),
    )


_CLAUSE = re.compile(
    r"^((?:The |A |An )?[^,;:]{3,60}?) (is|are|was|were|has|have|had|will|can) ([^;:]+\.)$"
)


def _swapped(source: Source, chance: Random) -> Iterator[Pair]:
    """Say of one thing what the evidence says of another."""
    found = [
        m for part in source.parts if is_clean(part) and (m := _CLAUSE.match(part)) and _named(m[1])
    ]
    for one in found:
        others = [m for m in found if m[2] == one[2] and not _content(m[1]) & _content(one[0])]
        if others and chance.random() < _SWAPPED:
            other = chance.choice(others)
            if _content(one[1]) & _content(other[0]) or not _content(one[1]):
                continue
            claim = f"{one[1]} {other[2]} {other[3]}"
            span = ((0, len(one[1])),)
            yield Pair(
                claim, source.parts, NOT_SUPPORTED, "swapped", source.name, source.group, span
            )
            yield Pair(other[0], source.parts, SUPPORTED, "rewrite", source.name, source.group, ())


def _named(subject: str) -> bool:
    return (
        len(subject.split()) <= 7
        and not _LEANS.match(subject)
        and not re.match(
            r"(?:There|I|We|You|What|Who|When|If|One|Some|Many|Most|All|No|Each|Our|My|In|On|At|By|For)\b",
            subject,
        )
    )


_WHO = re.compile(
    r"^Who ((?:\w+ed|is|was|were|are|led|won|wrote|made|has|had|became|built|sang|ran|gave) .*)\?$"
)
_WHAT = re.compile(r"^(?:What|Which) (is|was|are|were) ((?:the|a|an) [^?]+)\?$")


def _answered(source: Source, chance: Random) -> Iterator[Pair]:
    """Turn questions with their answers, and with each other's, into claims."""
    for question, answer in source.questions:
        alike = [a for q, a in source.questions if _kind(q, a) == _kind(question, answer)]
        wrong = [
            a
            for a in alike
            if not _content(a) & _content(answer) and a.lower() not in question.lower()
        ]
        if not wrong or not _content(answer) or answer not in " ".join(source.parts):
            continue
        said, form = _stated(question, answer, chance)
        other = chance.choice(wrong)
        claim, _ = _stated(question, other, chance, form=form)
        yield Pair(said, source.parts, SUPPORTED, "answer", source.name, source.group, ())
        span = marks(claim, said) or None
        yield Pair(claim, source.parts, NOT_SUPPORTED, "answer", source.name, source.group, span)


def _kind(question: str, answer: str) -> str:
    first = " ".join(question.lower().split()[:2])
    kind = first if first in ("how many", "how much", "what year") else first.split(" ")[0]
    return f"{kind}/{any(c.isdigit() for c in answer)}/{answer[:1].isupper()}"


def _stated(question: str, answer: str, chance: Random, *, form: str = "") -> tuple[str, str]:
    form = form or chance.choice(("statement", "statement", "dialogue"))
    answer = answer.rstrip(".")
    if form == "statement" and (found := _WHO.match(question)):
        return f"{upper_first(answer)} {found[1]}.", form
    if form == "statement" and (found := _WHAT.match(question)):
        return f"{upper_first(found[2])} {found[1]} {answer}.", form
    return f"{question} {upper_first(answer)}.", form
