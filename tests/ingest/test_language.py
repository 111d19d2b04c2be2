import json
from pathlib import Path

import pytest

from ingest.language import language_of

ENGLISH = """The ferry leaves every morning at nine from the north harbour and returns in the
evening. Bicycles travel free of charge, but dogs must be kept on a lead."""
GERMAN = """Die Fähre fährt jeden Morgen um neun Uhr vom Nordhafen ab und kehrt am Abend zurück.
Fahrräder dürfen kostenlos mitgenommen werden."""
SPANISH = """El transbordador sale cada mañana a las nueve del puerto norte y regresa por la tarde.
Las bicicletas viajan gratis, pero los perros deben ir atados."""
FRENCH = """Le bac part tous les matins à neuf heures du port nord et revient le soir. Les vélos
sont transportés gratuitement, mais les chiens doivent être tenus en laisse."""
RUSSIAN = """Паром отправляется каждое утро в девять часов из северного порта и возвращается
вечером. Велосипеды перевозятся бесплатно."""
CHINESE = "渡轮每天早上九点从北港出发。傍晚返回。自行车可以免费携带。狗必须用绳子牵着。"
JAPANESE = "フェリーは毎朝九時に北港を出発し、夕方に戻ります。自転車は無料で持ち込めます。"
KOREAN = "여객선은 매일 아침 아홉 시에 북항에서 출발하여 저녁에 돌아옵니다. 자전거는 무료입니다."
TEXTS = {
    "en": ENGLISH, "de": GERMAN, "es": SPANISH, "fr": FRENCH, "ru": RUSSIAN, "zh": CHINESE,
    "ja": JAPANESE, "ko": KOREAN,
}  # fmt: skip
NAMES = """Ida Quill, Bo Reed, Ann Marsh, Jon Pike, Una Crane, Eli Finch, Max Heron, Kim Swift,
Lee Drake, Pat Robin, Sam Wren"""
SONGS = """Ferry Song (フェリーの歌, Ferii no Uta), 12 March. Harbour Blues (港のブルース, Minato no
Buruusu), 19 March. Last Boat (最後の船, Saigo no Fune), 26 March. """


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


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_that_is_long_enough_has_its_language(language: str) -> None:
    assert language_of(TEXTS[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The ferry leaves at nine.",
        "12 400 3.5 " * 200,
        "https://harbour.example/the/ferry/leaves/at/nine " * 50,
        "qwertz uiop asdf ghjk yxcv bnml " * 10,
        NAMES,
        " ".join(text[:70] for text in (TEXTS["en"], TEXTS["de"], TEXTS["fr"])),
    ],
)
def test_what_is_short_mixed_or_no_language_has_none(text: str) -> None:
    """A wrong language is worse than none: it chooses how words are cut and compared."""
    assert language_of(text) == ""


def test_a_title_in_japanese_does_not_make_an_english_list_japanese() -> None:
    assert language_of(SONGS * 2) in {"", "en"}
