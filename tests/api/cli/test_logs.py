"""Invariant 9: what a running service writes down of what it was told."""

import os
import subprocess
import sys
from pathlib import Path

import httpx

from tests.api.cli.conftest import Type
from tests.servers.model_server import ModelServer

KEY, TEXT, ASKED = "sk-canary-5521", "canary-lighthouse", "canary-question"


def test_invariant_9_no_secret_and_no_text_is_in_the_logs(
    type_: Type, tmp_path: Path, model_server: ModelServer
) -> None:
    """Keys and prompts in logs are how they leak, most of all when something fails."""
    document = tmp_path / "terms.md"
    document.write_text(f"# Terms\n\nThe {TEXT} is lit for 24 months.\n")
    assert type_("ingest", document).code == 0
    model_server.always("500")
    environment = {
        **os.environ,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": model_server.base_url,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONUNBUFFERED": "1",
    }
    service = subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert service.stdout
    line = service.stdout.readline()
    address = next(word for word in line.split() if word.startswith("http://"))
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        question = f"How long is the {TEXT} lit, {ASKED}?"
        failed = client.post("/v1/answers", json={"question": question})
        refused = client.post("/v1/answers", json={"question": 7, ASKED: KEY})
    service.terminate()
    logs = line + service.communicate(timeout=30)[0]

    assert (failed.status_code, refused.status_code) == (502, 422)
    assert not [one for one in (KEY, TEXT, ASKED) if one in logs]
    assert KEY not in failed.text + refused.text
