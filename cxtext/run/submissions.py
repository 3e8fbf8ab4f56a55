"""Submissions: the unit that impact is measured on, with its answers and the themes it mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from cxtext.metrics import Answers
from cxtext.schema import EXPOSURE_PREFIX, GROUP_PREFIX, METRIC_PREFIX, active_themes

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.impact import Design, Mentions, Redraw, Subthemes
    from cxtext.metrics import Outcome

Frames = dict[str, "pd.DataFrame"]


@dataclass(frozen=True, eq=False)
class Submissions:
    """One row per response, the unit that impact is measured on.

    Parameters
    ----------
    rows : ndarray of shape (n_submissions,), int64
        Record numbers, ascending.
    first : DataFrame of shape (n_submissions, ...)
        The first response of each record: its metrics, groups, dates and wave.
    of_unit : ndarray of shape (n_units,), int64
        Response of each opinion unit.
    design : Design
        Respondent, survey weight, content and value of each response.
    themes : DataFrame of shape (n_themes, ...)
        The themes that are counted, with a fresh index.
    mentions : Mentions
        Columns in the order of ``themes``.
    """

    rows: np.ndarray
    first: pd.DataFrame
    of_unit: np.ndarray
    design: Design
    themes: pd.DataFrame
    mentions: Mentions

    @property
    def n(self) -> int:
        """Number of responses."""
        return len(self.rows)

    @property
    def n_units(self) -> np.ndarray:
        """Opinion units of each response; shape (n_submissions,), int64."""
        return np.bincount(self.of_unit, minlength=self.n)

    @property
    def has_content(self) -> np.ndarray:
        """Whether any text of each response says something; shape (n_submissions,), bool."""
        return self.design.content(self.n)

    @property
    def theme_ids(self) -> list[str]:
        """Ids of the themes, in the order of the columns."""
        return [str(theme_id) for theme_id in self.themes["theme_id"]]

    @property
    def groups(self) -> pd.DataFrame:
        """Group columns under their names in the input."""
        columns = [c for c in self.first.columns if str(c).startswith(GROUP_PREFIX)]
        return self.first[columns].rename(columns=lambda c: str(c).removeprefix(GROUP_PREFIX))

    def select(self, theme_ids: Sequence[str]) -> Submissions:
        """Return the same responses with some of the themes, in the order they have here."""
        chosen = np.flatnonzero(self.themes["theme_id"].isin(theme_ids).to_numpy())
        return replace(self, themes=self.themes.iloc[chosen].reset_index(drop=True), mentions=self.mentions.select(chosen))

    def answers(self, outcomes: Sequence[Outcome], n_excluded: Mapping[str, int]) -> list[Answers]:
        """Return the answers to each metric.

        Parameters
        ----------
        outcomes : sequence of Outcome
        n_excluded : mapping of str to int
            Answers to each metric that were not valid.
        """
        answers = []
        for outcome in outcomes:
            raw = self.first[METRIC_PREFIX + outcome.label].to_numpy()
            exposed = EXPOSURE_PREFIX + outcome.label
            exposure = self.first[exposed].to_numpy() if exposed in self.first else None
            rate = raw if exposure is None else raw / exposure
            answers.append(Answers(outcome, rate, n_excluded[outcome.label], exposure))
        return answers


def gather_submissions(tables: Mapping[str, pd.DataFrame]) -> Submissions:
    """Group the responses by the record they were submitted in, and count who mentions which top-level theme.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables responses, units, themes, assignments and sentiment.
    """
    from cxtext.impact import Design

    responses = tables["responses"]
    rows, first, of_response, of_unit = _number_submissions(tables)
    has_content = np.zeros(len(rows), dtype=bool)
    np.logical_or.at(has_content, of_response, (responses["status"] == "content").to_numpy())
    design = Design(
        respondent=responses["voice_id"].iloc[first].factorize(sort=True)[0],
        weight=responses["weight"].to_numpy(dtype=np.float64)[first],
        has_content=has_content,
        value=responses["value"].to_numpy(dtype=np.float64)[first],
        copies=_number_copies(responses["copy_of"].iloc[first]),
    )
    themes = active_themes(tables["themes"])
    mentions = _count_mentions(tables, of_unit, themes, len(rows))
    return Submissions(rows, responses.iloc[first].reset_index(drop=True), of_unit, design, themes, mentions)


def count_mentions(tables: Mapping[str, pd.DataFrame], themes: pd.DataFrame) -> csr_array:
    """Return which submission mentions which theme, shape (n_submissions, n_themes), 0 / 1.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables responses, units and assignments.
    themes : DataFrame
        Those that are counted.
    """
    rows, *_, of_unit = _number_submissions(tables)
    column = theme_positions(tables["assignments"], themes)
    return _indicator(of_unit, column, column >= 0, (len(rows), len(themes)))


def _number_submissions(tables: Mapping[str, pd.DataFrame]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the records in ascending order, the first response of each, and the record of each response and of each unit."""
    import pandas as pd

    responses = tables["responses"]
    rows, first, of_response = np.unique(responses["row"].to_numpy(), return_index=True, return_inverse=True)
    position = pd.Index(responses["response_id"]).get_indexer(tables["units"]["response_id"])
    return rows, first, of_response, np.asarray(of_response[position])


def _number_copies(copy_of: pd.Series) -> np.ndarray | None:
    """Return a number for each response that only its copies share; None where none has any."""
    codes = copy_of.factorize()[0].astype(np.int64)
    alone = codes < 0
    if alone.all():
        return None
    codes[alone] = int(codes.max()) + 1 + np.arange(int(alone.sum()))
    return np.asarray(codes)


