"""From outcomes to a number, with its interval and with how many cases it does not speak for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.metrics.metric import Metric
from eval.outcome import Failed, Outcome, Scored, Tally, Ungraded, tally
from eval.stats import Interval, Sample, estimate, interval


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric over all cases."""

    metric: Metric
    outcomes: Mapping[str, Outcome]
    """By case id, in case order; every case has one."""
    value: float | None
    """Over scored cases only: read it beside `tally`. None where no case was scored."""
    interval: Interval | None
    """95 %; none where there is no value, or one source document only."""
    tally: Tally

    def worst(self) -> list[str]:
        """Return the ids of scored cases below the best value, worst first."""
        best = self.metric.best
        if best is None:
            return []
        off = {
            name: abs(outcome.value - best)
            for name, outcome in self.outcomes.items()
            if isinstance(outcome, Scored) and outcome.value != best
        }
        return sorted(off, key=lambda name: -off[name])

    def unscored(self) -> list[str]:
        """Return the ids of cases that failed or could not be graded, in case order."""
        lost = Failed | Ungraded
        return [name for name, outcome in self.outcomes.items() if isinstance(outcome, lost)]


def measure(
    metric: Metric, outcomes: Mapping[str, Outcome], clusters: Mapping[str, str]
) -> Measured:
    """Sum up *outcomes*; *clusters* names the source document of each case."""
    samples = _samples(outcomes, clusters)
    return Measured(
        metric,
        outcomes,
        estimate(samples, metric.strata),
        interval(samples, metric.strata),
        tally(outcomes.values()),
    )


def _samples(outcomes: Mapping[str, Outcome], clusters: Mapping[str, str]) -> Sequence[Sample]:
    return [
        Sample(clusters[name], outcome.value, outcome.weight, outcome.stratum)
        for name, outcome in outcomes.items()
        if isinstance(outcome, Scored)
    ]
