"""Other texts under the themes of an analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import InputError
from cxtext.language import find_languages, load_language
from cxtext.pipeline.caller import as_texts
from cxtext.pipeline.embedder import load_embedder_of
from cxtext.pipeline.sentiment import SentimentReader
from cxtext.pipeline.steps import assign_units, classify_units, embed_units, split_responses
from cxtext.run import Analysis, warn_left_out
from cxtext.text import find_boilerplate

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder

_COLUMNS = {
    "opinion": "str",
    "start": "int64",
    "end": "int64",
    "theme_id": "str",
    "theme": "str",
    "subtheme_id": "str",
    "strength": "float64",
    "polarity": "float64",
    "sentiment": "str",
    "intent": "str",
}


def assign_texts(
    analysis: Analysis, texts: Any, *, stacklevel: int = 1, embedder: Embedder | None = None, warn: bool = True
) -> pd.DataFrame:
    """Return the opinions in texts with their themes and sentiment; see ``Analysis.assign``.

    Parameters
    ----------
    analysis : Analysis
    texts : sequence of str, or Series
    stacklevel : int
        Of the warning.
    embedder : Embedder, optional
        That of the analysis, where it is loaded already.
    warn : bool
        Whether to warn of texts without a row.
    """
    import pandas as pd

    series = _read(texts)
    model, config = analysis.require_model(), analysis.manifest.recorded_config
    embedder = embedder or load_embedder_of(analysis)
    language = load_language(config.text.language, stop_words=config.text.stop_words)
    cells = ["" if one is None else str(one) for one in series.tolist()]
    ids = [str(position) for position in range(len(cells))]
    table = pd.DataFrame({"response_id": pd.array(ids, dtype="str"), "text": pd.array(cells, dtype="str")})
    spoken = find_languages(analysis.responses["text"], language)  # the main language is that of the survey
    boilerplate = find_boilerplate(analysis.responses["text"])
    batch = split_responses(table, config.text, language=language, spoken=spoken, boilerplate=boilerplate)
    batch = assign_units(embed_units(batch, embedder), model)
    stand_in = config.sentiment.embedder
    reader = SentimentReader.load(embedder, config.embedding, language=language.code, jobs=config.jobs, stand_in=stand_in)
    batch = classify_units(batch, reader)
    assert batch.assigned is not None and batch.sentiment is not None
    of, units = batch.unique.of_unit, batch.units
    themes = np.array([*model.theme_ids, None], dtype=object)[batch.assigned.theme[of]]
    labels = {item.theme_id: item.label for item in model.items}
    polarity = batch.sentiment.polarity
    assigned = pd.DataFrame(
        {
            "opinion": units["text"],
            "start": units["start"],
            "end": units["end"],
            "theme_id": themes,
            "theme": [labels.get(name) for name in themes],
            "subtheme_id": np.array([*model.subtheme_ids, None], dtype=object)[batch.assigned.subtheme[of]],
            "strength": batch.assigned.strength[of],
            "polarity": polarity.polarity[of],
            "sentiment": np.asarray(polarity.label, dtype=object)[of],
            "intent": batch.sentiment.intents[of],
        }
    ).astype(_COLUMNS)
    places = units["response_id"].astype("int64").to_numpy()
    assigned.index = series.index[places]
    if warn:
        silent = sorted(set(range(len(cells))) - set(places.tolist()))
        reasons = ["blank" if not cells[i].strip() else "say nothing, such as n/a" for i in silent]
        warn_left_out(pd.DataFrame({"reason": pd.array(reasons, dtype="str")}), stacklevel=stacklevel + 1)
    return assigned


def _read(texts: Any) -> pd.Series:
    """Return texts as a Series; raise InputError for what is not a list of them."""
    import pandas as pd

    if isinstance(texts, str):
        raise InputError("assign takes a list of texts, not one.\nWrap it: analysis.assign([text])")
    if isinstance(texts, list | tuple):
        texts = pd.Series(texts, dtype=object)
    series = as_texts(texts)
    if series is None:
        raise InputError(f"assign takes texts, not a {type(texts).__name__}.\nGive a list or a Series, such as frame['comment'].")
    return series
