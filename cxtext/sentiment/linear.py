"""The shipped linear heads: reading their files, and the logits of a text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, ClassVar, TypedDict

import numpy as np
from numpy.typing import NDArray

from cxtext import shipped
from cxtext.errors import ModelFormatError, ModelNotFoundError
from cxtext.language import load_language
from cxtext.sentiment.form import FORMS, form_features
from cxtext.sentiment.ngrams import hash_ngrams
from cxtext.sentiment.valence import ENGLISH, FEATURES, lexicon_features

#: Version of the files that this module reads.
FORMAT = 1
#: Texts scored at a time: bounds the memory, changes no result.
CHUNK = 8192

_SUFFIX = ".json"


class HeadEmbedder(TypedDict):
    """The embedder whose vectors a head reads."""

    name: str
    fingerprint: str


class HeldOut(TypedDict):
    """What a head did on a labelled set when it was trained on the others: texts of each class by the label they got."""

    kind: str
    confusion: list[list[int]]


class HeadMeta(TypedDict, total=False):
    """The description of a head, as far as it is read: a key that is missing makes a ModelFormatError, or has a default."""

    format: int
    name: str
    classes: list[str]
    embedder: HeadEmbedder
    language: str
    forms: list[str]
    temperature: float
    threshold: float
    held_out: dict[str, HeldOut]


class LinearHead:
    """Linear sums from a text's vector, rated words, form and hashed n-grams to the logits of some classes.

    A text's logits depend on its text and vector alone, not on the texts it is read with.

    Parameters
    ----------
    meta : HeadMeta
        The head's description: embedder, classes, training sets; names of the forms where it reads them; the language of the
        texts that it is trained on, English unless it is named.
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

    def __init__(self, meta: HeadMeta, tensors: dict[str, NDArray[Any]]) -> None:
        n = len(self.classes)
        try:
            self.name = str(meta["name"])
            self.fingerprint = str(meta["embedder"]["fingerprint"])
            self.language = load_language(str(meta.get("language", ENGLISH)))
            is_current = meta["format"] == FORMAT and tuple(meta["classes"]) == self.classes
            is_current = is_current and ("form_coef" not in tensors or tuple(meta["forms"]) == FORMS)
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
        if not is_current or len(self._coef) != n or self._intercept.shape != (n,):
            raise ModelFormatError(f"{self.kind} head {self.name!r} is of another format.\nRebuild it with: make models")

    def _read_meta(self, meta: HeadMeta) -> None:
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
            Their :func:`~cxtext.sentiment.lexicon_features`, when they were computed before.
        forms : ndarray of shape (n_texts, n_forms), optional
            Their :func:`~cxtext.sentiment.form_features`, when they were computed before.
        """
        logits = np.zeros((len(texts), len(self.classes)))
        for start in range(0, len(texts), CHUNK):
            rows = slice(start, start + CHUNK)
            if self._lexicon_coef is not None:
                features = lexicon_features(texts[rows], language=self.language) if rated is None else rated[rows]
                logits[rows] += rowwise(features, self._lexicon_coef)
            if self._form_coef is not None:
                features = form_features(texts[rows], language=self.language) if forms is None else forms[rows]
                logits[rows] += rowwise(features, self._form_coef)
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


def list_heads(folder: str) -> dict[tuple[str, str], str]:
    """Return the names of the heads in a folder of the shipped weights, by fingerprint of their embedder and language."""
    heads = {}
    for name, entry in shipped.manifest()["files"].items():
        if name.startswith(f"{folder}/") and name.endswith(_SUFFIX):
            facts = entry["facts"]
            key = (facts["embedder_fingerprint"], facts.get("language", ENGLISH))
            heads[key] = name.removeprefix(f"{folder}/").removesuffix(_SUFFIX)
    return heads


def read_head(folder: str, embedder_fingerprint: str, language: str) -> tuple[HeadMeta, dict[str, NDArray[Any]]]:
    """Return description and tensors of a shipped head, its files verified.

    Parameters
    ----------
    folder : str
        Such as ``"sentiment"``.
    embedder_fingerprint : str
        ``fingerprint`` of the embedder that it reads.
    language : str
        Code of the language of the texts that it is trained on.

    Raises
    ------
    ModelNotFoundError
        When there is no head for this embedder and language.
    ModelFormatError
        When the head's files are damaged.
    """
    from safetensors.numpy import load_file

    heads = list_heads(folder)
    name = heads.get((embedder_fingerprint, language))
    languages = sorted({language for _, language in heads})
    if language not in languages:
        raise ModelNotFoundError(
            f"no {folder} head is trained on texts of the language {language!r}, only of {', '.join(languages)}.\n"
            "Heads are not used on texts of another language: change the setting text.language."
        )
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


def _read(tensors: dict[str, NDArray[Any]], name: str, shape: tuple[int, int]) -> NDArray[np.float64] | None:
    """Return an optional tensor, transposed; raise ValueError when it is of another shape."""
    if name not in tensors:
        return None
    if tensors[name].shape != shape:
        raise ValueError(f"{name} of shape {shape}")
    return np.ascontiguousarray(tensors[name].T, dtype=np.float64)
