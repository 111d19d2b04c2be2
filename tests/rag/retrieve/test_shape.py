"""What readers are given of a ranking."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.shape import AS_GOOD, LEAST, knee, spread
from rag.types import Hit, Passage, Source


def hit(score: float, text: str, path: str = "a.txt", start: int = 0) -> Hit:
    source = Source(path, "v" * 64, path, path)
    return Hit(Passage(source, start, text, 1, 1), score)


def texts(hits: list[Hit]) -> list[str]:
    return [one.passage.text for one in hits]


def several(path: str, *scores: float) -> list[Hit]:
    return [hit(score, f"{path} says {score} of it", path, n) for n, score in enumerate(scores)]


def test_what_a_document_says_again_comes_after_what_others_say() -> None:
    first, again = hit(0.9, "The fee is due in May."), hit(0.8, "the fee  is due in MAY.", start=90)
    other = hit(0.7, "Members vote in June.", "b.txt")

    assert texts(spread([first, again, other], 3)) == texts([first, other, again])


def test_a_second_document_that_says_so_bears_it_out_and_a_third_comes_later() -> None:
    same = [hit(0.9 - n / 10, "The fee is due in May.", f"{n}.txt") for n in range(3)]
    other = hit(0.5, "Members vote in June.", "b.txt")

    found = spread([*same, other], 4)

    assert [one.passage.source.path for one in found] == ["0.txt", "1.txt", "b.txt", "2.txt"]


def test_other_figures_say_something_else() -> None:
    """Two rows of a tariff share all of their words but the price."""
    words = "the price of a single ticket on the morning crossing is now"
    first, second = hit(0.9, f"{words} 12"), hit(0.8, f"{words} 14", start=90)
    other = hit(0.7, "Members vote in June.", "b.txt")

    assert texts(spread([first, second, other], 3)) == texts([first, second, other])


def test_half_of_the_hits_at_most_are_of_one_document_where_others_are_as_good() -> None:
    hits = [*several("a", 0.99, 0.98, 0.97, 0.96, 0.95, 0.94), *several("b", 0.9, 0.89, 0.88, 0.87)]

    found = spread(hits, 8)[:8]

    assert [one.passage.source.path for one in found] == ["a"] * 4 + ["b"] * 4


def test_a_document_that_is_asked_about_may_fill_them_all() -> None:
    hits = [*several("a", 0.99, 0.98, 0.97, 0.96, 0.95, 0.94), *several("b", 0.9, 0.89)]

    assert texts(spread(hits, 8, asked_about={"a"})) == texts(hits)


def test_what_scores_far_less_has_no_claim_to_the_place() -> None:
    poor = several("b", AS_GOOD * 0.99 - 0.01, 0.2)
    hits = [*several("a", 0.99, 0.98, 0.97, 0.96, 0.95, 0.94), *poor]

    assert texts(spread(hits, 8)) == texts(hits)


made_hits = st.lists(
    st.tuples(
        st.floats(0.001, 1), st.sampled_from(["x 1", "x 2", "y z", "q"]), st.sampled_from("abc")
    ),
    max_size=40,
).map(
    lambda rows: [
        hit(score, text, path, number)
        for number, (score, text, path) in enumerate(sorted(rows, reverse=True))
    ]
)


@given(made_hits, st.integers(1, 12))
def test_nothing_is_lost_and_scores_never_rise(hits: list[Hit], k: int) -> None:
    found = spread(hits, k)

    assert sorted(one.passage.id for one in found) == sorted(one.passage.id for one in hits)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert found[:1] == hits[:1]


def test_hits_are_cut_where_their_scores_fall_off() -> None:
    hits = several("a", *(0.9, 0.88, 0.87, 0.86, 0.85, 0.3, 0.29, 0.28, 0.27))

    assert len(knee(hits)) == LEAST
    assert len(knee(hits, least=7)) == 7


def test_scores_that_fall_evenly_have_no_knee() -> None:
    hits = several("a", *(1 - n / 20 for n in range(12)))

    assert knee(hits) == hits
    assert knee([replace(one, score=0.5) for one in hits]) == [
        replace(one, score=0.5) for one in hits
    ]
    assert knee([]) == []


@given(made_hits)
def test_a_knee_keeps_the_best_and_never_less_than_promised(hits: list[Hit]) -> None:
    kept = knee(hits)

    assert kept == hits[: len(kept)]
    assert len(kept) >= min(LEAST, len(hits))
