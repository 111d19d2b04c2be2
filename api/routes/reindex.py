"""``/v1/reindex``: the index built anew while it goes on answering."""

from fastapi import APIRouter
from pydantic import Field

from api.asks import Asked
from api.body import StrictRoute
from api.jobs import Ending, Job
from api.reindexing import reindexed
from api.reports import ReindexOut
from api.service import Here, Service

router = APIRouter(prefix="/v1", tags=["documents"], route_class=StrictRoute)


class ReindexIn(Asked):
    """With which embedder, and at what cost."""

    embedder: str | None = Field(default=None, max_length=200)
    """``local`` or ``openai:MODEL``; the one the index has where none is named."""
    yes: bool = False
    """Whatever it costs."""
    budget_usd: float | None = Field(default=None, ge=0)


@router.post("/reindex", status_code=202)
def reindex(here: Here, body: ReindexIn) -> Job:
    """Cut and embed anew what is stored; the old index answers until the new one is there."""
    return here.jobs.start("reindex", lambda: _done(here, body))


def _done(here: Service, body: ReindexIn) -> Ending:
    from ingest.paying import Terms

    terms = Terms(yes=body.yes, budget_usd=body.budget_usd)
    here.footnote, done = reindexed(here.footnote, body.embedder, terms, lambda _: None)
    return {"reindex": ReindexOut.of(done)}