def _count_mentions(tables: Mapping[str, pd.DataFrame], of_unit: np.ndarray, themes: pd.DataFrame, n: int) -> Mentions:
    """Return which of ``n`` responses mentions which theme."""
    from cxtext.impact import Mentions

    column = theme_positions(tables["assignments"], themes)
    label = tables["sentiment"]["label"]
    shape = (n, len(themes))
    is_assigned = column >= 0
    negative, neutral, positive = ((label == name).to_numpy() for name in ("negative", "neutral", "positive"))
    has_negative = np.zeros(n, dtype=bool)
    has_negative[of_unit[negative]] = True
    return Mentions(
        any=_indicator(of_unit, column, is_assigned, shape),
        negative=_indicator(of_unit, column, is_assigned & negative, shape),
        positive=_indicator(of_unit, column, is_assigned & positive, shape),
        has_negative=has_negative,
        n_opinions=(
            _count(of_unit, column, is_assigned & negative, shape),
            _count(of_unit, column, is_assigned & neutral, shape),
            _count(of_unit, column, is_assigned & positive, shape),
        ),
    )


def count_subthemes(tables: Mapping[str, pd.DataFrame], submissions: Submissions) -> Subthemes:
    """Return which response mentions which sub-theme.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables themes, assignments and sentiment.
    submissions : Submissions
        Of the same tables.
    """
    from cxtext.impact import Subthemes

    themes = tables["themes"]
    own = themes[themes["parent_id"].isin(submissions.theme_ids)]
    column = find_positions(tables["assignments"]["subtheme_id"], own["theme_id"].tolist())
    is_negative = (tables["sentiment"]["label"] == "negative").to_numpy()
    shape = (submissions.n, len(own))
    return Subthemes(
        own["theme_id"].tolist(),
        own["parent_id"].tolist(),
        any=_indicator(submissions.of_unit, column, column >= 0, shape),
        negative=_indicator(submissions.of_unit, column, (column >= 0) & is_negative, shape),
    )


def theme_positions(assignments: pd.DataFrame, themes: pd.DataFrame) -> np.ndarray:
    """Return the position among ``themes`` of each unit's theme, -1 for none; shape (n_units,), int64."""
    return find_positions(assignments["theme_id"], themes["theme_id"].tolist())


def find_positions(column: pd.Series, ids: Sequence[str]) -> np.ndarray:
    """Return the position among some ids of each cell of a column, -1 for a null and for an id that is none of them.

    Quick where many cells have few different values; shape (n_cells,), int64.
    """
    place = {name: i for i, name in enumerate(ids)}
    codes, values = column.factorize()
    return np.asarray(np.array([*(place.get(value, -1) for value in values), -1], dtype=np.int64)[codes])


def list_redraws(
    redrawn: np.ndarray | None, of_unit: np.ndarray, tables: Mapping[str, pd.DataFrame], submissions: Submissions
) -> list[Redraw]:
    """Return who mentions which theme as it is, and as each refit draws it; nothing without refits.

    Parameters
    ----------
    redrawn : ndarray of shape (n_texts, n_refits), int64, optional
        Theme of each different text in each refit, by its position among all themes of the first level: -1 for none,
        ``LEFT_OUT`` for a text that is not in its sample.
    of_unit : ndarray of shape (n_units,), int64
        Position of each unit's text.
    tables : mapping of str to DataFrame
        Tables themes and assignments.
    submissions : Submissions
        Of the same tables.
    """
    from cxtext.impact import Redraw
    from cxtext.themes import LEFT_OUT

    if redrawn is None:
        return []
    themes = tables["themes"]
    top = themes.loc[themes["parent_id"].isna(), "theme_id"]
    positions = {theme_id: j for j, theme_id in enumerate(submissions.theme_ids)}
    # index -1, no theme, reads the last place
    place = np.array([*(positions.get(theme_id, -1) for theme_id in top), -1], dtype=np.int64)
    before = theme_positions(tables["assignments"], submissions.themes)
    redraws = []
    for theme in redrawn.T:
        inside = theme[of_unit] != LEFT_OUT
        after = np.where(inside, place[np.maximum(theme[of_unit], -1)], -1)
        rows, of_row = np.unique(submissions.of_unit[inside], return_inverse=True)
        row = np.zeros(len(of_unit), dtype=np.int64)
        row[inside] = of_row.ravel()
        shape = (len(rows), len(submissions.themes))
        both = (_indicator(row, column, inside & (column >= 0), shape) for column in (before, after))
        redraws.append(Redraw(rows, *both))
    return redraws


def list_opinions(tables: Mapping[str, pd.DataFrame], submissions: Submissions) -> pd.DataFrame:
    """Return every unit of a top-level theme: ``submission`` and ``theme`` as positions, and ``polarity``."""
    import pandas as pd

    theme = theme_positions(tables["assignments"], submissions.themes)
    table = pd.DataFrame({"submission": submissions.of_unit, "theme": theme, "polarity": tables["sentiment"]["polarity"]})
    return table[theme >= 0]


def _indicator(row: np.ndarray, column: np.ndarray, chosen: np.ndarray, shape: tuple[int, int]) -> csr_array:
    """Return a 0 / 1 matrix with ones at the chosen (row, column) pairs."""
    matrix = _count(row, column, chosen, shape)
    matrix.data[:] = 1.0
    return matrix


def _count(row: np.ndarray, column: np.ndarray, chosen: np.ndarray, shape: tuple[int, int]) -> csr_array:
    """Return how often each of the chosen (row, column) pairs occurs."""
    from scipy.sparse import csr_array

    matrix = csr_array((np.ones(int(chosen.sum())), (row[chosen], column[chosen])), shape=shape)
    matrix.sum_duplicates()
    return matrix
