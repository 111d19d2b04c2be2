"""Whether two sentences speak of one matter, and whether they then disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.matter import Period, counterpart, disagree, matters, told_anew

OWN: tuple[Period, Period] = ((2023,), (2025,))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The yearly fee of the club is EUR 20.", "The yearly fee of the club is EUR 35."),
        ("The gate is locked at 19:00 in summer.", "In summer the gate is locked at 20:30."),
        ("Orders over EUR 500 need a consent.", "Orders over EUR 800 need a consent."),
        ("Dogs are allowed in the whole garden.", "Dogs are not allowed in the whole garden."),
        ("The shed is open to members before noon.", "The shed is open to members after noon."),
        ("Apply to Mrs Halloran at the gate house.", "Apply to Mrs Quillon at the gate house."),
        ("The season ends on 3 October for members.", "The season ends on 24 October for members."),
        ("Return the tools within seven days.", "Return the tools within 3 days."),
        ("Der Beitrag beträgt 20 Euro im Jahr.", "Der Beitrag beträgt 35 Euro im Jahr."),
        ("年会費は二十名の会員につき20ユーロです。", "年会費は二十名の会員につき35ユーロです。"),
    ],
)  # fmt: skip
def test_what_was_changed_is_a_disagreement_both_ways(one: str, other: str) -> None:
    for here, there in ((one, other), (other, one)):
        found = counterpart(matters(here)[0], matters(there))
        assert found is not None
        assert disagree(here, found.text, OWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The yearly fee of the club is EUR 20.", "The yearly fee of the club is 20 euros."),
        (
            "Since January 2023 the club has had a shed.",
            "Since March 2025 the club has had a shed.",
        ),
        ("Rules of the garden club 2023", "Rules of the garden club 2025"),
        ("The gate is locked at 8 p.m. in summer.", "The gate is locked at 20:00 in summer."),
        ("Tools are clean when they come back.", "Clean, when they come back: tools."),
    ],
)
def test_what_is_said_in_other_words_or_only_dates_the_version_is_none(
    one: str, other: str
) -> None:
    assert not disagree(one, other, OWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The yearly fee of the club is EUR 20.", "Barbecues need consent. Dogs stay outside."),
        ("Return the tools within seven days.", "The fee is due within 30 days."),
        ("", "The yearly fee of the club is EUR 20."),
    ],
)
def test_sentences_of_other_matters_have_no_counterpart(one: str, other: str) -> None:
    assert all(counterpart(said, matters(other)) is None for said in matters(one))


def test_of_several_the_most_alike_counts() -> None:
    there = matters("The fee of a guest is EUR 4 a day. The yearly fee of the club is EUR 35.")

    found = counterpart(matters("The yearly fee of the club is EUR 20.")[0], there)

    assert found is not None
    assert found.text == "The yearly fee of the club is EUR 35."


def test_a_text_is_told_anew_by_most_of_it_or_by_one_sentence_that_differs() -> None:
    old = "Dogs stay outside the shed. Tools come back clean and dry. The yearly fee is EUR 20."

    assert told_anew(old, "Dogs stay outside the shed. Tools come back clean and dry.")
    assert told_anew(old, "Bees are kept by the pond. The yearly fee is EUR 35.")
    assert not told_anew(old, "Bees are kept by the pond. The yearly fee is EUR 20.")
    assert not told_anew(old, "Bees are kept by the pond.")


TEXTS = st.text(max_size=80) | st.sampled_from(["EUR 5. Not 7!\n", "3 May 2024", "年会費は20"])


@given(TEXTS, TEXTS)
def test_any_two_texts_can_be_compared_and_agree_with_themselves(one: str, other: str) -> None:
    assert told_anew(one, other) in {True, False}
    assert disagree(one, other) == disagree(other, one)
    assert not disagree(one, one)
    for said in matters(one):
        assert one[said.span.start : said.span.end] == said.text
