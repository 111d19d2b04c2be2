import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.load.charset import decode

TEXT = "Die Fähre kostet 4,50 € und fährt um neun. " * 20


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_or_without_a_mark_is_read_without_a_guess(charset: str) -> None:
    assert decode(TEXT.encode(charset)).text == TEXT
    assert decode(TEXT.encode(charset)).note == ""


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros(charset: str) -> None:
    assert decode(TEXT.encode(charset)).text == TEXT


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (TEXT, "cp1252"),
        ("船は九時に出ます。運賃は三百円です。" * 20, "shift_jis"),
        ("Паром идёт в девять. " * 30, "cp1251"),
    ],
)
def test_an_old_charset_is_guessed_right_and_the_guess_is_noted(text: str, charset: str) -> None:
    """Text read in a wrong charset without a word is how mojibake gets cited."""
    decoded = decode(text.encode(charset))

    assert decoded.text == text
    assert "guess" in decoded.note


def test_a_few_bad_bytes_in_utf_8_are_counted_and_do_not_change_the_charset() -> None:
    decoded = decode(TEXT.encode() + b"\xff bad \xfe")

    assert decoded.text.startswith(TEXT)
    assert decoded.note == "2 places are not valid UTF-8"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")))
def test_utf_8_comes_through_in_any_script(text: str) -> None:
    assert decode(text.encode()).text == text


@given(st.binary(max_size=300))
def test_any_bytes_give_some_text(content: bytes) -> None:
    decode(content).text.encode("utf-8", "surrogatepass")
