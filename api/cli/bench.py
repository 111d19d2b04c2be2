"""``footnote bench``: everything in brief, and one thing after the other at length."""

import tempfile
from pathlib import Path

import click

from api.cli import given, show

DOCS = Path("data/corpus")
CASES = Path("data/cases/sample.jsonl")
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group("bench", invoke_without_command=True)
@click.option("--docs", type=click.Path(path_type=Path), default=DOCS, show_default=True)
@click.option("--cases", type=click.Path(path_type=Path), default=CASES, show_default=True)
@click.option("--repeat", default=5, show_default=True, help="Runs of each start and search.")
@click.option("--asked", default=100, show_default=True, help="Questions asked of the service.")
@given.as_json
@click.pass_context
def command(
    context: click.Context, docs: Path, cases: Path, *, repeat: int, asked: int, as_json: bool
) -> None:
    """Measure start-up, ingest, search and the service, in an index that is thrown away."""
    if context.invoked_subcommand:
        return
    from eval.bench.run import bench, plan_of

    plan = plan_of(docs, cases, repeat=repeat, asked=asked)
    done = bench(plan, progress=_said)
    show.as_json(done.as_json()) if as_json else click.echo(done.as_markdown())


@command.command("ingest")
@click.argument("docs", type=FOLDER)
@click.option("--repeat", default=3, show_default=True, help="Rounds; the medians are printed.")
@click.option(
    "--peer",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Python of an environment with LlamaIndex to compare with: make peer.",
)
@given.as_json
def ingesting(docs: Path, *, repeat: int, peer: Path | None, as_json: bool) -> None:
    """Measure an ingest of the folder DOCS, its embedder alone, and LlamaIndex beside it."""
    from eval.bench.ingesting import IngestPlan, ingest_bench
    from eval.bench.run import noted

    plan = IngestPlan(docs=docs, texts=lambda: _texts(docs), repeat=repeat, peer=peer)
    done = noted(lambda: ingest_bench(plan, progress=_said))
    show.as_json(done.as_json()) if as_json else click.echo(done.as_markdown())


@command.command("scale")
@click.option("--size", "sizes", type=int, multiple=True, help="Passages. [10000 50000 100000]")
@given.as_json
def scaling(sizes: tuple[int, ...], *, as_json: bool) -> None:
    """Measure what a passage costs in a small collection and in ever larger ones."""
    from eval.bench.run import noted
    from eval.bench.scale import SIZES, scale_bench

    done = noted(lambda: scale_bench(sizes or SIZES, progress=_said))
    show.as_json(done.as_json()) if as_json else click.echo(done.as_markdown())


@command.command("retrieve")
@click.option("--passages", default=100_000, show_default=True, help="Made-up ones, to search in.")
@click.option("--asked", default=300, show_default=True, help="Questions.")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the made-up index there, or use the one that is there again.",
)
@given.as_json
def retrieving(passages: int, asked: int, home: Path | None, *, as_json: bool) -> None:
    """Measure search among many made-up passages: alone, with filters, and many at once."""
    from eval.bench.retrieving import RetrievePlan, retrieve_bench
    from eval.bench.run import noted

    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as folder:
        chosen = home or Path(folder) / "home"
        plan = RetrievePlan(home=chosen, passages=passages, asked=asked)
        done = noted(lambda: retrieve_bench(plan, progress=_said))
    show.as_json(done.as_json()) if as_json else click.echo(done.as_markdown())


def _texts(docs: Path) -> list[str]:
    """Return what an ingest of *docs* embeds, by the settings that the measured commands have."""
    from ingest.reading import Into
    from ingest.texts import embedded_texts
    from rag.settings import Settings
    from rag.types import Collection
    from rag.wiring import choose_embedder

    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    return embedded_texts([docs], Into(Collection(), choose_embedder(settings), settings))


def _said(name: str) -> None:
    click.echo(f"  {name} ...", err=True)
