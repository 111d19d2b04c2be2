from eval.cases import Case
from eval.metrics.catalogue import BY_NAME
from eval.metrics.retrieval import by_document, by_page, ranking
from eval.observation import Failure, Observation, Place
from eval.outcome import Failed, Outside, Scored
from eval.testing import written
from rag.types import Hit, Passage

PAGES = ("First page.", "Second page.", "Third page.")
REPORT, NOTES = written("report.pdf", PAGES), written("notes.md", ("Only page.",))


def hit(page: int, *, last: int | None = None) -> Hit:
    start, end = REPORT.page_span(page)[0], REPORT.page_span(last or page)[1]
    return Hit(Passage.cut(REPORT, start, end), 1.0)


OTHER = Hit(Passage.cut(NOTES, 0, 5), 1.0)


def seen(*hits: Hit, expected: tuple[int, ...] = (3,), **more: object) -> Observation:
    gold = [{"path": "report.pdf", "page": page} for page in expected]
    case = Case.model_validate({"id": "q", "question": "?", "evidence": gold, **more})
    places = frozenset(Place("report.pdf", page) for page in expected)
    return Observation(case, places, hits, Failure("not asked"))


def value(name: str, observation: Observation) -> float:
    outcome = BY_NAME[name].outcome(observation)
    assert isinstance(outcome, Scored)
    return outcome.value


def test_a_hit_over_a_page_break_touches_both_pages() -> None:
    pages = [Place("report.pdf", number) for number in (1, 2, 3)]
    assert ranking([hit(1, last=2), hit(2, last=3)], by_page) == pages
    assert ranking([hit(1), OTHER, hit(2)], by_document) == ["report.pdf", "notes.md"]


def test_k_counts_hits() -> None:
    """Five hits on page 1 push page 3 to the sixth place that the reader is shown."""
    observation = seen(*[hit(1)] * 5, hit(3))

    assert value("page_hit@5", observation) == 0
    assert value("page_hit@10", observation) == 1
    assert value("document_hit@1", observation) == 1
    assert value("page_mrr@20", observation) == 0.5


def test_all_of_the_evidence_is_wanted() -> None:
    observation = seen(hit(3), OTHER, expected=(1, 3))

    assert value("page_recall@10", observation) == 0.5
    assert value("document_recall@10", observation) == 1


def test_a_question_without_hits_counts_nothing() -> None:
    for name in ("page_hit@10", "page_recall@10", "page_mrr@20", "page_ndcg@10"):
        assert value(name, seen()) == 0


def test_a_failed_search_is_no_zero() -> None:
    good = seen()
    observation = Observation(good.case, good.expected, Failure("down"), Failure("down"))

    assert BY_NAME["page_hit@10"].outcome(observation) == Failed("down")


def test_questions_without_an_answer_are_outside() -> None:
    observation = seen(expected=(), answerable=False)

    assert isinstance(BY_NAME["page_hit@10"].outcome(observation), Outside)
