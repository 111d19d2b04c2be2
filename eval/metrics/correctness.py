"""How near an answer comes to the words of the gold answer."""

import re
import unicodedata
from collections import Counter

from eval.metrics.metric import Judged, Metric, answerable, of_reply
from eval.observation import MARKER, Observation
from eval.outcome import Outside, Scored
from rag.reply import Abstention, Answer

ARTICLES = re.compile(r"\b(?:a|an|the)\b")
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


CORRECTNESS = (
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
