"""What every embedder must do, asked of all of them."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import InputError
from rag.models.embed_local import MiniLM
from rag.models.embed_remote import RemoteEmbedder
from rag.models.remembering import Remembering
from rag.ports import Embedder
from rag.store.vector_cache import VectorCache
from tests.rag.models.embedding_server import WIDTH, serving

TEXTS = [
    "The pump carries a warranty of 24 months from the day it is handed over.",
    "",
    "Net sales | 1,284.7 | (1,197.2)\nGoodwill | 212.0 | -",
    "Wie lange gilt die Garantie?",
    "ポンプの保証期間は二十四か月です。",
    "a",
    " ".join(["Payment is due thirty days after the invoice."] * 20),
    "[CLS] <|endoftext|> [SEP]",
    "half a pair \ud83d, a NUL \0, a bell \a and a family 👩‍👩‍👧",
]
LOCAL = MiniLM(threads=2)


@pytest.fixture(scope="module", params=["MiniLM", "RemoteEmbedder", "Remembering"])
def embedder(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Embedder]:
    if request.param == "MiniLM":
        yield LOCAL
        return
    with serving() as server:
        remote = RemoteEmbedder("test-model", base_url=server.url, api_key="k", width=WIDTH)
        if request.param == "RemoteEmbedder":
            yield remote
        else:
            cache = VectorCache(tmp_path_factory.mktemp("home"), most_mb=1)
            yield Remembering(remote, cache, price_usd=0.0)


def test_there_is_one_row_of_length_1_for_each_text(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)

    assert vectors.shape == (len(TEXTS), embedder.width)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)
    assert embedder.embed_question(TEXTS[0]).shape == (1, embedder.width)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.width)
    assert embedder.count([]) == []


def test_a_text_has_the_same_bytes_alone_in_any_batch_and_in_any_order(embedder: Embedder) -> None:
    """Otherwise an index rebuilt after a crash would not be the index it was."""
    together = embedder.embed_passages(TEXTS)
    backwards = embedder.embed_passages(TEXTS[::-1])[::-1]

    assert together.tobytes() == backwards.tobytes()
    for text, row in zip(TEXTS, together, strict=True):
        assert embedder.embed_passages([text])[0].tobytes() == row.tobytes()
    assert len({row.tobytes() for row in together}) == len(TEXTS)


def test_a_text_over_the_window_is_refused_and_its_length_named(embedder: Embedder) -> None:
    text = "word " * (embedder.window + 1)
    (tokens,) = embedder.count([text])

    with pytest.raises(InputError, match=f"Text 2 of 2 has {tokens} tokens") as caught:
        embedder.embed_passages(["short", text])
    assert str(embedder.window) in caught.value.remedy
    with pytest.raises(InputError, match="The text has"):
        embedder.embed_question(text)


def test_a_text_that_just_fits_is_read_to_its_end(embedder: Embedder) -> None:
    """A tokenizer that truncates without a word would give both the same vector."""
    words = ["word"] * (embedder.window - embedder.count([""])[0])
    assert embedder.count([" ".join(words)]) == [embedder.window]

    first = embedder.embed_passages([" ".join(words)])
    other = embedder.embed_passages([" ".join([*words[:-1], "pump"])])

    assert first.tobytes() != other.tobytes()


def test_the_fingerprint_names_model_and_width(embedder: Embedder) -> None:
    assert embedder.fingerprint == embedder.fingerprint
    assert embedder.fingerprint.endswith(f"/{embedder.width}")
    assert "@" in embedder.fingerprint


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=60), max_size=8), st.randoms())
def test_neighbours_order_and_threads_change_no_byte(texts: list[str], random: object) -> None:
    alone = [LOCAL.embed_passages([text])[0].tobytes() for text in texts]
    order = list(range(len(texts)))
    random.shuffle(order)  # type: ignore[attr-defined]

    for local in (LOCAL, ONE_THREAD):
        vectors = local.embed_passages([texts[at] for at in order])
        assert [row.tobytes() for row in vectors] == [alone[at] for at in order]


ONE_THREAD = MiniLM(threads=1)
