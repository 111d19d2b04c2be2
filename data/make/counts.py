"""Spread the year's passengers of each route over the months, so that the sums agree."""

from __future__ import annotations

import csv
from pathlib import Path

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
YEAR = {
    "1 Port Astrid - Great Orran": 214_380,
    "2 Port Astrid - Sella": 108_645,
    "3 Great Orran - Little Orran": 52_118,
    "4 Sella - Thornay": 23_904,
    "5 Port Astrid - Muckle Vane": 13_813,
}
"""As in the annual report, table 7."""
WEIGHTS = {
    "1": (54, 55, 68, 81, 93, 108, 131, 139, 97, 79, 60, 35),
    "2": (57, 58, 69, 74, 92, 109, 128, 131, 99, 77, 61, 45),
    "3": (73, 72, 81, 83, 88, 90, 94, 96, 91, 84, 77, 71),
    "4": (29, 31, 48, 71, 118, 136, 163, 158, 109, 71, 39, 27),
    "5": (0, 0, 0, 67, 134, 181, 212, 204, 131, 71, 0, 0),
}


def write_counts(target: Path) -> None:
    """Write one row a route and month: route, month, passengers."""
    with target.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(["route", "month", "passengers"])
        for route, total in YEAR.items():
            for month, number in zip(MONTHS, spread(total, WEIGHTS[route[0]]), strict=True):
                sheet.writerow([route, f"{month} 2025", number])


def spread(total: int, weights: tuple[int, ...]) -> list[int]:
    """Split *total* in proportion to *weights*; the rounding is never lost.

    >>> spread(10, (1, 1, 1))
    [3, 3, 4]
    """
    ends, run = [], 0
    for weight in weights:
        run += weight
        ends.append(total * run // sum(weights))
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
