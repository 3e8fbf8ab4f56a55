"""The next wave of a survey: the themes of an earlier run with its edits, and new themes among what fits none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxtext.errors import ConfigError
from cxtext.run import Analysis
from cxtext.themes import Assigned, Corpus, Texts, ThemeModel, Words

if TYPE_CHECKING:
    import numpy as np

    from cxtext.pipeline.preflight import Inputs
    from cxtext.settings import Config
    from cxtext.themes import Tone


@dataclass(frozen=True)
class FoundThemes:
    """The themes of a corpus.

    Parameters
    ----------
    model : ThemeModel
    fitted : Assigned
        Themes of the texts before any edit, as indices of ``model.fitted``.
    assigned : Assigned
        After all edits, as indices of ``model.theme_ids`` and ``model.subtheme_ids``; ``fitted`` itself without edits.
    """

    model: ThemeModel
    fitted: Assigned
    assigned: Assigned


def continue_config(earlier: Analysis, name: str) -> Config:
    """Return the settings for a later wave of a run: its own, with its themes, text columns and metrics.

    Parameters
    ----------
    earlier : Analysis
    name : str
        What its settings shall call it: the folder of the run.
    """
    config = earlier.manifest.recorded_config
    return config.model_copy(
        update={
            "input": config.input.model_copy(update={"text_columns": list_text_columns(earlier), "limit": None}),
            "themes": config.themes.model_copy(update={"source": name, "codebook": None, "namer_run": None}),
            "metrics": earlier.manifest.outcomes,
            "guess_metrics": False,
        }
    )


def list_text_columns(earlier: Analysis) -> tuple[str, ...]:
    """Return the names of the columns whose text a run analysed."""
    columns = earlier.tables["columns"]
    return tuple(columns.loc[columns["role"] == "text", "column"].tolist())


def load_earlier(folder: str) -> Analysis:
    """Load the run whose themes are used.

    Raises
    ------
    InputError
        When the folder is not a run, or the run has no theme model.
    ModelFormatError
        When it is damaged, or its model is of another format.
    """
    analysis = Analysis.load(folder)
    analysis.require_model()
    return analysis


def follow(config: Config, earlier: Analysis) -> Config:
    """Return the config with what the themes of an earlier run need: its embedder, and the language of its word lists."""
    before = earlier.manifest.recorded_config
    text = config.text.model_copy(update={"language": before.text.language})
    embedding = earlier.manifest.embedding.model_copy(update={"batch_size": config.embedding.batch_size})
    return config.model_copy(update={"text": text, "embedding": embedding})


def find_themes(corpus: Corpus, config: Config, inputs: Inputs, tone: Tone | None) -> FoundThemes:
    """Discover the themes of a corpus, or give it those of an earlier run and discover others among what fits none.

    Parameters
    ----------
    corpus : Corpus
        The texts of the run, with their words.
    config : Config
    inputs : Inputs
        Codebook, namer and earlier run.
    tone : Tone, optional
        Of the texts.
    """
    settings, seed, namer, jobs = config.themes, config.seed, inputs.namer, config.jobs
    if inputs.earlier is None:
        model, fitted = ThemeModel.fit_assign(
            corpus, settings=settings, random_state=seed, codebook=inputs.codebook, namer=namer, tone=tone, jobs=jobs
        )
        assigned = fitted
    else:
        model = inputs.earlier.require_model()
        fitted = model.assign_fitted(corpus.vectors, corpus.texts)
        if settings.only:
            model, fitted = model.take_over(), replace(fitted, redrawn=None)
        else:
            model, fitted = model.extend(corpus, fitted, settings=settings, random_state=seed, namer=namer, tone=tone, jobs=jobs)
        model, assigned = bring_up_to_date(model, fitted, corpus.texts, corpus.counts, corpus.words, corpus.vectors)
    return FoundThemes(model if namer is None else replace(model, answers=namer.replies), fitted, assigned)


def bring_up_to_date(
    model: ThemeModel,
    fitted: Assigned,
    texts: Sequence[str],
    counts: np.ndarray,
    words: Words | None,
    vectors: np.ndarray | None = None,
) -> tuple[ThemeModel, Assigned]:
    """Return the model with its themes as the texts of this run show them, and the themes of the texts after edits."""
    words = words or Words(list(texts))
    return model.refresh(fitted, Texts(texts, vectors=vectors, language=words.language, words=words), words, counts)


def find_source(config: Config) -> tuple[Analysis | None, str | None]:
    """Return the run that ``themes.source`` names, or the codebook that it or ``themes.codebook`` names.

    Raises
    ------
    ConfigError
        When two sources of themes are named, or ``themes.only`` is set without any.
    """
    themes = config.themes
    if themes.source is None:
        if themes.only and themes.codebook is None:
            raise ConfigError("'only' needs themes to use.\nName a run or a codebook: --themes-from RUN --only")
        return None, themes.codebook
    if themes.codebook is not None:
        raise ConfigError("themes come from a run or from a codebook, not from both.\nLeave out --codebook or --themes-from.")
    if Path(themes.source).is_dir():
        return load_earlier(themes.source), None
    return None, themes.source
