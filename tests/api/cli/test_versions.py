"""Two versions of a document, asked on the command line: the newer answers, both are shown."""

from pathlib import Path

import pytest

from tests.api.cli.conftest import Type

RULES = """Rules of the garden club

The yearly fee for the use of the shed is EUR {fee} for every member of the club.

Tools are to be brought back within a week, clean and dry, to the rack by the door of the shed.
Dogs are welcome on a lead. Barbecues need the consent of the two neighbours on either side.
"""
FEE = "What is the yearly fee for the use of the shed?"
OLD = "The yearly fee for the use of the shed is EUR 20 for every member of the club."
NEW = OLD.replace("20", "35")


@pytest.fixture
def club(type_: Type, folder: Path) -> Type:
    (folder / "rules-2023.md").write_text(RULES.format(fee=20))
    (folder / "rules-2025.md").write_text(RULES.format(fee=35))
    assert type_("ingest", folder).code == 0
    return type_


def test_the_newer_version_answers_and_the_older_is_shown_with_its_place(club: Type) -> None:
    body = club("ask", FEE, "--json").body
    said = " ".join(club("ask", FEE).out.split())

    assert [one["quote"] for one in body["citations"]] == [NEW]
    (conflict,) = body["conflicts"]
    assert (conflict["number"], conflict["cited"], conflict["version"]) == (1, "2025", "2023")
    assert (conflict["quote"], conflict["document"]["path"]) == (OLD, "rules-2023.md")
    text = RULES.format(fee=20)
    assert text[conflict["start"] : conflict["end"]] == OLD
    assert f"! The older version 2023 (rules-2023.md, page 1) says: “{OLD}”" in said


def test_the_year_of_the_older_version_is_answered_from_it(club: Type) -> None:
    body = club("ask", "What was the yearly fee for the use of the shed in 2023?", "--json").body

    assert body["citations"][0]["quote"] == OLD


def test_a_streamed_answer_tells_it_as_well(club: Type) -> None:
    assert "The older version 2023" in " ".join(club("ask", FEE, "--stream").out.split())


def test_search_says_which_version_supersedes_a_hit(club: Type) -> None:
    first, second = club("search", FEE, "-k", "2", "--json").body["hits"]
    said = club("search", FEE, "-k", "2").out

    assert (first["document"]["path"], first["superseded"]) == ("rules-2025.md", None)
    assert second["superseded"]["by"]["path"] == "rules-2025.md"
    assert (second["superseded"]["version"], second["superseded"]["newest"]) == ("2023", "2025")
    assert "older version 2023; the newest is 2025: rules-2025.md" in said


def test_a_filter_on_the_older_one_asks_it_alone(club: Type) -> None:
    body = club("ask", FEE, "--where", '{"path": "rules-2023.md"}', "--json").body

    assert [one["quote"] for one in body["citations"]] == [OLD]
    assert body["conflicts"] == []
