"""The polarity that a caller gives, in place of what the shipped heads say."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import ColumnNotFoundError, ConfigError
from cxtext.pipeline.given import GivenPolarity
from cxtext.pipeline.sentiment import label_errors
from cxtext.schema import Code, Level, conform
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.impact import Misclassification
    from cxtext.run import RunLog

#: Where the polarity and the label of an opinion come from.
MODEL, GIVEN = "model", "given"
#: A given polarity from which an opinion is positive; negative from as far below 0.
LEAST_POSITIVE = 1 / 3


def read_polarity(given: Any, source: Any, index: pd.Index | None) -> tuple[GivenPolarity | None, Any]:
    """Return the polarities that a caller gave, and the source without the column that held them.

    Parameters
    ----------
    given : str, Series, or array of float, optional
        A column of the one table that is analysed; a value for each of its rows (a Series on its index, or an array in
        its order); or a Series indexed by ``unit_id``, for single opinions. A missing value leaves the opinion to the model.
    source : object
        As it is read.
    index : Index or None
        Of the rows of the source; None for files.

    Raises
    ------
    ConfigError
        For values outside of -1 to 1, or another number of them than there are rows.
    ColumnNotFoundError
        When the table has no such column.
    """
    import pandas as pd

    if given is None:
        return None, source
    if isinstance(given, str):
        if hasattr(source, "get_column"):  # a table of Polars
            _check_column(given, source.columns)
            return read_polarity(source.get_column(given).to_list(), source.drop(given), index)
        if not isinstance(source, pd.DataFrame):
            raise ConfigError("polarity names a column, and the source is not one table.\nGive the values themselves.")
        _check_column(given, source.columns)
        return read_polarity(source[given], source.drop(columns=given), index)
    if isinstance(given, pd.Series) and not (index is not None and given.index.equals(index)):
        if len(given) and all(isinstance(name, str) and "#" in name for name in given.index):
            return GivenPolarity({}, _read(given.index.tolist(), given.tolist())), source
        raise ConfigError(
            "the index of polarity is not that of the table, nor are its entries ids of opinions such as 'row-1#0'.\n"
            "Give a Series on the table's index, or one on unit_id: analysis.sentiment.set_index('unit_id')['polarity']"
        )
    values = np.asarray(given, dtype=object).ravel().tolist()
    if index is None or len(values) != len(index):
        rows = "files" if index is None else plural(len(index), "row")
        raise ConfigError(f"polarity has {plural(len(values), 'value')}, and the source is {rows}.\nGive a value for each row.")
    return GivenPolarity(_read(range(1, len(values) + 1), values), {}), source


def _check_column(name: str, columns: Iterable[object]) -> None:
    """Raise when a table has no column of this name."""
    names = [str(column) for column in columns]
    if name not in names:
        raise ColumnNotFoundError.among(name, names, "the table")


def _read(keys: Any, values: list[object]) -> dict[Any, float]:
    """Return the polarities that are there, by key."""
    found = {}
    for key, value in zip(keys, values, strict=True):
        if value is None or type(value).__name__ in {"NAType", "NaTType"}:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float | np.number):
            raise ConfigError(f"polarity of {key!r} is {value!r}.\nGive numbers from -1 (negative) to 1 (positive).")
        number = float(value)
        if math.isnan(number):
            continue
        if not -1 <= number <= 1:
            raise ConfigError(f"polarity of {key!r} is {number:g}.\nGive numbers from -1 (negative) to 1 (positive).")
        found[key] = number
    return found


def put_polarity(
    sentiments: pd.DataFrame, responses: pd.DataFrame, units: pd.DataFrame, given: GivenPolarity, log: RunLog
) -> pd.DataFrame:
    """Return table sentiment with the polarities that a caller gave, and the labels that follow from them.

    From 1/3 on an opinion is positive, from -1/3 down negative, neutral between. The issue that is added says how many are given.
    """
    row_of = dict(zip(responses["response_id"].tolist(), responses["row"].tolist(), strict=True))
    ids, of = units["unit_id"].tolist(), units["response_id"].tolist()
    own = np.array(
        [given.by_unit.get(one, given.by_row.get(row_of[name], math.nan)) for one, name in zip(ids, of, strict=True)],
        dtype=np.float64,
    )
    is_given = ~np.isnan(own)
    labels = np.where(own >= LEAST_POSITIVE, "positive", np.where(own <= -LEAST_POSITIVE, "negative", "neutral"))
    n = int(is_given.sum())
    note = f"the sentiment of {n:,} of {plural(len(ids), 'opinion')} was given with the data; the rest is the model's"
    log.warn(Code.GIVEN_SENTIMENT, note, level=Level.INFO)
    table = sentiments.assign(
        polarity=np.where(is_given, own, sentiments["polarity"]),
        label=np.where(is_given, labels, sentiments["label"].to_numpy(dtype=object)),
        source=np.where(is_given, GIVEN, MODEL),
    )
    return conform("sentiment", table)


def errors_of(sentiments: pd.DataFrame, fingerprint: str | None, language: str) -> Misclassification | None:
    """Return how often the labels of a run are wrong; None where that is not known, as for labels that were given.

    Parameters
    ----------
    sentiments : DataFrame
        Table sentiment.
    fingerprint : str or None
        Of the embedder that the head reads.
    language : str
    """
    return None if (sentiments["source"] == GIVEN).any() else label_errors(fingerprint, language)
