"""What each signal counts for is learnt from questions, and told apart by document."""

from eval.finding import Asked
from eval.weights import Listed, figures, held_out, learnt, worth
from rag.indexes import Found
from rag.retrieve.rank import FROZEN, Lists
from rag.types import Passage
from tests.rag.store.made import made

DOCUMENTS = [made(f"{number}.txt", passages=4).passages for number in range(12)]
LIVE = {one.id: one for passages in DOCUMENTS for one in passages}


def ranking(*passages: Passage) -> list[Found]:
    return [Found(one.id, 9.0 - place) for place, one in enumerate(passages)]


def questions() -> list[Listed]:
    """Of each document one whose words find it, while its vector finds the next one."""
    found = []
    for number, passages in enumerate(DOCUMENTS):
        other, third = DOCUMENTS[number - 1], DOCUMENTS[number - 2]
        lists = Lists(
            LIVE, [ranking(other[0], passages[0])], ranking(passages[1], third[0]), [], []
        )
        gold = frozenset([(f"{number}.txt", passages[1].first_page)])
        found.append(Listed("made", Asked(f"{number}?", gold), lists))
    return found


def test_the_signal_that_finds_more_comes_to_count_for_more() -> None:
    asked = questions()

    weights = learnt(asked)

    assert weights.keyword / weights.dense > FROZEN.keyword / FROZEN.dense
    assert worth(asked, weights) > worth(asked, FROZEN)
    assert figures(asked, weights)["hit@1"] == 1.0


def test_weights_are_tried_on_documents_that_they_were_not_learnt_on() -> None:
    asked = questions()

    tried = list(held_out(asked))

    assert sorted(one.asked.question for one, _ in tried) == sorted(
        one.asked.question for one in asked
    )
    assert len({one.fold for one in asked}) > 1
    for listed, weights in tried:
        assert weights == learnt([one for one in asked if one.fold != listed.fold])
