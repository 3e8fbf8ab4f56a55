"""One call of ``analyze`` from Python: its objects apart from its options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cxtext.embed import OBJECT_PREFIX, Embeddings, wrap_embedder
from cxtext.errors import ConfigError
from cxtext.pipeline.caller import keep_rows, take_source
from cxtext.pipeline.given import Given
from cxtext.pipeline.polarity import read_polarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from cxtext.run import Analysis
    from cxtext.settings import Config


@dataclass(frozen=True)
class Call:
    """What a call gave.

    Parameters
    ----------
    source : object
        For the readers.
    index : Index or None
        Of the rows of the caller's tables.
    given : Given
    embedder_name : str or None
        For the settings.
    text_column : object
        As it was given, or the column of texts that came alone.
    """

    source: Any
    index: pd.Index | None
    given: Given
    embedder_name: str | None
    text_column: Any

    def settle(self, config: Config, stop_words: Sequence[str] | None) -> Config:
        """Return the config with the stop words of the call; raise ConfigError where it does not go with the objects."""
        if self.given.polarity is not None and config.input.since_run is not None:
            raise ConfigError("polarity cannot be given for new rows of an earlier run.\nAnalyse all rows together.")
        if stop_words is None:
            return config
        if isinstance(stop_words, str) or not all(isinstance(word, str) for word in stop_words):
            raise ConfigError("stop_words is not a list of words.\nExample: stop_words=['acme']")
        text = config.text.model_copy(update={"stop_words": tuple(stop_words)})
        return config.model_copy(update={"text": text})

    def remember(self, analysis: Analysis) -> Analysis:
        """Return the analysis with the rows of the caller's tables, unless it is a run that grew."""
        session = analysis.session
        if session is None:  # the run of a folder that grew
            return analysis
        rows = keep_rows(self.source, self.index, analysis.tables["columns"])
        return replace(analysis, session=replace(session, rows=rows))


def read_call(source: Any, *, embedder: Any, embeddings: Any, polarity: Any, text_column: Any) -> Call:
    """Return a call with its objects read.

    Raises
    ------
    ConfigError
        For an embedder, embeddings or a polarity that cannot be used.
    """
    own, index, column = take_source(source)
    scores, own = read_polarity(polarity, own, index)
    name = embedder if isinstance(embedder, str | None) else None
    model = None
    if embedder is not None and name is None:
        model = wrap_embedder(embedder)
        name = OBJECT_PREFIX + model.name
    given = Given(model, None if embeddings is None else Embeddings.read(embeddings), scores)
    return Call(own, index, given, name, text_column if text_column is not None else column)
