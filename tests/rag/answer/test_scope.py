"""What is said of what was read."""

import pytest

from rag.answer.gather import Gathered
from rag.answer.scope import scope, summed_up
from rag.reply import Coverage, Scope
from rag.retrieve.holding import DEEP
from rag.retrieve.kinds import Kind
from rag.retrieve.route import Route, routed
from rag.store.records import Counts
from rag.types import Document, Hit, Passage, Source

COUNTS = Counts(5, 187)
LIST, COUNT = routed("List all fees."), routed("How many fees are there?")


def hits(count: int, *, documents: int = 1) -> tuple[Hit, ...]:
    found = []
    for number in range(count):
        document = Document(Source(f"doc_{number % documents}", "v1", "Terms", "a.txt"), "x" * 99)
        found.append(Hit(Passage.cut(document, number, number + 1), 1.0))
    return tuple(found)


def gathered(read: int, matching: int, *, documents: int = 1, more: bool = False) -> Gathered:
    every = hits(matching, documents=documents)
    ids = frozenset(hit.passage.id for hit in every)
    return Gathered(every[:read], ids, documents if matching else 0, more)


def said(route: Route, found: Gathered, read: int | None = None) -> Scope:
    made = scope(route, found, COUNTS, read=read)
    assert made
    return made


def test_all_that_matches_was_read() -> None:
    found = said(LIST, gathered(14, 14, documents=6))

    assert found.said == "Read all 14 passages in 6 documents that match."
    assert found.whole


def test_one_passage_is_not_said_in_the_plural() -> None:
    assert said(LIST, gathered(1, 1)).said == "Read the one passage that matches."


def test_a_part_of_what_matches_was_read() -> None:
    found = said(LIST, gathered(40, 90, documents=6))

    assert found.said == (
        "Read 40 of 90 matching passages, in 6 of 6 documents; the list may be incomplete."
    )
    assert not found.whole


def test_a_list_of_documents_is_whole_where_some_of_each_was_read() -> None:
    route = routed("Which documents mention asbestos?")
    found = said(route, gathered(40, 90, documents=6))

    assert found.said == "Read all 6 documents that match, in 40 of their 90 passages."
    assert found.whole
    assert not said(route, gathered(4, 90, documents=6)).whole
    assert not said(route, gathered(40, 90, documents=6, more=True)).whole


def test_a_writer_that_read_less_than_it_was_given_is_believed() -> None:
    """What did not fit into a model's context was not read, though it was found."""
    found = said(LIST, gathered(20, 20), read=3)

    assert (found.passages_read, found.whole) == (3, False)


def test_where_more_may_match_nothing_is_called_whole() -> None:
    found = said(LIST, gathered(20, 20, more=True))

    assert not found.whole
    assert "at least 20 matching passages" in found.said
    assert found.said.endswith(f"Looked at the best {DEEP:,} by words only.")


def test_a_count_says_that_it_is_of_matches() -> None:
    assert said(COUNT, gathered(4, 4, documents=2)).said == (
        "Read all 4 passages in 2 documents that match."
        " These are counts of what matches; no total was added up."
    )


def test_what_matches_nowhere_is_not_whole_but_nearest() -> None:
    found = said(LIST, Gathered(hits(8, documents=4)))

    assert (found.passages_matching, found.whole) == (0, False)
    assert found.said == "No passage holds “fees”; read the 8 passages in 4 documents nearest."


def test_a_comparison_names_its_sides() -> None:
    found = said(routed("Compare Alder and Birch."), Gathered(hits(8, documents=2)))

    assert found.said == (
        "Searched for “Alder” and “Birch”; read the 8 passages in 2 documents that come nearest."
    )


def test_a_list_that_is_one_part_of_a_question_may_be_incomplete() -> None:
    route = routed("Which risks did the auditor name, and how high is the loss?")

    assert said(route, Gathered(hits(8))).said.endswith("a list may be incomplete.")


def test_a_summary_of_no_one_document_says_how_little_was_read() -> None:
    found = said(routed("Summarise the fees."), Gathered(hits(8, documents=3)))

    assert found.said == "Read 8 of 187 passages, in 3 documents: the nearest only."
    assert (found.passages_matching, found.documents_matching) == (187, 5)


def test_a_look_up_has_no_scope() -> None:
    assert scope(routed("How long is it?"), Gathered(hits(8)), COUNTS, read=None) is None


@pytest.mark.parametrize(("read", "whole"), [(7, True), (5, False)])
def test_a_summary_of_a_document_says_what_it_covers(read: int, whole: bool) -> None:  # noqa: FBT001
    source = Source("doc_1", "v1", "Staff handbook", "handbook.docx")
    found = summed_up(source, Coverage(7, read, 3, pages=4, pages_read=4))

    assert found.whole is whole
    assert found.said == f"Read {read} of 7 sections and 4 of 4 pages of “Staff handbook”."


def test_kinds_that_read_all_are_lists_and_counts() -> None:
    assert {LIST.kind, COUNT.kind} == {Kind.LIST, Kind.COUNT}
    assert LIST.of_all
    assert COUNT.of_all
