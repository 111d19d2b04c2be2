from dataclasses import replace
from typing import cast

from starlette.testclient import TestClient

from api.app import create_app
from rag.footnote import Footnote
from rag.store.library import Library
from rag.store.records import Part


class Broken:
    """A library one of whose parts is out of order."""

    def health(self) -> list[Part]:
        return [Part("truth", True, "fine"), Part("chroma", False, "it is being rebuilt")]


def test_a_service_that_can_answer_is_ready(client: TestClient) -> None:
    reply = client.get("/readyz")

    assert reply.status_code == 200
    assert reply.json()["status"] == "ready"
    assert {part["name"] for part in reply.json()["parts"]} >= {"truth", "chroma", "keywords"}


def test_a_broken_part_is_alive_but_not_ready(footnote: Footnote) -> None:
    broken = replace(footnote, library=cast("Library", Broken()))
    client = TestClient(create_app(broken), base_url="http://localhost")

    assert client.get("/healthz").status_code == 200
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert reply.json()["parts"][1] == {
        "name": "chroma",
        "ok": False,
        "detail": "it is being rebuilt",
    }


def test_a_stopping_service_says_so_and_takes_no_work(footnote: Footnote) -> None:
    app = create_app(footnote)
    app.state.service.slots.stopping = True
    client = TestClient(app, base_url="http://localhost")

    assert client.get("/readyz").json()["status"] == "stopping"
    refused = client.post("/v1/search", json={"question": "x"})
    assert refused.status_code == 503
    assert refused.headers["retry-after"]
