"""The embedder of a run, and that of an earlier run whose themes or vectors are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxtext.embed import Embeddings, GivenEmbedder, load_embedder
from cxtext.errors import InputError, ModelError
from cxtext.schema import Stage
from cxtext.themes import round_vectors

if TYPE_CHECKING:
    from cxtext.embed import Embedder
    from cxtext.pipeline.preflight import Inputs
    from cxtext.run import Analysis, RunLog
    from cxtext.settings import Config
    from cxtext.themes import ThemeModel


def pick_embedder(config: Config, inputs: Inputs) -> Embedder:
    """Return the embedder: that of the caller or of the settings; for the themes of an earlier run, the one they were found with.

    Raises
    ------
    ModelError
        When it is another one than that of the earlier run.
    ConfigError
        When vectors were given that are of another embedder.
    """
    given = inputs.given
    embedder = given.embedder or load_embedder(config.embedding, jobs=config.jobs)
    if inputs.earlier is not None:
        _check_same(embedder, inputs.earlier.require_model())
    return embedder if given.embeddings is None else GivenEmbedder(embedder, given.embeddings)


def load_embedder_of(analysis: Analysis) -> Embedder:
    """Return the embedder of a run: the object that was given for it in this process, or the one that is installed.

    Raises
    ------
    ModelError
        When the one installed is not the one that the run was made with, or it was an object in another process.
    """
    if analysis.session is not None and analysis.session.embedder is not None:
        return analysis.session.embedder
    config = analysis.manifest.recorded_config
    embedder = load_embedder(config.embedding, jobs=config.jobs)
    _check_same(embedder, analysis.require_model())
    return embedder


def recall_embeddings(analysis: Analysis) -> Embeddings:
    """Return the vectors of the texts of a run; see ``Analysis.embeddings``."""
    if analysis.session is not None and analysis.session.embeddings is not None:
        return analysis.session.embeddings
    texts = sorted(set(analysis.units["text"].tolist()))
    stored = analysis.require_model().vectors
    vectors = None if stored is None else stored.find(texts)
    if vectors is None:
        raise InputError("the run has no vectors of all of its texts.\nAnalyse again to have them.")
    model = analysis.manifest.models.embedder
    return Embeddings(texts, vectors, model.name, str(model.fingerprint or ""))


def find_vectors(
    run: Analysis, texts: Sequence[str], fingerprint: str | None, load: Callable[[], Embedder], log: RunLog
) -> np.ndarray:
    """Return the vectors that a run keeps of its texts; where it has none of the embedder that is wanted, embed them.

    Parameters
    ----------
    run : Analysis
        The run that has the texts.
    texts : sequence of str
        Each once.
    fingerprint : str or None
        Of the embedder that is wanted.
    load : callable
        Loads it; called only where something is embedded.
    log : RunLog

    Returns
    -------
    ndarray of shape (n_texts, n_dims), float32
        Rounded alike in both cases.
    """
    model = run.model
    if model is not None and model.vectors is not None and model.embedder_fingerprint == fingerprint:
        vectors = model.vectors.find(texts)
        if vectors is not None:
            return vectors.astype(np.float32)
    embedder = load()
    with log.stage(Stage.EMBED, total=len(texts)) as advance:
        return round_vectors(embedder.encode(texts, progress=advance))


def _check_same(embedder: Embedder, model: ThemeModel) -> None:
    """Raise ModelError when an embedder is not the one that themes were found with."""
    if embedder.fingerprint != model.embedder_fingerprint:
        raise ModelError(
            f"embedder {embedder.name!r} is not the one that the run was made with (another fingerprint).\n"
            "Analyse again with the embedder of today."
        )
