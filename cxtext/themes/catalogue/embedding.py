"""Vectors of topics: shipped for the shipped embedders, made on demand for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from cxtext import shipped
from cxtext.errors import ModelFormatError
from cxtext.themes.catalogue.load import Catalogue
from cxtext.themes.vectors import unit_rows

Encode = Callable[[Sequence[str]], np.ndarray]

#: Folder of the shipped vectors among the shipped weights.
FOLDER = "catalogue"
ARRAY = "vectors"
BUILD = "make models ARGS='--only catalogue'"


def embed_topics(catalogue: Catalogue, encode: Encode) -> np.ndarray:
    """Return the vector of each topic: the mean of the vectors of its texts.

    Parameters
    ----------
    catalogue : Catalogue
    encode : callable
        Embeds texts; rows of unit length.

    Returns
    -------
    ndarray of shape (n_topics, n_dims), float32, rows of unit length
    """
    texts = sorted({text for topic in catalogue.topics for text in topic.texts})
    vectors = dict(zip(texts, np.asarray(encode(texts), dtype=np.float64), strict=True))
    means = [np.mean([vectors[text] for text in topic.texts], axis=0) for topic in catalogue.topics]
    return np.asarray(unit_rows(np.stack(means)), dtype=np.float32)


def get_topic_vectors(catalogue: Catalogue, embedder_fingerprint: str, encode: Encode | None) -> np.ndarray | None:
    """Return the vectors of the topics by an embedder; None when they are not shipped and there is nothing to make them with.

    Parameters
    ----------
    catalogue : Catalogue
    embedder_fingerprint : str
    encode : callable, optional
        Used where no vectors of this embedder and these topics are shipped.

    Raises
    ------
    ModelFormatError
        When the shipped vectors are damaged.
    """
    name = _find_shipped(catalogue, embedder_fingerprint)
    if name is not None:
        return _load_shipped(name, len(catalogue.topics))
    return None if encode is None else embed_topics(catalogue, encode)


def _find_shipped(catalogue: Catalogue, embedder_fingerprint: str) -> str | None:
    """Return the name of the shipped vectors of an embedder, if any are of these very topics."""
    wanted = {"embedder_fingerprint": embedder_fingerprint, "catalogue_fingerprint": catalogue.fingerprint}
    for name, entry in shipped.manifest()["files"].items():
        if name.startswith(f"{FOLDER}/") and entry.get("facts", {}).items() >= wanted.items():
            return name
    return None


@lru_cache(maxsize=4)
def _load_shipped(name: str, n_topics: int) -> np.ndarray:
    """Read shipped vectors."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    path = shipped.weight_path(name)
    try:
        vectors = load(path.read_bytes())[ARRAY]
    except (SafetensorError, KeyError, OSError) as error:
        raise ModelFormatError(f"{path} cannot be read: {error}") from error
    if len(vectors) != n_topics:
        raise ModelFormatError(f"{path} has {len(vectors)} vectors for {n_topics} topics.\nBuild it again: {BUILD}")
    return np.asarray(unit_rows(vectors.astype(np.float64)), dtype=np.float32)
