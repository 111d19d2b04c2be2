"""``/healthz`` says the process lives, ``/readyz`` whether questions can be answered."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from api.problems import without_paths
from api.service import Here
from api.shelf import PartOut, ReadyOut

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[Literal["status"], Literal["ok"]]:
    """Say that the process lives, whatever state its parts are in."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": ReadyOut}})
def ready(request: Request, response: Response, here: Here) -> ReadyOut:
    """Give the state of each part; 503 where questions cannot be answered."""
    parts = [PartOut.of(part) for part in here.footnote.health()]
    for part in parts:
        part.detail = without_paths(part.detail, request)
    if here.slots.stopping:
        response.status_code = 503
        return ReadyOut(status="stopping", parts=parts)
    if not all(part.ok for part in parts):
        response.status_code = 503
        return ReadyOut(status="not_ready", parts=parts)
    return ReadyOut(status="ready", parts=parts)
