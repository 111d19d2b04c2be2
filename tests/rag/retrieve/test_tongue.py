"""Telling English questions from others."""

import pytest

from rag.retrieve.tongue import is_english


@pytest.mark.parametrize(
    "question",
    [
        "What torque does the sheave axle nut need?",
        "warranty of the compressor",
        "ISO 9001 Kranservice GmbH",
        "FY2018 capex",
        "",
        "42?",
        "Who is el Greco?",
    ],
)
def test_english_and_mere_names_pass(question: str) -> None:
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wie lange gilt die Garantie für den Kompressor?",
        "¿Cuántos años dura la garantía?",
        "Quelle est la durée de la garantie ?",
        "Quanto dura la garanzia del compressore?",
        "Hoe lang is de garantie van het apparaat?",
        "保証期間はどのくらいですか",
        "压缩机的保修期是多久?",
        "Сколько длится гарантия?",
        "كم مدة الضمان؟",
    ],
)
def test_other_languages_do_not(question: str) -> None:
    assert not is_english(question)
