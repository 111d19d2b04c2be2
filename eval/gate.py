"""Decide from a report whether a release may go out. What the exit code is, the command line knows.

Only limits that somebody wrote into ``gate.toml`` are checked: there is no default, least of all 0.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from eval.measure import Measured
from eval.metrics.catalogue import BY_NAME
from rag.errors import InputError

Share = Annotated[float, Field(ge=0, le=1)]


class Gate(BaseModel):
    """The limits of a ``gate.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    coverage: Annotated[float, Field(gt=0, le=1)]
    """Least share of cases that must have been scored, for each measure named below."""
    floors: Mapping[str, Share] = {}
    """Least value allowed, by measure."""
    ceilings: Mapping[str, Share] = {}
    """Greatest value allowed, by measure."""

    @model_validator(mode="after")
    def _can_fail(self) -> Self:
        names = [*self.floors, *self.ceilings]
        problems = [f"{name} is no measure" for name in names if name not in BY_NAME]
        problems += [f"the floor of {name} is 0" for name, at in self.floors.items() if not at]
        problems += [f"the ceiling of {n} is 1" for n, at in self.ceilings.items() if at == 1]
        if not names:
            problems.append("it names no measure")
        if problems:
            raise ValueError("; ".join(problems))
        return self


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that was not kept."""

    metric: str
    problem: str
    """With both numbers: ``"0.412 is below the floor of 0.500"``."""
    cases: tuple[str, ...]
    """Ids, worst first; for coverage those that have no score."""


def read_gate(path: Path) -> Gate:
    """Read a ``gate.toml``; a limit that nothing could fail is refused."""
    try:
        return Gate.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Give a gate.toml.") from error
    except ValidationError as error:
        found = [
            ".".join(map(str, e["loc"])) + ": " + e["msg"]
            for e in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise InputError(f"{path} is no gate: {'; '.join(found)}.", "Mend its limits.") from error


def breaches(measured: Sequence[Measured], gate: Gate) -> list[Breach]:
    """Return what *measured* breaks, in the order of the file; empty: it may go out.

    A measure without a scored case breaks its limit: nothing was shown.
    """
    named = {one.metric.name: one for one in measured}
    found = []
    for name, least in gate.floors.items():
        found += _broken(named.get(name), name, gate, least, below=True)
    for name, most in gate.ceilings.items():
        found += _broken(named.get(name), name, gate, most, below=False)
    return found


def _broken(
    one: Measured | None, name: str, gate: Gate, limit: float, *, below: bool
) -> list[Breach]:
    if one is None or one.value is None:
        lost = tuple(one.unscored()) if one else ()
        return [Breach(name, "no case was scored", lost)]
    found = []
    if one.value < limit if below else one.value > limit:
        side = "below the floor" if below else "above the ceiling"
        found.append(Breach(name, f"{one.value:.3f} is {side} of {limit:.3f}", tuple(one.worst())))
    coverage = one.tally.coverage or 0.0
    if coverage < gate.coverage:
        problem = f"only {coverage:.3f} of the cases were scored, {gate.coverage:.3f} are needed"
        found.append(Breach(name, problem, tuple(one.unscored())))
    return found
