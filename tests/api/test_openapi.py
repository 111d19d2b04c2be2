"""The promise to clients, as a file: what changes in it shows in the diff."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

SNAPSHOT = Path(__file__).parent / "openapi.json"


def test_the_schema_is_the_one_that_was_promised(client: TestClient) -> None:
    """After a change on purpose: delete `openapi.json`, run this twice, and read the diff."""
    schema = client.get("/openapi.json").json()
    del schema["info"]["version"]
    text = json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(text, encoding="utf-8")
        pytest.fail("The snapshot was missing and has been written.")

    assert text == SNAPSHOT.read_text(encoding="utf-8")


def test_every_endpoint_is_described_and_names_its_problems(client: TestClient) -> None:
    schema = client.get("/openapi.json").json()
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            assert said.get("description"), (method, path)
            assert "Problem" in json.dumps(said["responses"]["default"]), (method, path)
