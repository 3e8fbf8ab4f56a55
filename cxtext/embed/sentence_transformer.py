"""Any sentence-transformers model, by folder or hub name. Needs the extra ``cxtext[sentence-transformers]``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext import plugins
from cxtext.embed.base import Progress, Vectors, as_list, disable_telemetry, trim, unit_rows
from cxtext.errors import MissingExtraError, ModelFormatError, ModelNotFoundError, suggest

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
#: Batches that the model gets per call: it sorts their texts by length, and progress is reported between calls.
BATCHES_PER_CALL = 32
#: Seconds to wait for the hub.
HUB_TIMEOUT_SECONDS = 10
#: Tokens that a model is taken to read when it does not say.
USUAL_TOKENS = 512
#: Characters per token that are worth tokenising, and the limits of their sum.
CHARS_PER_TOKEN = 40
LEAST_CHARS = 20_000
MOST_CHARS = 400_000


class SentenceTransformerEmbedder:
    """Encode with a sentence-transformers model of your choice.

    Use it for other languages or a model tuned to your field. A folder is never looked up on a network. A name
    such as ``"intfloat/multilingual-e5-small"`` is looked up in the local cache first and then fetched from the hub,
    unless ``HF_HUB_OFFLINE`` is set; a bare word is looked up in the cache only.

    Parameters
    ----------
    model : str or Path
        Folder of a sentence-transformers model, or its hub name.
    jobs : int
        Threads while encoding; 0 leaves the choice to torch.

    Raises
    ------
    ModelNotFoundError
        When there is no such folder or model, or it cannot be fetched.
    ModelFormatError
        When the folder does not hold a model that can be loaded.
    MissingExtraError
        When sentence-transformers is not installed.

    Notes
    -----
    Weights stay in float32 on the processor. Texts are padded to a common length within a batch, so a vector
    depends on its batch in the last bits: the cosine between two batchings is above .999999.
    """

    def __init__(self, model: str | Path, *, jobs: int = 0) -> None:
        self.jobs = jobs
        self._source = str(model)
        self._model = _load(self._source)
        folder = Path(model).expanduser()
        self.name = folder.resolve().name if folder.is_dir() else str(model)
        self.n_dims = int(_dimension(self._model))
        self.fingerprint = _fingerprint(self._model)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle the choice of model only: a worker loads it itself."""
        return partial(type(self), self._source, jobs=self.jobs), ()

    def encode(self, texts: Sequence[str], *, batch_size: int = 32, progress: Progress | None = None) -> Vectors:
        """Return one unit row per text, in order.

        Parameters
        ----------
        texts : sequence of str
            Any length, the empty string included; what the model's own limit cuts off is not read.
        batch_size : int
            Texts per batch.
        progress : callable, optional
            Called with the number of texts done since the last call; the numbers add up to ``len(texts)``.

        Returns
        -------
        ndarray of shape (n_texts, n_dims), float32, rows of unit length
        """
        todo = as_list(texts)
        limit = _max_chars(self._model)
        vectors = np.empty((len(todo), self.n_dims), np.float32)
        step = BATCHES_PER_CALL * batch_size
        with _threads(self.jobs):
            for start in range(0, len(todo), step):
                chunk = [trim(text, limit) for text in todo[start : start + step]]
                rows = self._model.encode(chunk, batch_size=batch_size, show_progress_bar=False, convert_to_numpy=True)
                vectors[start : start + len(chunk)] = unit_rows(np.asarray(rows, np.float32))
                if progress is not None:
                    progress(len(chunk))
        return vectors


def _load(name: str) -> SentenceTransformer:
    """Load a model from a folder, the local cache or, for a full hub name, the hub."""
    folder = Path(name).expanduser()
    on_hub = HUB_NAME.fullmatch(name) is not None
    if not folder.is_dir() and not on_hub and (_looks_like_path(name) or not _is_installed()):
        raise not_found(name)
    if not _is_installed():
        raise MissingExtraError.needs(f"the model {name!r}", "sentence-transformers")
    disable_telemetry()
    if folder.is_dir():
        if not any((folder / file).is_file() for file in ("modules.json", "config.json")):
            raise ModelFormatError(f"{name} holds no sentence-transformers model: neither modules.json nor config.json is there.")
        try:
            return _open(str(folder), local=True)
        except Exception as error:  # which one depends on the versions of three libraries
            raise ModelFormatError(f"{name} cannot be loaded as a sentence-transformers model: {_first_line(error)}") from error
    try:
        return _open(name, local=True)
    except Exception as error:
        if not on_hub:
            raise not_found(name) from error
    try:
        return _fetch(name)
    except Exception as error:
        raise not_found(name, f"It is not in the local cache and cannot be fetched: {_first_line(error)}") from error


