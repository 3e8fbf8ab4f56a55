"""Load an embedder by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxtext import plugins
from cxtext.embed.given import OBJECT_PREFIX
from cxtext.errors import ModelNotFoundError
from cxtext.settings import EmbeddingConfig

if TYPE_CHECKING:
    from cxtext.embed.base import Embedder


def load_embedder(settings: EmbeddingConfig | str, *, jobs: int = 0) -> Embedder:
    """Return the embedder that the settings name: a registered one, or the sentence-transformers model of that path or name.

    Parameters
    ----------
    settings : EmbeddingConfig or str
        The section ``embedding`` of the config, or a name alone, which is that of its embedder: ``"default"``, ``"fast"``, a
        name that another package has registered, a folder that holds a sentence-transformers model, or a model's hub name such
        as ``"sentence-transformers/all-MiniLM-L6-v2"``.
    jobs : int
        Worker threads; 0 is one per core.

    Returns
    -------
    Embedder
        Ready to encode; the weights are found and verified, and loaded at the first text.

    Raises
    ------
    ModelNotFoundError
        When no embedder, folder or model of that name can be found.
    ModelFormatError
        When shipped weights are damaged.
    MissingExtraError
        When the name asks for sentence-transformers and the extra is not installed.

    Examples
    --------
    >>> load_embedder("fast").encode(["The app is slow", "Great support"]).shape
    (2, 128)
    """
    settings = EmbeddingConfig(embedder=settings) if isinstance(settings, str) else settings
    name = settings.embedder
    if name.startswith(OBJECT_PREFIX):
        raise ModelNotFoundError(
            f"embedder {name.removeprefix(OBJECT_PREFIX)!r} was given as a Python object, which no file holds.\n"
            "Give it again in Python: analyze(source, embedder=EMBEDDER, themes_from=RUN)"
        )
    embedder: Embedder
    if name in plugins.names("cxtext.embedders") and name != "sentence-transformer":
        embedder = plugins.load("cxtext.embedders", name)(jobs=jobs)
    else:
        embedder = plugins.load("cxtext.embedders", "sentence-transformer")(name, jobs=jobs)
    return embedder
