"""Every error as RFC 9457 problem details: what is wrong, what to do, and never what was sent.

The only place that turns errors into HTTP status codes.
"""

import logging
import tempfile
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from api.shapes import Text
from rag.errors import (
    BudgetError,
    DocumentError,
    FootnoteError,
    InputError,
    NotFoundError,
    ServiceError,
    SetupError,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"


class BusyError(ServiceError):
    """The service has as much to do as it can hold, or is stopping; ask again soon."""


class LateError(ServiceError):
    """The request's total deadline has passed."""


STATUS: dict[type[FootnoteError], int] = {
    NotFoundError: 404,
    InputError: 422,
    DocumentError: 422,
    BusyError: 503,
    SetupError: 503,
    LateError: 504,
    BudgetError: 429,
    ServiceError: 502,
}
TITLES = {
    400: "The request cannot be read",
    404: "Not found",
    405: "That is not done here",
    413: "The request is too large",
    415: "The request is in a format that is not read here",
    416: "That part is not there",
    422: "The request cannot be served as asked",
    429: "A limit was reached",
    500: "Something is wrong on our side",
    502: "A remote part failed",
    503: "The service is not ready",
    504: "It took too long",
}
REMEDIES = {
    400: "Send one whole JSON object as UTF-8.",
    404: "See /docs for what there is.",
    405: "See /docs for the methods of this address.",
    413: "Send less at once.",
    415: "Send application/json, or multipart/form-data for an upload.",
    416: "Ask for bytes that the file has, or for all of it, without Range.",
    500: "Look into the service's log for the request id.",
}
FORM = "Send one whole multipart form, its file as the field `file`."
RETRY_AFTER_S = 2
"""Told to clients of a busy service; answers without a model take less than a second."""


class Problem(BaseModel):
    """RFC 9457, with what to do about it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: Text
    remedy: Text
    request_id: str


def status_of(error: FootnoteError) -> int:
    """Return the HTTP status for the nearest class of *error*."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem_of(error: FootnoteError, request: Request) -> Problem:
    """Describe *error*, without any path of this machine or the place of its model server."""
    detail, remedy = (without_places(text, request) for text in (error.problem, error.remedy))
    return _problem(status_of(error), request, detail=detail, remedy=remedy)


def unexpected(request: Request) -> Problem:
    """Describe a bug, saying nothing of it."""
    return _problem(500, request, detail="An unexpected error has been logged.")


def without_places(text: str, request: Request) -> str:
    """Replace folders, and where the model server is, by what they are called."""
    settings = request.app.state.service.footnote.settings
    url = settings.openai_base_url.strip().rstrip("/")
    text = without_paths(text, request).replace(f"at {url}", f"of {settings.model}")
    host = urlsplit(url).netloc
    return text.replace(url, "OPENAI_BASE_URL").replace(host, "OPENAI_BASE_URL") if host else text


def without_paths(text: str, request: Request) -> str:
    """Replace this machine's folders in *text* by what they are called."""
    home = Path(request.app.state.service.footnote.settings.home).absolute()
    folders = {home: "FOOTNOTE_HOME", home.resolve(): "FOOTNOTE_HOME", Path.cwd(): "."}
    folders |= {Path(tempfile.gettempdir()): "TMPDIR", Path.home(): "~"}
    for folder in sorted(folders, key=lambda path: -len(str(path))):
        text = text.replace(str(folder), folders[folder]) if len(folder.parts) > 1 else text
    return text


def answered(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Make the response for *problem*."""
    content = problem.model_dump()
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make every error of *app* a problem."""
    app.add_exception_handler(FootnoteError, _explain)
    app.add_exception_handler(RequestValidationError, _explain_fields)
    app.add_exception_handler(HTTPException, _explain_http)
    app.add_exception_handler(Exception, _apologise)


def _problem(status: int, request: Request, *, detail: str = "", remedy: str = "") -> Problem:
    title = TITLES.get(status) or HTTPStatus(status).phrase
    return Problem(
        title=title,
        status=status,
        detail=detail or f"{title}.",
        remedy=remedy or REMEDIES.get(status, "Change the request and send it again."),
        request_id=request.state.request_id,
    )


def _explain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, FootnoteError)
    problem = problem_of(error, request)
    busy = problem.status in (429, 503)
    return answered(problem, {"Retry-After": str(RETRY_AFTER_S)} if busy else None)


def _explain_fields(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    detail = " ".join(_sentences(error.errors()))
    return answered(_problem(422, request, detail=detail))


def _sentences(errors: Sequence[Any]) -> list[str]:
    """Say what is wrong with which field. Never *input*, nor *ctx*, which may hold it."""
    said = []
    for wrong in errors[:5]:
        place = ".".join(str(part) for part in wrong["loc"][1:]) or str(wrong["loc"][0])
        said.append(f"{place}: {wrong['msg']}.")
    return said


def _explain_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    form = request.headers.get("content-type", "").lower().startswith("multipart/")
    remedy = FORM if form and error.status_code == 400 else ""
    return answered(_problem(error.status_code, request, remedy=remedy), error.headers)


def _apologise(request: Request, error: Exception) -> JSONResponse:
    log.error("request %s failed: %s", request.state.request_id, type(error).__name__)
    return answered(unexpected(request))
