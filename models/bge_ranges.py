"""The ranges of what the network quantises, layer by layer, measured on the comments of the sample survey."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from cxtext.embed import disable_telemetry
from models.bge_graph import Ranges

SURVEY = Path(__file__).parents[1] / "sample_data" / "cncf_nps.csv"
#: Beyond what these comments reach, as other texts reach a little further.
MARGIN = 1.05
#: Ranges end on whole steps, so that a machine's last bits do not show in them.
STEP = 0.1


def measure_ranges(float_graph: bytes, tokenizer: bytes) -> Ranges:
    """Return the lowest and highest value of every extra output of the float graph over the comments.

    Parameters
    ----------
    float_graph : bytes
        From :func:`models.bge_graph.float_graph`.
    tokenizer : bytes
        ``tokenizer.json``.
    """
    disable_telemetry()
    import onnxruntime

    options: Any = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(float_graph, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs() if output.name != "pooled"]
    low, high = np.zeros(len(names)), np.zeros(len(names))
    for ids in _token_ids(tokenizer):
        found = session.run(names, {"input_ids": np.array([ids], np.int64)})
        low = np.minimum(low, [float(rows.min()) for rows in found])
        high = np.maximum(high, [float(rows.max()) for rows in found])
    return {name: (-_round_up(-low[i]), _round_up(high[i])) for i, name in enumerate(names)}


def _token_ids(tokenizer: bytes) -> list[list[int]]:
    """Return the token ids of the survey's comments and of a few of its words alone."""
    encoder = Tokenizer.from_buffer(tokenizer)
    encoder.no_padding()
    encoder.enable_truncation(512)
    with SURVEY.open(encoding="utf-8", newline="") as file:
        texts = sorted({row["text"] for row in csv.DictReader(file) if row["text"].strip()})
    words = sorted({word for text in texts for word in text.split()})
    return [encoding.ids for encoding in encoder.encode_batch(texts + words[::10])]


def _round_up(value: float) -> float:
    """Widen by the margin and round up to a whole step."""
    return round(math.ceil(value * MARGIN / STEP) * STEP, 6)
