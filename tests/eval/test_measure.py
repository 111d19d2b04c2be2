from eval.measure import Measured, measure
from eval.metrics.catalogue import BY_NAME
from eval.outcome import Failed, Outcome, Outside, Scored, Tally, Ungraded, tally

OUTCOMES: dict[str, Outcome] = {
    "half": Scored(0.5),
    "good": Scored(1.0),
    "bad": Scored(0.0),
    "down": Failed("The model did not answer."),
    "odd": Ungraded("a verdict could not be had"),
    "other": Outside("it abstained"),
}


def measured(name: str) -> Measured:
    return measure(BY_NAME[name], OUTCOMES, {case: case for case in OUTCOMES})


def test_only_scored_cases_are_in_the_mean_and_all_are_counted() -> None:
    one = measured("token_f1")

    assert one.value == 0.5
    assert one.tally == Tally(scored=3, failed=1, ungraded=1, outside=1)
    assert one.tally.coverage == 0.6
    assert str(one.tally) == "3 scored, 1 failed, 1 ungraded, 1 outside"


def test_the_worst_case_comes_first() -> None:
    assert measured("token_f1").worst() == ["bad", "half"]
    assert measured("hallucination_rate").worst() == ["good", "half"]
    assert measured("answer_rate").worst() == []


def test_what_has_no_score_is_named() -> None:
    assert measured("token_f1").unscored() == ["down", "odd"]


def test_no_cases_have_no_coverage() -> None:
    assert tally([]).coverage is None
    assert tally([Outside("it abstained")]).coverage is None
