"""Make the tables of an analysis from what the steps returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext import schema
from cxtext.language import question_slant
from cxtext.run import Frames
from cxtext.sentiment import locate
from cxtext.themes import Origin

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.pipeline.batch import Batch
    from cxtext.pipeline.sentiment import Sentiment
    from cxtext.pipeline.units import UniqueTexts
    from cxtext.pipeline.wave import FoundThemes
    from cxtext.sentiment import Emotions
    from cxtext.themes import Assigned, Theme


def mark_status(responses: pd.DataFrame, survey: Batch) -> pd.DataFrame:
    """Return the responses with the status and the language that splitting gave each."""
    import pandas as pd

    return responses.assign(status=pd.array(survey.status, dtype="str"), language=pd.array(survey.language, dtype="str"))


def count_repeats(survey: Batch) -> pd.DataFrame:
    """Return table units: with the number of units of all responses that have the same text."""
    return schema.conform("units", survey.units.assign(repeats=survey.unique.counts[survey.unique.of_unit]))


def tabulate_sentiment(sentiment: Sentiment, responses: pd.DataFrame, units: pd.DataFrame, unique: UniqueTexts) -> pd.DataFrame:
    """Return table sentiment.

    Parameters
    ----------
    sentiment : Sentiment
        Of the texts.
    responses, units : DataFrame
    unique : UniqueTexts
        Of the units.
    """
    import pandas as pd

    polarity = sentiment.polarity.of_units(unique.of_unit, _find_slants(responses, units))
    table = pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "polarity": polarity.polarity,
            "label": polarity.label,
            "intent": sentiment.intents[unique.of_unit],
            "source": "model",
        }
    )
    if sentiment.emotions is not None:
        table["emotion"] = sentiment.emotions.label[unique.of_unit]
        table["emotion_start"], table["emotion_end"] = _locate_emotions(sentiment.emotions, responses, units, unique)
    return schema.conform("sentiment", table)


def _find_slants(responses: pd.DataFrame, units: pd.DataFrame) -> np.ndarray | None:
    """Return which way the question of each unit asks, where some ask for praise and others for blame; else None."""
    if "question" not in responses:
        return None
    slants = {name: question_slant(name) for name in responses["question"].dropna().unique()}
    if not {1, -1} <= set(slants.values()):
        return None
    of_response = responses.set_index("response_id")["question"].map(slants).fillna(0)
    return units["response_id"].map(of_response).to_numpy(dtype=np.int64)


def _locate_emotions(
    emotions: Emotions, responses: pd.DataFrame, units: pd.DataFrame, unique: UniqueTexts
) -> tuple[pd.Series, pd.Series]:
    """Return where in the response of each unit the words start and end that show its emotion."""
    import pandas as pd

    original = dict(zip(responses["response_id"], responses["text"], strict=True))
    starts: list[int | None] = []
    ends: list[int | None] = []
    columns = (units[name].tolist() for name in ("response_id", "start", "end"))
    for text, response, start, end in zip(unique.of_unit.tolist(), *columns, strict=True):
        span = emotions.spans[text]
        place = locate(unique.texts[text], span, original[response][start:end]) if span else None
        starts.append(start + place[0] if place else None)
        ends.append(start + place[1] if place else None)
    return pd.Series(starts, index=units.index, dtype="Int64"), pd.Series(ends, index=units.index, dtype="Int64")


def tabulate_themes(
    themes: pd.DataFrame, assigned: Assigned, responses: pd.DataFrame, units: pd.DataFrame, unique: UniqueTexts, *, source: str
) -> Frames:
    """Return the tables responses, themes and assignments: those that change with the themes.

    Parameters
    ----------
    themes : DataFrame
        Themes of the model, top-level ones first, with ``exemplar_texts``.
    assigned : Assigned
        Themes of the texts.
    responses, units : DataFrame
    unique : UniqueTexts
        Of the units.
    source : str
        Where the assignments to themes that no codebook gives come from: fit or apply.
    """
    import pandas as pd

    is_top = themes["parent_id"].isna().to_numpy()
    # index -1, no theme, reads the null at the end
    top_ids = np.array([*themes.loc[is_top, "theme_id"], None], dtype=object)
    sub_ids = np.array([*themes.loc[~is_top, "theme_id"], None], dtype=object)
    origin = np.where(themes.loc[is_top, "origin"] == "codebook", "codebook", source).astype(object)
    theme_of_unit = assigned.theme[unique.of_unit]
    assignments = pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "theme_id": top_ids[theme_of_unit],
            "subtheme_id": sub_ids[assigned.subtheme[unique.of_unit]],
            "strength": assigned.strength[unique.of_unit],
            "source": np.append(origin, source)[theme_of_unit],
            "either": join_either(assigned, top_ids)[unique.of_unit],
        }
    )
    has_theme = assignments["theme_id"].notna()
    assignments["reason"] = assignments["either"].notna().map({True: "either", False: "none"}).mask(has_theme, None)
    for column in ("theme_id", "subtheme_id", "strength", "either"):
        assignments[f"fit_{column}"] = assignments[column]
    tables = {
        "responses": responses.assign(primary_theme_id=_primary_themes(responses, units, assignments)),
        "themes": _count_members(themes, responses, units, assignments).assign(exemplar_ids=_exemplar_ids(themes, units)),
        "assignments": assignments,
    }
    return {name: schema.conform(name, table) for name, table in tables.items()}


def tabulate_found(found: FoundThemes, responses: pd.DataFrame, units: pd.DataFrame, unique: UniqueTexts) -> Frames:
    """Return what :func:`tabulate_themes` does, with the theme that each unit had before edits.

    Parameters
    ----------
    found : FoundThemes
        Of the texts.
    responses, units : DataFrame
    unique : UniqueTexts
        Of the units.
    """
    tables = tabulate_themes(found.model.themes, found.assigned, responses, units, unique, source="fit")
    if found.model.curation is None and not found.model.n_taken_over:
        return tables
    return {**tables, "assignments": _mark_moved(tables["assignments"], found, unique)}


def join_either(assigned: Assigned, theme_ids: np.ndarray) -> np.ndarray:
    """Return the ids of the two themes that each text without theme could be of, with a blank between them; None elsewhere."""
    pairs = np.full(len(assigned.theme), None, dtype=object)
    if assigned.either is not None:
        rows = np.flatnonzero((assigned.either >= 0).all(axis=1))
        pairs[rows] = [" ".join(sorted(theme_ids[pair])) for pair in assigned.either[rows]]
    return pairs


def split_either(cells: pd.Series, theme_ids: Sequence[str]) -> np.ndarray | None:
    """Return the two themes of cells of column ``either`` as indices, -1 where there are none; None when all are empty."""
    pairs = np.full((len(cells), 2), -1, dtype=np.int64)
    place = {name: i for i, name in enumerate(theme_ids)}
    filled = np.flatnonzero(cells.notna().to_numpy())
    for row in filled.tolist():
        pairs[row] = [place.get(name, -1) for name in str(cells.iloc[row]).split(" ")]
    return pairs if len(filled) else None


def _primary_themes(responses: pd.DataFrame, units: pd.DataFrame, assignments: pd.DataFrame) -> pd.Series:
    """Return the most specific theme of each response's strongest assigned unit."""
    table = assignments.assign(response_id=units["response_id"], position=units["position"])
    table = table[table["theme_id"].notna()].sort_values(["strength", "position"], ascending=[False, True], kind="stable")
    strongest = table.drop_duplicates("response_id").set_index("response_id")
    specific = strongest["subtheme_id"].where(strongest["subtheme_id"].notna(), strongest["theme_id"])
    return responses["response_id"].map(specific)


