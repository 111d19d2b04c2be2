"""``footnote bench``."""

from pathlib import Path

import click

from api.cli import given, show

DOCS = Path("data/corpus")
CASES = Path("data/cases/sample.jsonl")


@click.command("bench")
@click.option("--docs", type=click.Path(path_type=Path), default=DOCS, show_default=True)
@click.option("--cases", type=click.Path(path_type=Path), default=CASES, show_default=True)
@click.option("--repeat", default=5, show_default=True, help="Runs of each start and search.")
@click.option("--asked", default=100, show_default=True, help="Questions asked of the service.")
@given.as_json
def command(docs: Path, cases: Path, *, repeat: int, asked: int, as_json: bool) -> None:
    """Measure start-up, ingest, search and the service, in an index that is thrown away."""
    from eval.bench.run import bench, plan_of

    plan = plan_of(docs, cases, repeat=repeat, asked=asked)
    done = bench(plan, progress=lambda name: click.echo(f"  {name} ...", err=True))
    show.as_json(done.as_json()) if as_json else click.echo(done.as_markdown())
