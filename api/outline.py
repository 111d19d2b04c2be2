"""One document as it is shown whole, its text apart."""

from api.shelf import OutlineOut
from rag.errors import NotFoundError
from rag.footnote import Footnote
from rag.types import Collection


def outlined(footnote: Footnote, document_id: str, where: Collection) -> OutlineOut:
    """Return what is known of the document with that id; `NotFoundError` where there is none."""
    from ingest.alike import alike

    footnote.library.counts(where)
    known = footnote.library.known(where)
    for one in known:
        if one.document_id == document_id:
            document = footnote.library.document(where, document_id)
            return OutlineOut.outlined(one, document, alike(one, known))
    raise NotFoundError("There is no such document.", "GET /v1/documents lists what there is.")
