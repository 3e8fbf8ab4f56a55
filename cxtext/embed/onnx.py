"""The default embedder: bge-small-en-v1.5, int8 weights, activations quantised so that a vector depends on its text alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxtext import shipped
from cxtext.embed.base import Progress, Vectors, as_list, disable_telemetry, trim, unit_rows
from cxtext.settings import count_workers

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL = "bge_small_en/model.onnx"
TOKENIZER = "bge_small_en/tokenizer.json"
#: Tokens that the model reads of a text.
MAX_TOKENS = 512
#: Characters of a text that are tokenised: more than 512 tokens of any language have, made-up words aside.
MAX_CHARS = 20_000
#: Texts tokenised and sorted together; bounds the memory for token ids.
WINDOW = 16_384
#: Tokens of a text of typical length, by which the size of a batch is counted.
TOKENS_PER_TEXT = 16


class OnnxEmbedder:
    """Encode with the shipped bge-small-en-v1.5, on the processor.

    Use it for English feedback; it is the default. A text's vector is the same to the last bit whatever
    other texts it comes with, in any order and with any ``batch_size`` or ``jobs``.

    Parameters
    ----------
    jobs : int
        Worker threads, each running one batch at a time on one core; 0 is one per core.

    Raises
    ------
    ModelNotFoundError, ModelFormatError
        When the shipped weights are missing or damaged.

    Notes
    -----
    Only texts of exactly the same number of tokens share a batch. There is then no padding and no mask, every
    integer product is exact and everything else works on one token or text at a time, so nothing depends on the batch.
    The vector is the sum of the tokens' last hidden states, each by the logarithm of its token's rank in the vocabulary,
    scaled to length 1. Text after 512 tokens is not read.

    Examples
    --------
    >>> embedder = OnnxEmbedder(jobs=1)
    >>> vectors = embedder.encode(["Login fails", "I cannot sign in", "Lovely food"])
    >>> bool(vectors[0] @ vectors[1] > vectors[0] @ vectors[2])
    True
    """

    name = "bge-small-en-v1.5-int8"
    n_dims = 384
    is_exact = True

    def __init__(self, *, jobs: int = 0) -> None:
        self.jobs = count_workers(jobs)
        self._paths = {name: str(shipped.weight_path(name)) for name in (MODEL, TOKENIZER)}

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the choice of model only: a worker loads the shipped weights itself."""
        return partial(type(self), jobs=self.jobs), ()

    @property
    def fingerprint(self) -> str:
        """Hash of the weights and the tokenizer."""
        return shipped.fingerprint(MODEL, TOKENIZER)

    def encode(self, texts: Sequence[str], *, batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """Return one unit row per text, in order.

        Parameters
        ----------
        texts : sequence of str
            Any length, the empty string included.
        batch_size : int
            Texts of typical length (16 tokens) per batch: it holds at most ``16 * batch_size`` tokens, or one text.
            It changes speed and memory only.
        progress : callable, optional
            Called with the number of texts done since the last call; the numbers add up to ``len(texts)``.

        Returns
        -------
        ndarray of shape (n_texts, 384), float32, rows of unit length
        """
        todo = as_list(texts)
        vectors = np.empty((len(todo), self.n_dims), np.float32)
        session = self._session  # loaded here, as workers asking for it at once would each load their own
        with ThreadPoolExecutor(self.jobs, "cxtext-embed") as pool:
            for start in range(0, len(todo), WINDOW):
                ids = self._tokenise(todo[start : start + WINDOW])
                batches = list(_batches(ids, max_tokens=TOKENS_PER_TEXT * batch_size))
                for rows, result in zip(batches, pool.map(partial(_run, session, ids), batches), strict=True):
                    vectors[start + rows] = result
                    if progress is not None:
                        progress(len(rows))
        return vectors

    def _tokenise(self, texts: list[str]) -> list[NDArray[np.int64]]:
        """Return the token ids of each text."""
        encodings = self._tokenizer.encode_batch_fast([trim(text, MAX_CHARS) for text in texts])
        return [np.array(encoding.ids, np.int64) for encoding in encodings]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(self._paths[TOKENIZER])
        tokenizer.no_padding()
        tokenizer.enable_truncation(MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        """The session that all workers share; each call runs on its caller's thread alone."""
        disable_telemetry()
        import onnxruntime

        options: Any = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        # the graph is written as it should run; further fusions make it slower
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.enable_mem_pattern = False  # batches differ in shape, and every shape would keep a plan of its own
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(self._paths[MODEL], options, providers=["CPUExecutionProvider"])


def _run(session: InferenceSession, ids: list[NDArray[np.int64]], rows: NDArray[np.intp]) -> Vectors:
    """Encode one batch of texts of equal token count."""
    (pooled,) = session.run(None, {"input_ids": np.stack([ids[row] for row in rows])})
    return unit_rows(np.asarray(pooled, np.float32))


def _batches(ids: list[NDArray[np.int64]], *, max_tokens: int) -> Iterator[NDArray[np.intp]]:
    """Yield the rows of each batch: equal token counts, longest first, at most ``max_tokens`` or one text."""
    lengths = np.array([len(row) for row in ids], np.intp)
    order = np.argsort(-lengths, kind="stable")
    edges = np.flatnonzero(np.diff(lengths[order])) + 1
    for group in np.split(order, edges):
        step = max(1, max_tokens // int(lengths[group[0]]))
        for start in range(0, len(group), step):
            yield group[start : start + step]
