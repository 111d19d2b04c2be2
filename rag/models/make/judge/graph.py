"""The judge as an ONNX graph, with the embedder's eight bits: claim and evidence in, logits out."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper

from rag.models.make.graph import LAYERS, OPSETS, Graph, constants, layer_of, looked_up
from rag.models.make.judge.pack import NAMES, TOP
from rag.models.make.original import Tops

WINDOW = 304
"""Tokens of claim and evidence with the three special ones."""
CLASSES = 3
Weights = dict[str, NDArray[np.float32]]


def build(
    trained: Mapping[str, NDArray[Any]], words: NDArray[np.float32], tops: Tops
) -> onnx.ModelProto:
    """Return the judge with the *trained* weights and the table of *words*.

    Inputs ``ids`` and ``types``, shape (1, tokens); a type is 0 for the claim and 1 for the
    evidence. Outputs ``logits``, shape (1, 3): supported, contradicted, unsupported; and
    ``tokens``, shape (1, tokens): above 0 where a token of the claim lacks support.
    """
    weights = original_names(trained) | {"embeddings.word_embeddings.weight": words}
    graph = Graph(weights, tops)
    constants(graph)
    typed = graph.step("Unsqueeze", graph.step("Cast", "types", to=onnx.TensorProto.FLOAT), "third")
    stream = _embedded(graph, typed)
    for layer in range(LAYERS):
        stream = layer_of(graph, stream, f"encoder.layer.{layer}")
    _heads(graph, stream, graph.step("Sub", "one", typed))
    return _model(graph)


def original_names(trained: Mapping[str, NDArray[Any]]) -> Weights:
    """Return the judge's weights under the names that BERT has for them, its heads as they are."""
    named: Weights = {name: np.asarray(value, np.float32) for name, value in trained.items()}
    for old, new in TOP.items():
        named[old] = named.pop(new)
    for layer in range(LAYERS):
        to = f"encoder.layer.{layer}."
        for kind in ("weight", "bias"):
            parts = np.split(named.pop(f"layers.{layer}.qkv.{kind}"), 3)
            for part, value in zip(("query", "key", "value"), parts, strict=True):
                named[f"{to}attention.self.{part}.{kind}"] = value
            for old, new in NAMES.items():
                named[f"{to}{old}.{kind}"] = named.pop(f"layers.{layer}.{new}.{kind}")
    return named


def _embedded(graph: Graph, typed: str) -> str:
    """Words, places and types; the places hold the first type, so the second is a difference."""
    word, place = looked_up(graph, WINDOW)
    kinds = graph.weights["embeddings.token_type_embeddings.weight"]
    turned = graph.step("Mul", typed, graph.table("types.turn", kinds[1] - kinds[0]))
    return graph.normed(word, graph.step("Add", place, turned), "embeddings.LayerNorm")


def _heads(graph: Graph, stream: str, claim: str) -> None:
    """Pool the first token and the mean of the claim; judge the claim, and each token."""
    first = graph.step(
        "Squeeze", graph.step("Slice", stream, "first", "second", "second"), "second"
    )
    total = graph.step("ReduceSum", graph.step("Mul", stream, claim), "second", keepdims=0)
    mean = graph.step("Div", total, graph.step("ReduceSum", claim, "second", keepdims=0))
    both = graph.step("Concat", first, mean, axis=1)
    pooled = graph.step("Tanh", _plain(graph, both, "pooled"))
    _named(graph, _plain(graph, pooled, "classes"), "logits")
    _named(graph, graph.step("Squeeze", _plain(graph, stream, "tokens"), "third"), "tokens")


def _plain(graph: Graph, stream: str, name: str) -> str:
    """Multiply in float32: the heads are small."""
    weights = graph.table(f"{name}.weight", graph.weights[f"{name}.weight"].T)
    return graph.step("Add", graph.step("MatMul", stream, weights), graph.kept(f"{name}.bias"))


def _named(graph: Graph, stream: str, name: str) -> None:
    graph.steps.append(helper.make_node("Identity", [stream], [name]))


def _model(graph: Graph) -> onnx.ModelProto:
    whole, real = onnx.TensorProto.INT64, onnx.TensorProto.FLOAT
    inputs = [helper.make_tensor_value_info(n, whole, [1, "length"]) for n in ("ids", "types")]
    outputs = [
        helper.make_tensor_value_info("logits", real, [1, CLASSES]),
        helper.make_tensor_value_info("tokens", real, [1, "length"]),
    ]
    tables = list(graph.tables.values())
    made = helper.make_graph(graph.steps, "footnote-judge", inputs, outputs, tables)
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
    return helper.make_model(made, opset_imports=opsets, ir_version=9, producer_name="footnote")
