"""Count what is said most in each theme, and describe it by that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxtext import schema
from cxtext.findings import count_descriptions
from cxtext.pipeline.units import UniqueTexts, unique_texts
from cxtext.themes import Words

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.language import Language
    from cxtext.run import Frames


def describe_tables(tables: Frames, texts: UniqueTexts, words: Words) -> Frames:
    """Return table ``phrases``, and table ``themes`` with a description of each theme that has none yet.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Tables responses, units, themes, assignments and sentiment.
    texts : UniqueTexts
        Of the units.
    words : Words
        Of the texts.
    """
    phrases, themes = count_phrases(tables, texts, words), tables["themes"]
    return {"phrases": phrases, "themes": _describe(themes, {**tables, "phrases": phrases})}


def describe_again(tables: Frames, named: pd.DataFrame, language: Language) -> Frames:
    """Return the tables ``phrases`` and ``themes`` after edits that only say something of themes.

    Phrases are counted again for the themes that have another name, or other key phrases; all other counts stay.

    Parameters
    ----------
    tables : dict of str to DataFrame
        As they were before.
    named : DataFrame
        The same themes as the model names and describes them now.
    language : Language
        Of the texts.
    """
    import pandas as pd

    old = tables["themes"].set_index("theme_id").loc[named["theme_id"]].reset_index()
    themes = schema.conform("themes", named.assign(n_voices=old["n_voices"], exemplar_ids=old["exemplar_ids"]))
    pairs = zip(*(frame[column] for column in ("label", "keyphrases") for frame in (old, themes)), strict=True)
    changed = themes[[a != b or list(c) != list(d) for a, b, c, d in pairs]]
    inside = tables["assignments"][["theme_id", "subtheme_id"]].isin(changed["theme_id"].tolist()).any(axis=1).to_numpy()
    own = {name: tables[name][inside].reset_index(drop=True) for name in ("units", "assignments")}
    texts = unique_texts(own["units"])
    counted = count_phrases({**tables, **own, "themes": changed}, texts, Words(texts.texts, language=language))
    unchanged = tables["phrases"][~tables["phrases"]["theme_id"].isin(changed["theme_id"].tolist())]
    place = {theme_id: i for i, theme_id in enumerate(themes["theme_id"])}
    phrases = pd.concat([unchanged, counted]).sort_values("theme_id", key=lambda ids: ids.map(place), kind="stable")
    phrases = schema.conform("phrases", phrases.reset_index(drop=True))
    return {"phrases": phrases, "themes": _describe(themes, {**tables, "themes": themes, "phrases": phrases})}


def _describe(themes: pd.DataFrame, tables: Frames) -> pd.DataFrame:
    """Return table ``themes`` with a description of each theme that has none."""
    lines = count_descriptions(tables)
    return themes.assign(description=[given or line for given, line in zip(themes["description"], lines, strict=True)])


def count_phrases(tables: Frames, texts: UniqueTexts, words: Words) -> pd.DataFrame:
    """Return table ``phrases``: how many units and responses of each theme have all words of its label and key phrases.

    A response that answers several questions counts once, as in the ranking.

    Parameters
    ----------
    tables : dict of str to DataFrame
        Tables responses, units, themes and assignments.
    texts : UniqueTexts
        Of the units.
    words : Words
        Of the texts.
    """
    import pandas as pd

    themes, row_of = tables["themes"], tables["responses"].set_index("response_id")["row"]
    response = tables["units"]["response_id"].map(row_of).factorize()[0]
    listed = [dict.fromkeys([label, *phrases]) for label, phrases in zip(themes["label"], themes["keyphrases"], strict=True)]
    keys = _spell(sorted({phrase for phrases in listed for phrase in phrases}), words)
    column = {key: i for i, key in enumerate(sorted({key for key in keys.values() if key}))}
    has_phrase = words.find_together(list(column))
    units_of = _members(tables)
    rows = []
    for theme_id, phrases in zip(themes["theme_id"], listed, strict=True):
        units = units_of.get(theme_id, np.empty(0, dtype=np.int64))
        by_key = {keys[phrase]: phrase for phrase in reversed(phrases) if keys[phrase]}
        counts = _count(has_phrase, texts.of_unit[units], response[units], [column[key] for key in by_key])
        rows += [(theme_id, phrase, *count) for phrase, count in zip(by_key.values(), counts, strict=True)]
    return schema.conform("phrases", pd.DataFrame(rows, columns=list(schema.TABLES["phrases"])))


def _spell(phrases: Sequence[str], words: Words) -> dict[str, str]:
    """Return the stems of each phrase, sorted and each once, as one key: phrases with the same words are one."""
    stems = Words(phrases, language=words.language).of_text
    return {phrase: " ".join(sorted(set(own))) for phrase, own in zip(phrases, stems, strict=True)}


def _members(tables: Frames) -> dict[str, np.ndarray]:
    """Return the positions of the units of each theme and sub-theme."""
    assignments = tables["assignments"].reset_index(drop=True)
    levels = [assignments.groupby(column).indices for column in ("theme_id", "subtheme_id")]
    return {str(theme_id): np.asarray(units, dtype=np.int64) for level in levels for theme_id, units in level.items()}


def _count(has_phrase: csr_array, text: np.ndarray, response: np.ndarray, columns: Sequence[int]) -> list[tuple[int, int]]:
    """Return how many units, and responses, have each phrase."""
    hits = has_phrase[text][:, list(columns)].tocoo()
    n = len(columns)
    pairs = np.unique(response[hits.row].astype(np.int64) * max(n, 1) + hits.col)
    n_units = np.bincount(hits.col, minlength=n)
    n_responses = np.bincount(pairs % max(n, 1), minlength=n)
    return list(zip(n_units.tolist(), n_responses.tolist(), strict=True))
