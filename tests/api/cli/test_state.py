"""Tags, failures, moves and prunes as commands, with a service that owns the index and without."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.conftest import Type
from tests.api.cli.test_there import serving
from tests.ingest.made import docx

SOUND = docx()


@pytest.fixture(params=["here", "there"])
def both(
    request: pytest.FixtureRequest, ready: Type, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Type]:
    """Type commands that the index answers, then the same that a service answers."""
    monkeypatch.setenv("FOOTNOTE_FILE_TRIES", "2")
    if request.param == "here":
        yield ready
        return
    with serving():
        yield ready


def counted(body: dict[str, Any]) -> dict[str, int]:
    return {name: number for name, number in body["documents"].items() if number}


def paths(typed: Type, *options: str) -> list[str]:
    body = typed("documents", "list", "--json", *options).body
    return [one["path"] for one in body.get("documents", body.get("failures"))]


def test_failed_files_are_listed_held_retried_and_cleared(both: Type, folder: Path) -> None:
    (folder / "bad.docx").write_bytes(SOUND[:2000])
    (folder / "empty.txt").write_text("")
    typed = [both("ingest", folder, "--json") for _ in range(3)]

    assert [one.code for one in typed] == [1, 1, 1]
    assert counted(typed[2].body) == {"unchanged": 2, "failed": 1, "skipped": 1}
    assert [one.body["failures"][0]["tries"] for one in typed] == [1, 2, 2]
    last = typed[2].body["failures"][0]
    assert last["problem"].endswith("It was tried 2 times.")
    assert "--retry-failed" in last["remedy"]

    rows = both("documents", "list", "--failed", "--json").body["failures"]
    assert [(one["path"], one["kind"], one["tries"]) for one in rows] == [
        ("bad.docx", "failed", 2),
        ("empty.txt", "skipped", 1),
    ]
    assert all(one["at"] and one["problem"] and one["remedy"] for one in rows)
    said = both("documents", "list", "--failed").out
    assert "failed: bad.docx  (tried 2 times, last at 20" in said

    again = both("ingest", "--retry-failed", folder, "--json")
    assert (again.code, again.body["failures"][0]["tries"]) == (1, 3)
    (folder / "bad.docx").write_bytes(SOUND)
    (folder / "empty.txt").unlink()
    mended = both("ingest", folder, "--json")
    assert (mended.code, counted(mended.body)) == (0, {"added": 1, "unchanged": 2})
    assert paths(both, "--failed") == []
    assert both("documents", "list", "--failed").out == "No file is known to have failed.\n"


def test_a_failed_file_can_be_taken_off_the_list(both: Type, folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    both("ingest", folder)

    typed = both("documents", "delete", "empty.txt", "staff.txt", "--json")

    assert (typed.body["documents"], typed.body["failures"]) == (1, 1)
    assert (paths(both, "--failed"), paths(both)) == ([], ["warranty.md"])
    assert both("documents", "delete", "empty.txt").code == 2


def test_tags_are_given_listed_and_changed(both: Type, folder: Path) -> None:
    (folder / "more.txt").write_text("The canteen serves soup on Thursdays.")
    typed = both("ingest", folder, "--tag", "harbour", "--tag", "winter,board", "--json")

    assert counted(typed.body) == {"added": 1, "unchanged": 2, "tagged": 2}
    assert typed.body["passages"] == 1
    (folder / "more.txt").write_text("The canteen serves soup on Fridays.")
    assert "1 updated" in both("ingest", folder, "--tag", "new").out
    changed = both(
        *("documents", "tag", "more.txt", "staff.txt", "--add", "soup", "--remove", "winter"),
        "--json",
    ).body
    assert changed["changed"] == 2
    assert [one["tags"] for one in changed["documents"]] == [
        ["board", "harbour", "new", "soup"]
    ] * 2
    assert paths(both, "--tag", "Winter", "--tag", "harbour") == ["warranty.md"]
    assert paths(both, "--tag", "soup") == ["more.txt", "staff.txt"]
    assert both("documents", "list", "--tag", "none").out == "No documents with such tags.\n"
    assert "[board, harbour, new, winter]" in both("documents", "list").out
    assert "tags: board, harbour, new, soup" in both("documents", "show", "more.txt").out


def test_what_is_known_of_a_document_is_shown_and_what_is_like_it(both: Type, folder: Path) -> None:
    words = " ".join(f"word{number}" for number in range(3_000))
    note = "---\nauthor: Ada Quill\ndate: 2026-01-29\ntags: [ramp]\n---\n\n"
    (folder / "a.md").write_text(note + words)
    (folder / "b.txt").write_text(words.replace("word77 ", "sentence77 "))
    typed = both("ingest", folder)
    assert "note: b.txt: nearly the same text as a.md (9" in typed.out

    body = both("documents", "show", "a.md", "--json").body
    said = both("documents", "show", "b.txt").out

    assert (body["author"], body["created"]) == ("Ada Quill", "2026-01-29")
    assert [(one["path"], one["share"] > 0.9) for one in body["alike"]] == [("b.txt", True)]
    assert "alike: nearly the same text as a.md (9" in said
    assert "title: b" in said


def test_a_move_is_said_once_and_the_old_path_is_gone(both: Type, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "staff.txt").rename(folder / "sub/staff.txt")

    typed = both("ingest", folder, "--json")

    assert counted(typed.body) == {"added": 1, "removed": 1, "unchanged": 1, "moved": 1}
    assert typed.body["embedded"] == 0
    assert paths(both) == ["sub/staff.txt", "warranty.md"]
    (folder / "sub/staff.txt").rename(folder / "staff.txt")
    assert "Documents: 1 unchanged, 1 moved (" in both("ingest", folder).out


def test_a_prune_removes_what_is_gone_from_the_folders_given_only(
    both: Type, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    (other / ".hidden").mkdir(parents=True)
    for name in ("one.txt", "two.txt", "three.txt", ".hidden/four.txt"):
        (other / name).write_text(f"The text of {name}.")
    both("ingest", other)
    both("ingest", other / ".hidden")
    (folder / "staff.txt").unlink()
    (other / "one.txt").unlink()
    assert counted(both("ingest", other, "--json").body) == {"unchanged": 2, "missing": 1}

    typed = both("ingest", other, "--prune", "--json")

    assert (typed.code, counted(typed.body)) == (0, {"unchanged": 2, "removed": 1})
    assert paths(both) == ["four.txt", "staff.txt", "three.txt", "two.txt", "warranty.md"]
    shutil.rmtree(other)
    refused = both("ingest", folder, other, "--prune")
    assert refused.code == 2
    assert "4 of 5" in refused.err
    assert len(paths(both)) == 5
    done = both("ingest", folder, other, "--prune", "--yes", "--json")
    assert counted(done.body) == {"unchanged": 1, "removed": 4}
    assert both("ingest", other, "--prune").code == 2


def test_a_moved_folder_is_no_reason_to_refuse_a_prune(both: Type, folder: Path) -> None:
    (folder / "sub").mkdir()
    for name in ("staff.txt", "warranty.md"):
        (folder / name).rename(folder / "sub" / name)

    typed = both("ingest", folder, "--prune", "--json")

    assert counted(typed.body) == {"added": 2, "removed": 2, "moved": 2}
    assert paths(both) == ["sub/staff.txt", "sub/warranty.md"]


def test_wrong_requests_are_refused(both: Type, folder: Path) -> None:
    assert both("ingest").code == 2
    assert both("ingest", folder, "--tag", " ").code == 2
    assert both("ingest", folder, "--prune", "--retry-failed").code == 2
    assert both("ingest", "nowhere", "--retry-failed").code == 2
    assert both("documents", "tag", "staff.txt").code == 2
    assert both("documents", "tag", "nothing.txt", "--add", "x").code == 2
    assert both("documents", "list", "--failed", "--tag", "x").code == 2
    assert both("documents", "list", "--failed", "-c", "elsewhere").code == 2


def test_all_that_failed_is_retried_here_and_a_service_must_be_told_where(
    ready: Type, folder: Path
) -> None:
    """A service never opens a path that it was told of."""
    (folder / "sub").mkdir()
    (folder / "sub/empty.txt").write_text("")
    ready("ingest", folder)
    (folder / "sub/empty.txt").write_text("There is text.")
    with serving():
        refused = ready("ingest", "--retry-failed")
    assert refused.code == 2
    assert "--retry-failed PATH" in refused.err

    assert counted(ready("ingest", "--retry-failed", "--json").body) == {"added": 1}
    assert "sub/empty.txt" in paths(ready)
    assert ready("ingest", "--retry-failed").out.startswith("Documents: none")


def test_a_new_collection_is_made_through_a_service_too(ready: Type, folder: Path) -> None:
    with serving():
        typed = ready("ingest", folder, "-c", "fresh", "--prune", "--tag", "x", "--json")

    assert counted(typed.body) == {"added": 2}
