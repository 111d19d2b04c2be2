"""Each test takes one true answer, breaks one thing, and sees exactly that measure fall."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.cases import Case
from eval.run import run
from eval.testing import Desk
from eval.why import why
from rag.reply import Answer, Citation, Verdict

Change = Callable[[Citation], Citation]


def values(case: Case, desk: Desk, tamper: Callable[[Answer], Answer]) -> dict[str, float | None]:
    result = asyncio.run(run([case], subject=replace(desk, tamper=tamper)))
    return {one.metric.name: one.value for one in result.measured}


def reasons(case: Case, desk: Desk, tamper: Callable[[Answer], Answer]) -> Sequence[str]:
    result = asyncio.run(run([case], subject=replace(desk, tamper=tamper)))
    return why(result.observations[0])


def citing(change: Change) -> Callable[[Answer], Answer]:
    return lambda answer: replace(answer, citations=(change(answer.citations[0]),))


def test_a_true_answer_is_perfect(cases: list[Case], desk: Desk) -> None:
    found = values(cases[0], desk, lambda answer: answer)

    assert found["quote_exactness"] == 1
    assert found["invented_citations"] == 0
    assert found["citation_correctness"] == 1
    assert found["citation_recall"] == 1
    assert found["hallucination_rate"] == 0
    assert reasons(cases[0], desk, lambda answer: answer) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, start=c.start + 1, end=c.end + 1),
        lambda c: replace(c, quote=c.quote.upper()),
        lambda c: replace(c, first_page=2, last_page=2),
        lambda c: replace(c, source=replace(c.source, version="old")),
    ],
    ids=["shifted", "retold", "another page", "another version"],
)
def test_a_quote_that_is_not_there_is_not_exact(
    cases: list[Case], desk: Desk, change: Change
) -> None:
    found = values(cases[0], desk, citing(change))

    assert found["quote_exactness"] == 0
    assert found["invented_citations"] == 0
    assert reasons(cases[0], desk, citing(change))[0].startswith("Citation 1: ")


@pytest.mark.parametrize(
    "change",
    [
        lambda c: replace(c, source=replace(c.source, document_id="doc_none")),
        lambda c: replace(c, end=99_999),
        lambda c: replace(c, start=-5),
        lambda c: replace(c, start=c.end),
    ],
    ids=["no document", "past the end", "before the beginning", "empty"],
)
def test_a_citation_of_nothing_is_invented(cases: list[Case], desk: Desk, change: Change) -> None:
    assert values(cases[0], desk, citing(change))["invented_citations"] == 1


def test_a_number_without_a_citation_is_invented(cases: list[Case], desk: Desk) -> None:
    def tamper(answer: Answer) -> Answer:
        return replace(answer, text=answer.text + " [7]")

    assert values(cases[0], desk, tamper)["invented_citations"] == 0.5
    assert "do not exist: 7" in reasons(cases[0], desk, tamper)[0]


def test_a_number_that_only_a_claim_has_is_invented(cases: list[Case], desk: Desk) -> None:
    def tamper(answer: Answer) -> Answer:
        return replace(answer, claims=(replace(answer.claims[0], citations=(1, 4)),))

    assert values(cases[0], desk, tamper)["invented_citations"] == 0.5


def test_a_marker_that_the_source_itself_has_is_not_invented(cases: list[Case], desk: Desk) -> None:
    """Papers say [3] in their own text; quoting that is not inventing a citation."""

    def tamper(answer: Answer) -> Answer:
        (claim,) = answer.claims
        said = claim.text + " as shown [3]"
        return replace(answer, text=f"{said} [1]", claims=(replace(claim, text=said),))

    assert values(cases[0], desk, tamper)["invented_citations"] == 0


def test_an_answer_without_citations_scores_no_exactness(cases: list[Case], desk: Desk) -> None:
    def tamper(answer: Answer) -> Answer:
        claim = replace(answer.claims[0], citations=())
        return replace(answer, text=claim.text, citations=(), claims=(claim,))

    found = values(cases[0], desk, tamper)

    assert found["quote_exactness"] is None
    assert found["invented_citations"] is None
    assert found["citation_correctness"] == 0
    assert found["citation_recall"] == 0


def test_citing_another_page_is_not_correct(cases: list[Case], desk: Desk) -> None:
    """The quote is true, but it is not where the answer stands."""
    wrong = cases[1].model_copy(update={"evidence": cases[0].evidence})

    found = values(wrong, desk, lambda answer: answer)

    assert found["quote_exactness"] == 1
    assert found["citation_correctness"] == 0
    assert "expected manual.pdf p. 1" in reasons(wrong, desk, lambda answer: answer)[-1]


@given(st.lists(st.sampled_from(list(Verdict)), min_size=1, max_size=6))
def test_verdicts_add_up(verdicts: list[Verdict]) -> None:
    """Errors are never a score; an unsupported claim is one, whatever else went wrong."""
    from eval.metrics.catalogue import BY_NAME
    from eval.observation import Observation
    from eval.outcome import Outside, Scored, Ungraded
    from eval.testing import open_desk

    desk = open_desk({"a.txt": ["The pump weighs forty kilograms."]})
    case = Case.model_validate(
        {"id": "q", "question": "pump weighs?", "evidence": [{"path": "a.txt", "page": 1}]}
    )
    answer = asyncio.run(desk.answer("pump weighs?", collection=None, history=(), policy=None, k=1))
    assert isinstance(answer, Answer)
    claims = tuple(replace(answer.claims[0], verdict=verdict) for verdict in verdicts)
    seen = Observation(case, frozenset(), (), replace(answer, claims=claims))

    rate = BY_NAME["hallucination_rate"].outcome(seen)
    share = BY_NAME["claim_faithfulness"].outcome(seen)

    bad = {Verdict.UNSUPPORTED, Verdict.CONTRADICTED} & set(verdicts)
    if bad:
        assert rate == Scored(1.0)
    elif Verdict.ERROR in verdicts:
        assert isinstance(rate, Ungraded)
    else:
        assert rate == Scored(0.0)
    if Verdict.ERROR in verdicts:
        assert isinstance(share, Ungraded)
    elif set(verdicts) == {Verdict.NOT_CHECKABLE}:
        assert isinstance(share, Outside)
    else:
        assert isinstance(share, Scored)
        assert (share.value == 1) is (not bad)
