"""What is kept so that an answer can be checked later, and the names that follow from it."""

from collections.abc import Sequence
from hashlib import sha256

from rag.ports import Verifier, Writer
from rag.reply import Receipt
from rag.settings import Settings
from rag.types import Hit, digest


def receipt(
    hits: Sequence[Hit], *, writer: Writer, model: str, verifier: Verifier, settings: Settings
) -> Receipt:
    """Name what *hits* were shown to *writer*, and everything else that decides an answer.

    The same contents get the same id, in every run.
    """
    passages = tuple((hit.passage.id, _sha256(hit.passage.text)) for hit in hits)
    rest = (writer.version, model, settings.fingerprint, verifier.version)
    name = "rcp_" + digest(*(part for pair in passages for part in pair), *rest)
    return Receipt(name, passages, *rest)


def _sha256(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
