"""Lay the start of a training run ready: ``python -m rag.models.make.judge.pack OUT``.

OUT gets ``start.npz``, the embedder's fp16 weights but for its word table, ``words.json``, where that
table lies in the shipped ONNX file, and ``train.py``.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from rag.models.embed_local import MODEL_FILE, WEIGHTS
from rag.models.make import source
from rag.models.make.graph import LAYERS

NAMES = {
    "attention.output.dense": "mixed", "attention.output.LayerNorm": "norm1",
    "intermediate.dense": "inner", "output.dense": "outer", "output.LayerNorm": "norm2",
}  # fmt: skip
TOP = {
    "embeddings.position_embeddings.weight": "places.weight",
    "embeddings.token_type_embeddings.weight": "types.weight",
    "embeddings.LayerNorm.weight": "norm.weight",
    "embeddings.LayerNorm.bias": "norm.bias",
}


def main(out: Path) -> None:
    """Write the three files."""
    out.mkdir(parents=True, exist_ok=True)
    weights: dict[str, Any] = renamed(source.read(source.find()))
    np.savez(out / "start.npz", **{n: v.astype(np.float16) for n, v in weights.items()})
    (out / "words.json").write_text(json.dumps(_places(WEIGHTS / MODEL_FILE)))
    shutil.copy(Path(__file__).with_name("train.py"), out)


def renamed(weights: source.Weights) -> dict[str, np.ndarray]:
    """Return the embedder's weights under the names that the judge has for them."""
    named = {new: weights[old] for old, new in TOP.items()}
    for layer in range(LAYERS):
        old = f"encoder.layer.{layer}."
        for kind in ("weight", "bias"):
            parts = [weights[f"{old}attention.self.{p}.{kind}"] for p in ("query", "key", "value")]
            named[f"layers.{layer}.qkv.{kind}"] = np.concatenate(parts)
            for name, new in NAMES.items():
                named[f"layers.{layer}.{new}.{kind}"] = weights[f"{old}{name}.{kind}"]
    return named


def _places(path: Path) -> dict[str, int]:
    raw = path.read_bytes()
    tables = {each.name: each for each in onnx.load(path).graph.initializer}
    words, scale = tables["words"], tables["words.scale"]
    return {
        "words": raw.index(words.raw_data),
        "scale": raw.index(scale.raw_data),
        "rows": words.dims[0],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
