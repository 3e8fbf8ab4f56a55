"""The embedder of a run, and that of an earlier run whose themes or vectors are used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxtext.embed import load_embedder
from cxtext.errors import ModelError

if TYPE_CHECKING:
    from cxtext.embed import Embedder
    from cxtext.run import Analysis
    from cxtext.settings import Config
    from cxtext.themes import ThemeModel


def pick_embedder(config: Config, earlier: Analysis | None) -> Embedder:
    """Load the embedder; for the themes of an earlier run, the one that they were found with.

    Raises
    ------
    ModelError
        When the one installed is another one.
    """
    if earlier is None:
        return load_embedder(config.embedding, jobs=config.jobs)
    return load_same_embedder(config, earlier.require_model())


def load_same_embedder(config: Config, model: ThemeModel) -> Embedder:
    """Return the embedder of a run.

    Raises
    ------
    ModelError
        When the one installed is not the one that the run was made with.
    """
    embedder = load_embedder(config.embedding, jobs=config.jobs)
    if embedder.fingerprint != model.embedder_fingerprint:
        raise ModelError(
            f"embedder {embedder.name!r} is not the one that the run was made with (another fingerprint).\n"
            "Analyse again with the embedder of today."
        )
    return embedder
