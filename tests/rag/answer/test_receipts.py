"""Receipts: what is kept of an answer, and read again, whichever version wrote it."""

import json

from rag.answer.receipts import noted, read, receipt, written
from rag.answer.verify import WordVerifier
from rag.reply import Receipt
from rag.settings import Settings
from rag.testing import ScriptedWriter
from rag.types import Document, Hit, Passage, Source

TEXT = "The warranty lasts 24 months."
HIT = Hit(Passage.cut(Document(Source("doc_1", "v", "", "a.md"), TEXT), 0, len(TEXT)), 1.0)


def made(where: object = None) -> Receipt:
    return receipt(
        [HIT],
        writer=ScriptedWriter([]),
        model="m",
        verifier=WordVerifier(),
        settings=Settings.load({}),
        filters=noted(where),
    )


def test_the_filter_is_kept_and_names_the_receipt() -> None:
    given, again = {"tags": "a", "pages": {"$gt": 1}}, {"pages": {"$gt": 1}, "tags": "a"}

    assert json.loads(made(given).filters) == given
    assert made(given) == made(again)
    assert made(given).id != made().id
    assert made({}).id != made().id


def test_what_is_written_is_read_again() -> None:
    for one in (made(), made({"author": "Søren"})):
        assert read(written(one)) == one


def test_a_receipt_from_before_filters_is_read_and_has_the_same_id_as_today() -> None:
    """Else no answer given before could be checked."""
    held = json.loads(written(made()))
    del held["filters"]

    assert read(json.dumps(held)) == made()
