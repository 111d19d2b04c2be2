"""The MiniLM encoder as an ONNX graph: token ids in, one unit vector out.

Dense layers multiply whole numbers: weights with a scale for each column, made here, and
activations with a scale for each token, found at run time. (onnxruntime's own
``quantize_dynamic`` takes one scale for all activations of a run, which is further from fp32 and
no faster; ``weights/MODEL.md`` has the figures.) Attention, norms, GELU and pooling are computed in
float32.
"""

from itertools import count
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from rag.models.make.original import Tops
from rag.models.make.quantise import DENSE_TOP, TABLE_TOP, scaled, smoothing
from rag.models.make.source import Weights

HEADS, LAYERS, NORM_EPSILON = 12, 6, 1e-12
MICROSOFT = "com.microsoft"
"""Where onnxruntime keeps its fused steps."""
OPSETS = {"": 17, MICROSOFT: 1}
ACTIVATION_TOP, ACTIVATION_ZERO = 127, 128
"""Activations are bytes from 1 to 255, and 128 stands for zero."""
NORMED = ("attention.self.query", "intermediate.dense")
"""Dense layers that read a layer norm: these are smoothed. The others gained nothing from it."""
SMALLEST_SCALE = 1e-12
"""Keeps a token whose activations are all zero from being divided by zero."""


