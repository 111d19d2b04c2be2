"""What the figures were taken on."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Machine:
    """Enough of a machine to judge a figure by."""

    model: str
    cores: int
    """That this process may use."""
    memory_gb: float
    system: str
    python: str
    load: float
    """Processes that wanted to run when the bench began, over the minute before."""

    def __str__(self) -> str:
        size = f"{self.cores} cores of {self.model}, {self.memory_gb} GiB"
        return f"{size}, {self.system}, Python {self.python}, load {self.load} at the start"


def this_machine() -> Machine:
    """Describe the machine that this runs on."""
    return Machine(
        model=_field(Path("/proc/cpuinfo"), "model name") or platform.machine(),
        cores=_cores(),
        memory_gb=round(_memory_kb() / 2**20, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        load=round(os.getloadavg()[0], 1),
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory_kb() -> int:
    return int((_field(Path("/proc/meminfo"), "MemTotal") or "0").split()[0])


def _field(path: Path, name: str) -> str:
    if not path.is_file():
        return ""
    lines = (line.partition(":") for line in path.read_text(encoding="utf-8").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")
