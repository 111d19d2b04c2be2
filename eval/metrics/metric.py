"""What a metric is: a value with a name, a definition and its source, and a way to judge a case."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from eval.cases import Case
from eval.observation import Failure, Observation
from eval.outcome import Failed, Outcome, Outside, Scored, Ungraded
from rag.reply import Abstention, Answer
from rag.types import Hit

Judged = Scored | Ungraded | Outside
Judge = Callable[[Observation], Outcome]


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


def every(_: Case) -> str:
    """Say nothing against any case."""
    return ""


def answerable(case: Case) -> str:
    """Say why *case* is left out, unless the documents hold its answer."""
    return "" if case.answerable else "the documents hold no answer"


def unanswerable(case: Case) -> str:
    """Say why *case* is left out, if the documents hold its answer."""
    return "the documents hold the answer" if case.answerable else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number of the report. Range 0 to 1, unless the definition says otherwise."""

    name: str
    """As in files: ``"page_hit@10"``."""
    title: str
    """As read: ``"page hit@10"``."""
    definition: str
    source: str
    """Who defined it, and where."""
    judge: Judge
    version: str = "1"
    """Changes whenever the same replies could get another value."""
    low: float = 0.0
    high: float = 1.0
    direction: Direction = Direction.HIGHER
    verdicts: bool = False
    """Whether it rests on the product's own verifier; the report says so beside the number."""
    about: Callable[[Case], str] = every
    """Why a case is left out whatever comes of it; empty where it is not."""
    strata: tuple[str, ...] = ("",)
    """Parts that count equally; without a scored case in each there is no value."""

    def outcome(self, seen: Observation) -> Outcome:
        """Judge one case."""
        why = self.about(seen.case)
        return Outside(why) if why else self.judge(seen)

    @property
    def best(self) -> float | None:
        """What nothing can be better than; none where neither way is."""
        ends = {Direction.HIGHER: self.high, Direction.LOWER: self.low}
        return ends.get(self.direction)


def of_hits(score: Callable[[Observation, tuple[Hit, ...]], Judged]) -> Judge:
    """Judge what the search gave; where it failed, so does the case."""

    def judge(seen: Observation) -> Outcome:
        if isinstance(seen.hits, Failure):
            return Failed(seen.hits.problem)
        return score(seen, seen.hits)

    return judge


def of_reply(score: Callable[[Observation, Answer | Abstention], Judged]) -> Judge:
    """Judge what was replied; where nothing was, the case failed."""

    def judge(seen: Observation) -> Outcome:
        if isinstance(seen.reply, Failure):
            return Failed(seen.reply.problem)
        return score(seen, seen.reply)

    return judge


def of_answer(score: Callable[[Observation, Answer], Judged]) -> Judge:
    """Judge answers; an abstention is outside."""

    def judge(seen: Observation, reply: Answer | Abstention) -> Judged:
        if isinstance(reply, Abstention):
            return Outside("it abstained")
        return score(seen, reply)

    return of_reply(judge)
