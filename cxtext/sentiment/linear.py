"""What the shipped linear heads have in common: finding and reading their files, and sums that know one row at a time."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cxtext import shipped
from cxtext.errors import ModelFormatError, ModelNotFoundError

CHUNK = 8192  # texts scored at a time; bounds the memory, changes no result
_SUFFIX = ".json"


def list_heads(folder: str) -> dict[str, str]:
    """Return the names of the heads in a folder of the shipped weights, by the fingerprint of their embedder."""
    return {
        entry["facts"]["embedder_fingerprint"]: name.removeprefix(f"{folder}/").removesuffix(_SUFFIX)
        for name, entry in shipped.manifest()["files"].items()
        if name.startswith(f"{folder}/") and name.endswith(_SUFFIX)
    }


def read_head(folder: str, embedder_fingerprint: str) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Return description and tensors of a shipped head, its files verified.

    Parameters
    ----------
    folder : str
        Such as ``"sentiment"``.
    embedder_fingerprint : str
        ``fingerprint`` of the embedder that it reads.

    Raises
    ------
    ModelNotFoundError
        When there is no head for this embedder.
    ModelFormatError
        When the head's files are damaged.
    """
    from safetensors.numpy import load_file

    name = list_heads(folder).get(embedder_fingerprint)
    if name is None:
        raise ModelNotFoundError(
            f"no {folder} head for the embedder {embedder_fingerprint[:12]}...\n"
            "Embed the texts with the embedder 'default' or 'fast' and use its head."
        )
    path = shipped.weight_path(f"{folder}/{name}{_SUFFIX}")
    try:
        meta = json.loads(path.read_text("utf-8"))
        tensors = load_file(shipped.weight_path(f"{folder}/{name}.safetensors"))
    except (OSError, ValueError) as error:
        raise ModelFormatError(f"{path} cannot be read: {error}") from error
    return meta, tensors


def check_vectors(embeddings: NDArray[np.float32], n_texts: int, n_dims: int) -> None:
    """Raise ValueError when vectors are of another number or length than the texts and the head ask for."""
    if embeddings.shape != (n_texts, n_dims):
        raise ValueError(f"expected vectors of shape {(n_texts, n_dims)}, got {embeddings.shape}")


def rowwise(rows: NDArray[np.float64], coef: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``rows @ coef.T``, each row summed by itself, so that a text's sum does not depend on its batch."""
    return np.stack([(rows * row).sum(axis=1) for row in coef], axis=1)


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the softmax of each row."""
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(p / p.sum(axis=1, keepdims=True))
