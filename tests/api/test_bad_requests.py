"""Promise G8: no input gives a 5xx from our own code, and every error has one shape."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.problems import status_of
from rag.errors import (
    BudgetError,
    DocumentError,
    FootnoteError,
    IndexMismatchError,
    InputError,
    NotFoundError,
    OwnedError,
    ServiceError,
    SetupError,
)

JSON = {"content-type": "application/json"}


def assert_problem(reply: Any, status: int) -> None:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    body = reply.json()
    assert body["status"] == status
    assert all(body[name].strip() for name in ("title", "detail", "remedy", "request_id"))
    assert reply.headers["x-request-id"] == body["request_id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (rb'{"question": "\ud800"}', 422),
        (rb'{"question": "x", "collection": "\udc00"}', 422),
        (b'{"question": "x", "top_k": NaN}', 400),
        (b'{"question": "x", "top_k": Infinity}', 400),
        (b'{"question": "x", "top_k": 1e999}', 422),
        (b'{"question": "x", "top_k": ' + b"9" * 5000 + b"}", 400),
        (b'{"question": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b'{"question": "x", "question": "y"}', 400),
        (b'{"question": "\xff\xfe"}', 400),
        (b'{"question": "x"', 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"question"', 422),
        (b"", 422),
        (b"\x00", 400),
        (b'{"question": "\\u0000"}', 200),
    ],
)
@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search", "/v1/summaries"])
def test_no_body_is_an_error_of_ours(
    client: TestClient, path: str, body: bytes, status: int
) -> None:
    reply = client.post(path, content=body, headers=JSON)

    if reply.status_code != 200:
        expected = reply.status_code if path == "/v1/summaries" else status
        assert_problem(reply, expected)
    assert reply.status_code in {200, 400, 422}


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
        "",
    ],
)
def test_what_is_not_said_to_be_json_is_not_read(client: TestClient, media_type: str) -> None:
    """Else any page of the web could make a browser ask on its reader's behalf."""
    headers = {"content-type": media_type}

    reply = client.post("/v1/answers", content=b'{"question": "x"}', headers=headers)

    assert_problem(reply, 415)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/v1/answers", 405),
        ("TRACE", "/", 405),
        ("GET", "/v1/answers/", 404),
        ("GET", "//v1/documents", 404),
        ("GET", "/v1/documents/%00", 404),
        ("GET", "/v1/documents/%2e%2e%2f", 404),
        ("GET", "/web/..%2fapp.py", 404),
        ("GET", "/web/%2e%2e/app.py", 404),
        ("GET", "/web/style.css%00", 404),
        ("GET", "/v1/documents?limit=nan", 422),
        ("GET", "/v1/documents?offset=-1", 422),
        ("GET", "/v1/documents?collection=", 422),
        ("GET", "/v1/documents?collection=nowhere", 404),
        ("DELETE", "/v1/documents/doc_none", 404),
    ],
)
def test_wrong_addresses_are_problems(
    client: TestClient, method: str, path: str, status: int
) -> None:
    assert_problem(client.request(method, path), status)


def test_a_declared_body_over_the_limit_is_refused_unread(client: TestClient) -> None:
    sent = {**JSON, "content-length": str(10**9)}

    assert_problem(client.post("/v1/answers", content=b"{}", headers=sent), 413)


def test_a_body_that_grows_over_the_limit_is_refused(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 100_000

    assert_problem(client.post("/v1/answers", content=pieces(), headers=JSON), 413)


def test_an_upload_over_its_own_limit_is_refused_and_one_below_is_not(client: TestClient) -> None:
    """The fixture allows uploads of 1 MB, less than other bodies may have."""
    big = {"file": ("a.txt", b"x" * 1_200_000)}
    small = {"file": ("a.txt", b"words " * 1000)}

    assert_problem(client.post("/v1/documents", files=big, data={"collection": "size"}), 413)
    assert client.post("/v1/documents", files=small, data={"collection": "size"}).is_success


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1@evil", "", "localhost:80:80", "[::1"],
)
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    """A name that an attacker points at 127.0.0.1 must not open the documents to their page."""
    assert_problem(client.get("/v1/documents", headers={"host": host}), 400)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:8080"])
def test_its_own_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost:9000"},
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9000"},
        {"origin": "https://localhost"},
        {"origin": "null"},
        {"origin": ""},
    ],
)
def test_no_page_of_another_origin_can_change_anything(
    client: TestClient, headers: dict[str, str]
) -> None:
    """A form of any page of the web could else plant a document: browsers send it unasked."""
    files = {"file": ("planted.txt", b"The code is 9999.")}

    planted = client.post("/v1/documents", files=files, headers=headers)
    deleted = client.delete("/v1/documents/doc_none", headers=headers)

    assert_problem(planted, 403)
    assert_problem(deleted, 403)
    assert client.get("/v1/documents", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin", "origin": "http://localhost"},
        {"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"},
        {"sec-fetch-site": "none"},
    ],
)
def test_the_page_itself_and_programs_are_let_in(
    client: TestClient, headers: dict[str, str]
) -> None:
    """404: it was let in, and there is no such document."""
    assert client.delete("/v1/documents/doc_none", headers=headers).status_code == 404


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", "/docs", "/v1/documents", "/nowhere", "/web/app.js"):
        headers = client.get(path, headers={"origin": "https://evil.example"}).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert not [name for name in headers if name.startswith("access-control")]


