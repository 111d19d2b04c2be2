"""A paid `footnote ingest` killed at random: only what was in flight is ever paid for again."""

import contextlib
import json
import logging
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import pytest

from tests.servers.embedding import embedded, tokens_of
from tests.servers.model_server import ModelServer
from tests.servers.wire import Asked, Line

log = logging.getLogger(__name__)
KILLS = int(os.environ.get("KILLS", "2"))
"""``KILLS=100`` for certainty."""
SEED = int(os.environ.get("KILLS_SEED", "1"))
FILES, WORDS = 24, 3000
GRACE_S = 0.3
"""A reply so fresh may not have been kept yet when its reader was killed."""


@dataclass(slots=True)
class Till:
    """A script that answers slowly, and knows when each request was open."""

    latency_s: float = 0.2
    requests: list[list[float]] = field(default_factory=list)
    """When each began and ended, and its tokens."""
    _turn: Lock = field(default_factory=Lock)

    def __call__(self, asked: Asked, line: Line) -> None:
        row = [time.monotonic(), float("inf"), tokens_of(asked)]
        with self._turn:
            self.requests.append(row)
        line.wait(self.latency_s)
        try:
            line.reply(200, embedded(asked))
        finally:
            row[1] = time.monotonic()

    @property
    def paid_requests(self) -> int:
        """Requests so far, those for the width of a vector apart."""
        return sum(tokens > 1 for _, _, tokens in self.requests)

    def open_at(self, moment: float) -> float:
        """Return the tokens of the requests that were open at *moment*, or just over."""
        with self._turn:
            return sum(
                tokens
                for began, ended, tokens in self.requests
                if began <= moment <= ended + GRACE_S
            )


def command(folder: Path, home: Path, server: ModelServer) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "FOOTNOTE_HOME": str(home),
        "FOOTNOTE_EMBEDDER": "openai:scripted",
        "FOOTNOTE_EMBED_PRICE_USD": "1",
        "FOOTNOTE_BATCH_DOCUMENTS": "12",
        # One or two at a time: several requests for each batch that is stored.
        "FOOTNOTE_EMBED_CONCURRENCY": "2",
        "OPENAI_BASE_URL": server.base_url,
        "OPENAI_API_KEY": "k",
        "PYTHONPATH": str(Path.cwd()),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "ingest", str(folder), "--yes", "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finished(process: subprocess.Popen[bytes]) -> dict[str, dict[str, float]]:
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors.decode()
    body: dict[str, dict[str, float]] = json.loads(said)
    return body


def clean_bill(folder: Path, home: Path) -> int:
    """Return the tokens that an ingest costs which nobody disturbs."""
    server = ModelServer(lambda _: Till()).start()
    try:
        finished(command(folder, home, server))
        return server.billed
    finally:
        server.stop()


@pytest.mark.slow
@pytest.mark.timeout(120 + 30 * KILLS)
@pytest.mark.parametrize("how", ["kill", "terminate"])
def test_killed_at_random_nothing_is_paid_for_twice_but_what_was_in_flight(
    how: str, tmp_path: Path, model_server: ModelServer
) -> None:
    chance = random.Random(SEED)
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    for number in range(FILES):
        words = " ".join(f"word{chance.randrange(500)}" for _ in range(WORDS))
        (folder / f"note-{number}.txt").write_text(f"Note {number}. {words}.\n")
    clean = clean_bill(folder, tmp_path / "clean")
    till = Till()
    model_server.always(lambda _: till)
    in_flight = 0.0
    killed = 0
    while killed < KILLS:
        before = till.paid_requests
        process = command(folder, home, model_server)
        while till.paid_requests == before and process.poll() is None:
            time.sleep(0.01)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.0, 0.8))
        if process.poll() is not None:
            process.communicate()
            break  # it was through
        killed += 1
        if how == "kill":
            in_flight += till.open_at(time.monotonic())
        getattr(process, how)()
        process.communicate(timeout=30)
        assert how == "kill" or process.returncode == 130

    report = finished(command(folder, home, model_server))

    assert killed >= 2
    assert report["documents"]["failed"] == 0
    width = len(["width"])  # each start asks an unknown model for its width
    starts = killed + 1
    figures = f"{how}, {killed} times: clean {clean}, billed {model_server.billed}"
    log.info("%s, in flight %.0f", figures, in_flight)
    assert clean <= model_server.billed <= clean + in_flight + width * starts
