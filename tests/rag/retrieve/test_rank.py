"""Ranking parts, and passages within them."""

from dataclasses import replace

import numpy as np
import pytest

from rag.ports import Found
from rag.retrieve.rank import LATER, NAMED, Lists, ordered, part_of, ranked_parts
from rag.store.parts import parted
from rag.types import Passage
from tests.rag.store.made import made

PASSAGES = {
    path: [replace(one, part=number // 2 * 2) for number, one in enumerate(passages)]
    for path in ("a.txt", "b.txt")
    for passages in [parted(made(path, passages=6).passages, paged=False)]
}
"""Two documents of three parts, two passages each."""
A, B = PASSAGES["a.txt"], PASSAGES["b.txt"]
LIVE = {one.id: one for one in (*A, *B)}


def ranking(*passages: Passage) -> list[Found]:
    return [Found(one.id, 9.0 - place) for place, one in enumerate(passages)]


def test_a_page_that_several_lists_find_by_different_passages_comes_first() -> None:
    lists = Lists(LIVE, [ranking(B[0], A[2]), ranking(B[4], A[3])], [], [])

    parts = ranked_parts(lists)

    assert parts[0][0] == part_of(A[2])
    assert parts[0][1] == pytest.approx(1 / 62 + 1 / 62)
    assert part_of(A[2]) == part_of(A[3])


def test_a_document_that_the_question_names_is_preferred_and_the_others_stay() -> None:
    near = [ranking(B[0], A[0])]

    parts = ranked_parts(Lists(LIVE, near, [], [Found(A[0].id, 3.0)]))

    assert [part for part, _ in parts] == [part_of(A[0]), part_of(B[0])]
    assert [worth for _, worth in parts] == pytest.approx([1 / 62 + 3 * NAMED, 1 / 61])


def test_what_is_dead_neither_counts_nor_takes_a_rank() -> None:
    dead = Found("psg_dead", 10.0)

    ((part, worth),) = ranked_parts(Lists(LIVE, [[dead, *ranking(A[0])]], [dead], [dead]))

    assert (part, worth) == (part_of(A[0]), 1 / 61)


def test_of_a_part_found_by_its_head_the_passages_nearest_to_the_question_come_first() -> None:
    rows = np.eye(2, dtype=np.float32)
    members = {part_of(A[0]): [(A[0], rows[0]), (A[1], rows[1])]}
    lists = Lists(LIVE, [], ranking(A[0]), [])

    shown = ordered(ranked_parts(lists), members, lists, rows[1:])

    assert [passage for passage, _ in shown] == [A[1], A[0]]
    assert [worth for _, worth in shown] == pytest.approx([1 / 61, LATER / 61])


def test_a_good_part_s_second_passage_comes_before_a_poor_part() -> None:
    row = np.ones(1, dtype=np.float32)
    members = {part_of(one): [(one, row)] for one in (B[0], B[2])}
    members[part_of(A[0])] = [(A[0], row), (A[1], row)]
    lists = Lists(LIVE, [ranking(A[0], A[1], B[0])], [], [])
    parts = [(part_of(A[0]), 1.0), (part_of(B[0]), 0.7), (part_of(B[2]), 0.5)]

    shown = [passage for passage, _ in ordered(parts, members, lists, row[None])]

    assert shown == [A[0], B[0], A[1], B[2]]
