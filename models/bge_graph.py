"""The row-wise int8 graph of a 12-layer BERT encoder, written op by op from the published weights.

Input ``input_ids`` (batch, length), all texts of the same token count; output ``pooled`` (batch, 384), the sum of the
tokens' last hidden states, each by the weight of its token: a rare word says more of what a text is about. What makes
it fast beside the integer products: no mask and no shape arithmetic (all texts have one length), fused attention,
layer norm and GELU kernels, and one quantisation for query, key and value. Run it with the runtime's basic
optimisations only: the extended ones swap in fused kernels (bias + GELU, skip + layer norm) that were measured to be
two and ten times slower than the plain ones used here.

Activations are quantised in one of two ways, both by the row alone. What layer norm and attention give has much the
same range for every token, so it is quantised over one range a layer, measured on real comments (``bge_ranges.py``);
scale and bias are then part of the integer product. GELU's output differs more: each row has its own scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

N_LAYERS, N_HEADS, N_DIMS = 12, 12, 384
FUSED = "com.microsoft"
EPSILON = 1e-12
#: GELU is never below -0.16998, so its output needs few negative steps: zero point 32 leaves 223 for the rest.
GELU_ZERO, GELU_LOWEST = 32, 0.17
#: The three dimensions that reach 10 to 38 after the attention's layer norm where others stay near 1. The integer
#: product reads them halved, and doubled weights make up for it: the published weights use seven bits (-64 to 64).
LOUD = (63, 99, 223)
#: Ids of the vocabulary before the words: special tokens, signs, single letters. Words follow, the most frequent first.
FIRST_WORD = 1996

Ranges = Mapping[str, tuple[float, float]]


def rowwise_graph(published: bytes, ranges: Ranges) -> bytes:
    """Return the row-wise graph, serialised, that holds the weights of the published int8 graph.

    ``ranges`` holds the lowest and highest value of each tensor that :func:`float_graph` outputs beside ``pooled``.
    """
    return _serialise(_Writer(_Weights(onnx.load_from_string(published)), ranges))


def float_graph(published: bytes) -> bytes:
    """Return the same network with the same weights and nothing quantised; it outputs what needs a range, too."""
    return _serialise(_FloatWriter(_Weights(onnx.load_from_string(published)), {}))


def token_weights(n_tokens: int) -> Any:
    """Return the weight of each token of the vocabulary, float32 of shape (n_tokens,): the logarithm of a word's rank.

    The vocabulary lists words by falling frequency, and frequency falls as 1 / rank (Zipf), so this grows as the inverse
    document frequency does, and no texts have to be counted. What is no word, or very frequent, weighs 1.
    """
    rank = np.maximum(np.arange(n_tokens) - (FIRST_WORD - 1), 0)
    return np.maximum(np.log1p(rank), 1.0).astype(np.float32)


def _serialise(writer: _Writer) -> bytes:
    """Write the whole network."""
    writer.encoder()
    model = writer.model()
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


class _Rows(NamedTuple):
    """Quantised rows: their scale (one, or one a row), their zero point and whether the scale is one a row."""

    values: str
    scale: str
    zero: str
    by_row: bool


class _Weights:
    """Looks up the weights of the published graph by the names of the BERT modules."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
        self._matrix_of = {node.output[0]: node.input[1] for node in model.graph.node if node.op_type == "MatMulInteger"}

    def array(self, name: str) -> Any:
        """Return an array by its own name."""
        return self._arrays[name]

    def linear(self, layer: int, module: str) -> tuple[Any, Any, Any]:
        """Return (int8 weight (in, out), scale (out,), bias (out,)) of a linear module; zero points must be 0."""
        name = self._matrix_of[f"/encoder/layer.{layer}/{module}/MatMul_output_0_output_quantized"].removesuffix("_quantized")
        if self._arrays[f"{name}_zero_point"].any():
            raise ValueError(f"{name}: weights are not quantised symmetrically")
        bias = self._arrays[f"encoder.layer.{layer}.{module.replace('/', '.')}.bias"]
        return self._arrays[f"{name}_quantized"], self._arrays[f"{name}_scale"], bias

    def table(self, name: str) -> Any:
        """Return a quantised embedding table as float32."""
        name = f"embeddings.{name}_embeddings.weight"
        steps = self._arrays[f"{name}_quantized"].astype(np.float32) - np.float32(self._arrays[f"{name}_zero_point"])
        return steps * self._arrays[f"{name}_scale"]


