"""Lay out what the stages found as the tables of an analysis, and the matrices that impact is measured on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext import schema
from cxtext.sentiment.emotion import locate

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.sentiment.emotion import Emotions
    from cxtext.sentiment.polarity import Polarity
    from cxtext.pipeline.units import Submissions, UniqueTexts
    from cxtext.themes.assignment.assigner import Assigned

Frames = dict[str, "pd.DataFrame"]


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


def count_mentions(tables: Frames, submissions: Submissions) -> tuple[csr_array, csr_array]:
    """Return which submission mentions which top-level theme, and which has a negative unit of it.

    Returns
    -------
    mentions, negative : csr_array of shape (n_submissions, n_themes), float64, 0 or 1
        Columns in the order of the top-level themes.
    """
    return _mark_mentions(tables, submissions), _mark_mentions(tables, submissions, "negative")


def count_positive(tables: Frames, submissions: Submissions) -> csr_array:
    """Return which submission has a positive unit of which top-level theme; as :func:`count_mentions`."""
    return _mark_mentions(tables, submissions, "positive")


def _mark_mentions(tables: Frames, submissions: Submissions, label: str | None = None) -> csr_array:
    """Return which submission mentions which theme with a unit of this sentiment, or of any."""
    theme_ids = top_level(tables["themes"])["theme_id"]
    column = tables["assignments"]["theme_id"].map({t: j for j, t in enumerate(theme_ids)})
    wanted = column.notna().to_numpy()
    if label is not None:
        wanted = wanted & (tables["sentiment"]["label"] == label).to_numpy()
    shape = (len(submissions.rows), len(theme_ids))
    return _indicator(locate_units(tables, submissions), column.fillna(-1).to_numpy(dtype=np.int64), wanted, shape)


def locate_units(tables: Frames, submissions: Submissions) -> np.ndarray:
    """Return the submission of each unit; shape (n_units,), int64."""
    import pandas as pd

    position = pd.Index(tables["responses"]["response_id"]).get_indexer(tables["units"]["response_id"])
    return np.asarray(submissions.of_response[position])


def mark_negative(tables: Frames, submissions: Submissions) -> np.ndarray:
    """Return whether each submission has a negative unit, of a theme or of none; shape (n_submissions,), bool."""
    is_negative = (tables["sentiment"]["label"] == "negative").to_numpy()
    found = np.zeros(len(submissions.rows), dtype=bool)
    found[locate_units(tables, submissions)[is_negative]] = True
    return found


def list_opinions(tables: Frames, submissions: Submissions) -> pd.DataFrame:
    """Return every unit of a top-level theme: ``submission`` and ``theme`` as positions, and ``polarity``."""
    import pandas as pd

    theme_ids = top_level(tables["themes"])["theme_id"]
    column = tables["assignments"]["theme_id"].map({t: j for j, t in enumerate(theme_ids)})
    row = locate_units(tables, submissions)
    said = pd.DataFrame({"submission": row, "theme": column, "polarity": tables["sentiment"]["polarity"]})
    return said.dropna(subset="theme").astype({"theme": "int64"})


def _indicator(row: np.ndarray, column: np.ndarray, keep: np.ndarray, shape: tuple[int, int]) -> csr_array:
    """Return a 0 / 1 matrix with ones at the kept (row, column) pairs."""
    from scipy.sparse import csr_array

    matrix = csr_array((np.ones(int(keep.sum())), (row[keep], column[keep])), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def top_level(themes: pd.DataFrame) -> pd.DataFrame:
    """Return the themes that have no parent, in order, with a fresh index."""
    return themes[themes["parent_id"].isna()].reset_index(drop=True)


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


def group_columns(responses: pd.DataFrame) -> pd.DataFrame:
    """Return the group columns under their names in the input."""
    columns = [c for c in responses.columns if str(c).startswith(schema.GROUP_PREFIX)]
    return responses[columns].rename(columns=lambda c: str(c).removeprefix(schema.GROUP_PREFIX)).reset_index(drop=True)


def issue_table(issues: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Return the issues as a table: gravest first, then by stage, code and place."""
    import pandas as pd

    if not issues:
        return schema.empty("issues")
    table = schema.conform("issues", pd.DataFrame(list(issues)))
    order = table["level"].map({"error": 0, "warning": 1, "info": 2})
    by = ["order", "stage", "code", "row", "column", "response_id"]
    table = table.assign(order=order).sort_values(by, kind="stable", na_position="first")
    return schema.conform("issues", table)
