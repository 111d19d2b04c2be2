"""``/v1/documents``, ``/v1/collections`` and ``/v1/jobs``."""

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import FileResponse

from api.asks import CollectionName
from api.files import PartialFile
from api.jobs import Ending, Job
from api.origin import OriginRoot, lies_under, origin
from api.outline import outlined
from api.service import Here, Service
from api.shapes import VersionRef
from api.shelf import (
    CollectionOut,
    CollectionsOut,
    DocumentOut,
    DocumentsOut,
    FailedOut,
    OutlineOut,
    PageOut,
    RemovalOut,
)
from rag.errors import NotFoundError
from rag.tags import MOST, bears
from rag.types import Collection

if TYPE_CHECKING:
    from rag.store.records import Known

router = APIRouter(prefix="/v1", tags=["documents"])

Id = Annotated[str, Path(min_length=1, max_length=200)]
Named = Annotated[CollectionName | None, Query()]
SHOWN_INLINE = {"application/pdf", "text/plain", "image/png", "image/jpeg"}
"""Opened in the browser. All else is only ever downloaded: HTML, above all, could hold script."""


@router.get("/collections")
def list_collections(here: Here) -> CollectionsOut:
    """List the collections."""
    settings, library = here.footnote.settings, here.footnote.library
    ours = [one for one in library.collections() if one.tenant == settings.tenant]
    shown = [(one, library.counts(one)) for one in ours]
    return CollectionsOut(
        collections=[
            CollectionOut(name=one.name, documents=held.documents, passages=held.passages)
            for one, held in shown
        ],
        default=settings.collection,
    )


@router.get("/documents")
def list_documents(
    here: Here,
    *,
    collection: Named = None,
    tag: Annotated[list[str] | None, Query(max_length=MOST)] = None,
    origin_root: OriginRoot = None,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> DocumentsOut:
    """List documents, ordered by path, and the files that could not be read.

    Where there are several `tag`, only documents that have them all; case counts for nothing.
    """
    where, library = here.footnote.collection(collection), here.footnote.library
    if collection is not None:
        library.counts(where)
    known = [one for one in library.known(where) if bears(one.tags, tag or ())]
    if origin_root is not None:
        known = [one for one in known if lies_under(one.file, origin_root)]
    shown = known[offset : offset + limit]
    return DocumentsOut(
        documents=[
            DocumentOut.of(one, origin=origin(one.file) if origin_root else "") for one in shown
        ],
        total=len(known),
        failures=[FailedOut.of(failed) for failed in library.failures(where)],
    )


@router.get("/documents/{document_id}")
def show_document(document_id: Id, here: Here, collection: Named = None) -> OutlineOut:
    """Show one document: its headings, its properties, and the documents that are like it."""
    return outlined(here.footnote, document_id, here.footnote.collection(collection))


@router.get("/documents/{document_id}/pages/{page}")
def show_page(
    document_id: Id,
    page: Annotated[int, Path(ge=1, le=10**6)],
    here: Here,
    collection: Named = None,
) -> PageOut:
    """Show the text of one page, and where in the document it starts."""
    where = here.footnote.collection(collection)
    document = here.footnote.library.document(where, document_id)
    try:
        return PageOut.of(document, page)
    except IndexError as error:
        last = len(document.page_starts)
        raise NotFoundError(
            f"There is no page {page}.", f"Ask for a page from 1 to {last}."
        ) from error


@router.get("/documents/{document_id}/original", response_class=FileResponse)
def original(document_id: Id, here: Here, collection: Named = None) -> FileResponse:
    """Send the file as it was ingested."""
    where = here.footnote.collection(collection)
    known = _known(here, where, document_id)
    kept = here.footnote.library.original(where, document_id)
    if kept is None or not kept.is_file():
        raise NotFoundError("The original file is not kept.", "Ingest the document again.")
    inline = known.media_type in SHOWN_INLINE
    return PartialFile(
        kept,
        media_type=known.media_type if inline else "application/octet-stream",
        filename=PurePosixPath(known.path).name.encode("utf-8", "replace").decode(),
        content_disposition_type="inline" if inline else "attachment",
    )


class DeletionOut(RemovalOut):
    """A receipt of what was removed."""

    document: VersionRef
    removed: str
    """ISO 8601, UTC: from then on no answer and no search shows it."""
    purge: Job
    """The job after which no byte of its text is left on disk."""


@router.delete("/documents/{document_id}")
def delete_document(document_id: Id, here: Here, collection: Named = None) -> DeletionOut:
    """Delete one document: out of every answer at once, off the disk when the job is done."""
    where, library = here.footnote.collection(collection), here.footnote.library
    source = library.document(where, document_id).source
    removal = library.remove(where, [document_id])

    def purge() -> Ending:
        library.purge()
        return {}

    return DeletionOut(
        document=VersionRef.of(source),
        documents=removal.documents,
        passages=removal.passages,
        removed=datetime.now(UTC).isoformat(timespec="milliseconds"),
        purge=here.jobs.start("purge", purge),
    )


@router.get("/jobs/{job_id}")
def show_job(job_id: Id, here: Here, response: Response) -> Job:
    """Show how far a job is."""
    job = here.jobs.show(job_id)
    if job.finished is None:
        response.headers["Retry-After"] = "1"
    return job


def _known(here: Service, where: Collection, document_id: str) -> "Known":
    here.footnote.library.counts(where)
    for known in here.footnote.library.known(where):
        if known.document_id == document_id:
            return known
    raise NotFoundError("There is no such document.", "GET /v1/documents lists what there is.")
