"""Words, in any script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.words import LONGEST, STEMMERS, forms, words

ANY = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Warranties, warranty!", ["warranti", "warranti"]),
        ("1,577.5 and 1577.5 and 1.577,5", ["1577.5", "and", "1577.5", "and", "1577.5"]),
        ("1,234,567", ["1234567"]),
        ("2,3 or 1,23", ["2", "3", "or", "1", "23"]),
        ("v1.2.3", ["v1", "2.3"]),
        ("10-K of FY2019", ["10", "k", "of", "fy2019"]),
        ("Ångström ÉCOLE straße", ["angstrom", "ecol", "strass"]),
        ("ﬁle ①", ["file", "1"]),
        ("東京都", ["東京", "京都"]),
        ("人", ["人"]),
        ("가격은 100원", ["가격", "격은", "100", "원"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("мосты Ёлка", ["мосты", "елка"]),
        ("٣٤٥", ["345"]),
        ("שָׁלוֹם", ["שלום"]),
        ("👩‍🚀 --- \u200b", []),
        ("", []),
        ("a\ud800b\x00c", ["a", "b", "c"]),
    ],
)
def test_words_are_what_a_reader_would_call_the_same(text: str, wanted: list[str]) -> None:
    assert words(text) == wanted


@given(ANY)
def test_no_text_breaks_them_and_no_word_is_empty_spaced_or_endless(text: str) -> None:
    for word in words(text):
        assert word
        assert len(word) <= LONGEST
        assert word == "".join(word.split())
        word.encode("utf-8")


@given(ANY)
def test_composed_or_decomposed_a_text_has_the_same_words(text: str) -> None:
    """File names and some PDFs come decomposed."""
    composed = words(unicodedata.normalize("NFC", text))
    assert words(unicodedata.normalize("NFD", text)) == composed


@given(ANY, ANY)
def test_words_of_two_texts_are_those_of_each(one: str, other: str) -> None:
    assert words(f"{one}\n{other}") == words(one) + words(other)


@given(st.text("abcdefghijklmnopqrstuvwxyz ", max_size=40))
def test_case_means_nothing(text: str) -> None:
    assert words(text.upper()) == words(text)


def test_a_megabyte_without_a_space_is_one_short_word() -> None:
    assert words("x" * 1_000_000) == ["x" * LONGEST]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Gebühr", "Gebühren"),
        ("de", "Strasse", "Straße"),
        ("es", "información", "INFORMACIONES"),
        ("es", "garantía", "garantias"),
        ("fr", "société", "Sociétés"),
        ("it", "contratto", "contratti"),
        ("pt", "informação", "informações"),
        ("nl", "garantie", "garanties"),
        ("sv", "batteri", "batterier"),
        ("fi", "talossa", "talo"),
        ("ru", "гарантия", "гарантии"),
        ("ru", "новый", "нового"),
        ("el", "εγγύηση", "εγγυήσεις"),
        ("en", "warranty", "warranties"),
    ],
)
def test_endings_of_the_language_come_off_with_accents_or_without(
    language: str, one: str, other: str
) -> None:
    assert words(one, language) == words(other, language)


def test_a_stem_of_another_language_is_no_english_word() -> None:
    """Snowball makes "not" of Spanish "notas", and would find every passage that says "not"."""
    assert words("notas", "es") != words("not")


def test_numbers_part_numbers_and_foreign_scripts_are_the_same_in_every_language() -> None:
    for language in STEMMERS:
        assert words("1,577.5 X300 東京都", language) == ["1577.5", "x300", "東京", "京都"]
    assert words("pumps", "ru") == words("pumps")


def test_a_question_has_the_forms_of_each_language_once() -> None:
    assert forms("Notas 12", ["en", "es"]) == [("nota", "not/es"), ("12",)]


@given(st.text(max_size=200), st.sampled_from(sorted(STEMMERS)))
def test_every_language_cuts_a_text_at_the_same_places(text: str, language: str) -> None:
    """Forms of a word are told by their place among the words."""
    assert len(words(text, language)) == len(words(text))
    assert all(" " not in word and word for word in words(text, language))
