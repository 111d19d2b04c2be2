"""The command itself: what it costs to start."""

import subprocess
import sys

from api.cli.main import ALIASES, COMMANDS, run

HEAVY = ("chromadb", "onnxruntime", "openai", "llama_index", "fastapi", "sqlalchemy", "numpy")


def test_help_lists_every_command_and_imports_none() -> None:
    script = (
        "import sys\nfrom api.cli.main import run\nrun(['--help'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.rstrip().endswith("[]")


def test_every_command_has_help_of_its_own() -> None:
    assert all(run([name, "--help"]) == 0 for name in [*COMMANDS, *ALIASES])
