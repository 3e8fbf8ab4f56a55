"""The themes of an analysis by response, on the rows of the table that was analysed."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from cxtext.errors import ConfigError, LeftOutWarning, suggest
from cxtext.run.lookup import find_theme
from cxtext.schema import active_themes
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.run.analysis import Analysis
    from cxtext.run.session import CallerRows

Values = Literal["mention", "strength", "polarity"]
Names = Literal["label", "theme_id"]
Index = Literal["input", "response_id"]

#: Ends the id of a response where a record has several.
_QUESTION = re.compile(r"/q\d+$")
#: Why a record without a row of its own is left out, where no issue tells.
_DROPPED = "left out by the reader"


def build_matrix(
    analysis: Analysis, values: Values, *, columns: Names, index: Index, subthemes: bool, stacklevel: int
) -> pd.DataFrame:
    """Return a row for each record that says something and a column for each theme; see ``Analysis.theme_matrix``."""
    import pandas as pd

    _check("values", values, get_args(Values))
    _check("columns", columns, get_args(Names))
    mentions = list_mentions(analysis, subthemes=subthemes)
    responses = analysis.responses
    rows = np.unique(responses.loc[responses["status"] == "content", "row"].to_numpy())
    themes = _shown(analysis, subthemes=subthemes)
    cells = mentions.pivot_table(
        index="row", columns="theme_id", values=values, aggfunc="mean" if values == "polarity" else "max"
    )
    matrix = cells.reindex(index=rows, columns=themes["theme_id"].tolist())
    matrix = matrix.astype("float64") if values == "polarity" else matrix.fillna(0.0)
    matrix = matrix.astype("int64") if values == "mention" else matrix.astype("float64")
    matrix.columns = pd.Index(themes[columns].tolist(), name=None, dtype=object)
    matrix.index = name_rows(analysis, rows, index)
    warn_left_out(list_left_out(analysis), stacklevel=stacklevel + 1)
    return matrix


def list_mentions(analysis: Analysis, *, subthemes: bool = False) -> pd.DataFrame:
    """Return a row for each opinion in a theme: unit_id, row, response_id, theme_id, mention (1), strength and polarity."""
    import pandas as pd

    tables = analysis.tables
    table = tables["assignments"][["unit_id", "theme_id", "subtheme_id", "strength"]]
    table = table.merge(tables["units"][["unit_id", "response_id"]], on="unit_id", validate="1:1")
    table = table.merge(tables["sentiment"][["unit_id", "polarity"]], on="unit_id", validate="1:1")
    table = table.merge(tables["responses"][["response_id", "row"]], on="response_id", validate="m:1").assign(mention=1)
    parts = [table.drop(columns="subtheme_id")]
    if subthemes:
        parts.append(table.drop(columns="theme_id").rename(columns={"subtheme_id": "theme_id"}))
    return pd.concat(parts, ignore_index=True).dropna(subset="theme_id")


def list_responses_of(analysis: Analysis, theme: str, index: Index) -> pd.DataFrame:
    """Return the responses that mention a theme; see ``Analysis.responses_of``."""
    theme_id = find_theme(_shown(analysis, subthemes=True), theme)
    mentions = list_mentions(analysis, subthemes=True)
    mentions = mentions[mentions["theme_id"] == theme_id]
    mentions = mentions.merge(analysis.units[["unit_id", "text"]].rename(columns={"text": "opinion"}), on="unit_id")
    by_response = mentions.groupby("response_id", sort=False)
    by_id = by_response.agg(opinions=("opinion", list), strength=("strength", "max"), polarity=("polarity", "mean")).reset_index()
    table = analysis.responses.merge(by_id, on="response_id", validate="1:1")
    table = table.sort_values(["strength", "response_id"], ascending=[False, True], kind="stable")
    table.index = name_rows(analysis, table["row"].to_numpy(), index)
    return table


def list_left_out(analysis: Analysis) -> pd.DataFrame:
    """Return every record of the input that has no opinion, with the reason; see ``Analysis.left_out``."""
    import pandas as pd

    responses = analysis.responses
    has_content = responses["status"].eq("content").groupby(responses["row"]).any()
    silent = responses[~responses["row"].map(has_content)].drop_duplicates("row")
    reasons = {row: _reason(status) for row, status in zip(silent["row"].tolist(), silent["status"].tolist(), strict=True)}
    issues = analysis.issues.dropna(subset="row")
    messages = dict(zip(issues["row"].tolist(), issues["message"].tolist(), strict=True))
    read, rows = set(responses["row"].tolist()), _rows_of(analysis)
    n_records = analysis.manifest.input.n_read if rows is None else len(rows.index)
    for row in range(1, n_records + 1):
        if row not in read:
            reasons[row] = one_line(messages.get(row, _DROPPED))
    ordered = np.array(sorted(reasons), dtype=np.int64)
    table = pd.DataFrame({"row": ordered, "reason": pd.array([reasons[row] for row in ordered.tolist()], dtype="str")})
    if rows is not None:
        table.index = rows.index[ordered - 1]
    return table


def warn_left_out(left_out: pd.DataFrame, *, stacklevel: int) -> None:
    """Warn of records that have no row in a table of responses."""
    if left_out.empty:
        return
    counts = Counter(left_out["reason"].tolist()).most_common()
    named = ", ".join(f"{n:,} {reason}" for reason, n in counts[:3]) + (", ..." if len(counts) > 3 else "")
    are = "is" if len(left_out) == 1 else "are"
    note = f"{plural(len(left_out), 'record')} of the input {are} not in the table ({named}); analysis.left_out lists them"
    warnings.warn(note, LeftOutWarning, stacklevel=stacklevel + 1)


def name_rows(analysis: Analysis, rows: np.ndarray, index: Index) -> pd.Index:
    """Return the index of records: that of the caller's table, or the ids of the responses with the type they had.

    Parameters
    ----------
    analysis : Analysis
    rows : ndarray of int
        Numbers of records, from 1.
    index : {"input", "response_id"}
        For an analysis of files, or one that was loaded, both are the ids.
    """
    import pandas as pd

    _check("index", index, get_args(Index))
    given = _rows_of(analysis)
    if given is not None and index == "input":
        return given.index[rows - 1]
    if given is not None and given.ids is not None:
        cells = [given.ids[row - 1] for row in rows.tolist()]
        own: pd.Index = pd.Index(cells, name="response_id")
        if not own.hasnans:
            return own
    return pd.Index([_record_ids(analysis)[row] for row in rows.tolist()], name="response_id")


def _record_ids(analysis: Analysis) -> Mapping[int, str]:
    """Return the id of each record: that of its responses, without what tells several of them apart."""
    first = analysis.responses.drop_duplicates("row")
    ids = first["response_id"]
    if first["question"].notna().any():
        ids = ids.map(lambda name: _QUESTION.sub("", name))
    return dict(zip(first["row"].tolist(), ids.tolist(), strict=True))


def _rows_of(analysis: Analysis) -> CallerRows | None:
    """Return the rows of the caller's table; None where there is none any more."""
    return None if analysis.session is None else analysis.session.rows


def _shown(analysis: Analysis, *, subthemes: bool) -> pd.DataFrame:
    """Return the themes that have a column: active ones in the order of the table, then their parts when asked for."""
    import pandas as pd

    themes = active_themes(analysis.themes)
    if not subthemes:
        return themes
    table = analysis.themes
    parts = table[table["parent_id"].isin(themes["theme_id"]) & (table["status"] == "active")]
    return pd.concat([themes, parts])


def _reason(status: str) -> str:
    """Return why a response of a status has no opinion.

    >>> _reason("non_answer")
    'say nothing, such as n/a'
    """
    return {"blank": "blank", "non_answer": "say nothing, such as n/a"}.get(status, status)


def _check(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise ConfigError for a value that is none of the choices."""
    if value not in choices:
        raise ConfigError(f"{name} is {value!r}.{suggest(str(value), choices)}\nChoices: {', '.join(choices)}")
