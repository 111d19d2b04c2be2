"""``POST /v1/documents``: files in, 202 and a job for each out."""

from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.jobs import Job
from api.service import Here, Service
from api.wire import Shape
from rag.errors import DocumentError, InputError
from rag.types import Collection

router = APIRouter(prefix="/v1", tags=["documents"])

FILES = 20
FIELDS = 8
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "collection": {"type": "string", "maxLength": 200},
                    },
                }
            }
        },
    }
}


class UploadsOut(Shape):
    """The jobs that read the files, in the order they were sent."""

    jobs: list[Job]


@router.post("/documents", status_code=202, openapi_extra=FORM)
async def upload(request: Request, response: Response, here: Here) -> UploadsOut:
    """Take files to be read, split and indexed; the same name again is a new version."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415)
    async with request.form(max_files=FILES, max_fields=FIELDS) as form:
        where = here.footnote.collection(_collection(form))
        files = [(_name(file), await file.read()) for file in _files(form)]
    jobs = [_start(here, where, name, content) for name, content in files]
    response.headers["Location"] = f"/v1/jobs/{jobs[0].id}"
    return UploadsOut(jobs=jobs)


def _collection(form: FormData) -> str | None:
    unknown = form.keys() - {"file", "collection"}
    named = form.get("collection")
    if unknown or not isinstance(named, str | None) or len(named or "") > 200:
        known = "`file` (one or more files) and `collection` (a name)"
        raise InputError("A field of the form is not known here.", f"Send {known}.")
    return named or None


def _files(form: FormData) -> list[UploadFile]:
    files = [file for file in form.getlist("file") if isinstance(file, UploadFile)]
    if not files or len(files) != len(form.getlist("file")):
        raise InputError("There is no file in the form.", "Send it as the field `file`.")
    return files


def _name(file: UploadFile) -> str:
    if not (file.filename or "").strip():
        raise InputError("A file has no name.", "Send its name with it.")
    return str(file.filename)


def _start(here: Service, where: Collection, name: str, content: bytes) -> Job:
    def work() -> dict[str, Any]:
        from ingest.upload import ingest_upload

        footnote = here.footnote
        report = ingest_upload(
            name,
            content,
            collection=where,
            library=footnote.library,
            embedder=footnote.embedder,
            settings=footnote.settings,
        )
        for failure in report.failures:
            raise DocumentError(failure.problem, failure.remedy)
        return {
            "added": report.added,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "pages": report.pages,
            "passages": report.passages,
        }

    return here.jobs.start("upload", work)