class _Writer:
    """Writes nodes in order; every method returns the name of the tensor it has produced."""

    def __init__(self, weights: _Weights, ranges: Ranges) -> None:
        self.weights = weights
        self.ranges = ranges
        self.extra_outputs: list[str] = []
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, Any] = {}

    def op(self, kind: str, inputs: list[str], output: str, *, domain: str = "", **attributes: Any) -> str:
        """Add one node."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def constant(self, name: str, value: Any) -> str:
        """Add one constant."""
        self.constants[name] = np.asarray(value)
        return name

    def integers(self, *values: int) -> str:
        """Return a constant list of integers, shared by its value."""
        return self.constant("int_" + "_".join(map(str, values)), np.array(values, np.int64))

    def encoder(self) -> None:
        """Write the whole network."""
        self.op("Shape", ["input_ids"], "shape")
        self.op("Slice", ["shape", self.integers(0), self.integers(1)], "batch")
        self.op("Slice", ["shape", self.integers(1), self.integers(2)], "length")
        self.op("ReduceProd", ["shape"], "n_tokens", keepdims=1)
        self.op("Concat", ["batch", "length", self.integers(N_DIMS)], "by_text", axis=0)
        self.constant("one", np.float32(1))
        # one zero point a row, as QuantizeLinear wants them
        self.op("Expand", [self.constant("gelu_zero", np.uint8(GELU_ZERO)), "n_tokens"], "gelu_zeros")
        x = self._embeddings()
        for layer in range(N_LAYERS):
            x = self._layer(layer, x)
        self._pool(x)

    def model(self) -> onnx.ModelProto:
        """Return the finished model; constants that no node reads are left out."""
        used = {name for node in self.nodes for name in node.input}
        tensors = [numpy_helper.from_array(value, name) for name, value in self.constants.items() if name in used]
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
        pooled = helper.make_tensor_value_info("pooled", TensorProto.FLOAT, ["batch", N_DIMS])
        extra = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None, N_DIMS]) for name in self.extra_outputs]
        graph = helper.make_graph(self.nodes, "bge_small_en", [ids], [pooled, *extra], tensors)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="cxtext")

    def _embeddings(self) -> str:
        """Word plus position (with the one token type folded in), normalised; (tokens, dims)."""
        for part in ("weight_quantized", "weight_scale", "weight_zero_point"):
            self.constant(part, self.weights.array(f"embeddings.word_embeddings.{part}"))
        self.op("Gather", ["weight_quantized", "input_ids"], "words_int8")
        self.op("DequantizeLinear", ["words_int8", "weight_scale", "weight_zero_point"], "words")
        self.constant("position_table", self.weights.table("position") + self.weights.table("token_type")[0])
        self.op("Slice", ["position_table", self.integers(0), "length", self.integers(0)], "positions")
        self.op("Add", ["words", "positions"], "embedded")
        self.op("Reshape", ["embedded", self.integers(-1, N_DIMS)], "embedded_rows")
        return self._norm("embedded_rows", "embeddings", "x0")

    def _pool(self, x: str) -> str:
        """Add up the tokens of each text by their weights."""
        vocabulary = len(self.weights.array("embeddings.word_embeddings.weight_quantized"))
        self.op("Gather", [self.constant("token_weights", token_weights(vocabulary)), "input_ids"], "weights")
        self.op("Unsqueeze", ["weights", self.integers(1)], "weights_by_text")
        self.op("Reshape", [x, "by_text"], "states_by_text")
        # a product for each text, as a sum over tokens differs in its last bit from batch to batch
        self.op("MatMul", ["weights_by_text", "states_by_text"], "sums")
        return self.op("Squeeze", ["sums", self.integers(1)], "pooled")

    def _layer(self, layer: int, x: str) -> str:
        """One transformer layer."""
        name, module = f"l{layer}", f"encoder.layer.{layer}"
        attended = self._attention(layer, name, x)
        bias = self._attention_bias(layer)
        out = self._linear(layer, "attention/output/dense", self._quantise(attended, f"{name}_o"), f"{name}_ao", bias=bias)
        x = self._norm(self.op("Add", [out, x], f"{name}_x1_sum"), f"{module}.attention.output", f"{name}_x1")
        quiet = np.ones(N_DIMS, np.float32)
        quiet[list(LOUD)] = 0.5
        self.op("Mul", [x, self.constant("quiet", quiet)], f"{name}_quiet")
        quantised = self._quantise(f"{name}_quiet", f"{name}_f")
        bias = self.weights.linear(layer, "intermediate/dense")[2]
        hidden = self._linear(layer, "intermediate/dense", quantised, f"{name}_ff", bias=bias, doubled=LOUD)
        self.op("Gelu", [hidden], f"{name}_gelu", domain=FUSED)
        out = self._linear(layer, "output/dense", self._quantise_rows(f"{name}_gelu", f"{name}_d"), f"{name}_fo")
        bias = self.constant(f"{name}_fo_bias", self.weights.linear(layer, "output/dense")[2])
        self.op("Add", [out, bias], f"{name}_fo_biased")
        return self._norm(self.op("Add", [f"{name}_fo_biased", x], f"{name}_x2_sum"), f"{module}.output", f"{name}_x2")

    def _attention(self, layer: int, name: str, x: str) -> str:
        """Self-attention, without the values' bias."""
        rows = self._quantise(x, f"{name}_a")
        bias = self.weights.linear(layer, "attention/self/query")[2]
        query = self._linear(layer, "attention/self/query", rows, f"{name}_query", bias=bias)
        tensors = [self.op("Reshape", [query, "by_text"], f"{query}_by_text")]
        for part in ("key", "value"):
            out = self._linear(layer, f"attention/self/{part}", rows, f"{name}_{part}")
            tensors.append(self.op("Reshape", [out, "by_text"], f"{out}_by_text"))
        self.op("MultiHeadAttention", tensors, f"{name}_mha", domain=FUSED, num_heads=N_HEADS)
        return self.op("Reshape", [f"{name}_mha", self.integers(-1, N_DIMS)], f"{name}_attended")

    def _attention_bias(self, layer: int) -> Any:
        """Return the bias of the attention's output, that of the values included.

        Attention weights add up to 1, so the values' bias passes through; the keys' bias adds the same to every
        score of a query, which softmax takes out again.
        """
        weight, scale, bias = self.weights.linear(layer, "attention/output/dense")
        values_bias = self.weights.linear(layer, "attention/self/value")[2].astype(np.float64)
        return (bias + (values_bias[:, None] * (weight * scale.astype(np.float64))).sum(axis=0)).astype(np.float32)

    def _quantise(self, x: str, name: str) -> _Rows:
        """Quantise over the range that was measured for ``x``; what lies beyond it is cut off."""
        low, high = self.ranges[x]
        scale = np.float32((high - low) / 255)
        self.constant(f"{name}_scale", scale)
        self.constant(f"{name}_zero", np.uint8(round(-low / float(scale))))
        self.op("QuantizeLinear", [x, f"{name}_scale", f"{name}_zero"], f"{name}_int8")
        return _Rows(f"{name}_int8", f"{name}_scale", f"{name}_zero", by_row=False)

    def _quantise_rows(self, x: str, name: str) -> _Rows:
        """Quantise every row of what GELU gives by its own scale."""
        share = self.constant("gelu_share", np.float32(1 / (255 - GELU_ZERO)))
        floor = self.constant("gelu_floor", np.float32(GELU_LOWEST / GELU_ZERO))
        self.op("ReduceMax", [x, self.integers(-1)], f"{name}_max", keepdims=1)
        self.op("Mul", [f"{name}_max", share], f"{name}_share")
        self.op("Max", [f"{name}_share", floor], f"{name}_scale")
        self.op("Reshape", [f"{name}_scale", self.integers(-1)], f"{name}_scales")
        self.op("QuantizeLinear", [x, f"{name}_scales", "gelu_zeros"], f"{name}_int8", axis=0)
        return _Rows(f"{name}_int8", f"{name}_scale", "gelu_zero", by_row=True)

    def _linear(self, layer: int, module: str, x: _Rows, out: str, *, bias: Any = None, doubled: tuple[int, ...] = ()) -> str:
        """Multiply quantised rows by a linear module's int8 weights; a bias is for rows of one scale only."""
        weight, scale, _ = self.weights.linear(layer, module)
        weight = weight.copy()
        weight[list(doubled)] = np.clip(weight[list(doubled)].astype(np.int16) * 2, -127, 127)
        inputs = [x.values, self.constant(f"{out}_w", weight), "one" if x.by_row else x.scale, self.constant(f"{out}_s", scale)]
        inputs += [x.zero] if bias is None else [x.zero, "", self.constant(f"{out}_bias", bias)]
        if not x.by_row:
            return self.op("MatMulIntegerToFloat", inputs, out, domain=FUSED)
        self.op("MatMulIntegerToFloat", inputs, f"{out}_unscaled", domain=FUSED)
        return self.op("Mul", [f"{out}_unscaled", x.scale], out)

    def _norm(self, x: str, module: str, out: str) -> str:
        """Normalise rows."""
        gain = self.constant(f"{out}_gain", self.weights.array(f"{module}.LayerNorm.weight"))
        shift = self.constant(f"{out}_shift", self.weights.array(f"{module}.LayerNorm.bias"))
        return self.op("LayerNormalization", [x, gain, shift], out, axis=-1, epsilon=EPSILON)


class _FloatWriter(_Writer):
    """Writes the network without quantising anything."""

    def _quantise(self, x: str, name: str) -> _Rows:
        self.extra_outputs.append(x)
        return self._quantise_rows(x, name)

    def _quantise_rows(self, x: str, name: str) -> _Rows:
        return _Rows(self.op("Identity", [x], f"{name}_rows"), "", "", by_row=False)

    def _linear(self, layer: int, module: str, x: _Rows, out: str, *, bias: Any = None, doubled: tuple[int, ...] = ()) -> str:
        weight, scale, _ = self.weights.linear(layer, module)
        real = weight * scale
        real[list(doubled)] *= 2
        self.op("MatMul", [x.values, self.constant(f"{out}_w", real.astype(np.float32))], f"{out}_unbiased")
        return self.op("Add", [f"{out}_unbiased", self.constant(f"{out}_b", np.float32(0) if bias is None else bias)], out)
