"""The protocol of embedders, and what they share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Progress = Callable[[int], None]

#: Switches of the telemetry of libraries that embedders import. onnxruntime 1.31 writes a device id and an event database
#: under the user's cache folder and looks up a host of its vendor; huggingface_hub adds usage data to its requests.
TELEMETRY_SWITCHES = ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK")


@runtime_checkable
class Embedder(Protocol):
    """Maps texts to unit vectors; a text's vector never depends on the texts it comes with.

    One that keeps to this to the last bit says so by an attribute ``is_exact``, which is true; without it the vector may
    differ by rounding. An embedder can be pickled, weights left out, so that other processes embed parts of a survey.
    """

    @property
    def name(self) -> str:
        """What the run's manifest calls the model."""

    @property
    def n_dims(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Hash of all that decides a vector: weights, tokenizer, way of use."""

    def encode(self, texts: Sequence[str], *, batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """Return one unit row per text, in order.

        ``progress(n)`` is called with the number of texts finished since the last call.
        """


def disable_telemetry() -> None:
    """Switch off the telemetry of the libraries that embed; call this before importing one of them.

    The switches are environment variables, so that worker processes inherit them. Both libraries read them once, when they
    are imported: switching onnxruntime's telemetry off through its API afterwards comes too late.
    """
    os.environ.update(dict.fromkeys(TELEMETRY_SWITCHES, "1"))


def as_list(texts: Sequence[str]) -> list[str]:
    """Return the texts as a list; refuse a single string, which would be read as a list of characters.

    >>> as_list(("a", "b"))
    ['a', 'b']
    """
    if isinstance(texts, str):
        raise TypeError("expected a sequence of texts, not one string; wrap it in a list")
    return list(texts)


def trim(text: str, max_chars: int) -> str:
    """Cut a text before it is tokenised, and replace lone surrogates, which no tokenizer accepts.

    >>> trim("slow " + chr(0xD83D) + " app", 6)
    'slow ?'
    """
    return text[:max_chars].encode("utf-8", "replace").decode("utf-8")


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale every row to length 1; a row of zeros becomes the first axis, so that it is a unit row too.

    >>> unit_rows(np.array([[3, 4], [0, 0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [1.0, 0.0]]
    """
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64))
    empty = lengths == 0
    rows = (vectors / np.where(empty, 1.0, lengths)[:, None]).astype(np.float32)
    rows[empty, :1] = 1.0
    return rows
