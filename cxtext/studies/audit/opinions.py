"""The sentiment part of an audit: an opinion of each drawn response, and what its label by hand says of the errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.findings import AnalysisLike, outgoing
from cxtext.impact import Misclassification, count_confusion, measure_feelings
from cxtext.pipeline import label_errors
from cxtext.run import Submissions
from cxtext.sentiment import CLASSES
from cxtext.wording import neutralise, one_line

if TYPE_CHECKING:
    import pandas as pd

UNIT, OPINION, SENTIMENT = "unit_id", "opinion", "sentiment"
#: Columns of the sheet for the sentiment of an opinion.
COLUMNS = (UNIT, OPINION, SENTIMENT)
#: Opinions that a class of the matrix is worth where neither a shipped set nor a label says anything of it.
_NOTHING_KNOWN = 0.5
_LONGEST = 500


@dataclass(frozen=True)
class SentimentAudit:
    """What labelled opinions say of the sentiment labels of a run.

    Parameters
    ----------
    confusion : DataFrame
        A row per true class: ``sentiment``; ``n`` opinions labelled so by hand; of those ``shown_negative, shown_neutral,
        shown_positive``; and ``right`` with ``_low`` and ``_high``, the share of all such opinions of the run that the machine
        labels so, once the shipped figures are put together with these. Null where no such opinion was checked.
    errors : Misclassification
        Both together.
    """

    confusion: pd.DataFrame
    errors: Misclassification

    def shares(self, submissions: Submissions) -> pd.DataFrame:
        """Return ``theme_id`` and the shares of its opinions by sentiment, as labelled and corrected, for every theme.

        Corrected shares are null where every share from 0 to 1 is possible: the labels say nothing about it.
        """
        import pandas as pd

        table = pd.DataFrame(
            {"theme_id": submissions.theme_ids, **measure_feelings(submissions.mentions, submissions.design, self.errors)}
        )
        for name in ("negative_share_corrected", "positive_share_corrected"):
            open_ended = (table[f"{name}_low"] <= 0) & (table[f"{name}_high"] >= 1)
            table.loc[open_ended, [name, f"{name}_low", f"{name}_high"]] = np.nan
        return table


def draw_opinions(analysis: AnalysisLike, submissions: Submissions, rows: np.ndarray, random_state: int) -> dict[str, list[str]]:
    """Draw an opinion of each response, at random.

    Returns
    -------
    dict of str to list of str
        ``unit_id``, ``opinion`` and an empty ``sentiment``: what stands there already would be left as it is.
    """
    units = analysis.tables["units"]
    ids, words = units["unit_id"].to_numpy(dtype=object), outgoing(analysis)
    order = np.lexsort((ids.astype(str), submissions.of_unit))  # whatever the order of the rows
    of_unit = submissions.of_unit[order]
    first, after = np.searchsorted(of_unit, rows, side="left"), np.searchsorted(of_unit, rows, side="right")
    places = first + np.floor(np.random.default_rng(random_state).random(len(rows)) * (after - first)).astype(np.int64)
    drawn = [order[place] if place < end else -1 for place, end in zip(places, after, strict=True)]
    return {
        UNIT: [neutralise(words.name_unit(str(ids[i]))) if i >= 0 else "" for i in drawn],
        OPINION: [neutralise(one_line(words.unit(str(ids[i])), _LONGEST)) if i >= 0 else "" for i in drawn],
        SENTIMENT: [""] * len(rows),
    }


def read_sentiment(cell: str) -> str | None:
    """Return the class that a cell names, also by its first letters, or None.

    >>> read_sentiment(" Neg "), read_sentiment("neutral"), read_sentiment("fine")
    ('negative', 'neutral', None)
    """
    word = cell.strip().lstrip("'").casefold()
    return next((name for name in CLASSES if len(word) >= len("neg") and name.startswith(word)), None)


def audit_sentiment(
    analysis: AnalysisLike, submissions: Submissions, labels: Mapping[str, str], weight_of: Mapping[int, float]
) -> SentimentAudit | None:
    """Put the labels of opinions together with what is shipped about the errors; None without labels.

    Parameters
    ----------
    analysis : Analysis
    submissions : Submissions
    labels : mapping of str to str
        Class by hand, by unit_id.
    weight_of : mapping of int to float
        By position of the response, how many responses of its stratum it stands for.

    Notes
    -----
    An opinion stands for as many as its response does, times the opinions of its response. The counts of each true class
    are scaled to the number of opinions that they are worth (Kish 1965), and added to the parameters of the Dirichlet
    distribution that the shipped sets give: the labels of the run soon outweigh those of other sources.
    """
    units = analysis.tables["units"]
    place = {str(unit): i for i, unit in enumerate(units["unit_id"])}
    rows = np.array([place[unit] for unit in sorted(labels) if unit in place], dtype=np.int64)
    if not len(rows):
        return None
    names = [labels[str(units["unit_id"].iloc[i])] for i in rows]
    true = np.array([CLASSES.index(name) for name in names], dtype=np.int64)
    shown = np.array([CLASSES.index(str(name)) for name in analysis.tables["sentiment"]["label"].iloc[rows]], dtype=np.int64)
    of_unit = submissions.of_unit[rows]
    n_opinions = np.bincount(submissions.of_unit, minlength=submissions.n)
    weight = np.array([weight_of.get(int(i), 1.0) for i in of_unit]) * n_opinions[of_unit]
    sums, squares = count_confusion(true, shown, weight), count_confusion(true, shown, weight**2)
    total = sums.sum(axis=1, keepdims=True)
    worth = total / np.maximum(squares.sum(axis=1, keepdims=True), 1e-300)
    errors = _known_errors(analysis).update(sums * worth)
    return SentimentAudit(_tabulate(count_confusion(true, shown), errors), errors)


def _known_errors(analysis: AnalysisLike) -> Misclassification:
    """Return what is shipped about the errors of the head that the run was made with; next to nothing where there is none."""
    manifest = analysis.manifest
    errors = label_errors(manifest.models.sentiment_reads.fingerprint, manifest.recorded_config.text.language)
    return errors or Misclassification(np.full((3, 3), _NOTHING_KNOWN))


def _tabulate(counts: np.ndarray, errors: Misclassification) -> pd.DataFrame:
    """Return the confusion table."""
    import pandas as pd
    from scipy.special import betaincinv

    right, total = np.diag(errors.weights), errors.weights.sum(axis=1)
    table: dict[str, Sequence[object] | np.ndarray] = {"sentiment": list(CLASSES), "n": counts.sum(axis=1).astype(np.int64)}
    table |= {f"shown_{name}": counts[:, c].astype(np.int64) for c, name in enumerate(CLASSES)}
    checked = counts.sum(axis=1) > 0  # what is shipped alone is no result of an audit
    table["right"] = np.where(checked, right / total, np.nan)
    for name, level in (("right_low", 0.025), ("right_high", 0.975)):
        table[name] = np.where(checked, betaincinv(right, total - right, level), np.nan)
    return pd.DataFrame(table)
