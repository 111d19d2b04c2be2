"""The HTTP service around one opened `Footnote`."""

from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from fastapi import FastAPI

from api import problems
from api.guard import Allowed, Guard
from api.jobs import Jobs
from api.routes import (
    answers,
    changes,
    documents,
    health,
    pages,
    reindex,
    summaries,
    uploads,
)
from api.service import Service

if TYPE_CHECKING:
    from rag.footnote import Footnote

ABOUT = """Answers and summaries of your own documents, with citations that can be trusted.

Errors are RFC 9457 problem details (`application/problem+json`) with `title`, `detail`, `remedy`
and `request_id`."""


def create_app(footnote: "Footnote") -> FastAPI:
    """Build the service around *footnote*, which whoever opened it closes."""
    service = Service(footnote, Jobs(footnote.library))
    app = FastAPI(
        title="Footnote",
        version=_version(),
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses={"default": {"model": problems.Problem, "description": "A problem"}},
    )
    app.state.service = service
    problems.install(app)
    settings = footnote.settings
    app.add_middleware(Guard, Allowed.of(settings.host, body_mb=settings.body_mb))
    for room in (answers, summaries, documents, changes, uploads, reindex, health, pages):
        app.include_router(room.router)
    return app


def _version() -> str:
    try:
        return version("footnote")
    except PackageNotFoundError:
        return "0"
