"""Whether evidence says what a claim says, by rules that can be read.

A claim is supported when every hard fact of it stands in the evidence, nothing is turned round,
and enough of its words are there. No model: `WordVerifier` never learns, tires or guesses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from rag.answer.common import about_answers, content
from rag.answer.exchanged import exchanged
from rag.answer.facts import facts
from rag.answer.hedges import asks, denied, tells
from rag.answer.lookup import missing_fact
from rag.answer.negation import is_denied, likest, negative, turned_round
from rag.answer.numbers import joined
from rag.answer.opposites import opposed
from rag.answer.orders import WHY as ORDERED
from rag.answer.orders import is_order
from rag.answer.pairing import other_column, other_year, swapped
from rag.answer.standing import standings
from rag.answer.units import SCALES, UNITS, WORD_NUMBERS
from rag.ports import Checked
from rag.reply import Verdict
from rag.retrieve.words import words

ENOUGH = 0.55
"""Share of a claim's words that must be in the evidence. Between this and all of them lies what a
reader would call a paraphrase; measured in ``eval/LOG.md``."""
WORD_FOR_WORD = 0.99
"""Probability given to a claim that stands in the evidence as it is."""
PARAPHRASE = 0.9
"""Most given to a claim whose words are all there, but not as it has them."""
DOUBTFUL = 0.3
"""Given to a claim whose words are there in a sentence that does not state it."""
ALIKE = 0.45
"""Share of a claim's words from which a sentence may say the opposite: one of two is another."""
OPPOSED = 0.1
"""Given to a claim with a word that excludes one of what it cites (`rag.answer.opposites`)."""


class WordVerifier:
    """Implements `Verifier` by looking words and facts up."""

    @property
    def version(self) -> str:
        """Changes whenever a verdict could."""
        return f"words-3/{ENOUGH}"

    def check(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Checked]:
        """Return one verdict for each (claim, evidence texts); no evidence is ``unsupported``."""
        return [_check(claim, evidence) for claim, evidence in pairs]


def _check(claim: str, evidence: Sequence[str]) -> Checked:
    return ruled(claim, evidence) or _by_overlap(claim, stated(evidence))


def stated(evidence: Sequence[str]) -> list[str]:
    """Return the texts of *evidence* that hold anything."""
    return [text for text in evidence if text.strip()]


def ruled(claim: str, evidence: Sequence[str]) -> Checked | None:
    """Return the verdict where the rules decide; nothing where only words are left to count."""
    texts = stated(evidence)
    why = _states_nothing(claim)
    if why:
        return Checked(Verdict.NOT_CHECKABLE, 0.0, why)
    if not texts or is_order(claim):
        return Checked(Verdict.UNSUPPORTED, 0.0, ORDERED if texts else "It cites nothing.")
    whys: list[str] = []
    for why in chain.from_iterable(standings(claim, text) for text in texts):
        if not why:
            return Checked(Verdict.SUPPORTED, WORD_FOR_WORD, "It stands there word for word.")
        whys.append(why)
    if whys:
        return Checked(Verdict.UNSUPPORTED, DOUBTFUL, whys[0])
    return _by_facts(joined(claim, "\n".join(texts)), texts)


def _states_nothing(claim: str) -> str:
    if asks(claim) and not tells(claim):
        return "It asks; it states nothing."
    if not _telling(claim) and not facts(claim).stated:
        return "It states nothing that could be checked."
    return ""


def _by_facts(claim: str, texts: Sequence[str]) -> Checked | None:
    together = "\n\n".join(texts)
    missing = missing_fact(claim, together)
    if missing:
        return Checked(Verdict.UNSUPPORTED, 0.0, missing)
    turned = _turned(claim, texts)
    if turned:
        return Checked(Verdict.CONTRADICTED, 0.0, turned)
    return _unlike(claim, texts)


def _turned(claim: str, texts: Sequence[str]) -> str:
    """Return what the evidence has that makes the claim false, or nothing."""
    pair = opposed(claim, likest(claim, texts, enough=ALIKE))
    turned = turned_round(claim, texts, enough=ENOUGH)
    if pair and is_denied(pair[0], claim):
        turned = ""  # not allowed is forbidden
    return (
        turned or other_column(claim, texts) or other_year(claim, texts) or exchanged(claim, texts)
    )


def _unlike(claim: str, texts: Sequence[str]) -> Checked | None:
    """Return what is wrong where the words are there but say something else."""
    best = likest(claim, texts, enough=ALIKE)
    pair = opposed(claim, best)
    if pair and negative(claim) == negative(best):
        return Checked(Verdict.CONTRADICTED, OPPOSED, f"It says “{pair[0]}”; it cites “{pair[1]}”.")
    why = _unstated(claim, likest(claim, texts, enough=ENOUGH))
    return Checked(Verdict.UNSUPPORTED, DOUBTFUL, why) if why else None


def _unstated(claim: str, best: str) -> str:
    if is_order(best):
        return ORDERED
    told = denied(best, claim)
    if told:
        return f"What it cites only has it with “{told}”."
    if asks(best):
        return "What it cites only asks it."
    figures = swapped(claim, best)
    if figures:
        return f"{figures[0]} and {figures[1]} stand for each other in what it cites."
    return ""


def _telling(claim: str) -> list[str]:
    return [word for word in content(claim) if word not in about_answers()]


def _is_fact(word: str) -> bool:
    """Whether the facts have answered for it already, in whatever spelling."""
    return word[0].isdigit() or word in _measures()


@cache
def _measures() -> frozenset[str]:
    return frozenset(words(" ".join((*SCALES, *UNITS, *WORD_NUMBERS))))


def share(claim: str, texts: Sequence[str]) -> float:
    """Return how much of *claim* is in *texts*, 0 to 1: its facts are, or a rule had decided."""
    return _held(joined(claim, "\n".join(texts)), "\n\n".join(texts)).share


@dataclass(frozen=True, slots=True)
class _Held:
    share: float
    missing: list[str]


def _held(claim: str, evidence: str) -> _Held:
    found = facts(claim)
    held = len(found.numbers) + len(found.dates) + len(found.times)
    said = {word for word in content(claim) if not _is_fact(word)}
    missing = said - set(content(evidence))
    whole = len(said) + held
    return _Held((whole - len(missing)) / max(1, whole), sorted(missing))


def _by_overlap(claim: str, texts: Sequence[str]) -> Checked:
    held = _held(joined(claim, "\n".join(texts)), "\n\n".join(texts))
    if held.share < ENOUGH:
        probability = 0.5 * held.share / ENOUGH
        why = f"Too little of it is in what it cites; missing: {', '.join(held.missing[:3])}."
        return Checked(Verdict.UNSUPPORTED, round(probability, 4), why)
    probability = 0.5 + (PARAPHRASE - 0.5) * (held.share - ENOUGH) / (1 - ENOUGH)
    why = f"{held.share:.0%} of its words are there."
    return Checked(Verdict.SUPPORTED, round(probability, 4), why)
