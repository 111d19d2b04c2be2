"""Of versions the newer comes first, the older stays, and nothing else moves."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from rag.filters.parse import parsed
from rag.store.library import Library
from rag.types import Collection, Hit, document_id
from rag.versions.families import found
from rag.versions.fresh import NEWER, Fresh, kept
from tests.rag.versions.made import HERE, NEW, OLD, library

FILES = {
    "rules-2023.md": OLD,
    "rules-2025.md": NEW,
    "annual-report-2023.md": OLD.replace("Rules", "Report"),
    "annual-report-2025.md": NEW.replace("Rules", "Report"),
    "other.md": "The library is open on Mondays. Nothing in it may be eaten.\n" * 8,
}
ELSEWHERE = Collection("elsewhere")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home: Path = tmp_path_factory.mktemp("home")
    with library(home, FILES) as opened:
        yield opened


def hits(held: Library, *paths: str) -> list[Hit]:
    """The first passages of *paths*, or another by its number, best first: ``"other.md 1"``."""
    chosen = []
    for place, one in enumerate(paths):
        path, _, number = one.partition(" ")
        passage = held.passages(HERE, document_id(HERE, path))[int(number or 0)]
        chosen.append(Hit(passage, 1.0 - place / 100))
    return chosen


def ordered(
    held: Library, hits: list[Hit], question: str = "What is the fee?", **asked: Any
) -> list[Hit]:
    keeps = kept(held, HERE, parsed(asked["where"]) if "where" in asked else None)
    return Fresh(question, HERE, held, found(held, HERE), keeps).ordered(hits, asked.get("k", 8))


def paths(hits: list[Hit]) -> list[str]:
    return [hit.passage.source.path for hit in hits]


def test_the_newer_version_comes_first_and_the_older_stays_and_says_what_supersedes_it(
    held: Library,
) -> None:
    given_ = hits(held, "rules-2023.md", "other.md", "rules-2025.md")

    got = ordered(held, given_)

    assert paths(got) == ["rules-2025.md", "rules-2023.md", "other.md"]
    assert [hit.score for hit in got] == [hit.score for hit in given_]
    told = got[1].superseded
    assert told is not None
    assert (told.by.path, told.version, told.newest, told.wanted) == (
        *("rules-2025.md", "2023", "2025"),
        False,
    )
    assert (got[0].superseded, got[2].superseded) == (None, None)


def test_a_question_about_the_older_version_moves_nothing_but_is_told(held: Library) -> None:
    got = ordered(held, hits(held, "rules-2023.md", "rules-2025.md"), "What was the fee in 2023?")

    assert paths(got) == ["rules-2023.md", "rules-2025.md"]
    assert got[0].superseded is not None
    assert got[0].superseded.wanted


def test_reports_of_two_years_stay_as_they_were_found(held: Library) -> None:
    """What was earned in 2023 is in the report of 2023 for ever."""
    given_ = hits(held, "annual-report-2023.md", "annual-report-2025.md")

    assert ordered(held, given_) == given_


def test_what_the_newest_says_differently_is_brought_in_where_it_was_not_found(
    held: Library,
) -> None:
    got = ordered(held, hits(held, "rules-2023.md", "other.md"), k=2)

    assert paths(got) == ["rules-2025.md", "rules-2023.md"]
    assert got[0].signals == {NEWER: got[1].score}


def test_what_a_filter_leaves_out_is_neither_brought_in_nor_named(held: Library) -> None:
    given_ = hits(held, "rules-2023.md", "other.md")

    got = ordered(held, given_, where={"path": {"$ne": "rules-2025.md"}})

    assert got == given_


@given(
    st.permutations([f"{path} {number}" for path in FILES for number in (0, 1)]),
    st.integers(1, 10),
    st.sampled_from(["What is the fee?", "What was the fee in 2023?", "How many days?"]),
)
@tried(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_was_found_nothing_is_lost_or_shown_twice_and_no_older_one_comes_first(
    held: Library, order: list[str], k: int, question: str
) -> None:
    given_ = hits(held, *order)

    got = ordered(held, given_, question, k=10)

    assert {hit.passage.id for hit in got} == {hit.passage.id for hit in given_}
    assert len(got) == len(given_)
    assert [hit.score for hit in got] == sorted((hit.score for hit in got), reverse=True)
    assert ordered(held, given_[:k], question, k=k) == ordered(held, given_[:k], question, k=k)
    reports = [path for path in paths(got) if "report" in path]
    assert reports == [path for path in paths(given_) if "report" in path]
    rules = [hit.passage for hit in got if hit.passage.source.path.startswith("rules")]
    first = [one.source.path for one in rules if one.start == 0]
    assert first[0] == "rules-2025.md" or "2023" in question
