"""The fast embedder: the mean of static token vectors (potion-base-8M, 128 dimensions, int8)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cxtext import shipped
from cxtext.embed.base import Progress, Vectors, as_list, trim, unit_rows
from cxtext.settings import count_workers

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TABLE = "potion_128/embeddings.safetensors"
TOKENIZER = "potion_128/tokenizer.json"
#: Characters of a text that are tokenised.
MAX_CHARS = 20_000
#: Tokens of a text whose vectors are averaged.
MAX_TOKENS = 4096
#: Texts tokenised together; bounds the memory for token ids.
WINDOW = 2048


class StaticEmbedder:
    """Encode with static token vectors: some fifty times faster than the default, and coarser.

    Use it for a first look, or for very many texts. A text's vector is the same to the last bit whatever
    other texts it comes with. It does not see the order of words.

    Parameters
    ----------
    jobs : int
        Accepted because every embedder takes it; the work is too small to share between threads.

    Raises
    ------
    ModelNotFoundError, ModelFormatError
        When the shipped weights are missing or damaged.

    Notes
    -----
    The vector is the mean of the vectors of the text's tokens that are in the table, scaled to length 1 (model2vec). A text
    without any such token gets the first axis.

    Examples
    --------
    >>> vectors = StaticEmbedder().encode(["The app crashes", "It crashed again", "Friendly staff"])
    >>> bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    True
    """

    name = "potion-base-8M-128-int8"
    n_dims = 128
    is_exact = True

    def __init__(self, *, jobs: int = 0) -> None:
        self.jobs = count_workers(jobs)
        self._paths = {name: shipped.weight_path(name) for name in (TABLE, TOKENIZER)}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the choice of model only: a worker loads the shipped weights itself."""
        return partial(type(self), jobs=self.jobs), ()

    @property
    def fingerprint(self) -> str:
        """Hash of the weights and the tokenizer."""
        return shipped.fingerprint(TABLE, TOKENIZER)

    def encode(self, texts: Sequence[str], *, batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """Return one unit row per text, in order.

        Parameters
        ----------
        texts : sequence of str
            Any length, the empty string included; characters after the first 20,000 are not read.
        batch_size : int
            Accepted because every embedder takes it; without effect.
        progress : callable, optional
            Called with the number of texts done since the last call; the numbers add up to ``len(texts)``.

        Returns
        -------
        ndarray of shape (n_texts, 128), float32, rows of unit length
        """
        todo = as_list(texts)
        vectors = np.empty((len(todo), self.n_dims), np.float32)
        for start in range(0, len(todo), WINDOW):
            window = [trim(text, MAX_CHARS) for text in todo[start : start + WINDOW]]
            ids = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(window, add_special_tokens=False)]
            vectors[start : start + len(ids)] = self._means(ids)
            if progress is not None:
                progress(len(ids))
        return vectors

    def _means(self, ids: list[list[int]]) -> Vectors:
        """Return the direction of each text's mean token vector, summed as integers and hence exactly."""
        lengths = np.array([len(row) for row in ids])
        totals = np.zeros((len(ids), self.n_dims), np.int64)
        filled = np.flatnonzero(lengths)
        if len(filled):
            flat = np.concatenate([np.array(ids[row], np.intp) for row in filled])
            starts = np.concatenate(([0], np.cumsum(lengths[filled])[:-1]))
            totals[filled] = np.add.reduceat(self._table[flat], starts, axis=0, dtype=np.int64)
        # neither the count nor the scale of the table changes a direction
        return unit_rows(totals.astype(np.float32))

    @cached_property
    def _table(self) -> NDArray[np.int8]:
        """The token vectors, (n_tokens, 128); unknown and special tokens are rows of zeros."""
        from safetensors.numpy import load_file

        table: NDArray[np.int8] = load_file(self._paths[TABLE])["embeddings"]
        return table

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._paths[TOKENIZER]))
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer
