"""What the shipped linear heads share: their weights, checked, and the logits of a text from its vector, words and form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from cxtext.errors import ModelFormatError
from cxtext.sentiment.form import FORMS, form_features
from cxtext.sentiment.linear import CHUNK, check_vectors, rowwise
from cxtext.sentiment.ngrams import hash_ngrams
from cxtext.sentiment.valence import FEATURES, lexicon_features

FORMAT = 1


class LinearHead:
    """Linear sums from a text's vector, rated words, form and hashed n-grams to the logits of some classes.

    A text's logits depend on its text and vector alone, not on the texts it is read with.

    Parameters
    ----------
    meta : mapping
        The head's description: embedder, classes, training sets; names of the forms where it reads them.
    tensors : mapping of str to ndarray
        ``coef`` of shape (n_dims, n_classes), ``intercept`` of shape (n_classes,), and optionally ``lexicon_coef`` of shape
        (13, n_classes) for :func:`~cxtext.sentiment.lexicon_features`, ``form_coef`` of shape (n_forms, n_classes)
        for :func:`~cxtext.sentiment.form_features`, and ``ngram_coef`` of shape (n_columns, n_classes) for
        :func:`~cxtext.sentiment.hash_ngrams`.

    Raises
    ------
    ModelFormatError
        When the parts do not fit together.
    """

    kind: ClassVar[str]
    classes: ClassVar[tuple[str, ...]]
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, meta: dict[str, Any], tensors: dict[str, NDArray[Any]]) -> None:
        n = len(self.classes)
        try:
            self.name = str(meta["name"])
            self.fingerprint = str(meta["embedder"]["fingerprint"])
            known = meta["format"] == FORMAT and tuple(meta["classes"]) == self.classes
            known = known and ("form_coef" not in tensors or tuple(meta["forms"]) == FORMS)
            for name in self.needs:
                tensors[name]
            self._coef = np.ascontiguousarray(tensors["coef"].T, dtype=np.float64)
            self._intercept = tensors["intercept"].astype(np.float64)
            self._lexicon_coef = _read(tensors, "lexicon_coef", (len(FEATURES), n))
            self._form_coef = _read(tensors, "form_coef", (len(FORMS), n))
            self._ngram_coef = tensors["ngram_coef"].astype(np.float64) if "ngram_coef" in tensors else None
            self._read_meta(meta)
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFormatError(f"a head for {self.kind} lacks {error}.\nReinstall cxtext, or run: make models") from error
        if not known or len(self._coef) != n or self._intercept.shape != (n,):
            raise ModelFormatError(f"{self.kind} head {self.name!r} is of another format.\nRebuild it with: make models")

    def _read_meta(self, meta: dict[str, Any]) -> None:
        """Take what only this kind of head has from its description."""

    @property
    def n_dims(self) -> int:
        """Length of the vectors it reads."""
        return int(self._coef.shape[1])

    def read_words(
        self, texts: Sequence[str], *, rated: NDArray[np.float64] | None = None, forms: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return what words and form of each text add to its logits, shape (n_texts, n_classes): the part that needs no vector.

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts.
        rated : ndarray of shape (n_texts, 13), optional
            Their :func:`~cxtext.sentiment.lexicon_features`, when they are known.
        forms : ndarray of shape (n_texts, n_forms), optional
            Their :func:`~cxtext.sentiment.form_features`, when they are known.
        """
        logits = np.zeros((len(texts), len(self.classes)))
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            if self._lexicon_coef is not None:
                logits[rows] += rowwise(lexicon_features(texts[rows]) if rated is None else rated[rows], self._lexicon_coef)
            if self._form_coef is not None:
                logits[rows] += rowwise(form_features(texts[rows]) if forms is None else forms[rows], self._form_coef)
            if self._ngram_coef is not None:
                logits[rows] += hash_ngrams(texts[rows], len(self._ngram_coef)) @ self._ngram_coef
        return logits

    def logits(
        self, texts: Sequence[str], embeddings: NDArray[np.float32], *, words: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the logits of each text, shape (n_texts, n_classes).

        Parameters
        ----------
        texts : sequence of str
            Cleaned texts.
        embeddings : ndarray of shape (n_texts, n_dims), float32
            Their vectors, from the embedder that the head is for.
        words : ndarray of shape (n_texts, n_classes), optional
            What :meth:`read_words` gave for the same texts, when it ran before.

        Raises
        ------
        ValueError
            When the vectors are of another number or length.
        """
        check_vectors(embeddings, len(texts), self.n_dims)
        words = self.read_words(texts) if words is None else words
        logits = np.empty((len(texts), len(self.classes)))
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            logits[rows] = rowwise(embeddings[rows].astype(np.float64), self._coef) + self._intercept + words[rows]
        return logits


def _read(tensors: dict[str, NDArray[Any]], name: str, shape: tuple[int, int]) -> NDArray[np.float64] | None:
    """Return an optional tensor, transposed; raise ValueError when it is of another shape."""
    if name not in tensors:
        return None
    if tensors[name].shape != shape:
        raise ValueError(f"{name} of shape {shape}")
    return np.ascontiguousarray(tensors[name].T, dtype=np.float64)
