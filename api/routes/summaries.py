"""``/v1/summaries``: at once where it is quick, else 202 and a job."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from api.asks import SummaryIn
from api.body import StrictRoute
from api.jobs import Ending, Job
from api.limits import within
from api.service import Here, Service
from api.wire import SummaryOut

router = APIRouter(prefix="/v1", tags=["summaries"], route_class=StrictRoute)

PATIENCE_S = 20.0
"""Seconds a client is kept waiting before it is given a job instead."""


@router.post("/summaries", response_model=SummaryOut, responses={202: {"model": Job}})
async def summarise(
    asked: SummaryIn, here: Here, response: Response, prefer: Annotated[str, Header()] = ""
) -> Any:
    """Summarise one document, every sentence cited.

    What takes longer than 20 s, and anything sent with `Prefer: respond-async`, is answered with
    202 and a job, whose result is the body that would have been sent.
    """
    task = asyncio.create_task(_summary(asked, here))
    here.slots.follow(task)
    patience_s = 0.0 if "respond-async" in prefer else PATIENCE_S
    await asyncio.wait({task}, timeout=patience_s)
    if task.done():
        return task.result()["summary"]
    job = here.jobs.adopt("summary", task)
    response.status_code = 202
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return Response(job.model_dump_json(), 202, response.headers, "application/json")


async def _summary(asked: SummaryIn, here: Service) -> Ending:
    async with here.slots.place(), within(here.footnote.settings.summary_deadline_s):
        summary = await here.footnote.summarise(
            asked.documents[0],
            collection=asked.collection,
            style=asked.style,
            sentences=asked.length,
            language=asked.language,
            policy=asked.policy,
        )
        return {"summary": SummaryOut.of(summary)}
