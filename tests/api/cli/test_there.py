"""Commands typed while a service owns the index: sent to it, with the same replies."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.api.cli.conftest import Type

ASKED = "How long does the warranty last?"


@contextmanager
def serving() -> Iterator[None]:
    """Have a service take the index that commands are typed against."""
    command = [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"]
    root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    assert "http://127.0.0.1:" in process.stdout.readline()
    try:
        yield
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def served(ready: Type) -> Iterator[Type]:
    """Type commands against an index that a service has taken."""
    with serving():
        yield ready


def without_times(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "timings_ms"}


def test_the_service_says_what_the_index_says(ready: Type, request: pytest.FixtureRequest) -> None:
    verbs = (
        ("ask", ASKED, "--json"),
        ("search", "front desk", "--json"),
        ("search", "front desk", "--where", '{"path": "warranty.md"}', "--json"),
        ("ask", ASKED, "--where", '{"path": "staff.txt"}', "--json"),
        ("summarise", "--document", "warranty.md", "--json"),
        ("documents", "list", "--json"),
        ("documents", "show", "staff.txt", "--json"),
    )
    here = [ready(*verb).body for verb in verbs]

    served = request.getfixturevalue("served")

    there = [served(*verb).body for verb in verbs]
    assert [without_times(body) for body in there] == [without_times(body) for body in here]


def test_a_stream_comes_through(served: Type) -> None:
    typed = served("ask", ASKED, "--stream")

    assert typed.code == 0
    assert "24 months" in typed.out
    assert "warranty.md" in typed.out


def test_files_are_uploaded_and_deleted(served: Type, folder: Path, tmp_path: Path) -> None:
    (folder / "more.txt").write_text("The canteen serves soup on Thursdays, canary-8812.\n")
    (folder / "empty.txt").write_text("")

    report = served("ingest", folder, "--json").body
    again = served("ingest", folder, "--json").body
    found = served("search", "canteen soup", "-k", "1", "--json").body
    deleted = served("documents", "delete", "more.txt", "--json")

    assert report["documents"]["added"] == 1
    assert report["documents"]["unchanged"] == 2
    assert report["failures"][0]["path"] == "empty.txt"
    assert again["documents"]["unchanged"] == 3
    assert found["hits"][0]["document"]["path"] == "more.txt"
    assert deleted.body["documents"] == 1
    left = [path for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert not [path for path in left if b"canary-8812" in path.read_bytes()]


def test_refusals_come_through_with_their_exit_codes(served: Type) -> None:
    assert served("ask", "  ").code == 2
    assert served("search", "Why?", "-c", "elsewhere").code == 2
    assert served("documents", "delete", "missing.pdf").code == 2
    assert served("ingest", "nowhere").code == 2


def test_a_second_service_is_refused_with_the_address_of_the_first(served: Type) -> None:
    typed = served("serve", "--port", "0")

    assert typed.code == 3
    assert "footnote serve" in typed.err


def documents(typed: Type) -> dict[str, str]:
    """Path and version of every document."""
    return {
        one["path"]: one["version"]
        for one in typed("documents", "list", "--json").body["documents"]
    }


def test_folders_with_files_of_one_name_become_the_same_documents_as_without_a_service(
    type_: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for name, said in {
        "A/report.txt": "Of pier A.",
        "B/report.txt": "Of pier B.",
        "A/a:b.txt": "With a colon.",
        "A/a*b.txt": "With a star.",
        "A/ b .txt": "With blanks.",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(said)

    def ingested(typed: Type) -> list[dict[str, int]]:
        order = "A", "B", "A", "B"
        return [typed("ingest", tmp_path / one, "--json").body["documents"] for one in order]

    here = ingested(type_), documents(type_)
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "other"))
    served = request.getfixturevalue("served")
    served("documents", "delete", "warranty.md", "staff.txt")
    there = ingested(served), documents(served)

    assert there == here
    assert {"report.txt", "B/report.txt", "a:b.txt", "a*b.txt"} <= set(here[1])


def test_one_file_that_cannot_be_sent_is_a_row_and_an_empty_folder_a_refusal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    monkeypatch.setenv("FOOTNOTE_BODY_MB", "1")
    served = request.getfixturevalue("served")
    (folder / "big.txt").write_text("word " * 300_000)
    (folder / "zone.txt").write_text("The ramp opens at nine.")
    (tmp_path / "empty").mkdir()

    typed = served("ingest", folder, "--json")

    assert (typed.code, typed.body["documents"]["added"]) == (1, 1)
    assert [one["path"] for one in typed.body["failures"]] == ["big.txt"]
    assert served("ingest", tmp_path / "empty").code == 2
