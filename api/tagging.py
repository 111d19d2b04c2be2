"""Tagging documents by the names people use."""

from collections.abc import Sequence

from api.shapes import Shape
from api.shelf import DocumentOut
from rag.footnote import Footnote
from rag.store.library import Change
from rag.types import Collection


class TaggingOut(Shape):
    """What the documents are tagged with now."""

    documents: list[DocumentOut]
    """Those named, by path."""
    changed: int
    """How many have other tags than before."""


def tagged(
    footnote: Footnote, names: Sequence[str], change: Change, where: Collection
) -> TaggingOut:
    """Change the tags given to the documents of *names*, ids or paths; `NotFoundError` for others.

    Tags that a file gives itself stay.
    """
    ids = {footnote.resolve(name, where) for name in names}
    changed = footnote.library.tag(where, sorted(ids), change)
    now = [one for one in footnote.library.known(where) if one.document_id in ids]
    return TaggingOut(documents=[DocumentOut.of(one) for one in now], changed=len(changed))
