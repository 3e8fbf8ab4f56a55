"""Bring two runs to one codebook: the themes of A, plus the themes of B that A does not have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.embed import load_embedder
from cxtext.errors import InputError, ModelFormatError
from cxtext.pipeline import find_vectors, unique_texts
from cxtext.schema import active_themes
from cxtext.themes import ThemeModel

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder
    from cxtext.run import Analysis, RunLog

#: A theme of B joins A's codebook when at least this share of its units has no theme under A's model.
LEAST_OUTSIDE_SHARE = 0.5
#: A theme of B stands for a theme of the codebook in which at least this share of those of its units are that have one.
LEAST_ALIKE = 0.5
#: Prefix of the ids of B's themes, which keeps them apart from those of A.
PREFIX_B = "B."


@dataclass(frozen=True)
class Matched:
    """Two runs under one codebook.

    Parameters
    ----------
    themes : DataFrame
        theme_id, label, is_outside (a theme of B that A does not have).
    units_a, units_b : Series of str
        Theme of each unit, null for none, in the order of the units tables.
    own_b : Series of str
        The same of B's units by B's own themes: each of these stands for the theme in which half of its units or more are; null
        for units of the others, and for all where both runs have the same model.
    same_model : bool
        Whether both runs have the same theme model, or B that of A with more edits or waves.
    follows : bool
        Whether B has more edits or waves, which A's units were given here.
    """

    themes: pd.DataFrame
    units_a: pd.Series
    units_b: pd.Series
    own_b: pd.Series
    same_model: bool
    follows: bool = False


def match_themes(a: Analysis, b: Analysis, run: RunLog) -> Matched:
    """Give every unit of both runs a theme of one codebook.

    With the same theme model in both runs (equal :attr:`ThemeModel.fingerprint`), the assignments are used as they are. Where
    B's model is A's with more edits or waves, it labels A's units, ids mean the same, and what a wave added is not A's.
    Otherwise A's model labels B's units. A theme of B joins the codebook when half of its units or more have no theme that
    way. B's model then looks for it among the units of A without a theme: what A mentions too, without having made a theme of
    it, is not new.

    Raises
    ------
    InputError
        When a run was saved without its theme model.
    ModelError
        When the theme model of a run is of another format, its embedder cannot be loaded, or is not the one that the run was
        made with.
    """
    import pandas as pd

    model_a, model_b = _model_of(a, "A"), _model_of(b, "B")
    own_a, own_b = (one.tables["assignments"]["theme_id"].astype("object") for one in (a, b))
    themes_a = _list_themes(a)
    is_in_a = own_b.isna() | own_b.isin(set(a.themes["theme_id"]))
    if model_a.fingerprint == model_b.fingerprint and bool(is_in_a.all()):
        return Matched(themes_a, own_a, own_b, own_b.where(own_b.isna(), None), same_model=True)
    if model_b.follows(model_a):
        themes_b = _list_themes(b)
        is_later = ~themes_b["theme_id"].isin([item.theme_id for item in (*model_a.fitted, *model_a.items)])
        is_later &= themes_b["theme_id"].isin([item.theme_id for item in model_b.fitted])
        by_b = _label(a, a.units["text"], _Labeller(b, model_b, "B"), run)
        nothing = own_b.where(own_b.isna(), None)
        return Matched(themes_b.assign(is_outside=is_later), by_b, own_b, nothing, same_model=True, follows=True)
    by_a = _label(b, b.units["text"], _Labeller(a, model_a, "A"), run)
    outside = _find_outside(b, own_b, by_a)
    units_b = by_a.where(by_a.notna() | ~own_b.isin(outside["theme_id"]), PREFIX_B + own_b.astype("str"))
    units_a = own_a
    if len(outside):
        free = own_a.isna().to_numpy()
        by_b = _label(a, a.units["text"][free], _Labeller(b, model_b, "B"), run)
        units_a = own_a.copy()
        units_a[free] = (PREFIX_B + by_b.astype("str")).where(by_b.isin(outside["theme_id"]), None).to_numpy()
    joined = outside.assign(theme_id=PREFIX_B + outside["theme_id"])
    themes = pd.concat([themes_a, joined], ignore_index=True)
    return Matched(themes, units_a, units_b, _translate(own_b, units_b), same_model=False)


def _model_of(one: Analysis, name: str) -> ThemeModel:
    """Return the theme model of a run."""
    if one.model_problem:
        raise ModelFormatError(f"run {name} cannot be compared: {one.model_problem}")
    if one.model is None:
        raise InputError(
            f"run {name} was saved without its theme model, so that its themes cannot be compared.\nAnalyse it again."
        )
    return one.model


def _list_themes(one: Analysis) -> pd.DataFrame:
    """Return the themes that a run shows: theme_id, label, is_outside."""
    return active_themes(one.themes)[["theme_id", "label"]].assign(is_outside=False)


@dataclass(frozen=True)
class _Labeller:
    """A run whose themes are given to the texts of another one; ``name`` says which of the two it is."""

    run: Analysis
    model: ThemeModel
    name: str

    def load_embedder(self) -> Embedder:
        """Load the embedder of the run, and check that its version is the one that the run was made with."""
        settings = self.run.manifest.embedding
        embedder = load_embedder(settings)
        wanted, installed = self.model.embedder_fingerprint, embedder.fingerprint
        if installed != wanted:
            raise ModelFormatError(
                f"run {self.name} was made with another version of the embedder {settings.embedder!r}: its fingerprint is "
                f"{wanted[:12]}, that of the one installed {installed[:12]}.\n"
                f"Analyse {self.name} again, or install the version of cxtext that made it."
            )
        return embedder


def _label(other: Analysis, texts: pd.Series, labeller: _Labeller, log: RunLog) -> pd.Series:
    """Return the theme of texts of the other run, null for none."""
    import pandas as pd

    unique, model = unique_texts(texts.to_frame("text")), labeller.model
    ids = np.array([*model.theme_ids, None], dtype=object)
    themes = np.zeros(0, dtype=np.int64)
    if unique.texts:
        vectors = find_vectors(other, unique.texts, model.embedder_fingerprint, labeller.load_embedder, log)
        themes = model.assign(vectors, unique.texts).theme
    return pd.Series(ids[themes[unique.of_unit]], index=texts.index, dtype="object")


def _translate(own: pd.Series, units: pd.Series) -> pd.Series:
    """Return the theme that each unit's own theme stands for: the one in which half of its units or more are."""
    shares = units.groupby(own).value_counts(normalize=True)
    pairs = zip(shares.index.tolist(), shares.tolist(), strict=True)
    stands_for = {str(theme): wanted for (theme, wanted), share in pairs if share >= LEAST_ALIKE}
    return own.map(stands_for).astype("object")


def _find_outside(b: Analysis, own: pd.Series, by_a: pd.Series) -> pd.DataFrame:
    """Return the themes of B that A does not have; a verdict or an aside has no subject that could be new."""
    themes = active_themes(b.themes)
    shown = themes[themes["kind"] == "cause"]
    outside_share = by_a.isna().groupby(own).mean().reindex(shown["theme_id"]).fillna(0.0)
    outside = shown[outside_share.to_numpy() >= LEAST_OUTSIDE_SHARE]
    return outside[["theme_id", "label"]].reset_index(drop=True).assign(is_outside=True)
