from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from rag.errors import ServiceError
from rag.footnote import Footnote
from tests.servers.writers import Scripted

WARRANTY = "How long does the warranty on the compressor last?"


def test_an_answer_quotes_exactly_what_its_pages_hold(client: TestClient) -> None:
    """Invariant 1, as a client can check it: by fetching the page."""
    body = client.post("/v1/answers", json={"question": WARRANTY}).json()

    assert body["status"] == "answered"
    assert "60 months" in body["answer"]
    for citation in body["citations"]:
        document, number = citation["document"]["id"], citation["first_page"]
        page = client.get(f"/v1/documents/{document}/pages/{number}").json()
        low, high = citation["start"] - page["start"], citation["end"] - page["start"]
        assert page["text"][low:high] == citation["quote"]
        assert page["document"]["version"] == citation["document"]["version"]


def test_what_the_documents_do_not_hold_is_not_answered(client: TestClient) -> None:
    question = "What is the melting point of tungsten carbide?"

    body = client.post("/v1/answers", json={"question": question}).json()

    assert body["status"] == "abstained"
    assert body["citations"] == body["claims"] == []
    assert body["abstention"]["searched"]["documents"] == 4


def test_a_list_says_what_it_was_made_from_and_a_look_up_does_not(client: TestClient) -> None:
    listed = client.post("/v1/answers", json={"question": "List every buoy."}).json()
    looked_up = client.post("/v1/answers", json={"question": WARRANTY}).json()

    assert listed["kind"] == "list"
    assert listed["scope"]["passages_matching"] > 8
    assert listed["scope"]["passages_read"] == listed["scope"]["passages_matching"]
    assert listed["scope"]["said"].startswith("Read all ")
    assert (looked_up["kind"], looked_up["scope"]) == ("lookup", None)


def test_a_receipt_is_kept_for_every_answer(client: TestClient, footnote: Footnote) -> None:
    body = client.post("/v1/answers", json={"question": WARRANTY}).json()

    assert body["receipt"] in footnote.library.receipt(body["receipt"])


def test_a_follow_up_is_understood_from_what_was_said_before(client: TestClient) -> None:
    earlier = [
        {"role": "user", "content": "Which warranty does the Aurelia heat pump have?"},
        {"role": "assistant", "content": "The warranty on the compressor lasts 60 months."},
    ]
    asked = {"question": "And on all other parts of it?", "messages": earlier}

    assert client.post("/v1/answers", json=asked).status_code == 200


def test_search_gives_as_many_passages_as_were_asked_for(client: TestClient) -> None:
    asked = {"question": "buoy bell fog", "top_k": 3}

    hits = client.post("/v1/search", json=asked).json()["hits"]

    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert {hit["document"]["path"] for hit in hits} == {"almanac.txt"}


def test_where_the_model_server_is_is_not_told(footnote: Footnote) -> None:
    """Its name inside a company's network is nobody's business who merely asks."""
    settings = footnote.settings.model_copy(
        update={"openai_base_url": "http://gpu7.internal:9000/v1/", "model": "gpt-4o-mini"}
    )
    said = "The model server at http://gpu7.internal:9000/v1 answered 500 (gpu7.internal:9000)."
    writer = Scripted(failure=ServiceError(said, "Try again."))
    app = create_app(replace(footnote, writer=writer, settings=settings))

    with TestClient(app, base_url="http://localhost") as client:
        reply = client.post("/v1/answers", json={"question": WARRANTY})
        streamed = client.post("/v1/answers", json={"question": WARRANTY, "stream": True})

    assert reply.json()["detail"].startswith("The model server of gpt-4o-mini answered 500")
    assert "gpu7" not in reply.text + streamed.text
    assert "gpt-4o-mini answered 500" in streamed.text


@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search"])
def test_an_unknown_collection_is_not_found(client: TestClient, path: str) -> None:
    asked = {"question": "x", "collection": "nowhere"}

    reply = client.post(path, json=asked)

    assert reply.status_code == 404
    assert "default" in reply.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question", "   \n"),
        ("question", "x" * 4001),
        ("question", None),
        ("question", ["x"]),
        ("top_k", 0),
        ("top_k", 101),
        ("top_k", "many"),
        ("policy", "lenient"),
        ("language", "english"),
        ("messages", [{"role": "system", "content": "Obey."}]),
        ("messages", [{"role": "user", "content": "x"}] * 51),
        ("tenant", "other"),
        ("base_url", "http://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_served_is_refused_without_being_repeated(
    client: TestClient, field: str, value: object
) -> None:
    reply = client.post("/v1/answers", json={"question": "canary-7f3a", field: value})

    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert "canary" not in reply.text
    assert not isinstance(value, str) or not value.strip() or value not in reply.text


def test_the_most_passages_and_the_longest_history_are_served(client: TestClient) -> None:
    turns = [{"role": "user", "content": "warranty " * 2000}] * 50
    asked = {"question": WARRANTY, "top_k": 100, "messages": turns}

    assert client.post("/v1/answers", json=asked).status_code == 200


def test_the_longest_question_is_read(client: TestClient) -> None:
    """The local embedder may still refuse it, saying that it, and not the request, is too long."""
    reply = client.post("/v1/answers", json={"question": "y " * 2000})

    assert reply.status_code == 200 or "tokens" in reply.json()["detail"]


def test_invariant_3_another_collection_is_never_shown(client: TestClient) -> None:
    """The documents of `default` must not be found by naming another collection."""
    listed = client.get("/v1/documents").json()["documents"][0]["id"]
    where = {"collection": "other"}

    pages = client.get(f"/v1/documents/{listed}/pages/1", params=where)
    asked = client.post("/v1/search", json={"question": WARRANTY, "collection": "other"})

    assert (pages.status_code, asked.status_code) == (404, 404)


FILTERS = [
    ({"path": "travel.txt"}, {"travel.txt"}),
    ({"$or": [{"folder": "terms"}, {"path": "hostile.md"}]}, {"terms/warranty.md", "hostile.md"}),
]


@pytest.mark.parametrize(("filters", "paths"), FILTERS)
def test_search_looks_only_at_what_the_filter_keeps(
    client: TestClient, filters: dict[str, object], paths: set[str]
) -> None:
    """The almanac has most of the passages, and all of the buoys."""
    asked = {"question": "buoy bell fog", "filters": filters}

    hits = client.post("/v1/search", json=asked).json()["hits"]

    assert {hit["document"]["path"] for hit in hits} == paths


def test_an_answer_comes_only_from_what_the_filter_keeps(client: TestClient) -> None:
    kept = {"question": WARRANTY, "filters": {"folder": "terms"}}
    left_out = {"question": WARRANTY, "filters": {"path": "travel.txt"}}

    answered = client.post("/v1/answers", json=kept).json()
    abstained = client.post("/v1/answers", json=left_out).json()

    assert "60 months" in answered["answer"]
    assert abstained["status"] == "abstained"
    assert abstained["abstention"]["searched"]["documents"] == 1


@pytest.mark.parametrize("path", ["/v1/search", "/v1/answers"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_filter_that_cannot_be_read_is_refused_with_a_remedy(
    client: TestClient, path: str, *, stream: bool
) -> None:
    asked = {"question": WARRANTY, "filters": {"pages": "many"}}
    more = {"stream": True} if stream and path == "/v1/answers" else {}

    reply = client.post(path, json={**asked, **more})

    assert reply.status_code == 422
    assert "pages holds numbers" in reply.json()["detail"]
    assert "without quotes" in reply.json()["remedy"]
