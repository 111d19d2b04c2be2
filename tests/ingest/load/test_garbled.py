# ruff: noqa: RUF001 - these are texts in many scripts
"""Text layers that are garbage are told from pages that only look like it, by both kinds."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load import pdf as loader
from ingest.load.garbled import is_garbled
from ingest.load.loaded import Limits
from tests.ingest.made import raw_pdf

ENGLISH = """The ferry to Skarvik leaves the outer quay at nine in the morning, and the crossing
takes an hour and ten minutes when the wind is from the west. Passengers who have booked a place
for a car should be there half an hour before, since the ramp is closed five minutes before the
ship sails; those without one may come on board until the gangway is taken in. In the winter months
the timetable is shorter, and on Sundays there is no crossing after the evening service at all.
"""
LETTERS = string.ascii_letters
SHUFFLED = str.maketrans(LETTERS, "qzxwvkjpgbfmcydnhtslruoaei" + "QZXWVKJPGBFMCYDNHTSLRUOAEI")
"""A font that calls each glyph by another's name: e is v."""


def moved(text: str, by: int) -> str:
    """As pdfium gives it: codes that are no printable ASCII are dropped, and so are spaces."""
    codes = (ord(letter) + by for letter in text)
    return "".join(chr(code) for code in codes if 32 < code < 127)


def numbered(text: str) -> str:
    """Codes given out from ``!`` on, in the order in which letters first come."""
    codes = {letter: chr(33 + at) for at, letter in enumerate(dict.fromkeys(text.lower()))}
    return "".join(codes[letter] for letter in text.lower())


GARBLED = {
    "cids": "(cid:12)(cid:7) (cid:99)(cid:4) x",
    "private use": "\ue012\ue013 \ufffd\ufffd\ufffd and some more \ue012\ue013\ue014\ue015\ue016",
    "private planes": "\U000f0041\U000f0042 the \U00100041" * 9,
    "control characters": "".join(chr(1 + ord(letter) % 31) for letter in ENGLISH),
    "C1 controls": "the \x81\x8d\x8f\x90\x9d wind " * 5,
    "codes from ! on": numbered(ENGLISH),
    "capitals less 29": moved(ENGLISH.upper(), -29),
    "consonants": ENGLISH.translate(SHUFFLED),
    "no spaces": "".join(letter for letter in ENGLISH if letter in LETTERS + "\n"),
}
ACIDS = "ACDEFGHIKLMNPQRSTVWY"
CHANCE = random.Random(4)
FIGURES = "\n".join(
    f"Net revenue {CHANCE.randrange(9999):,} $ ({CHANCE.randrange(999)}) {CHANCE.random():.1%} — *"
    for _ in range(40)
)
FINE = {
    "English": ENGLISH,
    "capitals": ENGLISH.upper(),
    "German": """Die Fähre nach Skarvik verläßt den Außenkai um neun Uhr morgens, die Überfahrt
        dauert bei Westwind siebzig Minuten. Rechtsschutzversicherungsgesellschaften und
        Donaudampfschiffahrtsgesellschaftskapitäne zahlen den Geschäftsreisetarif.""" * 2,
    "Finnish": """Lautta Skarvikiin lähtee ulkolaiturista yhdeksältä aamulla, ja ylitys kestää
        tunnin ja kymmenen minuuttia länsituulella. Lentokonesuihkuturbiinimoottori­
        apumekaanikkoaliupseerioppilas varasi paikan autolle puolta tuntia ennen.""" * 2,
    "Czech": """Strč prst skrz krk. Čtvrthrst zrn zmrzla, vlk pln skvrn zdrhl z mlh Brd skrz
        drn, prv zhltl hrst zrn. Trajekt do Skarviku odplouvá z vnějšího mola v devět hodin ráno
        a plavba trvá hodinu a deset minut, když vítr vane od západu.""" * 2,
    "Polish": """Prom do Skarviku odpływa z nabrzeża zewnętrznego o dziewiątej rano, a przeprawa
        trwa godzinę i dziesięć minut, gdy wiatr wieje z zachodu. W Szczebrzeszynie chrząszcz
        brzmi w trzcinie i Szczebrzeszyn z tego słynie.""" * 2,
    "Welsh": """Mae'r fferi i Skarvik yn gadael y cei allanol am naw yn y bore, ac mae'r croesiad
        yn cymryd awr a deng munud pan fydd y gwynt o'r gorllewin. Cwm, crwth, bwlch, ffrwd.""" * 2,
    "Vietnamese": """Phà đến Skarvik rời bến ngoài lúc chín giờ sáng, và chuyến đi mất một giờ
        mười phút khi gió thổi từ phía tây. Hành khách đặt chỗ cho xe hơi nên đến trước.""" * 2,
    "Russian": "Паром в Скарвик отходит от внешнего причала в девять часов утра. " * 4,
    "Greek": "Το φέρι για το Σκάρβικ φεύγει από την εξωτερική προβλήτα στις εννέα. " * 4,
    "Chinese": "前往斯卡维克的渡轮上午九点从外码头出发，西风时航程为一小时十分钟。" * 4,
    "Japanese": "スカルヴィク行きのフェリーは午前九時に外埠頭を出発します。" * 4,
    "Korean": "스카르비크행 페리는 아침 아홉 시에 바깥 부두에서 출발합니다. " * 4,
    "Arabic": "تغادر العبّارة إلى سكارفيك الرصيف الخارجي في التاسعة صباحًا. " * 4,
    "Hebrew": "המעבורת לסקרוויק יוצאת מהרציף החיצוני בתשע בבוקר. " * 4,
    "Thai": "เรือเฟอร์รีไปสการ์วิกออกจากท่าเรือด้านนอกเวลาเก้าโมงเช้า" * 4,
    "figures": FIGURES,
    "numbers alone": "\n".join(str(CHANCE.randrange(10**6)) for _ in range(300)),
    "numbers in a row": "\\n".join(map(str, range(2165, 2600))),
    "leaders": "\n".join(f"{n}. Item {'.' * 70} {n * 3}" for n in range(40)),
    "spaced leaders": "\n".join(f"{n} {'. ' * 40} {n * 3}" for n in range(40)),
    "a form": "Name: ________________ [ ] yes [x] no / Date: __.__.____ (*) # & @ % \n" * 9,
    "formulas": "∀ε>0 ∃δ>0: |x−a|<δ ⇒ |f(x)−f(a)|<ε; ∑ᵢ₌₁ⁿ xᵢ² = ∫₀^∞ e^{-x²} dx ≤ √π/2\n" * 9,
    "part numbers": "\n".join(f"HX-{n}B/{n}K QRT{n}-ZW.{n} M8x{n} DIN-7991" for n in range(40)),
    "abbreviations": "mfg. dwg. no. qty. pkg. std. wt. lbs. hrs. yds. thk. brkt. flg. scr.\n" * 20,
    "names of functions": "\n".join(
        f"- {kind}{name}" for kind in "sdcz" for name in
        ("gbbrd", "gbcon", "gbrfs", "gbsv", "gbtrf", "gttrs", "hbtrd", "pbstf", "ptsvx", "sytrf")
    ) * 2,
    "code": "for (i = 0; i < n; ++i) { if (!(p[i] & 0x7f) || *q++ == '\\n') return -1; }\n" * 9,
    "regular expressions": r"s/\([^']*\)/{\1}/g; s/^[ \t]*#.*$//; y/abc/xyz/; " * 9,
    "minified": '{"a":{"b":[1,2,{"c":"d"}],"e":null},"f":[[0,1],[2,3]],"g":true};' * 9,
    "markup": '<tr><td class="hljs-attr">x</td><td class="hljs-attr">y</td></tr>\n' * 20,
    "entities": '<tr><td bgcolor="#ee77aa">&nbsp;&nbsp;</td><td>&nbsp;9 the</td></tr>\n' * 20,
    "class names": "AbstractSingletonProxyFactoryBean\nSimpleBeanFactoryAwareAspectInstance\n" * 9,
    "base64": "\n".join(
        "".join(CHANCE.choices(LETTERS + string.digits + "+/", k=76)) for _ in range(30)
    ),
    "hexadecimal": "\n".join(f"{CHANCE.getrandbits(128):032x}" for _ in range(40)),
    "DNA": "\n".join("".join(CHANCE.choices("acgt", k=70)) for _ in range(30)),
    "a protein": "\n".join("".join(CHANCE.choices(ACIDS, k=70)) for _ in range(30)),
    "host names": "kata.fukuoka.jp\ntoho.fukuoka.jp\nukiha.fukuoka.jp\numi.fukuoka.jp\n" * 20,
    "bullets of a font": "\uf0b7 The quay\n\uf0b7 The ramp\n\uf0b7 The gangway\n" * 9,
    "line ends of pdfium": "an agree\ufffement\r\nand more\ufffe\r\n" * 20,
    "short": "\ue012\ue013 short",
    "empty": "",
}  # fmt: skip


