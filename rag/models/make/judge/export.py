"""Make the ONNX file: ``python -m rag.models.make.judge.export TRAINED DATA MODEL [SEED]``.

TRAINED holds the parts that train.py wrote, DATA its pairs; MODEL is the file to write. Prints how
far the logits are from torch's, and the AUROC of both on the validation rows.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rag.models.embed_local import MODEL_FILE, TOKENIZER_FILE, WEIGHTS
from rag.models.make.graph import LAYERS
from rag.models.make.judge import graph, train
from rag.models.make.original import Tops

CALIBRATION = 256
"""Training pairs that say how large the inputs of dense layers grow."""


def main(trained: Path, data: Path, model: Path, seed: str = "0") -> None:
    """Write the model and print the comparison."""
    weights = _weights(trained, seed)
    words = train.word_table(WEIGHTS / MODEL_FILE, json.loads((data / "words.json").read_text()))
    judge = train.Judge(words)
    train.start(judge, weights)
    judge.eval()
    pairs = train.Pairs(data, Tokenizer.from_file(str(WEIGHTS / TOKENIZER_FILE)), 0, "cpu")
    rows = np.flatnonzero(pairs.parts == "train")[:: max(1, len(pairs.parts) // CALIBRATION)]
    onnx.save(graph.build(weights, words.numpy(), _tops(judge, pairs, rows)), model)
    _compare(judge, pairs, model)


def _weights(trained: Path, seed: str) -> dict[str, NDArray[Any]]:
    weights: dict[str, NDArray[Any]] = {}
    for part in sorted(trained.glob(f"judge-{seed}-?.npz")):
        weights |= dict(np.load(part))
    weights.pop("validation", None)
    return weights


def _tops(judge: train.Judge, pairs: train.Pairs, rows: NDArray[np.int64]) -> Tops:
    seen: Tops = {}
    for number in range(LAYERS):
        layer, name = judge.layers[number], f"encoder.layer.{number}"
        layer.qkv.register_forward_pre_hook(_noting(seen, f"{name}.attention.self.query"))
        layer.inner.register_forward_pre_hook(_noting(seen, f"{name}.intermediate.dense"))
    with torch.inference_mode():
        for row in rows:
            judge(*_one(pairs, int(row)))
    return seen


def _one(pairs: train.Pairs, row: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return one row without padding: the ONNX graph has no mask."""
    ids, types = pairs.batch(np.array([row]))
    length = int(pairs.lengths[row])
    return ids[:, :length], types[:, :length]


def _noting(seen: Tops, name: str) -> Any:
    def note(_: Any, inputs: Any) -> None:
        top = inputs[0][0].abs().amax(0).numpy()
        seen[name] = np.maximum(seen.get(name, top), top)

    return note


def _compare(judge: train.Judge, pairs: train.Pairs, model: Path) -> None:
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    rows = np.flatnonzero(pairs.parts == "val")
    both = []
    for row in rows:
        ids, types = _one(pairs, int(row))
        with torch.inference_mode():
            logits = judge(ids, types)[0].numpy()
        both.append(
            (logits[0], session.run(["logits"], {"ids": ids.numpy(), "types": types.numpy()})[0][0])
        )
    ours, theirs = (np.array(each) for each in zip(*both, strict=True))
    far = np.abs(ours - theirs)
    said = f"{model.stat().st_size / 1e6:.1f} MB; logits differ by {far.mean():.4f}, at most {far.max():.4f}"
    truth = pairs.labels[rows] == 0
    for name in np.unique(pairs.sets[rows]):
        here = pairs.sets[rows] == name
        scores = [train.auroc(_supported(each)[here], truth[here]) for each in (ours, theirs)]
        said += f"; {name} AUROC {scores[0]:.3f} fp32, {scores[1]:.3f} int8"
    sys.stdout.write(said + "\n")


def _supported(logits: NDArray[Any]) -> NDArray[Any]:
    powers: NDArray[Any] = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[Any] = powers[:, 0] / powers.sum(axis=1)
    return shares


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:5])
