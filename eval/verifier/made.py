"""What is right or wrong by construction: one thing changed, word for word, other languages."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from eval.verifier.figures import table
from rag.answer.sentences import spans
from rag.models.make.judge import change, texts
from rag.models.make.judge.pairs import is_held
from rag.models.make.judge.rewrite import rewrite
from rag.ports import Verifier
from rag.reply import Verdict

SEED = 11
PAIRS, COPIES, NEIGHBOURS, FOREIGN = 500, 5000, 2, 300
KINDS = {
    "number": (change.number,),
    "unit": (change.unit,),
    "date": (change.year, change.month),
    "name": (change.name,),
}
Pair = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Made:
    """A sentence of a text, the same with one thing changed, and where it stands."""

    kind: str
    said: str
    reworded: str
    changed: str
    evidence: tuple[str, ...]


def sources(folder: Path) -> list[texts.Source]:
    """Return texts; the judge has read most of them in training (see `held`)."""
    given = [texts.clapnq, texts.xquad, texts.tatqa, texts.filings]
    return [source for each in given for source in each(folder)]


def held(folder: Path, found: Sequence[texts.Source]) -> list[texts.Source]:
    """Return the texts from which no training pair was made."""
    validation = texts.evidence(texts.rows(folder, "validation"))
    return [source for source in found if is_held(source.group)] + list(validation)


def changes(verifier: Verifier, made: Sequence[Made]) -> str:
    """Return how many changes are caught, and how many unchanged claims are flagged."""
    lines: list[tuple[str, ...]] = [("kind", "n", "caught", "flagged, reworded", "flagged, as is")]
    groups = {kind: [one for one in made if one.kind == kind] for kind in KINDS} | {"all": [*made]}
    for kind, group in groups.items():
        wrong, other, same = (
            sum(_flagged(verifier, [(said(one), one.evidence) for one in group]))
            for said in (_changed, _reworded, _said)
        )
        shares = [f"{count / max(1, len(group)):.3f}" for count in (wrong, other, same)]
        lines.append((kind, str(len(group)), *shares))
    return table(lines)


def _changed(one: Made) -> str:
    return one.changed


def _reworded(one: Made) -> str:
    return one.reworded


def _said(one: Made) -> str:
    return one.said


def _flagged(verifier: Verifier, pairs: Sequence[Pair]) -> list[bool]:
    return [one.verdict is not Verdict.SUPPORTED for one in verifier.check(pairs)]


def make(found: Sequence[texts.Source]) -> list[Made]:
    """Change one thing in clean sentences, as many of each kind as there are, `PAIRS` in all."""
    chance = Random(SEED)
    by_kind: dict[str, list[Made]] = defaultdict(list)
    kinds = change.names([part for source in found for part in source.parts])
    pool: dict[str, list[str]] = defaultdict(list)
    for name, kind in sorted(kinds.items()):
        pool[kind].append(name)
    for source in chance.sample(list(found), len(found)):
        for one in _of(source, change.Around("", pool, kinds), chance):
            by_kind[one.kind].append(one)
    queues = [list(reversed(by_kind[kind])) for kind in KINDS]
    made: list[Made] = []
    while len(made) < PAIRS and any(queues):
        made += [queue.pop() for queue in queues if queue]
    return made[:PAIRS]


def _of(source: texts.Source, around: change.Around, chance: Random) -> Iterator[Made]:
    for at, sentence in enumerate(source.parts):
        if not texts.is_clean(sentence):
            continue
        near = source.parts[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
        rest = " ".join(part for part in near if part != sentence)
        reworded = rewrite(f"{source.group}/{at}", sentence)
        for kind, makers in KINDS.items():
            drawn = change.Around(rest, around.names, around.kinds)
            changed = chance.choice(makers)(chance, reworded, drawn)
            if changed:
                yield Made(kind, sentence, reworded, changed.text, (" ".join(near),))


def copies(verifier: Verifier, found: Sequence[texts.Source]) -> str:
    """Return how sentences fare against the text they are from, and against another."""
    chance = Random(SEED)
    all_ = [(s, at) for s in found for at, part in enumerate(s.parts) if texts.is_clean(part)]
    drawn = chance.sample(all_, min(COPIES, len(all_)))
    own: list[Pair] = []
    other: list[Pair] = []
    for source, at in drawn:
        near = source.parts[max(0, at - NEIGHBOURS) : at + NEIGHBOURS + 1]
        far = chance.choice([s for s in chance.sample(found, 9) if s.group != source.group])
        own.append((source.parts[at], (" ".join(near),)))
        other.append((source.parts[at], (" ".join(far.parts[:5]),)))
    lines = [("evidence", "n", "supported")]
    for name, pairs in (("its own text", own), ("another text", other)):
        flagged = _flagged(verifier, pairs)
        lines.append((name, str(len(pairs)), f"{1 - sum(flagged) / len(flagged):.4f}"))
    return table(lines)


def foreign(verifier: Verifier, folder: Path) -> str:
    """Return the verdicts in Spanish and Chinese: copied, a figure changed, parts put elsewhere."""
    lines: list[tuple[str, ...]] = [("language", "claim", "n", *(each.value for each in _VERDICTS))]
    for language in ("es", "zh"):
        kinds: dict[str, list[Pair]] = defaultdict(list)
        for name, pair in _pairs(folder / f"xquad/xquad.{language}.json"):
            kinds[name].append(pair)
        for name, pairs in kinds.items():
            got = Counter(one.verdict for one in verifier.check(pairs[:FOREIGN]))
            counts = [str(got[each]) for each in _VERDICTS]
            lines.append((language, name, str(len(pairs[:FOREIGN])), *counts))
    return table(lines)


_VERDICTS = (
    Verdict.SUPPORTED,
    Verdict.CONTRADICTED,
    Verdict.UNSUPPORTED,
    Verdict.NOT_CHECKABLE,
)


def _pairs(path: Path) -> Iterator[tuple[str, Pair]]:
    chance = Random(SEED)
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    contexts = [p["context"] for article in articles for p in article["paragraphs"]]
    for context in contexts:
        sentences = [context[a:b] for a, b in spans(context)]
        claim = chance.choice(sentences)
        yield "copied", (claim, (context,))
        yield "of another text", (claim, (chance.choice([c for c in contexts if c != context]),))
        changed = _other_figure(claim)
        if changed != claim:
            yield "a figure changed", (changed, (context,))
        halves = claim.rstrip(".。").replace("，", ", ").split(", ")
        if len(halves) > 1:
            yield "parts put elsewhere", (", ".join(reversed(halves)) + ".", (context,))


def _other_figure(claim: str) -> str:
    for at, letter in enumerate(claim):
        if letter in "123456789":
            return f"{claim[:at]}{int(letter) % 9 + 1}{claim[at + 1 :]}"
    return claim
