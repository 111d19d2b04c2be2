"""How near an answer comes to the words of the gold answer."""

import re
import unicodedata
from collections import Counter

from eval.metrics.metric import Judged, Metric, answerable, of_answer, of_reply
from eval.observation import MARKER, Observation
from eval.outcome import Outside, Scored
from rag.reply import Abstention, Answer

ARTICLES = re.compile(r"\b(?:a|an|the)\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
ENOUGH = 0.6
"""Share of the gold answer's words that a right answer has, where there is no number to go by."""
UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def normalise(text: str) -> list[str]:
    """Return the words of *text*: lower case, no punctuation, no English articles.

    As SQuAD's script does it, except that punctuation is Unicode's, and that Chinese and Japanese
    characters are words each, since no blanks part them (as CMRC 2018 does).

    >>> normalise("The warranty lasts 24 months.")
    ['warranty', 'lasts', '24', 'months']

    Source: Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250.
    """
    kept = (c for c in text.lower() if not unicodedata.category(c).startswith("P"))
    spaced = UNSPACED.sub(r" \1 ", "".join(kept))
    return ARTICLES.sub(" ", spaced).split()


def token_f1(answer: str, gold: str) -> float:
    """Return the harmonic mean of the shares of words that the two have in common, 0 to 1.

    Where either has no word at all, 1 if both have none, else 0.
    """
    ours, theirs = normalise(answer), normalise(gold)
    if not ours or not theirs:
        return float(ours == theirs)
    common = (Counter(ours) & Counter(theirs)).total()
    return 2 * common / (len(ours) + len(theirs))


def holds_gold(answer: str, gold: str) -> bool:
    """Whether *answer* has every number of *gold*, or, if it has none, most of its words.

    >>> holds_gold("2704 members voted for it.", "2,704"), holds_gold("Many did.", "2,704")
    (True, False)
    """
    wanted = _numbers(gold)
    if wanted:
        return wanted <= _numbers(answer)
    words = Counter(normalise(gold))
    common = words & Counter(normalise(answer))
    return common.total() >= ENOUGH * words.total()


def _numbers(text: str) -> set[str]:
    return {THOUSANDS.sub("", number) for number in NUMBER.findall(text)}


def _words(reply: Answer | Abstention) -> str:
    return "" if isinstance(reply, Abstention) else MARKER.sub("", reply.text)


def _f1(seen: Observation, reply: Answer | Abstention) -> Judged:
    if not seen.case.answer:
        return Outside("the case has no gold answer")
    return Scored(token_f1(_words(reply), seen.case.answer))


def _match(seen: Observation, reply: Answer | Abstention) -> Judged:
    if not seen.case.answer:
        return Outside("the case has no gold answer")
    return Scored(float(normalise(_words(reply)) == normalise(seen.case.answer)))


def _held(seen: Observation, answer: Answer) -> Judged:
    if not seen.case.answer:
        return Outside("the case has no gold answer")
    return Scored(float(holds_gold(_words(answer), seen.case.answer)))


CORRECTNESS = (
    Metric(
        name="gold_in_answer",
        title="gold in answer",
        definition="Answers that have every number of the gold answer or, where it has none, at "
        f"least {ENOUGH} of its words / answers to questions with a gold answer. Abstentions are "
        "outside: read it beside answered when answerable.",
        source="Footnote; see `holds_gold`",
        judge=of_answer(_held),
        about=answerable,
    ),
    Metric(
        name="exact_match",
        title="exact match",
        definition="1 where the answer has the words of the gold answer, in order; 0 for an "
        "abstention.",
        source="Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250; see `normalise`",
        judge=of_reply(_match),
        about=answerable,
    ),
    Metric(
        name="token_f1",
        title="token F1",
        definition="Harmonic mean of the shares of words that answer and gold answer have in "
        "common; 0 for an abstention.",
        source="Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250; see `normalise`",
        judge=of_reply(_f1),
        about=answerable,
    ),
)
