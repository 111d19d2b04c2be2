"""``POST /v1/documents``: a file in, 202 and a job out."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from api.jobs import Ending, Job
from api.reports import IngestOut
from api.service import Here, Service
from rag.errors import InputError
from rag.tags import tags_in
from rag.types import Collection

if TYPE_CHECKING:
    from ingest.upload import Sender, Sending

router = APIRouter(prefix="/v1", tags=["documents"])

FIELDS = {
    "file": {"type": "string", "format": "binary"},
    "path": {
        "type": "string",
        "maxLength": 4096,
        "description": "The document that it is, or becomes; by its file name where absent.",
    },
    "collection": {"type": "string", "maxLength": 200},
    "origin_file": {
        "type": "string",
        "maxLength": 4096,
        "description": "Where the file lies for its sender, absolute: tells files of one name"
        " apart. Never opened or shown.",
    },
    "origin_root": {
        "type": "string",
        "maxLength": 4096,
        "description": "The folder that `path` is relative to, absolute; with `origin_file`.",
    },
    "tags": {
        "type": "string",
        "maxLength": 6000,
        "description": "Given to the document, changed or not; several with commas between.",
    },
    "retry_failed": {
        "type": "string",
        "enum": ["true", "false"],
        "description": "Whether a file with an origin is read though it failed just as it is.",
    },
}
FORM = {"schema": {"type": "object", "required": ["file"], "properties": FIELDS}}
BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": FORM}}}


@router.post("/documents", status_code=202, openapi_extra=BODY)
async def upload(request: Request, response: Response, here: Here) -> Job:
    """Take one file to be read, split and indexed; the same path again is a new version."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise HTTPException(415)
    async with request.form(max_files=1, max_fields=len(FIELDS)) as form:
        file = _file(form)
        where = here.footnote.collection(_text(form, "collection", most=200))
        chosen = _text(form, "path", most=4096)
        path = chosen or file.filename or ""
        sending = _sending(form, exact=bool(chosen))
        content = await file.read()
    if not path.strip():
        raise InputError("The file has no name.", "Send its name with it, or a field `path`.")
    job = here.jobs.start("upload", lambda: _ingest(here, where, path, content, sending=sending))
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


def _file(form: FormData) -> UploadFile:
    if form.keys() - FIELDS.keys():
        known = ", ".join(FIELDS)
        raise InputError("A field of the form is not known here.", f"The fields are {known}.")
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise InputError("There is no file in the form.", "Send it as the field `file`.")
    return file


def _text(form: FormData, name: str, *, most: int) -> str | None:
    text = form.get(name)
    if not isinstance(text, str | None) or len(text or "") > most:
        raise InputError(f"The field {name} is no short text.", f"Give {most} characters at most.")
    return text or None


def _sending(form: FormData, *, exact: bool) -> "Sending":
    from ingest.upload import Sending

    again = _text(form, "retry_failed", most=5)
    if again not in {None, "true", "false"}:
        raise InputError("The field retry_failed is unclear.", "Send `true` or `false`.")
    tags = tags_in(filter(None, [_text(form, "tags", most=6000)]))
    return Sending(exact=exact, sender=_sender(form), tags=tags, retry_failed=again == "true")


def _sender(form: FormData) -> "Sender | None":
    from ingest.upload import Sender

    file = _text(form, "origin_file", most=4096)
    root = _text(form, "origin_root", most=4096)
    if file is None and root is None:
        return None
    if not (file and root and file.startswith("/") and root.startswith("/")):
        raise InputError(
            "The origin is not two absolute paths.", "Send origin_file and origin_root, or neither."
        )
    return Sender(file, root)


def _ingest(
    here: Service,
    where: Collection,
    path: str,
    content: bytes,
    *,
    sending: "Sending",
) -> Ending:
    from ingest.upload import ingest_upload

    footnote = here.footnote
    with here.kept.lent() as loader:
        report = ingest_upload(
            path,
            content,
            collection=where,
            library=footnote.library,
            embedder=footnote.embedder,
            settings=footnote.settings,
            sending=sending,
            loader=loader,
        )
    return {"report": IngestOut.of(report)}
