"""One try at a request for embeddings: whether it may have cost something."""

import pytest

from rag.models.embed_request import Endpoint, FailedTryError, once
from tests.servers.model_server import ModelServer


def failed(base_url: str) -> FailedTryError:
    client = Endpoint(base_url, "k").client()
    with client, pytest.raises(FailedTryError) as caught:
        once(client, "m", ["The ferry leaves at nine."], 5.0)
    return caught.value


@pytest.mark.parametrize("fault", ["reset", "embed-cut-body", "200-html"])
def test_a_try_that_reached_the_server_may_be_billed(fault: str, model_server: ModelServer) -> None:
    model_server.always(fault)
    assert failed(model_server.base_url).billed


@pytest.mark.parametrize("fault", ["500", "429-quota", "401"])
def test_a_try_that_was_refused_is_not_billed(fault: str, model_server: ModelServer) -> None:
    model_server.always(fault)
    assert not failed(model_server.base_url).billed


def test_a_try_that_reached_nobody_is_not_billed() -> None:
    assert not failed("http://127.0.0.1:9/v1").billed
