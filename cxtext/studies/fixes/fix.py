"""Did a fix work: a theme before and after a date, beside the themes that nobody worked on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import ConfigError, InputError
from cxtext.findings import AnalysisLike, basis_of, metric_views
from cxtext.impact import (
    MEASURES,
    Change,
    Periods,
    PreTrend,
    check_before,
    compare_changes,
    judge_placebos,
    place_placebos,
    split_periods,
)
from cxtext.metrics import MetricView
from cxtext.run import Submissions, gather_submissions
from cxtext.studies.evidence import find_active_theme, take_points
from cxtext.studies.fixes.periods import Split, check_steps, describe_span, read_date, split_by_date, split_by_wave, wave_codes
from cxtext.studies.fixes.sentences import (
    Judged,
    before_sentence,
    judge_change,
    metric_sentence,
    placebo_sentence,
    share_sentence,
    verdict_sentence,
)
from cxtext.wording import is_missing, one_line

if TYPE_CHECKING:
    import pandas as pd

#: What no comparison of before and after can show.
CAVEAT = (
    "before and after are compared, nothing more: whatever else changed for this theme alone at that time looks the same, "
    "and a theme that was picked because it had just peaked falls back by itself"
)


@dataclass(frozen=True)
class Fix:
    """What changed with a fix.

    Parameters
    ----------
    table : DataFrame
        One row a measure (``share``, ``metric_with``, ``impact``): ``before, after, others, net, low, high, dispersion,
        n_others, note, p_placebo, established``. Shares in [0, 1], the rest in points of ``metric``.
    sentences : tuple of str
        The same in words.
    notes : tuple of str
        What was left out, and what this cannot show.
    facts : dict
        Theme, dates and counts, placebos, and ``verdict``: better, worse, mixed, or not established.
    """

    table: pd.DataFrame
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    facts: dict[str, Any]

    def __str__(self) -> str:
        """Return the sentences."""
        return "\n".join(self.sentences)


def measure_fix(
    analysis: AnalysisLike,
    theme: str,
    *,
    date: str | None = None,
    wave: str | None = None,
    transition: int = 0,
    window: int | None = None,
) -> Fix:
    """Compare a theme before and after a fix with themes that the fix did not touch (difference in differences).

    Parameters
    ----------
    analysis : Analysis
    theme : str
        Id or label of the theme that was worked on.
    date : str, optional
        First day with the fix, such as "2024-05-01" (UTC). "01/05/2024" is read day or month first as the dates of the run are.
    wave : str, optional
        First wave with the fix, instead of a date. Waves that are not complete are left out.
    transition : int
        Days, or waves, from then on that are left out: people still write about what they met before.
    window : int, optional
        Days, or waves, on either side that are used; by default all there are.

    Returns
    -------
    Fix
        ``print(fix)`` says it in words; ``fix.table`` has the numbers.

    Raises
    ------
    ConfigError
        For an unknown theme, date or wave, or a transition or window that is not a number of days or waves.
    InputError
        When nobody answered before, or after; so where the transition is longer than the data.
    """
    submissions = gather_submissions(analysis.tables)
    theme_id = find_active_theme(analysis, theme)
    column = submissions.theme_ids.index(theme_id)
    split = _split(analysis, submissions, date, wave, transition, window)
    view = metric_views(analysis)[0]
    points = take_points(analysis, submissions, view.name)
    points = np.full(submissions.n, np.nan) if points is None else points
    data = _data(submissions, split, points)
    measures = [m for m in MEASURES if np.isfinite(points).any() or m == "share"]
    changes = {m: compare_changes(data, m) for m in measures}
    before = check_before(data, column, wave_codes(submissions)[split.period >= 0][_kept(submissions, split)])
    placebos = _compare_placebos(submissions, split, points, int(((data.period == 1) & data.content).sum()), measures)
    test = judge_placebos(column, changes, placebos)
    judged = [judge_change(m, changes[m][column], test, before) for m in measures]
    label, verdict = one_line(submissions.themes["label"].iat[column], 80), _verdict(judged, view)
    sentences = [
        share_sentence(label, judged[0], basis_of(analysis), split.when),
        *(metric_sentence(one, view) for one in judged[1:]),
        before_sentence(before),
        placebo_sentence(test),
        verdict_sentence(verdict, label, judged),
    ]
    notes = [*split.left_out, *_note_unmeasured(view, points), CAVEAT]
    n_before, n_after = (int(((data.period == k) & data.content).sum()) for k in (0, 1))
    facts = {"theme_id": theme_id, "label": label, "when": split.when, "n_before": n_before, "n_after": n_after}
    facts |= {"pretrend": _plain(before), "placebos": {"themes": test.n_themes, "dates": test.n_dates, "changes": test.n}}
    return Fix(_tabulate(judged, view), tuple(sentences), tuple(notes), facts | {"verdict": verdict})


def _split(
    analysis: AnalysisLike, submissions: Submissions, date: str | None, wave: str | None, transition: int, window: int | None
) -> Split:
    """Return which responses are before the fix and which after, by its first date or wave."""
    if (date is None) == (wave is None):
        raise ConfigError("give either a date or a wave: the first one with the fix.")
    check_steps(transition, window, "day" if wave is None else "wave")
    if date is not None:
        return split_by_date(submissions, *read_date(analysis, date), transition, window)
    return split_by_wave(submissions, str(wave), transition, window)


def _compare_placebos(
    submissions: Submissions, split: Split, points: np.ndarray, n_after: int, measures: Sequence[str]
) -> list[dict[str, list[Change]]]:
    """Return the changes of all themes at each placebo date."""
    used = split.is_history & submissions.has_content & (submissions.design.usable_weights(submissions.n) > 0)
    periods = place_placebos(split.time, used, n_after)
    sides = (split_periods(submissions.mentions.any, period, points, submissions.design) for period in periods)
    return [{m: compare_changes(data, m) for m in measures} for data in sides]


def _verdict(judged: Sequence[Judged], view: MetricView) -> str:
    """Return whether what changed is for the better: fewer mention the theme, or the metric is better with it."""
    better = {one.change.net * (-1 if one.measure == "share" else view.sign) > 0 for one in judged if one.is_established}
    return "not established" if not better else "mixed" if len(better) == 2 else "better" if better.pop() else "worse"


def _tabulate(judged: Sequence[Judged], view: MetricView) -> pd.DataFrame:
    """Return a row for each measure."""
    import pandas as pd

    rows: list[dict[str, Any]] = [
        {"measure": one.measure, "metric": None if one.measure == "share" else view.name, **asdict(one.change)}
        | {"p_placebo": one.p_value, "established": one.is_established}
        for one in judged
    ]
    table = pd.DataFrame(rows)
    table["note"] = [note or None for note in table["note"]]
    return table


def _note_unmeasured(view: MetricView, points: np.ndarray) -> list[str]:
    """Say why the metric that leads is not compared, when it is not."""
    if np.isfinite(points).any() or view.is_volume:
        return []
    return [f"{one_line(view.name, 60)}: a {view.kind} is not a mean over answers, so shares alone are compared"]


def _data(submissions: Submissions, split: Split, points: np.ndarray) -> Periods:
    """Return the responses of both periods; raise when one of them is empty."""
    data = split_periods(submissions.mentions.any, split.period, points, submissions.design)
    for k, name in ((0, "before"), (1, "after")):
        if not ((data.period == k) & data.content).any():
            within = ", within the window and after the transition asked for, with a weight above 0"
            raise InputError(f"no response with content is from {name} {split.when}{within}.\n{describe_span(submissions)}")
    return data


def _kept(submissions: Submissions, split: Split) -> np.ndarray:
    """Return which of the responses of both periods have a usable weight."""
    return submissions.design.usable_weights(submissions.n)[split.period >= 0] > 0


def _plain(p: PreTrend) -> dict[str, Any]:
    """Return the check of the time before for JSON."""
    slope = {"slope": p.slope, "low": p.low, "high": p.high}
    rivals = {measure: None if rival is None else rival.value for measure, rival in p.rivals.items()}
    return {"n_waves": p.n_waves, **{k: None if is_missing(v) else v for k, v in slope.items()}, "rivals": rivals}
