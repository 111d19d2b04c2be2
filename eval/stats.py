"""Means with 95 % intervals, by resampling whole source documents: cases of one document agree."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DRAWS = 2000
SEED = 20_250_101
"""Fixed, so that the same outcomes give the same interval."""
TAIL = 0.025
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """One scored case."""

    cluster: str
    value: float
    weight: float = 1.0
    stratum: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the value would lie in 95 of 100 such collections of documents."""

    low: float
    high: float
    clusters: int
    method: str
    """``"bootstrap"`` or ``"exact"``."""


def estimate(samples: Sequence[Sample], strata: Sequence[str] = ("",)) -> float | None:
    """Return the weighted mean, or the plain mean of those of *strata*.

    None, never 0, where any of *strata* has no sample.
    """
    means = []
    for stratum in strata:
        own = [sample for sample in samples if sample.stratum == stratum]
        if not own:
            return None
        # fsum is exact, so the order of the cases cannot show in the last digit.
        top = math.fsum(sample.weight * sample.value for sample in own)
        means.append(top / math.fsum(sample.weight for sample in own))
    return math.fsum(means) / len(means) if means else None


def interval(
    samples: Sequence[Sample], strata: Sequence[str] = ("",), *, seed: int = SEED
) -> Interval | None:
    """Return the 95 % percentile interval of `estimate` when clusters are drawn with replacement.

    None where there is no estimate or but one cluster. Draws that leave a stratum empty are left
    out. Where all values are 0, or all 1, resampling can only repeat that, so the exact binomial
    bound on the number of clusters stands instead. The order of *samples* does not matter.

    Sources: Field and Welsh 2007, https://doi.org/10.1111/j.1467-9868.2007.00593.x (clusters);
    Clopper and Pearson 1934, https://doi.org/10.1093/biomet/26.4.404 (exact bound).
    """
    names = sorted({sample.cluster for sample in samples if sample.stratum in strata})
    if len(names) < 2 or estimate(samples, strata) is None:
        return None
    values = {sample.value for sample in samples if sample.stratum in strata}
    if values in ({0.0}, {1.0}):
        return _exact(samples, strata, value=values.pop())
    top, bottom = _tables(samples, strata, names)
    drawn = np.random.default_rng(seed).multinomial(
        len(names), [1 / len(names)] * len(names), size=DRAWS
    )
    tops, bottoms = drawn @ top, drawn @ bottom
    whole = (bottoms > 0).all(axis=1)
    means = (tops[whole] / bottoms[whole]).mean(axis=1)
    low, high = np.quantile(means, [TAIL, 1 - TAIL])
    return Interval(float(low), float(high), len(names), "bootstrap")


def needed(share: float, difference: float) -> int:
    """Return about how many cases, on each side, show a *difference* from *share*.

    ``16 p (1 - p) / d²``: Lehr 1992, https://doi.org/10.1002/sim.4780110811 (80 % power, 5 %).
    At 0 and 1 the formula would say none; there *share* is moved by the difference.
    """
    share = min(max(share, difference), 1 - difference)
    # Rounded first, or 304.00000000000006 would ask for one more.
    return math.ceil(round(16 * share * (1 - share) / difference**2, 6))


def _tables(
    samples: Sequence[Sample], strata: Sequence[str], names: Sequence[str]
) -> tuple[Table, Table]:
    row = {name: index for index, name in enumerate(names)}
    top = np.zeros((len(names), len(strata)))
    bottom = np.zeros_like(top)
    for sample in sorted(samples, key=lambda s: (s.cluster, s.stratum, s.value, s.weight)):
        if sample.stratum in strata:
            place = row[sample.cluster], strata.index(sample.stratum)
            top[place] += sample.weight * sample.value
            bottom[place] += sample.weight
    return top, bottom


def _exact(samples: Sequence[Sample], strata: Sequence[str], *, value: float) -> Interval:
    # With halves, the smaller one decides: wider than need be, never narrower.
    clusters = min(len({s.cluster for s in samples if s.stratum == name}) for name in strata)
    edge = TAIL ** (1 / clusters)
    low, high = (edge, 1.0) if value else (0.0, 1 - edge)
    return Interval(low, high, clusters, "exact")
