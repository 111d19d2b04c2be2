import json
from pathlib import Path

import pytest

from ingest.language import language_of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El transbordador sale a las nueve de la mañana y vuelve por la tarde al puerto."),
        ("en", "The ferry leaves at nine in the morning and is back in the harbour before six."),
        ("de", "Die Fähre fährt um neun Uhr ab und ist am frühen Abend wieder im Hafen zurück."),
        ("", "Halm 12 17 19"),
        ("", "12 17 19 " * 100),
    ],
)
def test_the_language_is_said_where_it_is_sure(language: str, text: str) -> None:
    assert language_of(text) == language


def test_the_sample_documents_are_known_by_their_language() -> None:
    corpus = Path(__file__).parents[2] / "data/corpus"
    texts = [file.read_text(encoding="utf-8") for file in corpus.rglob("*.md")]

    assert {language_of(json.dumps(text, ensure_ascii=False)) for text in texts} <= {"en", "de", ""}
