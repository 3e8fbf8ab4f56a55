"""The texts of a finished run as edits see them, and the themes that the fit gave them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from cxtext.language import Language, load_language
from cxtext.pipeline.embedder import load_embedder_of
from cxtext.pipeline.tables import split_either
from cxtext.pipeline.units import UniqueTexts, unique_texts
from cxtext.run import Analysis, find_positions
from cxtext.themes import Assigned, Texts

if TYPE_CHECKING:
    from cxtext.embed import Embedder


class RunTexts:
    """What edits need of a run beside its themes: each part is made when it is needed first, and once.

    Parameters
    ----------
    analysis : Analysis
    texts : Texts, optional
        Its different texts with what is known of them, where another step has made it.
    """

    def __init__(self, analysis: Analysis, texts: Texts | None = None) -> None:
        self._analysis = analysis
        self._texts = texts

    @cached_property
    def unique(self) -> UniqueTexts:
        """The different texts of the run."""
        return unique_texts(self._analysis.units)

    @cached_property
    def fitted(self) -> Assigned:
        """The themes that the fit gave the texts, before any edit."""
        return read_fitted(self._analysis, self.unique, self.texts)

    @cached_property
    def texts(self) -> Texts:
        """The texts with what edits ask of them: vectors, words."""
        if self._texts is not None:
            return self._texts
        return Texts(self.unique.texts, self._encode, language=self.language, stored=self._analysis.require_model().vectors)

    @cached_property
    def language(self) -> Language:
        """The language of the texts."""
        settings = self._analysis.manifest.recorded_config.text
        return load_language(settings.language, stop_words=settings.stop_words)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder of the run."""
        return load_embedder_of(self._analysis)

    def _encode(self, texts: Sequence[str]) -> np.ndarray:
        """Embed texts with the embedder of the run."""
        return np.asarray(self.embedder.encode(list(texts)), dtype=np.float32)


def read_fitted(analysis: Analysis, unique: UniqueTexts, texts: Texts) -> Assigned:
    """Return the themes that the fit gave the texts of a run, before any edit, and what refits gave them.

    Parameters
    ----------
    analysis : Analysis
    unique : UniqueTexts
        Of the run's units.
    texts : Texts
        The same. A run that an early release taught does not have the themes before that: its texts are embedded again.
    """
    model = analysis.model
    assert model is not None
    first = np.unique(unique.of_unit, return_index=True)[1]
    rows = analysis.tables["assignments"].iloc[first]
    if rows["fit_strength"].notna().all():
        columns = ("fit_theme_id", "fit_subtheme_id", "fit_strength")
    elif model.curation is None:
        columns = ("theme_id", "subtheme_id", "strength")
    else:
        vectors = texts.embed(np.arange(len(unique.texts)))
        return model.recall_redraws(unique.texts, model.assign_fitted(vectors, unique.texts))
    tops = list(dict.fromkeys(item.theme_id for item in model.fitted if item.parent_id is None))
    parts = list(dict.fromkeys(item.theme_id for item in model.fitted if item.parent_id is not None))
    theme, part = find_positions(rows[columns[0]], tops), find_positions(rows[columns[1]], parts)
    either = split_either(rows["fit_either"], tops)
    fitted = Assigned(theme, rows[columns[2]].to_numpy(dtype=np.float64), part, either=either)
    return model.recall_redraws(unique.texts, fitted)
