import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.ask import Manner
from eval.cases import Case
from eval.measure import Measured
from eval.observation import Failure
from eval.report import write_report
from eval.run import Run, run
from eval.testing import Desk, open_desk
from rag.errors import InputError, SetupError
from rag.reply import Answer, Verdict


def ask(cases: Sequence[Case], desk: Desk, concurrency: int = 4) -> Run:
    return asyncio.run(run(cases, subject=desk, concurrency=concurrency))


def measured(result: Run, name: str) -> Measured:
    return next(one for one in result.measured if one.metric.name == name)


def test_results_stand_in_case_order_whatever_the_concurrency(
    cases: list[Case], desk: Desk
) -> None:
    results = [ask(cases, desk, concurrency=n).observations for n in (1, 3, 9)]

    for seen in results:
        assert [one.case.id for one in seen] == [case.id for case in cases]


def test_equal_runs_write_equal_bytes(cases: list[Case], desk: Desk, tmp_path: Path) -> None:
    for name, concurrency in (("a", 1), ("b", 5)):
        write_report(ask(cases, desk, concurrency=concurrency), tmp_path / name)

    for file in ("results.jsonl", "summary.json", "config.json", "report.md"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_order_of_the_cases_changes_no_number(cases: list[Case], desk: Desk) -> None:
    one, other = ask(cases, desk), ask(cases[::-1], desk)

    assert one.config == other.config
    assert [(m.value, m.interval, m.tally) for m in one.measured] == [
        (m.value, m.interval, m.tally) for m in other.measured
    ]


def test_every_outcome_is_counted_once(cases: list[Case], desk: Desk) -> None:
    desk = replace(desk, broken=frozenset({cases[0].question}))

    for one in ask(cases, desk).measured:
        assert one.tally.cases == len(cases)


def test_invariant_8_a_service_that_fails_is_a_failed_case_and_no_zero(
    cases: list[Case], desk: Desk
) -> None:
    desk = replace(desk, broken=frozenset({cases[0].question}))

    result = ask(cases, desk)

    assert isinstance(result.observations[0].reply, Failure)
    answered = measured(result, "answered_when_answerable")
    assert (answered.tally.scored, answered.tally.failed) == (3, 1)
    assert answered.value == 1
    assert measured(result, "page_hit@5").tally.failed == 0


def test_invariant_8_when_everything_fails_there_is_no_number(
    cases: list[Case], desk: Desk
) -> None:
    desk = replace(desk, broken=frozenset(case.question for case in cases))

    result = ask(cases, desk)

    assert measured(result, "abstention_accuracy").value is None
    assert measured(result, "answer_rate").value is None
    assert measured(result, "quote_exactness").tally.failed == len(cases)


def test_a_bug_ends_the_run(cases: list[Case], desk: Desk) -> None:
    def bug(_: Answer) -> Answer:
        raise KeyError("bug")

    with pytest.raises(KeyError):
        ask(cases, replace(desk, tamper=bug))


def test_an_installation_that_is_not_ready_ends_the_run(cases: list[Case], desk: Desk) -> None:
    def unready(_: Answer) -> Answer:
        raise SetupError("The key is missing.", "Set it.")

    with pytest.raises(SetupError):
        ask(cases, replace(desk, tamper=unready))


def test_earlier_turns_go_with_the_question(cases: list[Case], desk: Desk) -> None:
    result = ask(cases, desk)

    asked = dict(desk.asked)
    assert [turn.content for turn in asked[cases[3].question]] == ["Tell me of the pump."]
    assert measured(result, "page_hit@5").tally.outside == 3


def test_no_more_cases_are_under_way_than_allowed(cases: list[Case], desk: Desk) -> None:
    under_way = most = 0

    class Counting(Desk):
        async def answer(self, question: str, **options: object) -> object:  # type: ignore[override]
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)
            try:
                return await super().answer(question, **options)  # type: ignore[arg-type]
            finally:
                under_way -= 1

    asyncio.run(run(cases, subject=Counting(library=desk.library), concurrency=2))  # type: ignore[arg-type]

    assert most == 2


