"""Submissions: the unit that impact is measured on, with its answers and the themes it mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.metrics import Answers
from cxtext.schema import EXPOSURE_PREFIX, GROUP_PREFIX, METRIC_PREFIX

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.metrics import Outcome

Frames = dict[str, "pd.DataFrame"]


@dataclass(frozen=True)
class Submissions:
    """One entry a submitted record: what the impact is measured on.

    Parameters
    ----------
    rows : ndarray of shape (n_submissions,), int64
        Record numbers, ascending.
    first : ndarray of shape (n_submissions,), int64
        Position in the responses table of each record's first response.
    of_response : ndarray of shape (n_responses,), int64
        Submission of each response.
    has_content : ndarray of shape (n_submissions,), bool
        Whether any of its texts says something.
    cluster : ndarray of shape (n_submissions,), int64
        Respondent of each submission.
    weight : ndarray of shape (n_submissions,), float64
        Survey weight.
    value : ndarray of shape (n_submissions,), float64
        Worth of the respondent, ``nan`` where it is not known.
    """

    rows: np.ndarray
    first: np.ndarray
    of_response: np.ndarray
    has_content: np.ndarray
    cluster: np.ndarray
    weight: np.ndarray
    value: np.ndarray


def group_submissions(responses: pd.DataFrame) -> Submissions:
    """Group the responses by the record they were submitted in."""
    rows, first, of_response = np.unique(responses["row"].to_numpy(), return_index=True, return_inverse=True)
    has_content = np.zeros(len(rows), dtype=bool)
    np.logical_or.at(has_content, of_response, (responses["status"] == "content").to_numpy())
    cluster = responses["respondent_id"].iloc[first].factorize(sort=True)[0]
    weight, value = (responses[name].to_numpy(dtype=np.float64)[first] for name in ("weight", "value"))
    return Submissions(rows, first, of_response, has_content, cluster, weight, value)


def take_answers(
    responses: pd.DataFrame, outcomes: Sequence[Outcome], excluded: Mapping[str, int], submissions: Submissions
) -> list[Answers]:
    """Return each metric's answers, one a submission."""
    found = []
    for outcome in outcomes:
        raw = responses[METRIC_PREFIX + outcome.label].to_numpy()[submissions.first]
        exposed = EXPOSURE_PREFIX + outcome.label
        exposure = responses[exposed].to_numpy()[submissions.first] if exposed in responses else None
        rate = raw if exposure is None else raw / exposure
        found.append(Answers(outcome, rate, excluded[outcome.label], exposure))
    return found


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


def group_columns(responses: pd.DataFrame) -> pd.DataFrame:
    """Return the group columns under their names in the input."""
    columns = [c for c in responses.columns if str(c).startswith(GROUP_PREFIX)]
    return responses[columns].rename(columns=lambda c: str(c).removeprefix(GROUP_PREFIX)).reset_index(drop=True)