def _is_installed() -> bool:
    """Tell whether the extra is installed, without importing it."""
    return find_spec("sentence_transformers") is not None


def _looks_like_path(name: str) -> bool:
    """Tell whether a name that is not a folder can only have been meant as one."""
    return name.startswith((".", "~")) or "/" in name or "\\" in name


def _fetch(name: str) -> SentenceTransformer:
    """Load a model from the hub, asking first whether it is there: without a network the loader retries for a minute."""
    from huggingface_hub import HfApi

    HfApi().model_info(name, timeout=HUB_TIMEOUT_SECONDS)
    return _open(name, local=False)


def _open(name: str, *, local: bool) -> SentenceTransformer:
    """Build the model in float32 on the processor."""
    from sentence_transformers import SentenceTransformer

    with _quiet():
        model = SentenceTransformer(name, device="cpu", local_files_only=local)
    return model.float().eval()


@contextmanager
def _quiet() -> Iterator[None]:
    """Hold back the progress bars and notes that the libraries write while they load."""
    from transformers.utils import logging

    settings: Any = logging
    bars, level = settings.is_progress_bar_enabled(), settings.get_verbosity()
    settings.disable_progress_bar()
    settings.set_verbosity_error()
    try:
        yield
    finally:
        settings.set_verbosity(level)
        if bars:
            settings.enable_progress_bar()


def not_found(name: str, detail: str = "") -> ModelNotFoundError:
    """Build the error that says what an embedder may be called."""
    names = [n for n in plugins.names("cxtext.embedders") if n != "sentence-transformer"]
    how = f"Known: {', '.join(names)}; or a folder or hub name (owner/model) of a sentence-transformers model."
    return ModelNotFoundError("\n".join(filter(None, [f"no embedder or model {name!r}.{suggest(name, names)}", detail, how])))


def _first_line(error: Exception) -> str:
    """Return the first line of an error's message, or its type when it has none."""
    return next(iter(str(error).strip().splitlines()), type(error).__name__)


def _dimension(model: Any) -> int:
    """Return the length of the model's vectors; the method's name changed with version 5."""
    ask = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
    size = ask()
    if size is None:
        raise ModelFormatError("the model does not say how long its vectors are; its last module must be a pooling or dense one.")
    return int(size)


def _max_chars(model: Any) -> int:
    """Return how many characters are worth tokenising, given how many tokens the model reads."""
    n_tokens = model.max_seq_length or USUAL_TOKENS
    return int(min(MOST_CHARS, max(LEAST_CHARS, CHARS_PER_TOKEN * n_tokens)))


def _fingerprint(model: Any) -> str:
    """Hash the steps, weights, vocabulary and length limit; where the files lie does not count."""
    import torch

    steps = [f"{type(module).__name__} {_pooling(module)}" for module in model]
    digest = hashlib.sha256(f"{model.max_seq_length} {steps}".encode())
    vocabulary = model.tokenizer.get_vocab() if hasattr(model.tokenizer, "get_vocab") else {}
    digest.update(repr(sorted(vocabulary.items())).encode())
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(f"{key} {tuple(tensor.shape)}".encode())
        digest.update(memoryview(tensor.detach().contiguous().reshape(-1).view(torch.uint8).numpy()))
    return digest.hexdigest()


def _pooling(module: Any) -> str:
    """Return how a module pools tokens, or nothing for another module; the attribute's name changed with version 6."""
    mode = getattr(module, "pooling_mode", None) or getattr(module, "get_pooling_mode_str", str)()
    return str(mode)


@contextmanager
def _threads(jobs: int) -> Iterator[None]:
    """Give torch ``jobs`` threads for a while; its setting is one for the whole process."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(jobs or before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
