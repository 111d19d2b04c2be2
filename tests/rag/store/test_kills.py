"""Invariant 4, with `killing.py`."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = int(os.environ.get("KILLS", "10"))
"""``KILLS=200 make test`` for certainty: a fault in 4 % of kills shows in 200 of them."""
SEED = int(os.environ.get("KILLS_SEED", "1"))


@pytest.mark.slow
@pytest.mark.timeout(60 + 20 * KILLS)
def test_invariant_4_killing_a_writer_loses_nothing_and_shows_nothing_half_written(
    tmp_path: Path,
) -> None:
    """Chroma 1.5.9 alone is left unreadable by 4.4 % of kills."""
    script = Path(__file__).with_name("killing.py")
    done = subprocess.run(
        [sys.executable, script, tmp_path / "home", str(KILLS), str(SEED)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["bad"] == [], done.stderr
    assert told["killed"] == KILLS
