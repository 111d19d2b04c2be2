"""Invariant 6: with no network at all, everything works."""

import os
import subprocess
import sys
from pathlib import Path

GUARD = """
import os, sys
def refuse(event, arguments):
    if event in {"socket.getaddrinfo", "socket.connect", "socket.sendto"}:
        if event == "socket.connect" and isinstance(arguments[1], (str, bytes)):
            return  # a socket of this machine, not of a network
        with open(os.environ["ATTEMPTS"], "a") as attempts:
            attempts.write(f"{event} {arguments[1:]}\\n")
        raise OSError("there is no network in this test")
sys.addaudithook(refuse)
"""


def test_invariant_6_ingest_ask_and_summarise_make_no_connection(tmp_path: Path) -> None:
    """Telemetry, tokenizers and model downloads have each reached out in such systems."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(GUARD)
    (tmp_path / "terms.md").write_text("# Terms\n\nThe warranty lasts 24 months.\n")
    attempts = tmp_path / "attempts"
    environment = {
        **os.environ,
        "PYTHONPATH": f"{tmp_path / 'site'}{os.pathsep}{Path.cwd()}",
        "FOOTNOTE_HOME": str(tmp_path / "home"),
        "ATTEMPTS": str(attempts),
    }
    for arguments in (
        ["ingest", str(tmp_path / "terms.md")],
        ["ask", "How long does the warranty last?"],
        ["summarise", "--document", "terms.md"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "api.cli.main", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    assert not attempts.exists(), attempts.read_text()
