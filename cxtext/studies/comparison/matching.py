"""Bring two runs to one codebook: the themes of A, and those of B that A has no place for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.embed import load_embedder
from cxtext.errors import InputError, ModelFormatError
from cxtext.pipeline import unique_texts
from cxtext.run import top_level
from cxtext.schema import Stage
from cxtext.themes import ThemeModel

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embedder
    from cxtext.run import Analysis, RunRecord

#: Share of a theme's units that must find no theme in A for it to lie outside A's codebook.
LEAST_OUTSIDE = 0.5
#: What the id of a theme of B begins with, so that it is none of A's.
PREFIX_B = "B."


@dataclass(frozen=True)
class Matched:
    """Two runs under one codebook.

    Parameters
    ----------
    themes : DataFrame
        theme_id, label, is_outside (a theme of B that A has no place for).
    units_a, units_b : Series of str
        Theme of each unit, null for none, in the order of the units tables.
    same_model : bool
        Whether both runs were made with the same theme model, so that their own assignments are used.
    """

    themes: pd.DataFrame
    units_a: pd.Series
    units_b: pd.Series
    same_model: bool


def match_themes(a: Analysis, b: Analysis, run: RunRecord) -> Matched:
    """Give every unit of both runs a theme of one codebook.

    With the same theme model in both, the assignments are taken as they are. Else A's model labels B's units. A theme of B
    half of whose units find no theme that way lies outside A's codebook and joins it; B's model then looks for it among the
    units of A that have no theme, so that what A said too, without making a theme of it, is not taken for new.

    Raises
    ------
    InputError
        When a run was saved without its theme model.
    ModelError
        When the embedder of a run cannot be loaded, or is not the one that the run was made with.
    """
    import pandas as pd

    own_a, own_b = (one.tables["assignments"]["theme_id"].astype("object") for one in (a, b))
    mine = _active(a)
    is_known = own_b.isna() | own_b.isin(set(a.themes["theme_id"]))
    if _same_model(_model(a, "A"), _model(b, "B")) and bool(is_known.all()):
        return Matched(mine, own_a, own_b, same_model=True)
    found_b = _label(b.units["text"], _model(a, "A"), _embedder(a, "A"), run)
    outside = _find_outside(b, own_b, found_b)
    taken_b = found_b.where(found_b.notna() | ~own_b.isin(outside["theme_id"]), PREFIX_B + own_b.astype("str"))
    taken_a = own_a
    if len(outside):
        free = own_a.isna().to_numpy()
        said = _label(a.units["text"][free], _model(b, "B"), _embedder(b, "B"), run)
        taken_a = own_a.copy()
        taken_a[free] = (PREFIX_B + said.astype("str")).where(said.isin(outside["theme_id"]), None).to_numpy()
    joined = outside.assign(theme_id=PREFIX_B + outside["theme_id"])
    return Matched(pd.concat([mine, joined], ignore_index=True), taken_a, taken_b, same_model=False)


def _model(one: Analysis, name: str) -> ThemeModel:
    """Return the theme model of a run."""
    if one.model is None:
        raise InputError(
            f"run {name} was saved without its theme model, so that its themes cannot be compared.\nAnalyse it again."
        )
    return one.model


def _same_model(a: ThemeModel, b: ThemeModel) -> bool:
    """Tell whether two models give every text the same theme."""
    if a is b:
        return True
    if (a.embedder_fingerprint, a.theme_ids) != (b.embedder_fingerprint, b.theme_ids) or (a.given is None) != (b.given is None):
        return False
    left, right = (m.assigner.to_arrays() | (m.given.to_arrays() if m.given is not None else {}) for m in (a, b))
    return left.keys() == right.keys() and all(np.array_equal(left[key], right[key]) for key in left)


def _active(one: Analysis) -> pd.DataFrame:
    """Return the themes that a run shows: theme_id, label, is_outside."""
    themes = top_level(one.themes)
    shown = themes.loc[themes["status"] == "active", ["theme_id", "label"]].reset_index(drop=True)
    return shown.assign(is_outside=False)


def _embedder(one: Analysis, name: str) -> Embedder:
    """Load the embedder of a run, and make sure that it is the very one."""
    asked = one.manifest["config"]["embedding"]["embedder"]
    found = load_embedder(asked)
    wanted = _model(one, name).embedder_fingerprint
    if found.fingerprint != wanted:
        raise ModelFormatError(
            f"run {name} was made with another version of the embedder {asked!r}: its fingerprint is {wanted[:12]}, that of the "
            f"one installed {found.fingerprint[:12]}.\nAnalyse {name} again, or install the version of cxtext that made it."
        )
    return found


def _label(texts: pd.Series, model: ThemeModel, embedder: Embedder, run: RunRecord) -> pd.Series:
    """Return the theme of each text, null for none."""
    import pandas as pd

    unique = unique_texts(texts.to_frame("text"))
    with run.stage(Stage.EMBED, total=len(unique.texts)) as advance:
        vectors = embedder.encode(unique.texts, progress=advance)
    ids = np.array([*model.theme_ids, None], dtype=object)
    found = model.assign(vectors, unique.texts).theme if unique.texts else np.zeros(0, dtype=np.int64)
    return pd.Series(ids[found[unique.of_unit]], index=texts.index, dtype="object")


def _find_outside(b: Analysis, own: pd.Series, found: pd.Series) -> pd.DataFrame:
    """Return the themes of B that A has no place for; a general theme has no subject that could be new."""
    themes = top_level(b.themes)
    shown = themes[(themes["status"] == "active") & (themes["scope"] != "general")]
    outside = found.isna().groupby(own).mean().reindex(shown["theme_id"]).fillna(0.0)
    kept = shown[outside.to_numpy() >= LEAST_OUTSIDE]
    return kept[["theme_id", "label"]].reset_index(drop=True).assign(is_outside=True)
