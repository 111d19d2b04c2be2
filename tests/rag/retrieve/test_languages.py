"""Telling the language of a passage or question by its script and small words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.languages import SCRIPTS, SMALL, bare, language_of

SAID = {
    "ca": "La garantia dels motors dura dos anys, però no és per als que són vells.",
    "cs": "Záruka na čerpadlo trvá dva roky a baterie jsou z ní vyloučeny, jak se píše.",
    "da": "Garantien på pumpen varer i to år, og batterier er ikke omfattet af den.",
    "de": "Die Garantie der Pumpe gilt zwei Jahre, und Batterien sind nicht eingeschlossen.",
    "en": "The warranty of the pump lasts two years, and batteries are not covered by it.",
    "es": "La garantía de la bomba dura dos años y no cubre las pilas según el contrato.",
    "fi": "Pumpun takuu on kaksi vuotta, mutta se ei kata paristoja tai muita osia.",
    "fr": "La garantie de la pompe dure deux ans et ne couvre pas les piles.",
    "hu": "A szivattyú garanciája két év, és az elemek nem tartoznak hozzá, mint ez is.",
    "it": "La garanzia della pompa dura due anni e non copre le pile, come è scritto.",
    "nl": "De garantie van de pomp geldt twee jaar en batterijen zijn niet gedekt.",
    "no": "Garantien på pumpen varer i to år, og batterier er ikke dekket av den etter kjøp.",
    "pl": "Gwarancja na pompę trwa dwa lata i nie obejmuje baterii, które są stare.",
    "pt": "A garantia da bomba dura dois anos e não cobre as pilhas, como é dito.",
    "ro": "Garanția pentru pompă este de doi ani și nu acoperă bateriile care sunt vechi.",
    "ru": "Гарантия на насос действует два года, но батареи она не включает.",
    "sv": "Garantin för pumpen gäller i två år, och batterier är inte med i den.",
    "tr": "Pompanın garantisi iki yıl ve piller için bir garanti yok, değil mi.",
    "uk": "Гарантія на насос діє два роки, але батареї вона не включає від початку.",
    "ja": "ポンプの保証期間は二年で、電池は対象外です。",
    "ko": "펌프의 보증 기간은 2년이며 배터리는 포함되지 않습니다.",
    "zh": "水泵的保修期为两年,不包括电池。",
    "el": "Η εγγύηση της αντλίας ισχύει δύο χρόνια.",
    "ar": "ضمان المضخة صالح لمدة سنتين.",
    "he": "האחריות על המשאבה היא שנתיים.",
    "hi": "पंप की वारंटी दो साल की है।",
    "hy": "Պոմպի երաշխիքը երկու տարի է:",
    "ta": "பம்பின் உத்தரவாதம் இரண்டு ஆண்டுகள்.",
    "th": "การรับประกันปั๊มมีอายุสองปี",
}


@pytest.mark.parametrize("language", SAID)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert language_of(SAID[language]) == language


def test_every_language_that_is_told_has_a_sentence_here() -> None:
    assert SAID.keys() == SMALL.keys() | SCRIPTS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023 1,577.5 12 %",
        "X300 pump",
        "/s/ A. Lund, B. v. Holt, C. de Marsh, D. Okafor, E. Reyes, F. Sorel, G. Tamm, H. Ulrich",
    ],
)
def test_numbers_and_lists_of_names_tell_none(text: str) -> None:
    """Endings of a language that a table is not in would make its words unfindable."""
    assert language_of(text) == ""


def test_a_chinese_question_about_a_thing_named_in_our_letters_is_chinese() -> None:
    assert language_of("Heron号的AquaPure泵如何维修?") == "zh"


@given(st.text(max_size=300))
def test_any_text_has_one_answer_and_no_accent_survives(text: str) -> None:
    assert language_of(text) in {"", *SAID}
    assert bare(bare(text)) == bare(text)
