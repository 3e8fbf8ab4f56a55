"""A batch: some of the responses of a survey with their units, and what the steps have made of them. Batches unite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cxtext.pipeline.sentiment import Sentiment
from cxtext.pipeline.units import UniqueTexts, unique_texts
from cxtext.run import RunLog
from cxtext.themes import Assigned

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Batch:
    """Some responses, split into units. Each further step adds one field.

    All of it depends on these responses alone, so that batches can be made in any process, in any order, and united
    (:func:`unite_batches`). What counts over all units, such as ``repeats``, is counted after that.

    Parameters
    ----------
    response_ids : list of str
        As the reader gave them: no two responses of a survey share one.
    status : list of str
        Of each response: content, non_answer or blank.
    language : list of str or None
        ISO 639-1 code of each response with content.
    units : DataFrame
        Table units without ``repeats``.
    unique : UniqueTexts
        The different texts of the units.
    log : RunLog
        Issues of the steps.
    vectors : ndarray of shape (n_texts, n_dims), float32, rows of unit length, optional
        Of the different texts, as ``sentiment`` and ``assigned`` are.
    sentiment : Sentiment, optional
    assigned : Assigned, optional
        Their themes.
    """

    response_ids: list[str]
    status: list[str]
    language: list[str | None]
    units: pd.DataFrame
    unique: UniqueTexts
    log: RunLog
    vectors: NDArray[np.float32] | None = None
    sentiment: Sentiment | None = None
    assigned: Assigned | None = None


def unite_batches(batches: Sequence[Batch]) -> Batch:
    """Return one batch of all responses, in the order of the batches.

    A text that occurs in several batches has the same vector, sentiment and theme in each.

    Raises
    ------
    ValueError
        When there is no batch, or two have a response in common.
    """
    import pandas as pd

    if not batches:
        raise ValueError("there is no batch to unite")
    response_ids = [name for batch in batches for name in batch.response_ids]
    if len(set(response_ids)) < len(response_ids):
        raise ValueError("two batches have a response in common")
    units = pd.concat([batch.units for batch in batches], ignore_index=True)
    log = RunLog()
    for batch in batches:
        log.merge(batch.log)
    unique = unique_texts(units)
    row_of: dict[str, int] = {}
    for row, text in enumerate(text for batch in batches for text in batch.unique.texts):
        row_of.setdefault(text, row)
    rows = np.array([row_of[text] for text in unique.texts], dtype=np.int64)
    status = [mark for batch in batches for mark in batch.status]
    language = [code for batch in batches for code in batch.language]
    results = (_join([getattr(batch, name) for batch in batches], rows) for name in ("vectors", "sentiment", "assigned"))
    return Batch(response_ids, status, language, units, unique, log, *results)


def index_members(batch: Batch) -> csr_array:
    """Return which text occurs in which response, as a 0 / 1 matrix of shape (n_texts, n_responses).

    Columns follow the sorted response ids, so that the order of the rows does not matter.
    """
    return _index_texts(batch.response_ids, batch.units["response_id"], batch.unique)


def index_answers(responses: pd.DataFrame, units: pd.DataFrame, unique: UniqueTexts) -> csr_array:
    """Return what :func:`index_members` does, where a response and its copies share a column: they are one answer.

    Parameters
    ----------
    responses : DataFrame
        Table responses, with ``copy_of``.
    units : DataFrame
        Table units.
    unique : UniqueTexts
        Of the units.
    """
    answer = responses["copy_of"].astype("object").fillna(responses["response_id"])
    answer_of = dict(zip(responses["response_id"], answer, strict=True))
    return _index_texts(sorted(set(answer_of.values())), units["response_id"].map(answer_of), unique)


def _index_texts(ids: Sequence[str], of_unit: pd.Series[str], unique: UniqueTexts) -> csr_array:
    """Return which text occurs under which id, as a 0 / 1 matrix whose columns follow the sorted ids."""
    import pandas as pd
    from scipy.sparse import csr_array

    columns = pd.Index(list(ids), dtype="str").sort_values()
    column = columns.get_indexer(pd.Index(of_unit))
    shape = (len(unique.texts), len(columns))
    matrix = csr_array((np.ones(len(of_unit), dtype=np.int8), (unique.of_unit, column)), shape=shape)
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def _join(parts: Sequence[Any], rows: NDArray[np.int64]) -> Any:
    """Return the given rows of all parts together: of arrays, lists, or dataclasses of them; None unless every part is there.

    A number is the same in all parts.
    """
    if any(part is None for part in parts):
        return None
    if isinstance(parts[0], float):
        return parts[0]
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)[rows]
    if isinstance(parts[0], list):
        entries = [entry for part in parts for entry in part]
        return [entries[row] for row in rows.tolist()]
    columns = ([getattr(part, field.name) for part in parts] for field in fields(parts[0]))
    return type(parts[0])(*(_join(column, rows) for column in columns))
