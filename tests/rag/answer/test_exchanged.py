"""A sentence of the evidence with one thing exchanged for another that stands elsewhere in it."""

import pytest

from rag.answer.exchanged import exchanged
from rag.answer.verify import WordVerifier
from rag.reply import Verdict

TEXT = (
    "The ferry Heron carried 412,860 passengers and 37% of all cars to Sella in 2024. Mara Holt"
    " bought it from a yard in Norway for 12 million euros in 2019. Ivo Brandt lives in Turin."
)


@pytest.mark.parametrize(
    "claim",
    [
        "The ferry Heron carried 412,860 passengers and 37% of all cars to Turin in 2024.",
        "The ferry Heron carried 412,860 passengers and 37% of all cars to Sella in 2019.",
        "The ferry Heron carried 412,860 passengers and 12% of all cars to Sella in 2024.",
        "Ivo Brandt bought it from a yard in Norway for 12 million euros in 2019.",
        "Mara Holt bought it from a yard in Norway for 12 billion euros in 2019.",
    ],
)
def test_what_is_exchanged_is_seen_though_it_stands_elsewhere(claim: str) -> None:
    assert exchanged(claim, [TEXT])
    (checked,) = WordVerifier().check([(claim, [TEXT])])
    assert checked.verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    "claim",
    [
        "The ferry Heron carried 412,860 passengers and 37 percent of all cars to Sella in 2024.",
        "The boat Heron took 412,860 passengers and 37% of all cars to Sella in 2024.",
        "She bought it from a yard in Norway for 12 million euros in 2019.",
        "Mara Holt bought the ship from a yard in Norway for 12,000,000 euros in 2019.",
        "In 2024 the Heron went to Sella.",
        "",
    ],
)
def test_other_words_for_the_same_are_no_exchange(claim: str) -> None:
    assert not exchanged(claim, [TEXT])
