"""What a writer is shown of the hits."""

from collections.abc import Sequence

from rag.retrieve.shown import JOINED, NEIGHBOUR, shown
from rag.types import Hit, Passage
from tests.rag.store.made import made

PASSAGES = made("a.txt", passages=12).passages


def beside(passage: Passage) -> Sequence[Passage]:
    place = PASSAGES.index(passage)
    return [*PASSAGES[max(0, place - 1) : place], *PASSAGES[place + 1 : place + 2]]


def hits(*places: int) -> list[Hit]:
    return [Hit(PASSAGES[place], 1 - number / 20) for number, place in enumerate(places)]


def test_the_best_come_with_the_passages_beside_them() -> None:
    found = shown(hits(0, 5, 8), beside)

    assert [PASSAGES.index(one.passage) for one in found] == [0, 5, 8, 1, 4, 6]
    assert [NEIGHBOUR in one.signals for one in found] == [False] * 3 + [True] * 3
    assert found[3].score == found[2].score
    assert JOINED == 2


def test_no_passage_is_shown_twice() -> None:
    found = shown(hits(4, 5, 6, 3), beside)

    assert sorted(PASSAGES.index(one.passage) for one in found) == [3, 4, 5, 6]


def test_nothing_found_has_no_neighbours() -> None:
    assert shown([], beside) == []
