"""``/v1/answers`` and ``/v1/search``."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from api.asks import AnswerIn, SearchIn
from api.body import StrictRoute
from api.service import Here, Service
from api.shapes import SearchOut
from api.stream import Run, streamed
from api.wire import AnswerOut

router = APIRouter(prefix="/v1", tags=["answers"], route_class=StrictRoute)

STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
}


@router.post("/answers", response_model=AnswerOut, responses=STREAM)
async def answer(
    request: Request,
    asked: AnswerIn,
    here: Here,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response | AnswerOut:
    """Answer a question from the documents, every sentence cited, or say that they do not.

    With `"stream": true` or `Accept: text/event-stream`, events come in this order: one `sources`,
    then `delta` and `citation` as they arise, then `claim`, then one `done` (the whole body) or
    one `error`.
    """
    run = _run(asked, here)
    if asked.stream or accept.partition(";")[0].strip() == "text/event-stream":
        return await streamed(run, request)
    return AnswerOut.of(await run.reply())


@router.post("/search")
async def search(asked: SearchIn, here: Here) -> SearchOut:
    """Find passages, best first, without an answer."""

    def found() -> SearchOut:
        hits = here.footnote.search(
            asked.question, collection=asked.collection, k=asked.top_k, where=asked.filters
        )
        return SearchOut.of(hits)

    deadline_s = here.footnote.settings.answer_deadline_s
    return await here.slots.compute(found, deadline_s=deadline_s)


def _run(asked: AnswerIn, here: Service) -> Run:
    events = here.footnote.ask(
        asked.question,
        collection=asked.collection,
        history=asked.history,
        language=asked.language,
        policy=asked.policy,
        k=asked.top_k,
        where=asked.filters,
    )
    deadline_s = here.footnote.settings.answer_deadline_s + GRACE_S
    return Run.start(events, here.slots, deadline_s=deadline_s)


GRACE_S = 5.0
"""Left to an answer that ends itself at its deadline and says so better than we could."""
