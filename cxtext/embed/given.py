"""What a caller brings: vectors that were computed before, and models that are Python objects."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cxtext.embed.base import Embedder, Progress, Vectors, as_list, unit_rows
from cxtext.errors import ConfigError, ModelError
from cxtext.wording import one_line

#: Begins the name of an embedder that was given as an object, in the settings of a run.
OBJECT_PREFIX = "python:"
#: Texts by which an object is known again: what it makes of them is its fingerprint.
_PROBES = ("The app is slow", "Great support, thank you", "Please add a dark mode")
#: Decimals of the fingerprint: enough to tell models apart, few enough for the rounding of another computer.
_DECIMALS = 2
#: Least cosine of a given vector with that of the embedder for the same text: half precision keeps it above .999.
_LEAST_COSINE = 0.99
#: Texts that are embedded to check given vectors.
_N_CHECKED = 3


@dataclass(frozen=True, eq=False)
class Embeddings:
    """The vectors of texts.

    Parameters
    ----------
    texts : sequence of str
        Each once.
    vectors : ndarray of shape (n_texts, n_dims)
        A row a text; kept as float32, scaled to unit length.
    name, fingerprint : str
        Of the embedder; empty where that is not known, as for vectors from elsewhere.

    Raises
    ------
    ConfigError
        When numbers of texts and rows differ, a text comes twice, or a number is not finite.

    Examples
    --------
    >>> Embeddings(["Too slow", "Too dear"], np.array([[3.0, 4.0], [0.0, 2.0]])).vectors.round(1).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 1.0]]
    """

    texts: Sequence[str]
    vectors: Vectors
    name: str = ""
    fingerprint: str = ""

    def __post_init__(self) -> None:
        texts, vectors = as_list(self.texts), _as_rows(self.vectors, len(self.texts), "embeddings")
        if len(set(texts)) < len(texts):
            raise ConfigError("embeddings have a text twice.\nGive each different text once.")
        object.__setattr__(self, "texts", texts)
        object.__setattr__(self, "vectors", vectors)

    @classmethod
    def read(cls, given: Embeddings | Mapping[str, Any]) -> Embeddings:
        """Return embeddings, or a mapping of each text to its vector, as embeddings.

        Raises
        ------
        ConfigError
            For an array alone, which does not say what texts it is of.
        """
        if isinstance(given, cls):
            return given
        if isinstance(given, Mapping):
            return cls(list(given), np.array(list(given.values())))
        raise ConfigError(
            f"embeddings is a {type(given).__name__}, which does not say which texts its rows are of.\n"
            "Give cxtext.Embeddings(texts, vectors) or a dict of text to vector, a text for each opinion: "
            "analysis.embeddings has them, and analysis.units.text lists the texts."
        )

    def __len__(self) -> int:
        return len(self.texts)

    def __repr__(self) -> str:
        of = f" of {self.name!r}" if self.name else ""
        return f"<Embeddings: {len(self.texts):,} texts, {self.vectors.shape[1]} dimensions{of}>"


class ObjectEmbedder:
    """An embedder made of a Python object: one with ``encode``, such as of sentence-transformers, or a function.

    Parameters
    ----------
    model : object
        ``model.encode(texts)``, or ``model(texts)``, returns an array of shape (n_texts, n_dims) for a list of str. The vector of
        a text may not depend on the other texts.
    name : str, optional
        What the manifest calls it; by default the name of its class or function.

    Notes
    -----
    It is known again by what it makes of three short texts, which is its fingerprint.

    Examples
    --------
    >>> embedder = ObjectEmbedder(lambda texts: [[len(text), 1.0] for text in texts], name="length")
    >>> embedder.n_dims, embedder.encode(["Slow"]).round(2).tolist()
    (2, [[0.9700000286102295, 0.23999999463558197]])
    """

    def __init__(self, model: Any, name: str = "") -> None:
        encode = getattr(model, "encode", None)
        self._call: Callable[[list[str]], Any] = encode if callable(encode) else model
        if not callable(self._call) or isinstance(model, type):
            raise ConfigError(
                f"embedder is a {type(model).__name__ if not isinstance(model, type) else 'class'}.\n"
                "Give a name, an object with encode(texts), or a function of a list of texts that returns their vectors."
            )
        own = getattr(model, "__name__", "") or type(model).__name__
        self.name = one_line(name or str(getattr(model, "name", "") or own), 80)
        probes = self._encode(list(_PROBES))
        self.n_dims = int(probes.shape[1])
        rounded = (np.round(probes.astype(np.float64), _DECIMALS) + 0.0).tobytes()
        self.fingerprint = hashlib.sha256(b"object" + rounded).hexdigest()

    def encode(self, texts: Sequence[str], *, batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """Return one unit row per text, in order; the object decides on its batches."""
        own = as_list(texts)
        if not own:
            return np.zeros((0, self.n_dims), np.float32)
        vectors = self._encode(own)
        if vectors.shape[1] != self.n_dims:
            raise ModelError(f"embedder {self.name!r} gave {vectors.shape[1]} dimensions, and {self.n_dims} before.")
        if progress is not None:
            progress(len(own))
        return vectors

    def _encode(self, texts: list[str]) -> Vectors:
        """Return what the object makes of texts, checked."""
        try:
            return _as_rows(self._call(texts), len(texts), f"embedder {self.name!r}")
        except ConfigError as error:
            raise ModelError(str(error)) from None


class GivenEmbedder:
    """An embedder that has the vectors of some texts already and embeds only others.

    Parameters
    ----------
    base : Embedder
    given : Embeddings

    Raises
    ------
    ConfigError
        When these are not vectors of that embedder.
    """

    def __init__(self, base: Embedder, given: Embeddings) -> None:
        self._base, self._given = base, given
        self._place = {text: i for i, text in enumerate(given.texts)}
        self.name, self.n_dims, self.fingerprint = base.name, base.n_dims, base.fingerprint
        self.is_exact = bool(getattr(base, "is_exact", False))
        if given.fingerprint != base.fingerprint:
            self._check()

    def _check(self) -> None:
        """Raise when the embedder makes other vectors of some of the texts."""
        texts = list(self._given.texts[:_N_CHECKED])
        own, hint = self._given.vectors[:_N_CHECKED], "Give the embedder that made them: analyze(..., embedder=EMBEDDER)"
        if not texts:
            return
        if own.shape[1] != self.n_dims:
            raise ConfigError(
                f"the embeddings have {own.shape[1]} dimensions, embedder {self.name!r} makes {self.n_dims}.\n{hint}"
            )
        cosines = np.einsum("ij,ij->i", own, self._base.encode(texts))
        if cosines.min() < _LEAST_COSINE:
            raise ConfigError(
                f"the embeddings are not those of embedder {self.name!r}: "
                f"of {one_line(texts[int(cosines.argmin())], 40)!r} the cosine is {cosines.min():.2f}.\n{hint}"
            )

    def encode(self, texts: Sequence[str], *, batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """Return one unit row per text, in order; only texts without a vector are embedded."""
        own = as_list(texts)
        rows = np.array([self._place.get(text, -1) for text in own], dtype=np.int64)
        vectors = np.empty((len(own), self.n_dims), np.float32)
        known = rows >= 0
        vectors[known] = self._given.vectors[rows[known]]
        missing = [text for text, is_known in zip(own, known.tolist(), strict=True) if not is_known]
        if progress is not None and known.any():
            progress(int(known.sum()))
        if missing:
            vectors[~known] = self._base.encode(missing, batch_size=batch_size, progress=progress)
        return vectors


def wrap_embedder(given: object) -> Embedder:
    """Return an object as an embedder; one that is an embedder already is returned as it is."""
    return given if isinstance(given, Embedder) and not isinstance(given, type) else ObjectEmbedder(given)


def _as_rows(vectors: Any, n: int, what: str) -> Vectors:
    """Return vectors as unit rows, float32; raise ConfigError when they are none."""
    try:
        rows = np.asarray(vectors.detach().cpu() if hasattr(vectors, "detach") else vectors, dtype=np.float32)
    except (TypeError, ValueError):
        raise ConfigError(f"{what}: not an array of numbers.\nGive an array of shape (n_texts, n_dims).") from None
    if rows.ndim != 2 or len(rows) != n or not rows.shape[1]:
        raise ConfigError(f"{what}: shape {rows.shape} for {n:,} texts.\nGive an array of shape (n_texts, n_dims).")
    if not np.isfinite(rows).all():
        raise ConfigError(f"{what}: a number is not finite.\nGive vectors without nan and inf.")
    # Rows that are of unit length but for rounding stay as they are, so that vectors given back change nothing.
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows, dtype=np.float64))
    return rows if (np.abs(lengths - 1) < 1e-5).all() else unit_rows(rows)
