"""``footnote eval``: run cases, decide a gate."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from api import exits
from api.cli import given, show

GATE = Path("data/baselines/gate.toml")
SHOWN_CASES = 5


@click.group("eval")
def command() -> None:
    """Run questions with known answers, write a report, decide whether it may go out."""


@command.command("run")
@click.argument("cases", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=Path("data/reports/latest"))
@click.option("--depth", default=20, show_default=True, help="Hits asked of every search.")
@click.option("-k", type=click.IntRange(1, 100), help="Passages shown to the writer.")
@click.option("--concurrency", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--import", "foreign", is_flag=True, help="CASES has fields that are not ours.")
@given.collection
@given.as_json
def run_cases(cases: Path, out: Path, *, as_json: bool, **options: str | int | None) -> None:
    """Ask every case of CASES (JSONL) and write a report to the folder --out."""
    from eval.ask import Manner
    from eval.cases import import_cases, read_cases
    from eval.report import write_report
    from eval.run import run
    from eval.summary import summary
    from rag.wiring import open_footnote

    read = import_cases if options["foreign"] else read_cases
    asked = read(cases)
    manner = Manner(collection=options["collection"], depth=options["depth"], k=options["k"])  # type: ignore[arg-type]
    with open_footnote(given.settings(), command="footnote eval") as footnote:
        work = run(
            asked,
            subject=footnote,
            manner=manner,
            concurrency=int(options["concurrency"] or 1),
            progress=_told,
        )
        done = asyncio.run(work)
    written = write_report(done, out)
    _tell("Gold pages that are not in the collection", done.corpus.missing)
    _tell("Gold pages on which the gold words were not found", done.corpus.unread)
    if as_json:
        show.as_json(summary(done))
        return
    for one in done.measured:
        value = "no case scored" if one.value is None else f"{one.value:.3f}"
        click.echo(f"  {one.metric.name:<28} {value:>14}   {one.tally}")
    click.echo(f"Report: {next(path for path in written if path.suffix == '.html')}")


@command.command("gate")
@click.argument("report", type=click.Path(path_type=Path), default=Path("data/reports/latest"))
@click.option("--limits", type=click.Path(path_type=Path), default=GATE, show_default=True)
@given.as_json
def gate(report: Path, limits: Path, *, as_json: bool) -> int:
    """Say which limits the report in the folder REPORT breaks; exit code 1 if there is one."""
    from eval.gate import breaches, read_gate
    from eval.rows import read_measured

    broken = breaches(read_measured(report), read_gate(limits))
    if as_json:
        rows = [
            {"metric": one.metric, "problem": one.problem, "cases": list(one.cases)}
            for one in broken
        ]
        show.as_json({"passed": not broken, "breaches": rows})
        return exits.FAILED if broken else exits.DONE
    for one in broken:
        click.echo(click.style(f"FAIL {one.metric}: {one.problem}", fg="red"))
        click.echo(f"     {', '.join(one.cases[:SHOWN_CASES])}")
    click.echo(f"The gate {'fails' if broken else 'passes'} ({limits}).")
    return exits.FAILED if broken else exits.DONE


def _tell(problem: str, places: Sequence[str]) -> None:
    """Count *places*, and name the first."""
    if places:
        click.echo(f"{problem}: {len(places)}", err=True)
    for place in places[:SHOWN_CASES]:
        click.echo(f"  {show.clean(place)}", err=True)


def _told(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r  {done} of {total} cases", nl=done == total, err=True)
    elif done == total or done % 20 == 0:
        click.echo(f"  {done} of {total} cases", err=True)
