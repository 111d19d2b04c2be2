"""What one metric can say of one case. A missing score is never 0, never NaN, never dropped."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scored:
    """The metric has a value for the case."""

    value: float
    weight: float = 1.0
    """How many things *value* is the mean of: citations, say. Above 0."""
    stratum: str = ""
    """Which half it belongs to, for metrics whose halves count equally."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The product did not answer. Not a zero: nothing was learnt of its quality."""

    why: str


@dataclass(frozen=True, slots=True)
class Ungraded:
    """The product answered, but the answer could not be judged."""

    why: str


@dataclass(frozen=True, slots=True)
class Outside:
    """The metric is not about this case: citations of an abstention, say."""

    why: str


Outcome = Scored | Failed | Ungraded | Outside


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases came out how; the four add up to all cases."""

    scored: int
    failed: int
    ungraded: int
    outside: int

    def __str__(self) -> str:
        counted = f"{self.scored} scored, {self.failed} failed, {self.ungraded} ungraded"
        return f"{counted}, {self.outside} outside"

    @property
    def cases(self) -> int:
        """All of them."""
        return self.scored + self.failed + self.ungraded + self.outside

    @property
    def coverage(self) -> float | None:
        """Scored among those the metric is about, 0 to 1; none where it is about no case."""
        about = self.cases - self.outside
        return self.scored / about if about else None


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Count *outcomes* apart."""
    kinds = [type(outcome) for outcome in outcomes]
    return Tally(*(kinds.count(kind) for kind in (Scored, Failed, Ungraded, Outside)))
