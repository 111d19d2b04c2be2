"""The scripted model server says what it is told to, over real sockets."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from tests.servers import scripts
from tests.servers.model_server import ModelServer, embedding
from tests.servers.wire import Asked, Reply

ROOT = Path(__file__).parents[2]
PASSAGES = """<passage n="1" from="Manual" page="3">
The pump is blue. The warranty lasts 24 months from delivery.
</passage>

<passage n="2" from="Manual" page="4">
Cleaning takes ten minutes.
</passage>

<question>
How long does the warranty last?
</question>"""


def post(server: ModelServer, path: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        f"{server.base_url}{path}",
        data=json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.load(response)


def dot(left: list[float], right: list[float]) -> float:
    return sum(one * other for one, other in zip(left, right, strict=True))


def asked(text: str, *more: str) -> Asked:
    turns = [{"role": "user", "content": part} for part in (text, *more)]
    return Asked("POST", "/v1/chat/completions", {}, {"messages": turns})


def test_a_reply_can_be_had_whole(model_server: ModelServer) -> None:
    model_server.will("First.", Reply("Second.", finish="length"))
    body = {"model": "m", "messages": [{"role": "user", "content": "Say it."}]}

    first, second = (post(model_server, "/chat/completions", body) for _ in range(2))

    assert first["choices"][0]["message"]["content"] == "First."
    assert first["usage"]["prompt_tokens"] == 2
    assert second["choices"][0]["finish_reason"] == "length"
    assert [request.prompt for request in model_server.chats] == ["Say it."] * 2


def test_models_are_listed(model_server: ModelServer) -> None:
    with urllib.request.urlopen(f"{model_server.base_url}/models", timeout=5) as response:
        assert json.load(response)["data"][0]["id"] == "scripted-1"


def test_embeddings_are_in_order_of_length_one_and_near_for_shared_words(
    model_server: ModelServer,
) -> None:
    texts = ["the red pump", "the red pumps", "a quiet evening"]

    rows = post(model_server, "/embeddings", {"model": "m", "input": texts})["data"]

    assert [row["index"] for row in rows] == [0, 1, 2]
    assert [row["embedding"] for row in rows] == [embedding(text) for text in texts]
    first, near, far = (row["embedding"] for row in rows)
    assert abs(dot(first, first) - 1) < 1e-9
    assert dot(first, near) > dot(first, far)


def test_the_obedient_model_quotes_the_sentence_that_answers() -> None:
    said = scripts.obedient(asked(PASSAGES)).text

    sentence = "The warranty lasts 24 months from delivery."
    assert said == f'{sentence} [1: "{sentence}"]'


def test_the_obedient_model_says_where_there_is_no_answer() -> None:
    assert scripts.obedient(asked("<question>\nWho is the king?\n</question>")).text == "NO_ANSWER"


def test_the_bad_model_changes_figures_and_cites_what_was_not_shown() -> None:
    said = scripts.cites_badly(asked(PASSAGES)).text

    assert "57 months" in said
    assert "[99:" in said


def test_the_model_that_cites_badly_once_mends_its_sentence() -> None:
    said = scripts.cites_badly_once(asked(PASSAGES, "This sentence of a draft was refused:\n…"))

    assert said == scripts.obedient(asked(PASSAGES))


def test_it_runs_by_hand_and_prints_its_address() -> None:
    command = [sys.executable, "-m", "tests.servers.model_server", "--script", "refuses"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        url = started.stdout.readline().strip()
        with urllib.request.urlopen(f"{url}/models", timeout=5) as response:
            assert response.status == 200
        started.terminate()
