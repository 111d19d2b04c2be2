"""Percentiles of times. Kept apart from the scores, since no two runs agree on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took."""

    n: int
    p50: float
    p95: float


def spread(times: Sequence[float]) -> Spread | None:
    """Return median and 95th percentile of *times*, in their unit; none for no times.

    The nearest rank that some time really took (`inverted_cdf`), not a value in between.
    """
    if not times:
        return None
    p50, p95 = np.quantile(np.asarray(times), [0.5, 0.95], method="inverted_cdf")
    return Spread(len(times), float(p50), float(p95))
