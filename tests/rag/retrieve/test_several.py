"""Several lists of hits made one, each heard in turn."""

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.several import in_turns, searched
from rag.types import Document, Hit, Passage, Source

DOCUMENT = Document(Source("doc_1", "v1", "Terms", "terms.txt"), "abcdefghijklmnopqrstuvwxyz")
LISTS = st.lists(
    st.lists(st.tuples(st.integers(0, 19), st.floats(0, 1), st.floats(-1, 1)), max_size=12).map(
        lambda found: [hit(place, score, dense=dense) for place, score, dense in falling(found)]
    ),
    max_size=5,
)


def hit(place: int, score: float = 1.0, **signals: float) -> Hit:
    return Hit(Passage.cut(DOCUMENT, place, place + 1), score, signals)


def falling(found: list[tuple[int, float, float]]) -> list[tuple[int, float, float]]:
    return sorted({one[0]: one for one in found}.values(), key=lambda one: -one[1])


def places(hits: list[Hit]) -> list[int]:
    return [one.passage.start for one in hits]


@given(LISTS, st.integers(1, 20))
def test_hits_come_once_as_many_as_asked_for_and_scores_never_rise(
    lists: list[list[Hit]], k: int
) -> None:
    joined = in_turns(lists, k=k)

    every = {one.passage.id for found in lists for one in found}
    assert len(joined) == min(k, len(every)) == len({one.passage.id for one in joined})
    scores = [one.score for one in joined]
    assert scores == sorted(scores, reverse=True)


@given(LISTS, st.integers(5, 20))
def test_each_list_has_one_of_its_own_among_the_first(lists: list[list[Hit]], k: int) -> None:
    """Its best, or what others took before it."""
    first = {one.passage.id for one in in_turns(lists, k=k)}

    assert all(found[0].passage.id in first for found in lists if found)


@given(LISTS)
def test_a_hit_keeps_the_best_that_was_said_of_it(lists: list[list[Hit]]) -> None:
    for one in in_turns(lists, k=20):
        same = [h for found in lists for h in found if h.passage.id == one.passage.id]
        assert one.signals["dense"] == max(h.signals["dense"] for h in same)
        assert one.score >= min(h.score for h in same)


def test_lists_take_turns_and_the_first_one_leads() -> None:
    joined = in_turns([[hit(1), hit(2)], [hit(1), hit(3)], [hit(4)]], k=9)

    assert places(joined) == [1, 3, 4, 2]


def test_a_plain_question_gets_exactly_what_a_search_gives() -> None:
    found = [hit(3, 0.5, dense=0.1), hit(1, 0.7)]

    assert searched("How long is the warranty?", lambda _: found, k=1) is found


def test_a_question_with_parts_is_asked_as_a_whole_and_part_by_part() -> None:
    asked: list[str] = []

    def ask(question: str) -> list[Hit]:
        asked.append(question)
        return [hit(len(asked)), hit(9)]

    found = searched("What is the deposit, and when is it returned?", ask, k=3)

    assert asked == [
        "What is the deposit, and when is it returned?",
        "What is the deposit?",
        "when is it returned? (deposit)",
    ]
    assert places(found) == [1, 2, 3]
