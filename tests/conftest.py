"""What holds for every test."""

import os
from collections.abc import Iterator

import pytest

from tests.servers.model_server import ModelServer


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key in the developer's environment must not turn an offline test into a paid one."""
    for name in list(os.environ):
        if name.startswith(("FOOTNOTE_", "OPENAI_")) or name == "PORT":
            monkeypatch.delenv(name)


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A chat and embedding server on this machine, as scripted as a test wants it."""
    server = ModelServer().start()
    yield server
    server.stop()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """On a full machine nothing is skipped: there, a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
