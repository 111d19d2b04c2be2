import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SetupError
from rag.models.embed_local import MODEL_FILE, TOKENIZER_FILE, WEIGHTS, MiniLM, Tokens

REFERENCE = Path(__file__).parent / "reference.npz"
EMBEDDER = MiniLM()


def test_int8_is_near_fp32_on_the_fixed_sample() -> None:
    with np.load(REFERENCE) as kept:
        texts, reference = kept["texts"].tolist(), kept["vectors"].astype(np.float64)
    assert len(set(texts)) >= 200

    vectors = EMBEDDER.embed_passages(texts)

    reference /= np.linalg.norm(reference, axis=1, keepdims=True)
    cosines = (vectors * reference).sum(axis=1)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.985, texts[int(cosines.argmin())]


def test_what_means_the_same_lies_near() -> None:
    question = EMBEDDER.embed_question("How long is the guarantee of the pump?")
    passages = EMBEDDER.embed_passages(
        [
            "Visitors sign in at the desk and wear a badge.",
            "The pump carries a warranty of 24 months.",
            "Rain is expected in the north, clearing towards the evening.",
        ]
    )

    assert int((passages @ question.T).argmax()) == 1


def test_tokens_are_counted_with_the_two_special_ones() -> None:
    assert EMBEDDER.count(["", "pump", "Pumps pump.", "x" * 5_000]) == [2, 3, 5, 3]
    assert EMBEDDER.count(["word " * 1_000]) == [1_002]


@given(
    st.text(
        st.sampled_from("a-.,\n \t\u00a0\u2003\u0301\x0c\x85\ufeff\u200dé日本ﬁİß#")
        | st.characters()
    )
)
def test_a_text_has_as_many_tokens_as_its_words(text: str) -> None:
    """Counted word by word, each once; the model reads the text as a whole."""
    tokens = Tokens()
    tokens.counts(["a b. é"])

    assert tokens.counts([text, text + " b."])[0] == len(tokens.ids([text])[0])


def test_special_tokens_in_a_text_are_text() -> None:
    """As commands they would let a document end itself for the model."""
    assert EMBEDDER.count(["[SEP]"]) == EMBEDDER.count(["(SEP)"])


def test_half_a_surrogate_pair_and_control_characters_are_read_as_nothing() -> None:
    plain, odd = EMBEDDER.embed_passages(["pump", "pu\ud800m\0p\udfff"])
    assert plain.tobytes() == odd.tobytes()


def test_the_card_names_the_files_that_are_shipped() -> None:
    card = (WEIGHTS / "MODEL.md").read_text(encoding="utf-8")
    for name in (MODEL_FILE, TOKENIZER_FILE):
        assert hashlib.sha256((WEIGHTS / name).read_bytes()).hexdigest() in card
    assert EMBEDDER.fingerprint in card


def test_other_weights_have_another_fingerprint(tmp_path: Path) -> None:
    """An index must not answer to a model that only has the same name."""
    for name in (MODEL_FILE, TOKENIZER_FILE):
        shutil.copy(WEIGHTS / name, tmp_path)
    assert MiniLM(weights=tmp_path).fingerprint == EMBEDDER.fingerprint

    with (tmp_path / MODEL_FILE).open("ab") as file:
        file.write(b"\0")
    assert MiniLM(weights=tmp_path).fingerprint != EMBEDDER.fingerprint


def test_missing_weights_are_said_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="git checkout"):
        MiniLM(weights=tmp_path).embed_question("pump")


def test_another_process_gives_the_same_bytes() -> None:
    text = "The pump carries a warranty of 24 months."
    code = (
        "from rag.models.embed_local import MiniLM; import sys; assert 'onnxruntime' not in"
        f" sys.modules; print(MiniLM(threads=1).embed_question({text!r}).tobytes().hex())"
    )
    environ = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == EMBEDDER.embed_question(text).tobytes().hex()
