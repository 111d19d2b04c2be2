"""Which passages match a list or a count."""

from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.matching import NEAR, by_documents, documents, matching
from rag.types import Document, Hit, Passage, Source


def hit(text: str, path: str = "a.txt", title: str = "Terms", **signals: float) -> Hit:
    document = Document(Source(path, "v1", title, path), text)
    return Hit(Passage.cut(document, 0, len(text)), 1.0, signals)


def test_a_passage_matches_that_holds_the_words_in_whatever_form() -> None:
    found = [hit("Two suppliers deliver."), hit("The supplier is late."), hit("Nobody came.")]

    assert matching("suppliers", found, by_words=True) == found[:2]


def test_most_words_will_do_but_one_of_two_will_not() -> None:
    both, one = hit("The rent of the hall is due."), hit("The hall is large.")

    assert matching("rent of the hall", [both, one], by_words=True) == [both]
    assert matching("rent deposit hall", [both, one], by_words=True) == [both]


def test_a_title_helps_but_does_not_match_alone() -> None:
    """Else every page of a manual would mention what the manual is called after."""
    helped = hit("The wire is checked.", title="Manual of the crane")
    alone = hit("Nothing of it here.", title="Manual of the crane wire")

    assert matching("crane wire", [helped, alone], by_words=True) == [helped]


def test_what_says_it_in_other_words_matches_unless_documents_are_counted() -> None:
    near, far = hit("It costs ten.", dense=NEAR), hit("It rains.", dense=NEAR - 0.01)

    assert matching("price", [near, far], by_words=False) == [near]
    assert matching("price", [near, far], by_words=True) == []


def test_a_topic_without_words_matches_nothing_by_words() -> None:
    assert matching("the of", [hit("The end of the road.")], by_words=True) == []


HITS = st.lists(
    st.tuples(st.text(min_size=1).filter(str.strip), st.sampled_from("abc")), max_size=12
).map(lambda many: [hit(text, path) for text, path in many])


@given(HITS)
def test_documents_take_turns_and_none_is_lost(hits: list[Hit]) -> None:
    turned = by_documents(hits)

    assert sorted(map(id, turned)) == sorted(map(id, hits))
    first = [one.passage.source.document_id for one in turned[: documents(hits)]]
    assert len(set(first)) == len(first)


@given(st.text(), HITS)
def test_what_matches_comes_in_the_order_it_was_found(topic: str, hits: list[Hit]) -> None:
    found = matching(topic, hits, by_words=True)

    assert [one for one in hits if one in found] == found


def test_words_match_in_whatever_form_the_passages_language_has_them() -> None:
    """Asked for "Lieferanten", "der Lieferant" was said not to be there."""
    hits = [
        hit("Der Lieferant ist in der Stadt und nicht auf der Insel, wie es im Vertrag steht."),
        hit("Die Werft ist in der Stadt und nicht auf der Insel, wie es im Vertrag steht."),
    ]

    assert matching("Lieferanten", hits, by_words=True) == hits[:1]
