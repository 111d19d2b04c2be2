"""Write a run where people and programs can read it.

``report.md``, ``results.jsonl``, ``summary.json`` and ``config.json`` hold no time and no random
id: equal runs give equal bytes. Times are in ``timings.json``, and in one section of
``report.html``.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from eval.measure import Measured
from eval.metrics.catalogue import BY_KIND
from eval.observation import MARKER
from eval.outcome import Scored
from eval.rows import rows
from eval.run import Run
from eval.stats import needed
from eval.summary import by_kind, chosen, standing, summary, timings, usage
from rag.errors import InputError

TEMPLATES = Path(__file__).parent / "templates"
SPECIAL = re.compile(r"([\\`*_\[\]<>|#!~@&]|(?<=:)/|(?<=www)\.)", re.IGNORECASE)
"""What Markdown would make something of, bare addresses included."""
DIFFERENCE = 0.05
"""What a reader would want to see, for the number of cases that it takes."""


def write_report(run: Run, folder: Path) -> list[Path]:
    """Write the six files of *run* into *folder*, which is made; return their paths."""
    lines = rows(run)
    facts = _facts(run, lines)
    texts = {
        "summary.json": _pretty(summary(run)),
        "results.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines),
        "config.json": _pretty(dict(run.config)),
        "timings.json": _pretty(timings(run)),
        "report.md": _templates().get_template("report.md").render(facts),
        "report.html": _templates().get_template("report.html").render(facts),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [_write(folder / name, text) for name, text in texts.items()]
    except OSError as error:
        raise InputError(
            f"The report cannot be written to {folder}: {error}.", "Give another --out."
        ) from error


def _write(path: Path, text: str) -> Path:
    """Put *text* in place at once: a reader never sees half a report."""
    part = path.with_name(path.name + ".part")
    # A lone surrogate, as some PDF texts have, must not cost the whole report.
    part.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    return part.replace(path)


def _pretty(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _facts(run: Run, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "config": run.config,
        "standing": standing(run),
        "usage": usage(run),
        "headlines": chosen(run.measured),
        "measured": run.measured,
        "kinds": by_kind(run),
        "rows": lines,
        "wrong": [row for row in lines if row["why"]],
        "kind_metrics": chosen(run.measured, BY_KIND),
        "missing": run.corpus.missing,
        "unread": run.corpus.unread,
        "timings": timings(run)["seconds"],
        "sample": _sample(run),
        "difference": DIFFERENCE,
    }


def _sample(run: Run) -> int:
    """Return how many cases it takes to see the difference at the shakiest headline share."""
    shares = [one.value for one in chosen(run.measured) if one.value is not None]
    return max((needed(share, DIFFERENCE) for share in shares), default=0)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "value": value,
        "interval": interval,
        "mark": mark,
        "plain": plain,
        "state": state,
    }
    return environment


def value(one: Measured) -> str:
    """Return the number as read, or say that there is none."""
    return "no cases scored" if one.value is None else f"{one.value:.3f}"


def interval(one: Measured) -> str:
    """Return the 95 % interval as read: ``"0.812 to 0.951"``, or ``"none"``."""
    found = one.interval
    return "none" if found is None else f"{found.low:.3f} to {found.high:.3f}"


def state(one: Measured) -> str:
    """Say how the number stands, for its colour: ``best``, ``off``, ``calm`` or ``none``."""
    if one.value is None:
        return "none"
    if one.metric.best is None:
        return "calm"
    scored = [o for o in one.outcomes.values() if isinstance(o, Scored)]
    return "best" if all(o.value == one.metric.best for o in scored) else "off"


def plain(text: object) -> str:
    """Return *text* so that Markdown shows it as it is, on one line and in one cell."""
    return SPECIAL.sub(r"\\\1", " ".join(str(text).split()))


def mark(text: str) -> Markup:
    """Return *text* for HTML, its ``[n]`` markers set off."""
    pieces = MARKER.split(text)
    html = Markup()
    for index, piece in enumerate(pieces):
        html += Markup("<sup>[{}]</sup>").format(piece) if index % 2 else escape(piece)
    return html
