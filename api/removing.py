"""Deleting by the names people use: ids or paths of documents, paths of files that failed."""

from collections.abc import Sequence

from api.shelf import RemovalOut
from rag.errors import NotFoundError
from rag.footnote import Footnote
from rag.types import Collection


def removed(footnote: Footnote, names: Sequence[str], where: Collection) -> RemovalOut:
    """Take everything that *names* name out of the answers, all at once, and off the lists.

    Raises `NotFoundError`, with nothing removed, where one of them names nothing.
    """
    library = footnote.library
    failed = {one.path for one in library.failures(where)}
    ids = {name: one.document_id for one in library.known(where) for name in (one.path,)}
    ids |= {document_id: document_id for document_id in ids.values()}
    for name in names:
        if name not in ids and name not in failed:
            raise NotFoundError(
                f"There is no document {name!r} in the collection {where.name!r}.",
                "See `footnote documents list`.",
            )
    if failed.intersection(names):
        library.forget_failures(where, sorted(failed.intersection(names)))
    found = [ids[name] for name in dict.fromkeys(names) if name in ids]
    counts = library.remove(where, found) if found else None
    return RemovalOut(
        documents=counts.documents if counts else 0,
        passages=counts.passages if counts else 0,
        failures=len(failed.intersection(names)),
    )
