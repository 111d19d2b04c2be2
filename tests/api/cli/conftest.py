"""A small folder, an index of its own, and a way to type commands."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import run

WARRANTY = """# Warranty terms

The warranty lasts 24 months from the day of delivery. It covers faults of material and of
workmanship. It does not cover batteries.

# Returns

Goods may be returned within 30 days. The buyer pays for the shipping of returned goods.
"""
STAFF = """The office in Halm opens at 8:30 and closes at 17:00. The telephone number of the front
desk is 555-0142. Visitors sign the book at the front desk.
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def body(self) -> Any:
        return json.loads(self.out)


Type = Callable[..., Typed]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "warranty.md").write_text(WARRANTY)
    (documents / "staff.txt").write_text(STAFF)
    return documents


@pytest.fixture
def type_(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Type:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FOOTNOTE_LOCK_WAIT_S", "0.2")
    monkeypatch.chdir(tmp_path)

    def typed(*arguments: object) -> Typed:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Typed(code, captured.out, captured.err)

    return typed


@pytest.fixture
def ready(type_: Type, folder: Path) -> Type:
    """Type commands against an index that holds the folder."""
    assert type_("ingest", folder, "--json").code == 0
    return type_
