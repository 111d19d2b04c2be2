"""Whether it answers when it can, and says so when it cannot."""

from eval.metrics.metric import Direction, Judged, Metric, answerable, of_reply, unanswerable
from eval.observation import Observation
from eval.outcome import Scored
from rag.reply import Abstention, Answer

Reply = Answer | Abstention
ANSWERABLE, UNANSWERABLE = "answerable", "unanswerable"


def _answered(_: Observation, reply: Reply) -> Judged:
    return Scored(float(isinstance(reply, Answer)))


def _abstained(_: Observation, reply: Reply) -> Judged:
    return Scored(float(isinstance(reply, Abstention)))


def _right(seen: Observation, reply: Reply) -> Judged:
    right = isinstance(reply, Answer) is seen.case.answerable
    return Scored(float(right), stratum=ANSWERABLE if seen.case.answerable else UNANSWERABLE)


ABSTENTION = (
    Metric(
        name="abstention_accuracy",
        title="abstention accuracy",
        definition="½ (abstained on unanswerable + answered on answerable). No value without "
        "cases of both sorts.",
        source="balanced accuracy; Brodersen et al. 2010, https://doi.org/10.1109/ICPR.2010.764",
        judge=of_reply(_right),
        strata=(ANSWERABLE, UNANSWERABLE),
    ),
    Metric(
        name="answered_when_answerable",
        title="answered when answerable",
        definition="Answers / questions that the documents answer. 1 less this is over-refusal.",
        source="Footnote, METRICS §5",
        judge=of_reply(_answered),
        about=answerable,
    ),
    Metric(
        name="abstained_when_unanswerable",
        title="abstained when unanswerable",
        definition="Abstentions / questions that the documents do not answer.",
        source="Footnote, METRICS §5",
        judge=of_reply(_abstained),
        about=unanswerable,
    ),
    Metric(
        name="answer_rate",
        title="answer rate",
        definition="Answers / questions. Neither high nor low is good by itself: read the "
        "share of answers with rejected claims beside it.",
        source="Footnote, METRICS §2",
        judge=of_reply(_answered),
        direction=Direction.NEITHER,
    ),
)
