"""The row-wise int8 graph of a 12-layer BERT encoder, written op by op from the published weights.

Input ``input_ids`` (batch, length), all texts of the same token count; output ``cls`` (batch, 384), the
first token's last hidden state. What makes it fast beside the integer products: no mask and no shape
arithmetic (all texts have one length), fused attention, layer norm and GELU kernels, one quantisation for
query, key and value, and a last layer that is computed for the first token only. Run it with the runtime's
basic optimisations only: the extended ones swap in fused kernels (bias + GELU, skip + layer norm) that were
measured to be two and ten times slower than the plain ones used here.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

N_LAYERS, N_HEADS, N_DIMS = 12, 12, 384
FUSED = "com.microsoft"
EPSILON = 1e-12
#: GELU is never below -0.16998, so its output needs few negative steps: zero point 32 leaves 223 for the rest.
GELU_ZERO, GELU_LOWEST = 32, 0.17


def rowwise_graph(published: bytes) -> bytes:
    """Return the row-wise graph, serialised, that holds the weights of the published int8 graph."""
    writer = _Writer(_Weights(onnx.load_from_string(published)))
    writer.encoder()
    model = writer.model()
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


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

    def __init__(self, weights: _Weights) -> None:
        self.weights = weights
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
        self._zero_points("n_tokens", "tokens")
        self._zero_points("batch", "texts")
        x = self._embeddings()
        for layer in range(N_LAYERS):
            x = self._layer(layer, x, last=layer == N_LAYERS - 1)
        self.op("Identity", [x], "cls")

    def model(self) -> onnx.ModelProto:
        """Return the finished model; constants that no node reads are left out."""
        used = {name for node in self.nodes for name in node.input}
        tensors = [numpy_helper.from_array(value, name) for name, value in self.constants.items() if name in used]
        ids = helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])
        cls = helper.make_tensor_value_info("cls", TensorProto.FLOAT, ["batch", N_DIMS])
        graph = helper.make_graph(self.nodes, "bge_small_en", [ids], [cls], tensors)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="cxtext")

    def _zero_points(self, count: str, rows: str) -> None:
        """Write one zero point a row, as the per-row QuantizeLinear wants them."""
        for name, value in (("zero", 128), ("gelu_zero", GELU_ZERO)):
            self.op("Expand", [self.constant(name, np.uint8(value)), count], f"{name}_{rows}")

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

    def _layer(self, layer: int, x: str, *, last: bool) -> str:
        """One transformer layer; the last one answers for the first token of each text only."""
        name, module = f"l{layer}", f"encoder.layer.{layer}"
        rows = "texts" if last else "tokens"
        attended, x = self._attention(layer, name, x, last=last)
        out = self._linear(layer, "attention/output/dense", self._quantise(attended, f"{name}_o", rows), f"{name}_ao")
        x = self._residual(out, x, f"{module}.attention.output", f"{name}_x1")
        hidden = self._linear(layer, "intermediate/dense", self._quantise(x, f"{name}_f", rows), f"{name}_ff")
        bias = self.constant(f"{name}_ff_bias", self.weights.array(f"{module}.intermediate.dense.bias"))
        self.op("Add", [hidden, bias], f"{name}_ff_biased")
        self.op("Gelu", [f"{name}_ff_biased"], f"{name}_gelu", domain=FUSED)
        quantised = self._quantise(f"{name}_gelu", f"{name}_d", rows, gelu=True)
        out = self._linear(layer, "output/dense", quantised, f"{name}_fo", zero="gelu_zero")
        return self._residual(out, x, f"{module}.output", f"{name}_x2")

    def _attention(self, layer: int, name: str, x: str, *, last: bool) -> tuple[str, str]:
        """Self-attention; returns its output and the residual rows that belong to it."""
        quantised = self._quantise(x, f"{name}_a", "tokens")
        queries, shape = quantised, "by_text"
        if last:
            queries = (self._first_token(quantised[0], N_DIMS), self._first_token(quantised[1], 1))
            x = self._first_token(x, N_DIMS)
            shape = self.op("Concat", ["batch", self.integers(1), self.integers(N_DIMS)], "by_first", axis=0)
        tensors, biases = [], []
        for part in ("query", "key", "value"):
            module = f"attention/self/{part}"
            is_query = part == "query"
            rows = self._linear(layer, module, queries if is_query else quantised, f"{name}_{part}")
            tensors.append(self.op("Reshape", [rows, shape if is_query else "by_text"], f"{rows}_by_text"))
            biases.append(self.weights.linear(layer, module)[2])
        bias = self.constant(f"{name}_qkv_bias", np.concatenate(biases))
        self.op("MultiHeadAttention", [*tensors, bias], f"{name}_mha", domain=FUSED, num_heads=N_HEADS)
        return self.op("Reshape", [f"{name}_mha", self.integers(-1, N_DIMS)], f"{name}_attended"), x

    def _first_token(self, rows: str, width: int) -> str:
        """Take each text's first token out of (tokens, width)."""
        shape = self.op("Concat", ["batch", "length", self.integers(width)], f"{rows}_shape", axis=0)
        self.op("Reshape", [rows, shape], f"{rows}_text")
        return self.op("Gather", [f"{rows}_text", self.constant("first", np.int64(0))], f"{rows}_first", axis=1)

    def _quantise(self, x: str, name: str, rows: str, *, gelu: bool = False) -> tuple[str, str]:
        """Quantise every row of ``x`` by its own scale; returns the uint8 rows and the scales (rows, 1)."""
        if gelu:
            share = self.constant("gelu_share", np.float32(1 / (255 - GELU_ZERO)))
            floor = self.constant("gelu_floor", np.float32(GELU_LOWEST / GELU_ZERO))
            largest, zero = x, f"gelu_zero_{rows}"
        else:
            share = self.constant("share", np.float32(1 / 127))
            floor = self.constant("floor", np.float32(1e-9))
            largest, zero = self.op("Abs", [x], f"{name}_abs"), f"zero_{rows}"
        self.op("ReduceMax", [largest, self.integers(-1)], f"{name}_max", keepdims=1)
        self.op("Mul", [f"{name}_max", share], f"{name}_share")
        self.op("Max", [f"{name}_share", floor], f"{name}_scale")
        self.op("Reshape", [f"{name}_scale", self.integers(-1)], f"{name}_scales")
        self.op("QuantizeLinear", [x, f"{name}_scales", zero], f"{name}_int8", axis=0)
        return f"{name}_int8", f"{name}_scale"

    def _linear(self, layer: int, module: str, x: tuple[str, str], out: str, *, zero: str = "zero") -> str:
        """Multiply quantised rows by a linear module's int8 weights, without its bias."""
        weight, scale, _ = self.weights.linear(layer, module)
        inputs = [x[0], self.constant(f"{out}_w", weight), "one", self.constant(f"{out}_s", scale), zero]
        self.op("MatMulIntegerToFloat", inputs, f"{out}_unscaled", domain=FUSED)
        return self.op("Mul", [f"{out}_unscaled", x[1]], out)

    def _residual(self, x: str, skip: str, module: str, out: str) -> str:
        """Add a module's bias and the residual rows, then normalise."""
        bias = self.constant(f"{out}_bias", self.weights.array(f"{module}.dense.bias"))
        self.op("Add", [x, bias], f"{out}_biased")
        self.op("Add", [f"{out}_biased", skip], f"{out}_sum")
        return self._norm(f"{out}_sum", module, out)

    def _norm(self, x: str, module: str, out: str) -> str:
        """Normalise rows."""
        gain = self.constant(f"{out}_gain", self.weights.array(f"{module}.LayerNorm.weight"))
        shift = self.constant(f"{out}_shift", self.weights.array(f"{module}.LayerNorm.bias"))
        return self.op("LayerNormalization", [x, gain, shift], out, axis=-1, epsilon=EPSILON)