def test_a_broken_form_is_said_to_be_one(client: TestClient) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x"}

    reply = client.post("/v1/documents", content=b"no form at all", headers=headers)
    unnamed = client.post(
        "/v1/documents", content=b"", headers={"content-type": "multipart/form-data"}
    )

    for one in (reply, unnamed):
        assert_problem(one, 400)
        assert "form" in one.json()["remedy"]
        assert "JSON" not in one.json()["remedy"]


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=99999999-", "bytes=abc", "pages=1-2"])
def test_a_wrong_range_is_a_problem(client: TestClient, wanted: str) -> None:
    first = client.get("/v1/documents").json()["documents"][0]["id"]

    for path in (f"/v1/documents/{first}/original", "/", "/web/app.js"):
        reply = client.get(path, headers={"range": wanted})

        if reply.status_code not in {200, 206}:
            assert_problem(reply, 416)
    assert reply.status_code == 416


@pytest.mark.parametrize("body", [b"true", b'"3"', b"3.0"])
@pytest.mark.parametrize("path", ["/v1/answers", "/v1/search"])
def test_a_count_is_a_whole_number(client: TestClient, path: str, body: bytes) -> None:
    content = b'{"question": "x", "top_k": ' + body + b"}"

    assert_problem(client.post(path, content=content, headers=JSON), 422)


@pytest.mark.parametrize("body", [b'{"stream": 1}', b'{"stream": "yes"}', b'{"length": true}'])
def test_nothing_is_taken_for_what_it_is_not(client: TestClient, body: bytes) -> None:
    path = "/v1/summaries" if b"length" in body else "/v1/answers"
    more = b'"documents": ["x"], ' if b"length" in body else b'"question": "x", '

    assert_problem(client.post(path, content=b"{" + more + body[1:], headers=JSON), 422)


def test_a_request_id_is_taken_over_only_where_it_is_harmless(client: TestClient) -> None:
    kept = client.get("/healthz", headers={"x-request-id": "trace-42"})
    odd = client.get("/healthz", headers={"x-request-id": "a b\tc{}"})

    assert kept.headers["x-request-id"] == "trace-42"
    assert odd.headers["x-request-id"].startswith("req_")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError, 422),
        (NotFoundError, 404),
        (SetupError, 503),
        (OwnedError, 503),
        (IndexMismatchError, 503),
        (DocumentError, 422),
        (ServiceError, 502),
        (BudgetError, 429),
    ],
)
def test_each_error_has_its_status(error: type[FootnoteError], status: int) -> None:
    assert status_of(error("It went wrong.", "Mend it.")) == status


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["question", "collection", "messages", "top_k", "language", "policy", "stream", "documents"]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.sampled_from(["/v1/answers", "/v1/search", "/v1/summaries"]),
    st.dictionaries(FIELDS | st.text(), JSON_VALUES, max_size=4),
)
def test_no_json_is_an_error_of_ours(
    client: TestClient, path: str, body: dict[str, object]
) -> None:
    reply = client.post(path, content=_encoded(body), headers=JSON)

    assert reply.status_code < 500, reply.text


def _encoded(body: dict[str, object]) -> bytes:
    import json

    return json.dumps(body).encode("utf-8", "surrogatepass")


def test_half_a_request_does_not_keep_others_waiting(address: str) -> None:
    import socket

    host, port = address.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(50)]
    for one in idle:
        one.sendall(b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Le")

    with httpx.Client(trust_env=False) as http:
        assert http.get(f"{address}/healthz", timeout=5).status_code == 200
    for one in idle:
        one.close()
