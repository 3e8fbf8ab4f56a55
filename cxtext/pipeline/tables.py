"""Lay out what the stages found as the tables of an analysis, and the matrices that impact is measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext import schema
from cxtext.run import Frames
from cxtext.sentiment import locate

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.pipeline.units import UniqueTexts
    from cxtext.sentiment import Emotions, Polarity
    from cxtext.themes import Assigned


def lay_out(
    responses: pd.DataFrame,
    units: pd.DataFrame,
    texts: UniqueTexts,
    found: pd.DataFrame,
    assigned: Assigned,
    polarity: Polarity,
    intents: np.ndarray,
    emotions: Emotions | None = None,
    *,
    source: str,
) -> Frames:
    """Return the tables responses, units, themes, assignments and sentiment.

    Parameters
    ----------
    responses, units : DataFrame
        Tables of the split stage.
    texts : UniqueTexts
        The texts that ``assigned``, ``polarity``, ``intents`` and ``emotions`` are about.
    found : DataFrame
        Themes of the model, top-level ones first, with ``exemplar_texts``.
    source : str
        Where the assignments to themes that no codebook gives come from: fit or apply.
    """
    import pandas as pd

    is_top = found["parent_id"].isna().to_numpy()
    # index -1, no theme, reads the null at the end
    top_ids = np.array([*found.loc[is_top, "theme_id"], None], dtype=object)
    sub_ids = np.array([*found.loc[~is_top, "theme_id"], None], dtype=object)
    origin = np.where(found.loc[is_top, "origin"] == "codebook", "codebook", source).astype(object)
    assignments = pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "theme_id": top_ids[assigned.theme[texts.of_unit]],
            "subtheme_id": sub_ids[assigned.subtheme[texts.of_unit]],
            "strength": assigned.strength[texts.of_unit],
            "source": np.append(origin, source)[assigned.theme[texts.of_unit]],
        }
    )
    sentiment = pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "polarity": polarity.polarity[texts.of_unit],
            "label": np.asarray(polarity.label, dtype=object)[texts.of_unit],
            "intent": intents[texts.of_unit],
        }
    )
    if emotions is not None:
        sentiment = sentiment.assign(**_place_emotions(emotions, responses, units, texts))
    tables = {
        "responses": responses.assign(primary_theme_id=_primary_themes(responses, units, assignments)),
        "units": units,
        "themes": _count_members(found, units, assignments).assign(exemplar_ids=_exemplar_ids(found, units)),
        "assignments": assignments,
        "sentiment": sentiment,
    }
    return {name: schema.conform(name, table) for name, table in tables.items()}


def _place_emotions(emotions: Emotions, responses: pd.DataFrame, units: pd.DataFrame, texts: UniqueTexts) -> dict[str, Any]:
    """Return the emotion of each unit, and where in its response the words stand that tell it."""
    import pandas as pd

    said = dict(zip(responses["response_id"], responses["text"], strict=True))
    places: list[tuple[int | None, int | None]] = []
    columns = (units[name].tolist() for name in ("response_id", "start", "end"))
    for at, response, start, end in zip(texts.of_unit.tolist(), *columns, strict=True):
        span = emotions.spans[at]
        found = locate(texts.texts[at], span, said[response][start:end]) if span else None
        places.append((start + found[0], start + found[1]) if found else (None, None))
    starts, ends = ([place[i] for place in places] for i in (0, 1))
    return {
        "emotion": emotions.label[texts.of_unit],
        "emotion_start": pd.array(starts, dtype="Int64"),
        "emotion_end": pd.array(ends, dtype="Int64"),
    }


def _primary_themes(responses: pd.DataFrame, units: pd.DataFrame, assignments: pd.DataFrame) -> pd.Series:
    """Return the most specific theme of each response's strongest assigned unit."""
    table = assignments.assign(response_id=units["response_id"], position=units["position"])
    table = table[table["theme_id"].notna()].sort_values(["strength", "position"], ascending=[False, True], kind="stable")
    strongest = table.drop_duplicates("response_id").set_index("response_id")
    specific = strongest["subtheme_id"].where(strongest["subtheme_id"].notna(), strongest["theme_id"])
    return responses["response_id"].map(specific)


def _count_members(found: pd.DataFrame, units: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Count the units and responses of every theme and sub-theme."""
    import pandas as pd

    members = pd.concat(
        [
            pd.DataFrame({"theme_id": assignments[column], "response_id": units["response_id"]}).dropna()
            for column in ("theme_id", "subtheme_id")
        ]
    )
    sizes = members.groupby("theme_id")["response_id"].agg(["size", "nunique"]).reindex(found["theme_id"]).fillna(0)
    return found.assign(n_units=sizes["size"].to_numpy(), n_responses=sizes["nunique"].to_numpy())


def _exemplar_ids(found: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Return a unit_id for each exemplar text: the smallest id that has it, so that row order does not matter."""
    import pandas as pd

    by_text: dict[str, str] = {}
    wanted = {text for texts in found["exemplar_texts"] for text in texts}
    for unit_id, text in units.loc[units["text"].isin(wanted), ["unit_id", "text"]].itertuples(index=False):
        by_text[text] = min(by_text.get(text, unit_id), unit_id)
    return pd.Series([[by_text[text] for text in texts] for texts in found["exemplar_texts"]], index=found.index, dtype="object")


def summarize_polarity(tables: Frames) -> pd.DataFrame:
    """Return theme_id, polarity_mean, negative_share and positive_share over each theme's units."""
    import pandas as pd

    sentiment = tables["sentiment"]
    table = pd.DataFrame(
        {
            "theme_id": tables["assignments"]["theme_id"],
            "polarity_mean": sentiment["polarity"],
            "negative_share": (sentiment["label"] == "negative").astype("float64"),
            "positive_share": (sentiment["label"] == "positive").astype("float64"),
        }
    )
    # sums run in the order of the values, so that the order of the rows does not show in the last bit
    table = table.dropna(subset="theme_id").sort_values("polarity_mean")
    return table.groupby("theme_id", sort=True).mean().reset_index()
