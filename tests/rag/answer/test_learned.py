"""The learned verifier: who decides what."""

from collections.abc import Sequence

import pytest

from rag.answer.learned import UNREAD, LearnedVerifier
from rag.answer.whole import check_text
from rag.ports import Opinion
from rag.reply import Verdict

TERMS = "The warranty lasts 24 months. Batteries are left out. Mara Holt signed it in May."
GERMAN = "Die Garantie gilt 24 Monate. Der Preis beträgt 1.577,50 Euro und ist sofort zu zahlen."


class Fixed:
    """A judge with one opinion, which remembers what it was asked."""

    fingerprint = "fixed"

    def __init__(self, support: float) -> None:
        self.support = support
        self.asked: list[tuple[str, Sequence[str]]] = []

    def opinions(self, pairs: Sequence[tuple[str, Sequence[str]]]) -> list[Opinion]:
        self.asked += pairs
        return [Opinion(self.support, ("guarantee",)) for _ in pairs]


SURE, AGAINST = LearnedVerifier(Fixed(6.0)), LearnedVerifier(Fixed(-6.0))


def verdict(verifier: LearnedVerifier, claim: str, *texts: str) -> Verdict:
    (checked,) = verifier.check([(claim, texts)])
    return checked.verdict


def test_the_judge_decides_what_the_rules_leave_open() -> None:
    claim = "The warranty of Mara Holt runs for 24 months."

    assert verdict(SURE, claim, TERMS) is Verdict.SUPPORTED
    assert verdict(AGAINST, claim, TERMS) is Verdict.UNSUPPORTED
    (checked,) = AGAINST.check([(claim, [TERMS])])
    assert "guarantee" in checked.why


def test_no_judge_overrules_a_rule() -> None:
    """A model that is sure of itself must not let a wrong figure through."""
    assert verdict(SURE, "The warranty lasts 36 months.", TERMS) is Verdict.UNSUPPORTED
    assert verdict(SURE, "The warranty does not last 24 months.", TERMS) is Verdict.CONTRADICTED
    assert verdict(AGAINST, "The warranty lasts 24 months.", TERMS) is Verdict.SUPPORTED


def test_a_language_that_the_judge_cannot_read_is_never_supported_by_it() -> None:
    claim = "Die Garantie und der Preis gelten sofort."

    assert verdict(SURE, claim, GERMAN) is Verdict.NOT_CHECKABLE
    assert verdict(SURE, "The price is due at once and the warranty is long.", GERMAN) is (
        Verdict.NOT_CHECKABLE
    )
    assert verdict(SURE, "Die Garantie gilt 36 Monate.", GERMAN) is Verdict.UNSUPPORTED
    assert (
        verdict(SURE, "Der Preis beträgt 1577,50 Euro und ist sofort zu zahlen.", GERMAN)
        is Verdict.SUPPORTED
    )


def test_latin_names_do_not_make_a_sentence_english() -> None:
    text = "Internet2群体与 Qwest 合作，名为 Abilene，是National LambdaRail(NLR)的投资者。"

    claim = "名为 Abilene, 是National LambdaRail(NLR)的投资者, Internet2群体与 Qwest 合作。"

    assert verdict(SURE, claim, text) is Verdict.NOT_CHECKABLE


def test_the_judge_is_shown_only_what_it_can_read() -> None:
    judge = Fixed(6.0)

    LearnedVerifier(judge).check([("The warranty of Mara Holt is long.", [GERMAN, TERMS])])

    assert judge.asked == [("The warranty of Mara Holt is long.", [TERMS])]


def test_a_sentence_that_cannot_be_read_keeps_a_text_from_being_supported() -> None:
    """Otherwise a foreign sentence would ride along with a supported one."""
    text = "The warranty lasts 24 months. Die Garantie und der Preis gelten sofort."

    checked = check_text(SURE, text, [TERMS, GERMAN])

    assert (checked.verdict, checked.why) == (Verdict.NOT_CHECKABLE, UNREAD)


def test_a_denied_claim_is_ranked_by_the_judge_and_stays_below_the_threshold() -> None:
    claim = ("The warranty lasts 36 months.", [TERMS])
    (high,), (low,) = SURE.check([claim]), AGAINST.check([claim])

    assert low.probability < high.probability < 0.43


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("Did you know that the warranty lasts 24 months?", Verdict.SUPPORTED),
        ("Did you know that the warranty lasts 36 months?", Verdict.UNSUPPORTED),
        ("Did you know what the warranty covers?", Verdict.NOT_CHECKABLE),
        ("Does the warranty last 24 months?", Verdict.NOT_CHECKABLE),
    ],
)
def test_a_question_in_form_only_is_checked(claim: str, expected: Verdict) -> None:
    assert verdict(SURE, claim, TERMS) is expected