class Graph:
    """Collects the steps and tables of one graph; each method returns a name to build on."""

    def __init__(self, weights: Weights, tops: Tops) -> None:
        self.weights = weights
        self.tops = tops
        self.steps: list[onnx.NodeProto] = []
        self.tables: dict[str, onnx.TensorProto] = {}
        self._numbers = count()

    def step(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add one step and return the name of what it gives."""
        name = f"{kind}_{next(self._numbers)}"
        self.steps.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name

    def fused(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Add one of onnxruntime's own steps."""
        return self.step(kind, *inputs, domain=MICROSOFT, **attributes)

    def table(self, name: str, values: NDArray[Any]) -> str:
        """Keep *values* in the file under *name*."""
        self.tables[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def kept(self, *names: str) -> str:
        """Keep fp32 weights as they are, side by side."""
        return self.table("+".join(names), np.concatenate([self.weights[n] for n in names]))

    def dense(self, stream: str, *names: str) -> str:
        """Multiply by the weights called *names*, side by side, without their bias."""
        weights = np.concatenate([self.weights[f"{name}.weight"] for name in names])
        table = "+".join(names)
        if names[0].endswith(NORMED):
            smooth = smoothing(self.tops[names[0]], weights)
            stream = self.step("Mul", stream, self.table(f"{table}.smooth", 1 / smooth))
            weights = weights * smooth
        whole, scale = scaled(weights.T, axis=0, top=DENSE_TOP)
        self.table(table, whole)
        scales = self.table(f"{table}.scale", scale[0])
        tops = self.step("ReduceMax", self.step("Abs", stream), axes=[2], keepdims=1)
        worth = self.step("Mul", self.step("Max", tops, "smallest"), "activation_step")
        rows = self.step("Squeeze", worth, "but_tokens")
        bytes_ = self.step("QuantizeLinear", stream, rows, "zeros", axis=1)
        product = self.fused("MatMulIntegerToFloat", bytes_, table, "unit", scales, "zero_byte")
        return self.step("Mul", product, worth)

    def normed(self, stream: str, skip: str, norm: str, *bias: str) -> str:
        """Add *skip* and *bias* to *stream*, then apply the layer norm called *norm*.

        Of onnxruntime's steps the one for a picture's channels is by far the fastest at this, five
        times as fast as the one for layers (1.32, 128 tokens): each token is a channel.
        """
        for more in (*bias, skip):
            stream = self.step("Add", stream, more)
        even = self.step("InstanceNormalization", stream, "ones", "noughts", epsilon=NORM_EPSILON)
        spread = self.step("Mul", even, self.kept(f"{norm}.weight"))
        return self.step("Add", spread, self.kept(f"{norm}.bias"))


def build(weights: Weights, tops: Tops, *, window: int) -> onnx.ModelProto:
    """Return the encoder, mean pooling and unit length included, for up to *window* tokens.

    *tops* says how large the inputs of dense layers grow, for `smoothing`.

    Input ``ids``, shape (1, tokens): one text a run, so there is no padding and no mask.
    Output ``vector``, shape (1, width).
    """
    graph = Graph(weights, tops)
    constants(graph)
    stream = _embedded(graph, window)
    for layer in range(LAYERS):
        stream = layer_of(graph, stream, f"encoder.layer.{layer}")
    mean = graph.step("ReduceMean", stream, axes=[1], keepdims=0)
    graph.steps.append(helper.make_node("LpNormalization", [mean], ["vector"], axis=1, p=2))
    return _model(graph, width=len(weights["embeddings.LayerNorm.weight"]))


def constants(graph: Graph) -> None:
    """Keep the small tables that the steps share."""
    graph.table("unit", np.array(1, np.float32))
    graph.table("smallest", np.array(SMALLEST_SCALE, np.float32))
    graph.table("activation_step", np.array(1 / ACTIVATION_TOP, np.float32))
    graph.table("one", np.array(1, np.float32))
    graph.table("nought", np.array(0, np.float32))
    graph.table("zero_byte", np.array(ACTIVATION_ZERO, np.uint8))
    graph.table("but_tokens", np.array([0, 2]))
    for number, name in enumerate(("first", "second", "third")):
        graph.table(name, np.array([number]))


def _embedded(graph: Graph, window: int) -> str:
    """Words plus places; the first token type, the only one used, is added to the places."""
    word, place = looked_up(graph, window)
    return graph.normed(word, place, "embeddings.LayerNorm")


def looked_up(graph: Graph, window: int) -> tuple[str, str]:
    """Look up the words of ``ids``, and their places with the first token type added."""
    tables = {kind: graph.weights[f"embeddings.{kind}_embeddings.weight"] for kind in _KINDS}
    words = scaled(tables["word"], axis=1, top=TABLE_TOP)
    graph.table("words", words.whole)
    graph.table("words.scale", words.scale)
    graph.table("places", tables["position"][:window] + tables["token_type"][0])
    tokens = graph.step("Slice", graph.step("Shape", "ids"), "second", "third")
    for one, many in (("zero_byte", "zeros"), ("one", "ones"), ("nought", "noughts")):
        graph.steps.append(helper.make_node("Expand", [one, tokens], [many]))
    whole = graph.step("Cast", graph.step("Gather", "words", "ids"), to=onnx.TensorProto.FLOAT)
    word = graph.step("Mul", whole, graph.step("Gather", "words.scale", "ids"))
    place = graph.step("Slice", "places", "first", tokens, "first")
    return word, graph.step("Unsqueeze", place, "first")


_KINDS = ("word", "position", "token_type")


def layer_of(graph: Graph, stream: str, name: str) -> str:
    """Attention, then the feed-forward step, each added to the stream and normed."""
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    bias = graph.kept(*(f"{part}.bias" for part in parts))
    joined = graph.step("Add", graph.dense(stream, *parts), bias)
    graph.steps.append(helper.make_node("Split", [joined], parts, axis=2))
    seen = graph.fused("MultiHeadAttention", *parts, num_heads=HEADS)
    stream = _closed(graph, seen, stream, f"{name}.attention.output")
    inner = f"{name}.intermediate.dense"
    bent = graph.fused("BiasGelu", graph.dense(stream, inner), graph.kept(f"{inner}.bias"))
    return _closed(graph, bent, stream, f"{name}.output")


def _closed(graph: Graph, part: str, stream: str, name: str) -> str:
    bias = graph.kept(f"{name}.dense.bias")
    return graph.normed(graph.dense(part, f"{name}.dense"), stream, f"{name}.LayerNorm", bias)


def _model(graph: Graph, *, width: int) -> onnx.ModelProto:
    ids = helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, [1, "tokens"])
    vector = helper.make_tensor_value_info("vector", onnx.TensorProto.FLOAT, [1, width])
    tables = list(graph.tables.values())
    whole = helper.make_graph(graph.steps, "all-MiniLM-L6-v2", [ids], [vector], tables)
    opsets = [helper.make_opsetid(domain, version) for domain, version in OPSETS.items()]
    return helper.make_model(whole, opset_imports=opsets, ir_version=9, producer_name="footnote")
