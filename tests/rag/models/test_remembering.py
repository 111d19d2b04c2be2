"""What is paid for once is not paid for again, whatever happens in between."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from rag.errors import BudgetError, ServiceError
from rag.models.embed_remote import RemoteEmbedder
from rag.models.remembering import Remembering
from rag.models.spending import Spending
from rag.store.records import hash_of
from rag.store.vector_cache import VectorCache, clear
from tests.servers.embedding import EMBEDDING_FAULTS, TokenRate, embedded
from tests.servers.model_server import EMBEDDING_WIDTH, FAULTS, ModelServer, Said
from tests.servers.wire import Asked, Line

WORDS = " ".join(["word"] * 199)
TEXTS = [f"{number} {WORDS}" for number in range(400)]
"""Of 200 tokens each as the server counts, about as many as we do."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def embedder(server: ModelServer, home: Path, spending: Spending | None = None) -> Remembering:
    remote = RemoteEmbedder("m", base_url=server.base_url, api_key="k", width=EMBEDDING_WIDTH)
    return Remembering(remote, VectorCache(home, most_mb=10), price_usd=1.0, spending=spending)


def test_a_text_is_sent_once_ever_whatever_it_is_asked_with(
    model_server: ModelServer, home: Path
) -> None:
    first = embedder(model_server, home).embed_passages([*TEXTS[:3], TEXTS[0]])
    spending = Spending(price_usd=1.0)

    again = embedder(model_server, home, spending).embed_passages(TEXTS[3::-1])

    assert again[1:].tobytes() == first[2::-1].tobytes()
    assert first[0].tobytes() == first[3].tobytes()
    assert model_server.billed == 4 * 200
    assert (spending.tokens, spending.requests, spending.cached) == (200, 1, 3)
    assert spending.cost_usd == pytest.approx(0.000_2)


def test_after_a_purge_it_is_sent_again(model_server: ModelServer, home: Path) -> None:
    asked = embedder(model_server, home)
    asked.embed_passages(TEXTS[:2])
    clear(home)
    asked.embed_passages(TEXTS[:2])
    assert model_server.billed == 800


def test_questions_are_not_remembered(model_server: ModelServer, home: Path) -> None:
    asked = embedder(model_server, home)
    asked.embed_question("What does it cost?")
    assert asked.known([hash_of("What does it cost?")]) == {}


def test_what_arrived_before_a_failure_is_not_paid_for_again(
    model_server: ModelServer, home: Path
) -> None:
    """The second request of many fails for good: what the others brought must not be lost."""
    model_server.will(lambda _: "", "400")
    asked = embedder(model_server, home)

    with pytest.raises(ServiceError, match="status 400"):
        asked.embed_passages(TEXTS)

    paid = model_server.billed
    assert 0 < paid < 200 * len(TEXTS)
    assert 200 * len(asked.known([hash_of(text) for text in TEXTS])) == paid
    assert asked.embed_passages(TEXTS).shape == (len(TEXTS), EMBEDDING_WIDTH)
    assert model_server.billed == 200 * len(TEXTS)


def test_a_budget_is_used_up_and_never_exceeded(model_server: ModelServer, home: Path) -> None:
    each = embedder(model_server, home).count(TEXTS[:1])[0]
    spending = Spending(price_usd=1.0, most_usd=each * 150.5 / 1e6)
    asked = embedder(model_server, home, spending)

    with pytest.raises(BudgetError, match="budget"):
        asked.embed_passages(TEXTS)

    assert model_server.billed == 200 * 150
    assert len(asked.known([hash_of(text) for text in TEXTS])) == 150
    asked.charged_to(Spending(price_usd=1.0)).embed_passages(TEXTS)
    assert model_server.billed == 200 * len(TEXTS)


