"""Ranking parts, and passages within them."""

from dataclasses import replace

import pytest

from rag.indexes import Found
from rag.retrieve.rank import (
    FROZEN,
    LATER,
    ONCE,
    SPARED_AT,
    Lists,
    Members,
    Weights,
    _mixed,
    asked_about,
    ordered,
    part_of,
    ranked_parts,
    signals,
)
from rag.retrieve.words import words
from rag.store.parts import naming, parted
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
    lists = Lists(LIVE, [ranking(B[0], A[2])], ranking(B[4], A[3]), [], [])

    parts = ranked_parts(lists)

    assert parts[0][0] == part_of(A[2])
    assert parts[0][1] == pytest.approx(1 / 62 + 1 / 62)
    assert part_of(A[2]) == part_of(A[3])


def test_a_document_that_the_question_names_is_preferred_and_the_others_stay() -> None:
    dense = [ranking(B[0], A[2])]

    parts = ranked_parts(Lists(LIVE, dense, [], [], [Found(A[0].id, 3.0), Found(B[0].id, 1.0)]))

    assert [part for part, _ in parts] == [part_of(A[2]), part_of(B[0])]
    assert [worth for _, worth in parts] == pytest.approx(
        [1 / 62 + ONCE * 3 * FROZEN.named, 1 / 61]
    )


def test_the_best_of_all_others_is_not_buried_under_a_document_that_is_named_by_chance() -> None:
    """Asked how many members voted, eight slides of the members' meeting came before the page."""
    parts = [(("named", number), 0.05) for number in range(6)]
    plain = [(("other", 0), 0.03), *((part, 0.02) for part, _ in parts)]

    mixed = _mixed(plain, [*parts, (("other", 0), 0.03)])

    assert [part for part, _ in mixed].index(("other", 0)) == SPARED_AT
    assert [worth for _, worth in mixed] == sorted((worth for _, worth in mixed), reverse=True)
    assert {part for part, _ in mixed} == {part for part, _ in plain}


def test_the_name_of_a_document_of_one_part_counts_once_in_its_head() -> None:
    """On short articles it outweighed what they say: 0.95 of CLAPNQ's came first, then 0.82."""
    parts = ranked_parts(Lists(LIVE, [ranking(B[0], A[0])], [], [], [Found(A[0].id, 9.0)]))

    assert [part for part, _ in parts] == [part_of(B[0]), part_of(A[0])]


def test_vectors_that_cannot_be_trusted_only_decide_what_words_leave_open() -> None:
    lists = Lists(LIVE, [ranking(B[0], B[2], A[0])], ranking(A[4], A[2]), [], [], trust=0.02)

    assert [part for part, _ in ranked_parts(lists)] == [
        *(part_of(A[4]), part_of(A[2])),
        *(part_of(B[0]), part_of(B[2]), part_of(A[0])),
    ]


def test_what_is_dead_neither_counts_nor_takes_a_rank() -> None:
    dead = Found("psg_dead", 10.0)

    ((part, worth),) = ranked_parts(Lists(LIVE, [[dead, *ranking(A[0])]], [dead], [dead], [dead]))

    assert (part, worth) == (part_of(A[0]), 1 / 61)


def test_of_a_part_found_by_its_head_the_passages_nearest_to_the_question_come_first() -> None:
    members = {part_of(A[0]): [(A[0], 0.1), (A[1], 0.9)]}
    lists = Lists(LIVE, [], [], ranking(A[0]), [])

    shown = ordered(ranked_parts(lists), members, lists)

    assert [passage for passage, _ in shown] == [A[1], A[0]]
    assert [worth for _, worth in shown] == pytest.approx([1 / 61, LATER / 61])


def test_a_good_part_s_second_passage_comes_before_a_poor_part() -> None:
    members = {part_of(one): [(one, 0.5)] for one in (B[0], B[2])}
    members[part_of(A[0])] = [(A[0], 0.5), (A[1], 0.5)]
    lists = Lists(LIVE, [], ranking(A[0], A[1], B[0]), [], [])
    parts = [(part_of(A[0]), 1.0), (part_of(B[0]), LATER + 0.1), (part_of(B[2]), LATER - 0.1)]

    shown = [passage for passage, _ in ordered(parts, members, lists)]

    assert shown == [A[0], B[0], A[1], B[2]]


def test_each_passage_is_told_what_was_said_of_it_of_its_part_and_of_its_document() -> None:
    members: Members = {part_of(A[0]): [(A[0], 0.1), (A[1], None)]}
    lists = Lists(LIVE, [], ranking(A[1]), ranking(A[0]), ranking(B[0], A[0]))

    assert signals(lists, members) == {
        A[0].id: {"dense": 0.1, "head": 9.0, "name": 8.0},
        A[1].id: {"keyword": 9.0, "head": 9.0, "name": 8.0},
    }


def test_a_list_counts_for_what_it_weighs() -> None:
    lists = Lists(LIVE, [ranking(A[0], B[0])], ranking(B[2], A[2]), [], [])

    heavy = ranked_parts(replace(lists, weights=Weights(keyword=2.0)))
    light = ranked_parts(replace(lists, weights=Weights(keyword=0.5)))

    assert heavy[0][0] == part_of(B[2])
    assert light[0][0] == part_of(A[0])


def test_a_document_is_asked_about_where_two_words_of_its_name_are_said() -> None:
    """One word may be there by chance; two name the document."""
    said = [Found(A[0].id, 3.0), Found(B[0].id, 1.0)]
    name = frozenset(naming(A[0]))

    one = Lists(LIVE, [], [], [], said, frozenset(list(name)[:1]))
    both = Lists(LIVE, [], [], [], said, frozenset(words(" ".join(name))))

    assert asked_about(one) == frozenset()
    assert asked_about(both) == {A[0].source.document_id}
