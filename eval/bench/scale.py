"""``footnote bench scale``: whether a passage costs the same in a small collection and a large one.

Small files of made-up sentences are added to a folder that is ingested again and again. What a step
costs is its time by the number of passages it added.
"""

import json
import random
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.bench.child import FOOTNOTE, Ran, run_child
from eval.bench.figures import Figure, figure

SIZES = (10_000, 50_000, 100_000)
STEP = 10_000
"""Passages added to come to each size: only these are timed for it."""
SAME = 1.2
AGAIN_S, AGAIN_FILES = 10.0, 10_000
"""What the project promises."""
_SYLLABLES = [first + second for first in "bdfklmnrstv" for second in "aeio"]
_FOLDER = 500
_WORDS, _SENTENCES = 11, 2


def scale_bench(
    sizes: Sequence[int] = SIZES, *, step: int = STEP, progress: Callable[[str], None]
) -> list[Figure]:
    """Grow a collection over *sizes*, passages each, and time the last *step* to each of them."""
    figures: list[Figure] = []
    costs: list[float] = []
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as name:
        made, docs, home = 0, Path(name) / "docs", Path(name) / "home"
        for size in sizes:
            if size - step > made:
                progress(f"up to {size - step} passages")
                made = _grown(docs, made, size - step)
                _ingested(docs, home)
            progress(f"from {made} to {size} passages")
            added, made = size - made, _grown(docs, made, size)
            ran = _ingested(docs, home)
            costs.append(1000 * ran.seconds / added)
            figures += [
                figure(f"a passage, up to {size}", [costs[-1]], "ms"),
                figure(f"a passage, up to {size}, processor", [1000 * ran.cpu_s / added], "ms"),
                figure(f"peak memory, up to {size}", [ran.peak_mb], "MiB"),
            ]
        progress("again, nothing changed")
        again = _ingested(docs, home)
    return [
        *figures,
        figure("dearest passage by the cheapest", [max(costs) / min(costs)], "times", at_most=SAME),
        figure(
            f"{made} files again, nothing changed",
            [again.seconds],
            "s",
            at_most=AGAIN_S * max(1.0, made / AGAIN_FILES),
        ),
    ]


def _grown(docs: Path, made: int, size: int) -> int:
    """Write files *made* to *size*, a passage each, the same in every run."""
    for number in range(made, size):
        folder = docs / f"{number // _FOLDER:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"note{number:06d}.txt").write_text(_text(number), encoding="utf-8")
    return size


def _text(number: int) -> str:
    drawn = random.Random(number)  # noqa: S311 - sentences, not secrets

    def word() -> str:
        return "".join(drawn.choices(_SYLLABLES, k=drawn.randint(2, 4)))

    sentences = (" ".join(word() for _ in range(_WORDS)).capitalize() for _ in range(_SENTENCES))
    return f"Note {number}. {'. '.join(sentences)}.\n"


def _ingested(docs: Path, home: Path) -> Ran:
    ran = run_child((*FOOTNOTE, "ingest", str(docs), "--json"), home)
    assert not json.loads(ran.output)["failures"]
    return ran
