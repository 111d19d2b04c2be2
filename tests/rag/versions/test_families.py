"""Which documents are versions of one another, and which only look like it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from ingest.sketch import sketch
from rag.store.records import Known
from rag.types import document_id
from rag.versions.families import Families, Versions, families
from tests.rag.versions.made import HERE, NEW, OLD, library, prepared

OTHER = """Minutes of what was said about the harbour wall, the crane, the lamps along the pier and
the price of paint, which nobody had thought of before the storm took the old railings away."""


def known(path: str, text: str, **said: str) -> Known:
    title = said.pop("title", "")
    return Known(
        document_id(HERE, path), path, path, "", "v", "plain", title, "text/plain",
        *(1, 1, len(text), "en", (), "2026-01-01"), properties=said, sketch=sketch(text),
    )  # fmt: skip


def lines(files: Mapping[str, str], **said: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The paths of each family, oldest first."""
    texts = {document_id(HERE, path): text for path, text in files.items()}
    given = [
        known(path, text, **said.get(path.partition(".")[0], {})) for path, text in files.items()
    ]
    found = families(given, HERE, lambda name: texts[name])
    return sorted({tuple(e.source.path for e in line) for line in found.lines.values()})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rules-2023.md", "rules-2025.txt"),
        ("rules-2025-10-06.md", "rules-2025-10-20.md"),
        ("Rules 6 October 2025.md", "Rules 20 October 2025.md"),
        ("rules v2.md", "rules v3.md"),
        ("rules v2.9.md", "rules v2.10.md"),
        ("rules draft.md", "rules.md"),
        ("rules_final.md", "rules_final2.md"),
        ("rules.md", "rules-new.md"),
        ("old/rules.md", "rules.md"),
        ("2023/rules.md", "2025/rules.md"),
        ("rules.md", "rules v2.md"),
    ],
)
def test_versions_are_told_by_their_names_whichever_is_listed_first(old: str, new: str) -> None:
    assert lines({old: OLD, new: NEW}) == [(old, new)]
    assert lines({new: NEW, old: OLD}) == [(old, new)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("annual-report-2022.pdf", "annual-report-2023.pdf"),
        ("ACME_2022_10K.pdf", "ACME_2023_10K.pdf"),
        ("minutes-2025-11-20.md", "minutes-2026-01-29.md"),
        ("Geschäftsbericht 2022.pdf", "Geschäftsbericht 2023.pdf"),
        ("invoice-2025-01.pdf", "invoice-2025-02.pdf"),
        ("rules-2023.md", "manual-2025.md"),
        ("north/rules-2023.md", "south/rules-2025.md"),
        ("rules.md", "rules.txt"),
        ("chapter 1.md", "chapter 2.md"),
    ],
)
def test_what_holds_of_its_own_time_or_subject_is_no_version(one: str, other: str) -> None:
    """Next year's report does not take back what this year's says, however alike they are."""
    assert lines({one: OLD, other: NEW}) == []


def test_dated_texts_that_are_not_alike_are_no_versions() -> None:
    assert lines({"notice-2025-01-05.md": OLD, "notice-2025-03-01.md": OTHER}) == []


def test_a_text_that_says_what_it_replaces_is_a_version_of_it() -> None:
    said = f"This notice replaces the notice of 5 January 2025. {OTHER}"

    assert lines({"notice-2025-01-05.md": OLD, "notice-2025-03-01.md": said}) == [
        ("notice-2025-01-05.md", "notice-2025-03-01.md")
    ]


def test_several_versions_stand_in_one_line() -> None:
    files = {f"rules-{year}.md": OLD.replace("20", str(year)) for year in (2025, 2021, 2023)}

    assert lines(files) == [("rules-2021.md", "rules-2023.md", "rules-2025.md")]


def test_copies_of_a_version_are_beside_one_another_and_none_is_newer() -> None:
    files = {"rules-2023.md": OLD, "rules-2023 (1).md": OLD, "rules-2025.md": NEW}
    known_ = [known(path, text) for path, text in files.items()]

    found = families(known_, HERE, lambda _name: "")

    for path in ("rules-2023.md", "rules-2023 (1).md"):
        name = document_id(HERE, path)
        assert [one.source.path for one in found.newer(name)] == ["rules-2025.md"]
        assert found.older(name) == ()
    assert len(found.older(document_id(HERE, "rules-2025.md"))) == 2


def test_titles_tell_where_names_do_not() -> None:
    said = {"a17": {"title": "Club rules 2025"}, "b99": {"title": "Club rules 2023"}}

    assert lines({"a17.md": NEW, "b99.md": OLD}, **said) == [("b99.md", "a17.md")]
    assert lines({"a17.md": NEW, "b99.md": OLD}, a17={"title": "Form"}, b99={"title": "Form"}) == []


def test_what_has_no_date_in_its_name_is_dated_by_its_text_or_its_properties() -> None:
    plain = {"rules.md": f"In force from 1 March 2026.\n{NEW}", "rules-2023.md": OLD}

    assert lines(plain) == [("rules-2023.md", "rules.md")]
    assert lines({"rules.md": OLD, "rules-2023.md": NEW}, rules={"modified": "2022-05-01"}) == [
        ("rules.md", "rules-2023.md")
    ]
    assert lines({"rules.md": OLD, "rules-2023.md": NEW}) == []


def test_families_follow_what_is_live_and_stay_within_their_collection(tmp_path: Path) -> None:
    versions = Versions()
    with library(tmp_path, {"rules-2023.md": OLD}) as held:
        elsewhere = type(HERE)("elsewhere")
        held.put(elsewhere, [prepared("rules-2025.md", NEW, elsewhere)])
        assert versions.of(held, HERE) == Families()
        held.put(HERE, [prepared("rules-2024.md", NEW)])
        name = document_id(HERE, "rules-2023.md")
        assert [one.shown for one in versions.of(held, HERE).newer(name)] == ["2024"]
        assert versions.of(held, HERE) is versions.of(held, HERE)
        held.remove(HERE, [document_id(HERE, "rules-2024.md")])

        assert versions.of(held, HERE) == Families()