def _count_members(themes: pd.DataFrame, responses: pd.DataFrame, units: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """Count the units, responses and voices of every theme and sub-theme; a response that answers two questions counts once."""
    import pandas as pd

    members = pd.concat(
        [
            pd.DataFrame({"theme_id": assignments[column], "response_id": units["response_id"]}).dropna()
            for column in ("theme_id", "subtheme_id")
        ]
    )
    members = members.join(responses.set_index("response_id")[["row", "voice_id"]], on="response_id")
    of_theme = members.groupby("theme_id")
    sizes = {
        "n_units": of_theme.size(),
        "n_responses": of_theme["row"].nunique(),
        "n_voices": of_theme["voice_id"].nunique(),
    }
    return themes.assign(**{name: n.reindex(themes["theme_id"]).fillna(0).to_numpy() for name, n in sizes.items()})


def _exemplar_ids(themes: pd.DataFrame, units: pd.DataFrame) -> pd.Series:
    """Return a unit_id for each exemplar text that the run has: the smallest that has it, so that row order does not matter."""
    import pandas as pd

    by_text: dict[str, str] = {}
    wanted = {text for texts in themes["exemplar_texts"] for text in texts}
    for unit_id, text in units.loc[units["text"].isin(wanted), ["unit_id", "text"]].itertuples(index=False):
        by_text[text] = min(by_text.get(text, unit_id), unit_id)
    found = [[by_text[text] for text in texts if text in by_text] for texts in themes["exemplar_texts"]]
    return pd.Series(found, index=themes.index, dtype="object")


def summarize_polarity(tables: Frames) -> pd.DataFrame:
    """Return theme_id and polarity_mean over each theme's units."""
    import pandas as pd

    sentiment = tables["sentiment"]
    table = pd.DataFrame(
        {
            "theme_id": tables["assignments"]["theme_id"],
            "polarity_mean": sentiment["polarity"],
        }
    )
    # sums run in the order of the values, so that the order of the rows does not show in the last bit
    table = table.dropna(subset="theme_id").sort_values("polarity_mean")
    return table.groupby("theme_id", sort=True).mean().reset_index()


def count_items(items: tuple[Theme, ...], themes: pd.DataFrame) -> tuple[Theme, ...]:
    """Return the themes with the sizes of the table."""
    n_units, n_responses = (
        dict(zip(themes["theme_id"], themes[name].tolist(), strict=True)) for name in ("n_units", "n_responses")
    )
    return tuple(replace(one, n_units=n_units[one.theme_id], n_responses=n_responses[one.theme_id]) for one in items)


def _mark_moved(assignments: pd.DataFrame, found: FoundThemes, unique: UniqueTexts) -> pd.DataFrame:
    """Return the assignments with the theme that the fit gave; what edits moved has the source edit."""
    model, fitted = found.model, found.fitted
    tops = np.array([*(item.theme_id for item in model.fitted if item.parent_id is None), None], dtype=object)
    parts = np.array([*(item.theme_id for item in model.fitted if item.parent_id is not None), None], dtype=object)
    fit = {
        "fit_theme_id": tops[fitted.theme[unique.of_unit]],
        "fit_subtheme_id": parts[fitted.subtheme[unique.of_unit]],
        "fit_strength": fitted.strength[unique.of_unit],
        "fit_either": join_either(fitted, tops)[unique.of_unit],
    }
    table = schema.conform("assignments", assignments.assign(**fit))
    given = {item.theme_id for item in model.fitted if item.origin == Origin.CODEBOOK}
    source = np.where(table["fit_theme_id"].isin(given), "codebook", "fit")
    source = np.where(table["fit_theme_id"].isin(tops[: model.n_taken_over]), "apply", source)
    same = table["theme_id"].fillna("") == table["fit_theme_id"].fillna("")
    return table.assign(source=np.where(same, source, "edit"))
