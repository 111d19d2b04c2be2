"""The verifier that reads words: what it must see, whatever the wording."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verify import WordVerifier
from rag.ports import Checked
from rag.reply import Verdict

EVIDENCE = (
    "The warranty lasts 24 months and does not cover batteries. Net sales were $1,577 million in"
    " 2022, up 12 %, said Mara Holt on 5 March 2023. It holds 2,500,000 litres in three tanks."
)


def check(claim: str, *evidence: str) -> Checked:
    (checked,) = WordVerifier().check([(claim, evidence or (EVIDENCE,))])
    return checked


@pytest.mark.parametrize(
    "claim",
    [
        "The warranty lasts 24 months",
        "The warranty lasts for 24 months.",
        "Batteries are not covered by the warranty.",
        "Net sales were 1.577 billion dollars in 2022.",
        "Net sales rose 12 percent in 2022.",
        "It holds 2.5 million litres in 3 tanks.",
        "Mara Holt said so of net sales on March 5, 2023.",
        "Net sales said Mara Holt in March 2023.",
    ],
)
def test_what_the_evidence_says_is_supported(claim: str) -> None:
    assert check(claim).verdict is Verdict.SUPPORTED, check(claim).why


@pytest.mark.parametrize(
    ("claim", "why"),
    [
        ("The warranty lasts 36 months.", "36 months is not in what it cites; it has 24 months."),
        ("The warranty lasts 24 years.", "24 years is not in what it cites; it has 24"),
        ("Net sales rose 14 % in 2022.", "14 % is not in what it cites; it has 12 %."),
        ("Net sales were $1,577 billion in 2022.", "$1,577 billion is not in what it cites"),
        ("Net sales were $1,577 million in 2021.", "2021 is not in what it cites"),
        ("Net sales, said Ivo Brandt, rose 12 %.", "Ivo is not in what it cites."),
        ("Net sales said Mara Holt on 6 March 2023.", "6 March 2023 is not in what it cites"),
        ("It holds 2,500,000 litres in four tanks.", "four is not in what it cites"),
        ("The warranty is “unlimited and free” for 24 months.", "“unlimited and free” is not in"),
    ],
)
def test_a_fact_that_is_not_there_is_named(claim: str, why: str) -> None:
    checked = check(claim)
    assert (checked.verdict, checked.probability) == (Verdict.UNSUPPORTED, 0.0)
    assert checked.why.startswith(why)


@pytest.mark.parametrize(
    "claim", ["The warranty covers batteries.", "The warranty does not last 24 months."]
)
def test_the_opposite_is_contradicted(claim: str) -> None:
    assert check(claim).verdict is Verdict.CONTRADICTED


def test_half_of_a_sentence_that_turns_it_round_is_not_word_for_word() -> None:
    """Cut out of its sentence, "Refunds are given" would be a quote that lies."""
    assert (
        check("Refunds are given.", "It is not true that refunds are given.").verdict
        is not Verdict.SUPPORTED
    )


@pytest.mark.parametrize(
    "claim", ["Here is the answer:", "Hello!", "", "...", "Sure, based on the documents:"]
)
def test_what_says_nothing_is_not_checkable(claim: str) -> None:
    assert check(claim).verdict is Verdict.NOT_CHECKABLE


def test_no_evidence_and_other_evidence_support_nothing() -> None:
    (none,) = WordVerifier().check([("The warranty lasts 24 months.", ())])
    assert none.verdict is Verdict.UNSUPPORTED
    assert (
        check("The warranty lasts 24 months.", "Penguins eat fish.").verdict is Verdict.UNSUPPORTED
    )


def test_other_languages_are_read() -> None:
    german = (
        "Die Garantie gilt 24 Monate und deckt Batterien nicht ab. Der Preis beträgt 1.577,50 Euro."
    )
    assert check("Die Garantie gilt 24 Monate.", german).verdict is Verdict.SUPPORTED
    assert check("Der Preis beträgt 1577,50 Euro.", german).verdict is Verdict.SUPPORTED
    assert check("Die Garantie gilt 36 Monate.", german).verdict is Verdict.UNSUPPORTED
    japanese = "保証期間は24か月です。電池は対象外です。"
    assert check("保証期間は24か月です。", japanese).verdict is Verdict.SUPPORTED
    assert check("保証期間は36か月です。", japanese).verdict is Verdict.UNSUPPORTED


def test_a_table_in_millions_supports_the_full_number() -> None:
    table = "In millions of dollars | 2022 | 2021\nNet sales | 1,577 | 1,432"
    assert check("Net sales were $1,577 million in 2022.", table).verdict is Verdict.SUPPORTED
    assert check("Net sales were $1,577 billion in 2022.", table).verdict is Verdict.UNSUPPORTED


WORDS = ["pump", "valve", "crew", "harbour", "engine", "ferry", "ticket", "charge", "winter"]


@given(st.lists(st.sampled_from(WORDS), unique=True, max_size=9))
def test_more_shared_words_never_lower_the_probability(shared: list[str]) -> None:
    claim = " ".join(WORDS)
    probabilities = [
        check(claim, f"word {' '.join(reversed(shared[:size]))}").probability
        for size in range(len(shared) + 1)
    ]
    assert probabilities == sorted(probabilities)


@given(st.text(max_size=120), st.lists(st.text(max_size=120), max_size=3))
def test_no_text_makes_it_fail_and_the_same_text_gets_the_same_verdict(
    claim: str, evidence: list[str]
) -> None:
    once, again = WordVerifier().check([(claim, evidence), (claim, evidence)])
    assert once == again
    assert 0 <= once.probability <= 1


ODD = st.sampled_from(
    [
        "1,5.2",
        "³",
        "½",
        "١٢",
        "3/45/6789",
        "0.0.0",
        "$",
        "%",
        "1'000",
        "Ⅳ",
        "n’t",
        "”“",
        "99.99.9999",
    ]
)


@given(st.lists(ODD, max_size=8), st.lists(ODD, max_size=8))
def test_odd_figures_are_survived(claim: list[str], evidence: list[str]) -> None:
    check(" ".join(claim), " ".join(evidence) or "x")


def test_a_claim_that_stands_in_a_thousand_places_is_settled_soon() -> None:
    """Places are looked at one by one: all of them took half a minute."""
    began = perf_counter()
    check("ferry " * 60, "ferry, " * 3000 + "unless")
    check("<script " * 50, "<script " * 2000)
    assert perf_counter() - began < 3


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        ("The bolt needs 80 Nm of torque.", "The bolt needs 80 kNm of torque."),
        ("The battery is charged at 690 V.", "The battery is charged at 690 kV."),
        ("The valve opens at 6 bar.", "The valve opens at 6 psi."),
        ("The plant gives 5 MW.", "The plant gives 5 mW."),
        (
            "In 2023 the allowance was EUR 38. In 2025 the allowance was EUR 46.",
            "In 2023 the allowance was EUR 46.",
        ),
        (
            "The operating margin was (3.2) % in 2025.",
            "The operating margin was 3.2 % in 2025.",
        ),
    ],
)
def test_another_unit_year_or_sign_is_not_supported(evidence: str, claim: str) -> None:
    """Each of these was shown as supported once."""
    first = evidence.split(". ", maxsplit=1)[0].rstrip(".") + "."
    (true,) = WordVerifier().check([(first, [evidence])])
    (false,) = WordVerifier().check([(claim, [evidence])])

    assert true.verdict is Verdict.SUPPORTED
    assert false.verdict is not Verdict.SUPPORTED
