"""The judge that is shipped, before anything asks it."""

import hashlib

import numpy as np
import onnxruntime

from rag.models.embed_local import WEIGHTS, Tokens

FILE = WEIGHTS / "judge.int8.onnx"
EVIDENCE = "The ferry carried 412,860 passengers in 2025. It was repainted in Sella in May."


def supported(claim: str, evidence: str) -> float:
    """Return the judge's probability that *evidence* supports *claim*."""
    session = onnxruntime.InferenceSession(FILE, providers=["CPUExecutionProvider"])
    one, other = Tokens().ids([claim, evidence])
    ids, types = [*one, *other[1:]], [0] * len(one) + [1] * (len(other) - 1)
    given = {
        name: np.array([row], dtype=np.int64) for name, row in (("ids", ids), ("types", types))
    }
    (logits,) = session.run(["logits"], given)
    powers = np.exp(logits[0] - logits[0].max())
    return float(powers[0] / powers.sum())


def test_its_card_names_the_file() -> None:
    card = (WEIGHTS / "JUDGE.md").read_text(encoding="utf-8")

    assert hashlib.sha256(FILE.read_bytes()).hexdigest() in card


def test_it_tells_what_stands_there_from_what_does_not() -> None:
    true = supported("In 2025 the ferry carried 412,860 passengers.", EVIDENCE)

    assert true > 0.5
    assert supported("In 2025 the ferry carried 512,860 passengers.", EVIDENCE) < true / 2
    assert supported("The ferry was sold to a company in Norway.", EVIDENCE) < true / 2
    assert supported("In 2025 the ferry carried 412,860 passengers.", EVIDENCE) == true