def test_progress_counts_up_to_all(cases: list[Case], desk: Desk) -> None:
    told: list[tuple[int, int]] = []

    asyncio.run(run(cases, subject=desk, progress=lambda done, of: told.append((done, of))))

    assert told == [(number, 6) for number in range(1, 7)]


def test_no_cases_are_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="0 cases"):
        ask([], desk)


def test_cases_about_another_collection_are_refused(cases: list[Case]) -> None:
    desk = open_desk({"novel.txt": ["It was a dark night."]})

    with pytest.raises(InputError, match="none of the 2 that the cases name"):
        ask(cases, desk)
    with pytest.raises(InputError, match="holds 0 documents"):
        ask(cases[4:], open_desk({}))


def test_a_document_that_is_missing_is_noted_and_its_cases_are_asked(cases: list[Case]) -> None:
    """That the product could not read a document is a fault of the product, and must show."""
    result = ask(cases, open_desk({"manual.pdf": ["The pump weighs forty kilograms."]}))

    assert result.corpus.missing == (
        "case warranty: there is no page 2, manual.pdf has 1",
        "case travel: there is no policies/travel.md",
        "case parts: there is no page 2, manual.pdf has 1",
    )
    assert measured(result, "page_hit@10").value == 1 / 3


def test_a_path_is_known_by_its_end(cases: list[Case]) -> None:
    """Filings are named by file, and may have been ingested from the folder above."""
    desk = open_desk({"pdfs/manual.pdf": ["The pump weighs forty kilograms."]})

    result = ask(cases[:1], desk)

    assert measured(result, "page_hit@1").value == 1
    assert result.corpus.unread == ()


def test_gold_words_that_the_page_does_not_hold_are_noted(cases: list[Case], desk: Desk) -> None:
    odd = cases[0].model_copy(
        update={"evidence": (cases[0].evidence[0].model_copy(update={"text": "fifty stone"}),)}
    )

    assert ask([odd], desk).corpus.unread == ("case weight: manual.pdf p. 1",)


def test_another_corpus_or_other_cases_have_another_configuration(cases: list[Case]) -> None:
    pages = ["The pump weighs forty kilograms."]
    one = ask(cases[:1], open_desk({"manual.pdf": pages})).config
    grown = ask(cases[:1], open_desk({"manual.pdf": pages, "b.txt": ["More."]})).config
    harder = ask([cases[0].model_copy(update={"answer": "40"})], open_desk({"manual.pdf": pages}))

    assert one["corpus"] != grown["corpus"]
    assert one["cases_sha256"] != harder.config["cases_sha256"]


def test_the_same_documents_in_another_order_are_the_same_corpus(cases: list[Case]) -> None:
    pages = {"manual.pdf": ["The pump weighs forty kilograms."], "b.txt": ["More."]}
    other = dict(reversed(pages.items()))

    one, two = (ask(cases[:1], open_desk(documents)).config for documents in (pages, other))

    assert one == two


def test_the_manner_of_asking_is_followed(cases: list[Case], desk: Desk) -> None:
    result = asyncio.run(run(cases, subject=desk, manner=Manner(depth=1)))

    assert all(len(seen.hits) <= 1 for seen in result.observations if seen.hits)  # type: ignore[arg-type]
    assert result.config["depth"] == 1


def test_a_verdict_that_could_not_be_had_is_ungraded(cases: list[Case], desk: Desk) -> None:
    def silent(answer: Answer) -> Answer:
        claims = tuple(replace(claim, verdict=Verdict.ERROR) for claim in answer.claims)
        return replace(answer, claims=claims)

    result = ask(cases, replace(desk, tamper=silent))

    rate = measured(result, "hallucination_rate")
    assert rate.value is None
    assert rate.tally.ungraded == 5
