import time

import pytest
from starlette.testclient import TestClient

from api.routes import summaries

ALMANAC = "almanac.txt"


@pytest.mark.parametrize("by", ["id", "path"])
def test_every_sentence_of_a_summary_quotes_its_page(client: TestClient, by: str) -> None:
    listed = client.get("/v1/documents").json()["documents"][2]

    body = client.post("/v1/summaries", json={"documents": [listed[by]]}).json()

    assert body["documents"][0]["path"] == "terms/warranty.md"
    assert body["claims"]
    assert all(claim["citations"] for claim in body["claims"])
    page = client.get(f"/v1/documents/{listed['id']}/pages/1").json()
    for citation in body["citations"]:
        assert page["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert body["coverage"]["pages"] == 1


def test_its_length_is_what_was_asked_for(client: TestClient) -> None:
    body = client.post("/v1/summaries", json={"documents": [ALMANAC], "length": 2}).json()

    assert len(body["claims"]) == 2


@pytest.mark.parametrize("in_advance", [True, False])
def test_what_takes_long_is_a_job_with_the_same_body(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, *, in_advance: bool
) -> None:
    whole = client.post("/v1/summaries", json={"documents": [ALMANAC]}).json()
    headers = {"prefer": "respond-async"} if in_advance else {}
    if not in_advance:
        monkeypatch.setattr(summaries, "PATIENCE_S", 0.0)
    with client:  # keeps one event loop for as long as the job runs
        asked = client.post("/v1/summaries", json={"documents": [ALMANAC]}, headers=headers)
        assert asked.status_code == 202
        address = asked.headers["location"]
        until = time.monotonic() + 30
        while (job := client.get(address).json())["state"] == "running":
            assert time.monotonic() < until
            time.sleep(0.02)

    assert job["state"] == "done"
    assert job["summary"]["summary"] == whole["summary"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"documents": []}, 422),
        ({"documents": ["a", "b"]}, 422),
        ({"documents": ["nowhere.txt"]}, 404),
        ({"documents": [ALMANAC], "collection": "nowhere"}, 404),
        ({"documents": [ALMANAC], "style": "No Such"}, 422),
        ({"documents": [ALMANAC], "style": "nosuch"}, 422),
        ({"documents": [ALMANAC], "length": 101}, 422),
    ],
)
def test_what_cannot_be_summarised_is_refused(
    client: TestClient, body: dict[str, object], status: int
) -> None:
    assert client.post("/v1/summaries", json=body).status_code == status
