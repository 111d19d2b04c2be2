from typing import Any

from starlette.testclient import TestClient

from tests.api.routes.test_documents import wait


def test_the_index_is_built_anew_while_it_answers(client: TestClient) -> None:
    job: dict[str, Any] = client.post("/v1/reindex", json={"embedder": "local"}).json()
    assert client.post("/v1/search", json={"question": "warranty"}).json()["hits"]
    done = wait(client, job)

    assert done["state"] == "done"
    assert done["reindex"]["documents"] >= 1
    assert done["reindex"]["before"] == done["reindex"]["after"]
    assert client.post("/v1/search", json={"question": "warranty"}).json()["hits"]


def test_an_embedder_that_is_none_fails_the_job_only(client: TestClient) -> None:
    job = wait(client, client.post("/v1/reindex", json={"embedder": "nonsense"}).json())

    assert (job["state"], "openai:MODEL" in job["remedy"]) == ("failed", True)
    assert client.get("/readyz").status_code == 200
