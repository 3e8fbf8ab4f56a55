"""Precision and recall of the themes by what people said of single opinions in ``cxtext review``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxtext.impact import audit_theme
from cxtext.metrics import wilson
from cxtext.pipeline import ThemeEdits
from cxtext.run import Analysis
from cxtext.themes import Asked, Label, text_key

if TYPE_CHECKING:
    import pandas as pd


def score_labels(analysis: Analysis) -> pd.DataFrame:
    """Return how often the themes were right, by the answers to random questions.

    Only these estimate anything: the other questions were chosen because their answers were in doubt. What is judged is the theme
    that an opinion had when it was asked about; the answers themselves have made it better since.

    Parameters
    ----------
    analysis : Analysis
        A run with answers.

    Returns
    -------
    DataFrame
        A row per theme with an answer: ``theme_id, label``, ``n_labels`` (answers of any kind that name it), ``n_checked``
        (answers to random questions on opinions that had it), ``precision`` and ``recall`` with ``_low`` and ``_high`` at 95%,
        and ``note``. The last row, without ``theme_id``, is that of all opinions: ``precision`` is the share that is right,
        having no theme included. Without any row where nobody has answered a question.
    """
    import pandas as pd

    edits = ThemeEdits(analysis)
    labels = edits.labels
    if not labels:
        return pd.DataFrame(columns=["theme_id", "label", "n_labels", "n_checked", *_RATES, "note"])
    random = {label.key: label for label in labels if label.asked == Asked.RANDOM and label.is_clear}
    units, texts = analysis.units, edits.unique.texts
    first = np.unique(edits.unique.of_unit, return_index=True)[1]
    place = {key: int(first[i]) for i, key in enumerate(map(text_key, texts)) if key in random}
    now = analysis.tables["assignments"]["theme_id"].to_numpy(dtype=object)
    rows = []
    for item in (item for item in edits.themes.items if item.parent_id is None):
        named = [label for label in labels if item.theme_id in (*label.theme_ids, label.was)]
        if not named:
            continue
        tagged, truth = now == item.theme_id, np.full(len(units), np.nan)
        for key, position in place.items():
            tagged[position] = random[key].was == item.theme_id
            truth[position] = float(item.theme_id in random[key].theme_ids)
        columns, _ = audit_theme(tagged, truth, np.zeros(len(units), dtype=np.int64))
        n_checked, n_outside = (int((np.isfinite(truth) & side).sum()) for side in (tagged, ~tagged))
        about = {"theme_id": item.theme_id, "label": item.label, "n_labels": len(named), "n_checked": n_checked}
        note = _NO_OWN if not n_checked else None if n_outside else _NO_OTHER
        rows.append({**about, **{name: float(columns[name]) for name in _RATES}, "note": note})
    rows.append(_rate_all(labels, [random[key] for key in place], len(units)))
    return pd.DataFrame(rows)


_NO_OWN = "no random question was about it"
_NO_OTHER = "no random question was about anything else"
_RATES = ("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high")


def _rate_all(labels: tuple[Label, ...], random: list[Label], n_units: int) -> dict[str, object]:
    """Return the row of all opinions."""
    n, right = len(random), sum(label.theme_ids == ((label.was,) if label.was else ()) for label in random)
    low, high = wilson(right / n, n * (n_units - 1) / max(n_units - n, 1)) if n else (np.nan, np.nan)
    rates = dict(zip(_RATES, (right / n if n else np.nan, low, high, np.nan, np.nan, np.nan), strict=True))
    note = None if n else "no answer to a random question"
    return {"theme_id": None, "label": "all opinions", "n_labels": len(labels), "n_checked": n, **rates, "note": note}
