"""An embedder that costs money, on the command line: what is shown, asked for and counted."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from api.cli.desk import Ingesting
from api.cli.there import There
from ingest.asked import Asked
from rag.errors import InputError
from tests.api.cli.conftest import Type
from tests.servers.model_server import ModelServer

PAID = {"FOOTNOTE_EMBEDDER": "openai:text-embedding-3-small", "FOOTNOTE_EMBED_FREE_USD": "0"}


@pytest.fixture
def paid(type_: Type, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> Type:
    for name, value in {**PAID, **served(model_server)}.items():
        monkeypatch.setenv(name, value)
    return type_


def served(server: ModelServer) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.base_url, "OPENAI_API_KEY": "k"}


def test_the_cost_is_named_and_nothing_is_sent_until_it_is_agreed(
    paid: Type, folder: Path, model_server: ModelServer
) -> None:
    typed = paid("ingest", folder)

    assert typed.code == 2
    assert "3 passages, " in typed.err
    assert "about $0.000002 with text-embedding-3-small" in typed.err
    assert "--yes" in typed.err
    assert model_server.asked == []


def test_with_yes_it_is_shown_counted_and_done(
    paid: Type, folder: Path, model_server: ModelServer
) -> None:
    typed = paid("ingest", folder, "--yes", "--json")

    assert typed.code == 0
    assert typed.body["embedding"] == {
        "tokens": model_server.billed,
        "requests": 1,
        "cost_usd": pytest.approx(model_server.billed * 0.02 / 1e6),
        "cached": 0,
    }
    assert typed.body["stopped"] == ""
    events = [json.loads(line) for line in typed.err.splitlines()]
    assert [event["passages"] for event in events if event["event"] == "cost"] == [3]
    shown = paid("search", "warranty", "--json").body["hits"][0]
    assert shown["document"]["path"] == "warranty.md"


def test_people_are_told_what_it_took(paid: Type, folder: Path) -> None:
    typed = paid("ingest", folder, "--yes")
    assert "3 passages, " in typed.err
    assert "tokens in 1 request," in typed.out


def test_a_budget_ends_it_with_a_code_of_its_own_and_it_goes_on_later(
    paid: Type, folder: Path, model_server: ModelServer
) -> None:
    for number in range(30):
        (folder / f"{number}.txt").write_text(f"Number {number}. " + "The tide is high. " * 100)

    typed = paid("ingest", folder, "--yes", "--budget", "0.0001", "--json")
    again = paid("ingest", folder, "--yes", "--json")

    assert typed.code == 4
    assert "The budget of $0.0001" in typed.body["stopped"]
    assert 0 < typed.body["documents"]["added"] < 32
    assert typed.body["embedding"]["cost_usd"] <= 0.0001
    assert again.code == 0
    assert again.body["documents"]["unchanged"] == typed.body["documents"]["added"]
    sent = [text for asked in model_server.answered for text in asked.body["input"]]
    assert len(set(sent)) == len(sent)


@pytest.mark.parametrize("answer", ["y", "n"])
def test_on_a_terminal_it_is_asked(
    answer: str, folder: Path, tmp_path: Path, model_server: ModelServer
) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, **PAID, **served(model_server), "PYTHONPATH": str(Path.cwd())}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "ingest", str(folder)],
        env={**environment, "FOOTNOTE_HOME": str(tmp_path / "home"), "COLUMNS": "200"},
        stdin=theirs,
        stderr=theirs,
        stdout=subprocess.PIPE,
    )
    os.close(theirs)
    seen = b""
    while b"[y/N]" not in seen:
        seen += os.read(ours, 4096)
    before = len(model_server.asked)
    os.write(ours, f"{answer}\n".encode())
    said, _ = process.communicate(timeout=60)
    os.close(ours)

    assert process.returncode == (0 if answer == "y" else 2)
    assert b"3 passages" in seen
    assert before == 0
    assert bool(model_server.asked) == (answer == "y")
    assert (b"2 added" in said) == (answer == "y")


def test_a_negative_budget_is_refused(paid: Type, folder: Path) -> None:
    assert paid("ingest", folder, "--budget", "-1").code == 2


def test_a_budget_is_refused_where_the_service_would_not_keep_it(folder: Path) -> None:
    with There("http://127.0.0.1:9") as there, pytest.raises(InputError, match="--budget"):
        there.ingest([folder], Ingesting(asked=Asked(budget_usd=1.0)))