@pytest.mark.parametrize("name", GARBLED)
def test_garbage_of_every_kind_is_told(name: str) -> None:
    assert is_garbled(GARBLED[name])


@pytest.mark.parametrize("name", FINE)
def test_what_only_looks_like_it_is_left_alone(name: str) -> None:
    assert not is_garbled(FINE[name])


@given(st.integers(-31, 10).filter(bool), st.integers(300, len(ENGLISH)))
def test_text_moved_by_any_number_is_told_and_as_it_was_is_not(by: int, length: int) -> None:
    text = ENGLISH.replace("\n", " ")[:length]

    assert is_garbled(moved(text, by))
    assert not is_garbled(text)


@given(st.text(st.characters(categories=["Lo", "Lm", "Mn", "Mc", "Zs"]), max_size=600))
def test_of_scripts_without_capitals_nothing_is_said(text: str) -> None:
    assert not is_garbled(text)


@given(st.lists(st.sampled_from(["1,204", "(7)", "—", "$", "12.5 %", "n/a", "2024", "\n", " "])))
def test_no_table_of_figures_is_garbled(cells: list[str]) -> None:
    assert not is_garbled("  ".join(cells * 9))


def test_a_garbled_page_of_a_pdf_is_for_ocr_and_its_neighbour_is_not() -> None:
    shown = moved(ENGLISH, -29).replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    texts = [f"BT /F1 1 Tf 9 50 Td ({one}) Tj ET" for one in (" ".join(ENGLISH.split()), shown)]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 200]/Contents %d 0 R%s>>"
    font = b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    content = raw_pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
            page % (5, font),
            page % (6, font),
            *(b"<</Length %d>>stream\n%s\nendstream" % (len(t), t.encode()) for t in texts),
        ]
    )

    assert loader.load(content, "application/pdf", Limits()).scans == (2,)
