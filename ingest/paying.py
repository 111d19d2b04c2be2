"""A run that costs money: the cost is agreed before it starts, and a budget ends it cleanly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ingest.cost import Against, Estimate, estimated
from ingest.plan import Plan
from ingest.reading import Into
from ingest.report import IngestReport, Progress, quiet
from ingest.spool import Spool
from rag.errors import BudgetError, InputError, ServiceError
from rag.models.remembering import Remembering
from rag.models.spending import Spending
from rag.ports import Embedder

Agree = Callable[[Estimate, bool], bool]
"""Is shown what a run costs, and whether that must be agreed; says whether it is."""


def unasked(_: Estimate, must: bool) -> bool:  # noqa: FBT001 - as every `Agree` is called
    """Agree to what need not be agreed: nobody is there to ask."""
    return not must


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On which a run may cost money."""

    yes: bool = False
    """Whatever it costs."""
    budget_usd: float | None = None
    """Most it may cost; ``None``: as the settings say."""
    agree: Agree = unasked
    progress: Callable[[Progress], None] = quiet


def charged(into: Into, budget_usd: float | None) -> Into:
    """Return *into* with a count of what is spent, at most *budget_usd*; free embedders are free.

    `InputError` for a budget where the price is not known: it could not be kept.
    """
    embedder = into.embedder
    if not isinstance(embedder, Remembering):
        return into
    if budget_usd is not None and embedder.price_usd is None:
        problem = f"A budget cannot be kept: the price of {embedder.model} is not known."
        raise InputError(problem, "Set FOOTNOTE_EMBED_PRICE_USD, for a million tokens; 0 is free.")
    spending = Spending(price_usd=embedder.price_usd, most_usd=budget_usd)
    return replace(into, embedder=embedder.charged_to(spending), spending=spending)


@contextmanager
def paying(into: Into, terms: Terms) -> Iterator[Into]:
    """Give *into* as a run on *terms* needs it: one that costs money keeps what it reads."""
    budget_usd = into.settings.embed_budget_usd if terms.budget_usd is None else terms.budget_usd
    into = charged(into, budget_usd)
    if not _costs(into.embedder):
        yield into
        return
    with Spool(into.settings.home) as spool:
        yield replace(into, spool=spool)


def consent(plan: Plan, into: Into, against: Against, terms: Terms) -> None:
    """Have what embedding *plan* costs agreed to; `InputError` where it is not. Free is free."""
    if not plan.tasks or not _costs(into.embedder):
        return
    estimate = estimated(plan, into, against, terms.progress)
    cost, free_usd = estimate.cost_usd, into.settings.embed_free_usd
    must = bool(estimate.tokens) and (cost is None or cost > free_usd) and not terms.yes
    if not terms.agree(estimate, must):
        raise InputError(f"{estimate} Nothing was embedded.", _REMEDY)


def _costs(embedder: Embedder) -> bool:
    return isinstance(embedder, Remembering) and embedder.price_usd != 0


_REMEDY = "Add --yes to agree to that, and --budget USD to pay no more than so much."


def how_far(
    error: ServiceError, report: IngestReport, total: int, spending: Spending
) -> ServiceError:
    """Return *error*, which ended a run over *total* files, with how far and dear the run came."""
    done = report.added + report.updated + report.unchanged
    cost_usd = spending.cost_usd
    spent = f" ${cost_usd:.4f} is spent." if cost_usd and isinstance(error, BudgetError) else ""
    problem = f"{error.problem}{spent} {done} of {total} documents are indexed."
    again = "Nothing is paid for twice."
    if spending.lost and spending.price_usd != 0:
        cost = "" if cost_usd is None else f", ${spending.price(spending.lost):.4f},"
        again = (
            f"Answers that were of no use may be billed: {spending.lost} tokens{cost} are counted"
            " as spent, and sent again by the next run."
        )
    return type(error)(problem, f"{error.remedy} {again}")
