"""What other versions say instead: exactly, with both sides, and only what disagrees."""

from collections.abc import Iterator

import pytest

from rag.filters.parse import parsed
from rag.reply import Citation
from rag.store.library import Library
from rag.types import document_id
from rag.versions.families import found
from rag.versions.fresh import kept
from rag.versions.told import Told
from tests.rag.versions.made import HERE, NEW, OLD, library, prepared

FEE, DAYS = "The shed may be used by every member who has paid the yearly fee of EUR", "Tools are"
FILES = {
    "rules-2021.md": OLD.replace("EUR 20", "EUR 15"),
    "rules-2023.md": OLD,
    "rules-2025.md": NEW,
    "annual-report-2023.md": OLD,
    "annual-report-2025.md": NEW,
}


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library(tmp_path_factory.mktemp("home"), FILES) as opened:
        yield opened


def cited(held: Library, path: str, words: str, number: int = 1) -> Citation:
    """A citation of the line of *path* that begins with *words*."""
    document = held.document(HERE, document_id(HERE, path))
    start = document.text.index(words)
    end = document.text.index("\n", start)
    within = (p for p in held.passages(HERE, document.id) if p.start <= start < p.end)
    quote = document.text[start:end]
    return Citation(number, document.source, 1, 1, start, end, quote, next(within).id)


def told(held: Library, where: object = None) -> Told:
    keeps = kept(held, HERE, parsed(where) if where is not None else None)
    return Told(HERE, held, found(held, HERE), keeps)


def test_what_an_older_version_says_differently_is_shown_word_for_word(held: Library) -> None:
    (one,) = told(held).conflicts([cited(held, "rules-2025.md", FEE)])

    other = one.other
    text = held.document(HERE, other.source.document_id).text
    assert (one.number, one.cited, one.version, one.newer) == (1, "2025", "2023", False)
    assert other.quote == text[other.start : other.end] == f"{FEE} 20."
    assert one.said == (
        f"The older version 2023 (rules-2023.md, page 1) says: “{FEE} 20.” "
        "What is cited as [1] is of version 2025."
    )


def test_of_an_older_version_it_is_the_newest_that_is_shown(held: Library) -> None:
    (one,) = told(held).conflicts([cited(held, "rules-2021.md", FEE)])

    assert (one.version, one.newer) == ("2025", True)


def test_what_is_said_in_both_is_no_conflict(held: Library) -> None:
    assert told(held).conflicts([cited(held, "rules-2025.md", "Dogs are welcome")]) == ()


def test_reports_of_two_years_do_not_disagree(held: Library) -> None:
    assert told(held).conflicts([cited(held, "annual-report-2025.md", FEE)]) == ()


def test_what_is_cited_itself_is_not_shown_again(held: Library) -> None:
    both = [cited(held, "rules-2025.md", FEE), cited(held, "rules-2023.md", FEE, 2)]

    assert {one.version for one in told(held).conflicts(both)} == {"2021"}
    assert len(told(held).conflicts(both)) == 1


def test_each_citation_has_its_own(held: Library) -> None:
    both = [cited(held, "rules-2025.md", FEE), cited(held, "rules-2025.md", DAYS, 2)]

    assert [(one.number, one.version) for one in told(held).conflicts(both)] == [
        (1, "2023"),
        (2, "2023"),
    ]


def test_what_a_filter_leaves_out_is_not_shown(held: Library) -> None:
    only = {"path": {"$in": ["rules-2021.md", "rules-2025.md"]}}

    (one,) = told(held, only).conflicts([cited(held, "rules-2025.md", FEE)])

    assert one.version == "2021"
    assert (
        told(held, {"path": "rules-2025.md"}).conflicts([cited(held, "rules-2025.md", FEE)]) == ()
    )


def test_nothing_is_shown_of_another_collection_or_of_what_was_removed(
    held: Library,
) -> None:
    elsewhere = type(HERE)("elsewhere")
    held.put(elsewhere, [prepared("rules-2020.md", OLD.replace("20", "5"), elsewhere)])
    held.put(HERE, [prepared("charter v1.md", OLD), prepared("charter v2.md", NEW)])
    citation = cited(held, "charter v2.md", FEE)

    assert [one.version for one in told(held).conflicts([citation])] == ["1"]
    held.remove(HERE, [document_id(HERE, "charter v1.md")])

    assert told(held).conflicts([citation]) == ()
