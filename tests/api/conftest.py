"""A real product over a small folder: parsed, split, embedded and searched as anywhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.app import create_app
from ingest.run import ingest
from rag.footnote import Footnote
from rag.settings import Settings
from rag.wiring import open_footnote
from tests.servers.service import serving

WARRANTY = """# Warranty of the Aurelia heat pump

The warranty on the compressor lasts 60 months from commissioning. All other parts are covered
for 24 months 🔧 from delivery. Filters and seals are not covered.

# Claims

A claim must be made in writing within 30 days of the fault. The buyer keeps the invoice.
"""
TRAVEL = """Travel policy of the Halm works

The daily meal allowance is 46 euros. Rail is preferred for journeys under five hours.
"""
HOSTILE = """# <img src=x onerror="document.title='owned'"><script>document.title='owned'</script>

The garden gate code is <b onclick="alert(1)">7731</b> and "javascript:alert(1)" is not a link.
"""
LONG = "\n\n".join(
    f"Paragraph {number} of the almanac says that buoy {number} is painted green and swings "
    f"with the tide, and that its bell rings {number} times in an hour of fog."
    for number in range(1, 90)
)


def write_documents(folder: Path) -> Path:
    """Write the documents that every test here asks about."""
    (folder / "terms").mkdir(parents=True)
    (folder / "terms/warranty.md").write_text(WARRANTY, encoding="utf-8")
    (folder / "travel.txt").write_text(TRAVEL, encoding="utf-8")
    (folder / "hostile.md").write_text(HOSTILE, encoding="utf-8")
    (folder / "almanac.txt").write_text(LONG, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def footnote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Footnote]:
    """The opened product. Tests that change what it holds use a collection of their own."""
    home = tmp_path_factory.mktemp("home")
    documents = write_documents(tmp_path_factory.mktemp("documents"))
    settings = Settings.load(home=home, threads=1, model="extractive", body_mb=1)
    with open_footnote(settings, command="pytest") as opened:
        ingest(
            [documents],
            collection=opened.collection(),
            library=opened.library,
            embedder=opened.embedder,
            settings=settings,
        )
        yield opened


@pytest.fixture(scope="session")
def app(footnote: Footnote) -> FastAPI:
    return create_app(footnote)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="session")
def address(app: FastAPI) -> Iterator[str]:
    """The address of the service."""
    with serving(app) as served:
        yield served
