"""``/v1/failures``, ``/v1/deletions`` and ``/v1/tags``: what concerns many documents at once."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from api.asks import Asked, CollectionName
from api.body import StrictRoute
from api.jobs import Ending, Job
from api.origin import OriginRoot, lies_under, origin
from api.removing import removed
from api.service import Here
from api.shelf import FailedOut, FailuresOut, RemovalOut
from api.tagging import TaggingOut, tagged
from rag.store.library import Change
from rag.tags import LONGEST, MOST, tags_in

router = APIRouter(prefix="/v1", tags=["documents"], route_class=StrictRoute)

Name = Annotated[str, Field(min_length=1, max_length=4096)]
Tags = Annotated[list[Annotated[str, Field(max_length=LONGEST)]], Field(max_length=MOST)]


class DeletionsIn(Asked):
    """What is to be deleted."""

    documents: list[Name] = Field(min_length=1, max_length=1000)
    """Ids or paths of documents, or paths of files that failed."""
    collection: CollectionName | None = None


class DeletionsOut(RemovalOut):
    """A receipt of what was removed."""

    removed: str
    """ISO 8601, UTC: from then on no answer and no search shows it."""
    purge: Job
    """The job after which no byte of its text is left on disk."""


class TaggingIn(Asked):
    """Tags to be given to documents, and to be taken from them."""

    documents: list[Name] = Field(min_length=1, max_length=1000)
    """Ids or paths."""
    add: Tags = Field(default=[])
    remove: Tags = Field(default=[])
    """What is in both is taken away. Tags that a file gives itself stay."""
    collection: CollectionName | None = None


@router.get("/failures")
def list_failures(
    here: Here,
    *,
    collection: Annotated[CollectionName | None, Query()] = None,
    origin_root: OriginRoot = None,
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> FailuresOut:
    """List the files that could not be read, or hold nothing that is read, by path."""
    where, library = here.footnote.collection(collection), here.footnote.library
    if collection is not None:
        library.counts(where)
    failed = library.failures(where)
    if origin_root is not None:
        failed = [one for one in failed if lies_under(one.file, origin_root)]
    shown = failed[offset : offset + limit]
    return FailuresOut(
        failures=[
            FailedOut.of(one, origin=origin(one.file) if origin_root else "") for one in shown
        ],
        total=len(failed),
    )


@router.post("/deletions")
def delete_documents(asked: DeletionsIn, here: Here) -> DeletionsOut:
    """Delete documents: all out of every answer at once, off the disk when the job is done.

    Files that failed are only taken off the list.
    """
    gone = removed(here.footnote, asked.documents, here.footnote.collection(asked.collection))
    when = datetime.now(UTC).isoformat(timespec="milliseconds")

    def purge() -> Ending:
        here.footnote.library.purge()
        return {}

    return DeletionsOut(**gone.model_dump(), removed=when, purge=here.jobs.start("purge", purge))


@router.post("/tags")
def tag_documents(asked: TaggingIn, here: Here) -> TaggingOut:
    """Give documents tags, or take them away; nothing is read or embedded again."""
    change = Change(tags_in(asked.add), tags_in(asked.remove))
    where = here.footnote.collection(asked.collection)
    return tagged(here.footnote, asked.documents, change, where)