@pytest.mark.parametrize("says_when", [True, False])
def test_a_server_that_limits_tokens_is_asked_as_fast_as_it_allows(
    says_when: bool,  # noqa: FBT001 - a parameter of the test
    model_server: ModelServer,
    home: Path,
) -> None:
    rate = TokenRate(20_000, 0.5, says_when=says_when, latency_s=0.02)
    model_server.always(rate)
    began = time.monotonic()

    vectors = embedder(model_server, home).embed_passages(TEXTS)

    took = time.monotonic() - began
    assert vectors.shape == (len(TEXTS), EMBEDDING_WIDTH)
    assert model_server.billed == 200 * len(TEXTS)
    assert rate.refused
    assert took < (4 if says_when else 12)  # the rate alone allows for it in 1.5 s


def test_after_a_failure_for_good_nobody_waits_for_what_may_still_pass(
    model_server: ModelServer, home: Path
) -> None:
    """The key is refused: to wait two minutes for the other requests would help nobody."""

    def refused_late(asked: Asked, line: Line) -> None:
        line.wait(0.3)
        FAULTS["401"](asked, line)

    def script(asked: Asked) -> Said:
        return refused_late if TEXTS[0] in asked.body["input"] else "429-after-119"

    model_server.always(script)
    began = time.monotonic()
    with pytest.raises(ServiceError, match="401"):
        embedder(model_server, home).embed_passages(TEXTS)
    assert time.monotonic() - began < 20


def test_several_requests_are_in_flight_at_once(model_server: ModelServer, home: Path) -> None:
    rate = TokenRate(10**9, 1, latency_s=0.1)
    model_server.always(rate)
    asked = embedder(model_server, home)
    for texts in (TEXTS, [f"more {text}" for text in TEXTS]):
        asked.embed_passages(texts)
    assert 4 <= rate.most_at_once <= 8


REFUSED = [
    "embed-fewer",
    "embed-more",
    "embed-one-number-twice",
    "embed-numbers-from-one",
    "embed-nan",
    "embed-zeros",
    "embed-other-width",
    "429-quota",
    "401",
]
PASSING = ["500", "429", "429-after-date", "embed-cut-body"]
TAKEN = ["odd-embed-backwards", "odd-embed-slow"]


def test_every_fault_of_the_server_is_asked_about() -> None:
    assert EMBEDDING_FAULTS.keys() <= {*REFUSED, *PASSING, *TAKEN}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_right_is_refused_at_once_and_never_remembered(
    fault: str, model_server: ModelServer, home: Path
) -> None:
    model_server.always(fault)
    asked = embedder(model_server, home)
    with pytest.raises(ServiceError) as caught:
        asked.embed_passages(TEXTS[:5])
    assert caught.value.remedy
    assert len(model_server.asked) == 1
    assert asked.known([hash_of(text) for text in TEXTS[:5]]) == {}


@pytest.mark.parametrize("fault", PASSING)
def test_what_may_pass_is_asked_again(fault: str, model_server: ModelServer, home: Path) -> None:
    model_server.will(fault)
    assert embedder(model_server, home).embed_passages(TEXTS[:2]).shape == (2, EMBEDDING_WIDTH)
    assert len(model_server.asked) == 2


@pytest.mark.parametrize("odd", TAKEN)
def test_what_looks_odd_and_is_right_is_taken(
    odd: str, model_server: ModelServer, home: Path
) -> None:
    expected = embedder(model_server, home).embed_passages(TEXTS[:3])
    clear(home)
    model_server.will(odd)
    assert np.array_equal(embedder(model_server, home).embed_passages(TEXTS[:3]), expected)


def test_a_question_does_not_wait_behind_an_ingest(model_server: ModelServer, home: Path) -> None:
    asked_for = threading.Event()

    def held(asked: Asked, line: Line) -> None:
        if len(asked.body["input"]) > 1:
            asked_for.wait(20)
        line.reply(200, embedded(asked))

    model_server.always(lambda _: held)
    asked = embedder(model_server, home)
    busy = threading.Thread(target=asked.embed_passages, args=(TEXTS,))
    busy.start()
    while len(model_server.asked) < 4:  # as many as may be in flight
        time.sleep(0.01)
    began = time.monotonic()
    asked.embed_question("Now?")
    took = time.monotonic() - began
    asked_for.set()
    busy.join()
    assert took < 10
