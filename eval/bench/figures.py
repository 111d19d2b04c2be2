"""Figures, and the table they are printed in."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from eval.bench.machine import Machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The median of what was measured *n* times."""

    name: str
    value: float
    unit: str
    n: int
    low: float
    high: float
    """Least and greatest of the *n*."""
    at_most: float | None = None
    """What the project promises, where it does."""
    at_least: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the promises are."""
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


def figure(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Figure:
    """Return the median of *values*, of which there must be one (`ValueError`)."""
    rounded = [round(value, 4) for value in values]
    return Figure(
        name=name,
        value=round(median(rounded), 4),
        unit=unit,
        n=len(rounded),
        low=min(rounded),
        high=max(rounded),
        at_most=at_most,
        at_least=at_least,
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """All figures of one run."""

    date: str
    """ISO, UTC."""
    command: str
    machine: Machine
    figures: tuple[Figure, ...]

    def as_json(self) -> dict[str, Any]:
        """Return what ``footnote bench --json`` prints."""
        return asdict(self)

    def as_markdown(self) -> str:
        """Return the table as it stands in ``BENCHMARKS.md``."""
        head = [
            f"{self.date}, `{self.command}`, {self.machine}.",
            "",
            "| figure | median | unit | least | greatest | n | promised |",
            "|---|---:|---|---:|---:|---:|---|",
        ]
        return "\n".join([*head, *map(_line, self.figures)]) + "\n"


def _line(one: Figure) -> str:
    promised = "" if one.at_most is None else f"≤ {one.at_most:g}"
    promised += "" if one.at_least is None else f"≥ {one.at_least:g}"
    promised += "" if one.kept else " (missed)"
    numbers = f"{one.value:.4g} | {one.unit} | {one.low:.4g} | {one.high:.4g}"
    return f"| {one.name} | {numbers} | {one.n} | {promised} |"
