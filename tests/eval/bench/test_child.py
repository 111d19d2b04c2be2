import os
from pathlib import Path

import pytest

from eval.bench.child import environment, run_child, serving, tree_mb
from rag.errors import SetupError

TREE = """
import subprocess, sys, time
hold = b"x" * 60_000_000
child = "hold = b'x' * 60_000_000; import time; time.sleep(0.4)"
subprocess.run([sys.executable, "-c", child], check=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_memory_of_all_processes_is_counted(home: Path) -> None:
    """A parser in a child of its own must not make an ingest look small."""
    alone = run_child(("-c", TREE.replace("60_000_000", "1")), home).peak_mb
    heavy = run_child(("-c", TREE), home).peak_mb

    assert 100 < heavy - alone < 140


def test_time_includes_all_of_the_command(home: Path) -> None:
    assert 0.3 < run_child(("-c", "import time; time.sleep(0.3)"), home).seconds < 3


def test_processor_time_is_not_waiting_time(home: Path) -> None:
    assert run_child(("-c", "import time; time.sleep(0.5)"), home).cpu_s < 0.4
    assert run_child(("-c", "n = sum(range(60_000_000))"), home).cpu_s > 0.2


def test_a_command_that_fails_gives_no_figure(home: Path) -> None:
    with pytest.raises(SetupError, match="ended with 3: no luck"):
        run_child(("-c", "import sys; print('no luck', file=sys.stderr); sys.exit(3)"), home)

    assert run_child(("-c", "import sys; print('a' * 9000); sys.exit(1)"), home, allowed=(0, 1))


def test_long_output_is_kept_whole(home: Path) -> None:
    """A pipe that nobody reads would stop the command at 64 KiB."""
    assert len(run_child(("-c", "print('a' * 200_000)"), home).output) == 200_001


def test_a_command_that_never_ends_is_stopped(home: Path) -> None:
    with pytest.raises(SetupError):
        run_child(("-c", "import time; time.sleep(60)"), home, limit_s=0.2)


def test_keys_and_settings_stay_outside(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in the shell would turn a hundred questions into a bill."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.setenv("FOOTNOTE_MODEL", "gpt-expensive")

    found = environment(home)

    assert "OPENAI_API_KEY" not in found
    assert [name for name in found if name.startswith("FOOTNOTE_")] == ["FOOTNOTE_HOME"]


def test_a_service_is_gone_when_its_work_is_done(home: Path) -> None:
    with serving(("-c", "import time; time.sleep(60)"), home) as pid:
        assert tree_mb(pid) > 0

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
