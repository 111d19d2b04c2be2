import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from time import monotonic

import numpy as np
import pytest

from rag.errors import ServiceError, SetupError
from rag.models.batches import BATCH_TEXTS
from rag.models.embed_remote import RemoteEmbedder
from rag.models.flow import Clock
from tests.rag.models.embedding_server import WIDTH, Script, Sent, Server, honest, listed, serving

TEXTS = ["north", "east", "south"]
KEY = "sk-canary-0123456789"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


class Waits(Clock):
    """Notes how long it was asked to wait, and lets that time pass at once."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def now(self) -> float:
        return monotonic() + sum(self.waited)

    def wait(self, turn: threading.Condition, seconds: float) -> None:
        del turn
        self.waited.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def embedder(server: Server, waits: Waits) -> RemoteEmbedder:
    return RemoteEmbedder("m", base_url=server.url, api_key=KEY, width=WIDTH, clock=waits)


def fixed(sent: Sent) -> Script:
    return lambda _: sent


def with_first(embedding: object) -> Script:
    def script(texts: list[str]) -> Sent:
        rows = honest(texts)
        rows[0]["embedding"] = embedding
        return listed(rows)

    return script


def test_rows_are_put_in_order_by_their_index(server: Server, embedder: RemoteEmbedder) -> None:
    expected = embedder.embed_passages(TEXTS)
    server.script = [lambda texts: listed(honest(texts)[::-1])]

    assert embedder.embed_passages(TEXTS).tobytes() == expected.tobytes()


def test_many_texts_go_in_several_requests(server: Server, embedder: RemoteEmbedder) -> None:
    texts = [f"text {number}" for number in range(2 * BATCH_TEXTS + 1)]

    vectors = embedder.embed_passages(texts)

    asked = sorted((body["input"] for body in server.asked), key=lambda some: texts.index(some[0]))
    assert [len(some) for some in asked] == [BATCH_TEXTS, BATCH_TEXTS, 1]
    assert [text for some in asked for text in some] == texts
    assert np.array_equal(vectors[-1], embedder.embed_question(texts[-1])[0])


UNUSABLE: dict[str, Script] = {
    "one vector too few": lambda texts: listed(honest(texts)[1:]),
    "one vector too many": lambda texts: listed(honest([*texts, "more"])),
    "the same number twice": lambda texts: listed([honest(texts)[0]] * len(texts)),
    "no vector": lambda _: listed([]),
    "another width": lambda texts: listed(
        [row | {"embedding": row["embedding"][1:]} for row in honest(texts)]
    ),
    "one short vector": with_first([1.0]),
    "an empty vector": with_first([]),
    "zeros": with_first([0.0] * WIDTH),
    "NaN": with_first([float("nan")] * WIDTH),
    "infinity": with_first([float("inf")] + [1.0] * (WIDTH - 1)),
    "beyond every number": with_first([1e308] * WIDTH),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_vectors_that_cannot_be_right_are_refused_at_once(
    name: str, server: Server, embedder: RemoteEmbedder
) -> None:
    """Stored, they would give wrong neighbours for ever, and nobody would know why."""
    server.script = [UNUSABLE[name]]
    with pytest.raises(ServiceError, match=r"m at 127\.0\.0\.1:\d+ sent") as caught:
        embedder.embed_passages(TEXTS)
    assert len(server.asked) == 1
    assert caught.value.remedy
    assert embedder.embed_passages(TEXTS).shape == (3, WIDTH)


PASSING: dict[str, Sent] = {
    "429": Sent(429, "{}"),
    "500": Sent(500, "<html>oops</html>"),
    "503": Sent(503),
    "null for numbers": with_first([None] * WIDTH)(TEXTS),
    "words for numbers": with_first("AAAA")(TEXTS),
    "HTML with status 200": Sent(200, "<html></html>", {"Content-Type": "text/html"}),
    "half a body": Sent(200, '{"data": [{"ind', {"Content-Type": "application/json"}),
    "nothing": Sent(200),
    "not UTF-8": Sent(200, b"\xff\xfe\xfa"),
    "an error with status 200": Sent(200, json.dumps({"error": {"message": "busy"}})),
    "a body shorter than said": Sent(200, "{}", {"Content-Length": "9"}),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_is_tried_again_but_not_for_ever(
    name: str, server: Server, embedder: RemoteEmbedder, waits: Waits
) -> None:
    server.script = [fixed(PASSING[name])] * 2
    assert embedder.embed_question("north").shape == (1, WIDTH)
    assert [0.5 <= waited <= most for waited, most in zip(waits.waited, (0.5, 1), strict=True)]

    server.script = [fixed(PASSING[name])] * 99
    with pytest.raises(ServiceError, match="3 tries"):
        embedder.embed_question("north")
    assert len(server.script) == 96
    with pytest.raises(ServiceError, match="10 tries"):
        embedder.embed_passages(TEXTS)
    assert len(server.script) == 86


LASTING: dict[str, Sent] = {
    "400": Sent(400, "{}"),
    "401": Sent(401, json.dumps({"error": {"message": f"Incorrect key {KEY}"}})),
    "404": Sent(404),
    "no quota": Sent(429, json.dumps({"error": {"code": "insufficient_quota"}})),
    "a wait of five minutes": Sent(429, "{}", {"Retry-After": "300"}),
}


@pytest.mark.parametrize("name", LASTING)
def test_what_will_not_pass_is_not_tried_again(
    name: str, server: Server, embedder: RemoteEmbedder
) -> None:
    server.script = [fixed(LASTING[name])] * 3
    with pytest.raises(ServiceError, match="1 try") as caught:
        embedder.embed_passages(TEXTS)
    assert len(server.asked) == 1
    assert KEY not in f"{caught.value}"


@pytest.mark.parametrize(
    ("said", "waited"), [("7", 7.0), ("0", 0.5), ("-3", 0.5), ("soon", 0.5), ("nan", 0.5)]
)
def test_the_server_says_how_long_to_wait(said: str, waited: float, server: Server) -> None:
    waits = Waits()
    embedder = RemoteEmbedder("m", base_url=server.url, api_key=KEY, width=WIDTH, clock=waits)
    server.script = [fixed(Sent(429, "{}", {"Retry-After": said}))]
    embedder.embed_passages(TEXTS)
    assert waits.waited == pytest.approx([waited], abs=0.1)


def test_the_server_may_say_a_date(server: Server, embedder: RemoteEmbedder, waits: Waits) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=10), usegmt=True)
    server.script = [fixed(Sent(503, "", {"Retry-After": date}))]
    embedder.embed_passages(TEXTS)
    assert 5 < waits.waited[0] <= 10


def test_texts_are_not_sent_where_a_redirect_points() -> None:
    with serving() as elsewhere, serving() as server:
        server.script = [fixed(Sent(307, "", {"Location": f"{elsewhere.url}/embeddings"}))]
        redirected = RemoteEmbedder("m", base_url=server.url, api_key=KEY, width=WIDTH)
        with pytest.raises(ServiceError, match="307"):
            redirected.embed_passages(TEXTS)
        assert not elsewhere.asked


def test_a_server_that_is_not_there_is_a_service_error(waits: Waits) -> None:
    with serving() as server:
        url = server.url
    gone = RemoteEmbedder("m", base_url=url, api_key=KEY, width=WIDTH, clock=waits)
    with pytest.raises(ServiceError, match="cannot be reached") as caught:
        gone.embed_question("north")
    assert "OPENAI_BASE_URL" in caught.value.remedy
    assert len(waits.waited) == 2


def test_a_server_that_says_nothing_is_left_at_the_deadline(server: Server) -> None:
    def slow(texts: list[str]) -> Sent:
        return listed(honest(texts)) if released.wait(5) else Sent(500)

    from threading import Event

    released = Event()
    server.script = [slow]
    hasty = RemoteEmbedder("m", base_url=server.url, api_key=KEY, width=WIDTH, deadline_s=0.3)
    start = monotonic()
    with pytest.raises(ServiceError, match="did not answer in time"):
        hasty.embed_question("north")
    assert monotonic() - start < 2
    released.set()


@pytest.mark.parametrize("url", ["", "localhost:8000/v1", "file:///etc/hosts", "http://a:b/v1"])
def test_an_address_that_is_none_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(SetupError, match="OPENAI_BASE_URL"):
        RemoteEmbedder("m", base_url=url, api_key=KEY)


def test_an_unknown_model_is_asked_for_its_width_once(server: Server) -> None:
    unknown = RemoteEmbedder("m", base_url=server.url, api_key="")
    port = server.url.split(":")[2].removesuffix("/v1")

    assert unknown.fingerprint == f"openai:m@127.0.0.1:{port}/{WIDTH}"
    unknown.embed_question("north")

    assert [body["input"] for body in server.asked] == [["width"], ["north"]]


def test_known_models_need_not_be_asked() -> None:
    known = RemoteEmbedder(
        "text-embedding-3-small", base_url="https://user:secret@api.openai.com/v1", api_key=KEY
    )
    assert known.fingerprint == "openai:text-embedding-3-small@api.openai.com/1536"
    assert known.window == 8191


def test_what_cannot_be_sent_is_made_sendable(server: Server, embedder: RemoteEmbedder) -> None:
    """Half a surrogate pair has no bytes; OpenAI answers 400 to a text of nothing."""
    embedder.embed_passages(["", "a\ud800b"])
    assert server.asked[0]["input"] == [" ", "a\ufffdb"]
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
