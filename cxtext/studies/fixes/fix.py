"""Did a fix work: a theme before and after a date, beside the themes that nobody worked on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import ConfigError, InputError
from cxtext.findings import AnalysisLike, Basis, basis_of, metric_views
from cxtext.impact import MEASURES, WAVES_BEFORE_A_FIX, Change, Periods, PreTrend, check_before, compare_change, split_periods
from cxtext.metrics import MetricView
from cxtext.run import Submissions, gather_submissions
from cxtext.studies.evidence import find_active_theme, take_points
from cxtext.studies.fixes.periods import Split, check_steps, describe_span, read_date, split_by_date, split_by_wave, wave_codes
from cxtext.wording import interval, is_missing, number, one_line, plural

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
        n_others, note``. Shares in [0, 1], the rest in points of ``metric``.
    sentences : tuple of str
        The same in words.
    notes : tuple of str
        What was left out, and what this cannot show.
    facts : dict
        Theme, dates and counts.
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
    if (date is None) == (wave is None):
        raise ConfigError("give either a date or a wave: the first one with the fix.")
    check_steps(transition, window, "day" if wave is None else "wave")
    split = (
        split_by_date(submissions, *read_date(analysis, date), transition, window)
        if date is not None
        else split_by_wave(submissions, str(wave), transition, window)
    )
    view = metric_views(analysis)[0]
    points = take_points(analysis, submissions, view.name)
    data = _data(submissions, split, np.full(len(submissions.first), np.nan) if points is None else points)
    measures = [m for m in MEASURES if points is not None or m == "share"]
    changes = {m: compare_change(data, column, m) for m in measures}
    before = check_before(data, column, wave_codes(submissions)[split.period >= 0][_kept(submissions, split)])
    label = one_line(submissions.themes["label"].iat[column], 80)
    sentences = [_share_sentence(label, changes["share"], basis_of(analysis), split)]
    sentences += [_metric_sentence(changes[m], m, view, label) for m in measures[1:]]
    sentences.append(_before_sentence(before))
    notes = [*split.left_out, *_note_unmeasured(view, points), CAVEAT]
    n_before, n_after = (int(((data.period == k) & data.content).sum()) for k in (0, 1))
    facts = {"theme_id": theme_id, "label": label, "when": split.when, "n_before": n_before, "n_after": n_after}
    return Fix(_tabulate(changes, view), tuple(sentences), tuple(notes), facts | {"pretrend": _plain(before)})


def _tabulate(changes: Mapping[str, Change], view: MetricView) -> pd.DataFrame:
    """Return a row for each measure."""
    import pandas as pd

    table = pd.DataFrame([{"measure": m, "metric": None if m == "share" else view.name, **asdict(c)} for m, c in changes.items()])
    table["note"] = [note or None for note in table["note"]]
    return table


def _note_unmeasured(view: MetricView, points: np.ndarray | None) -> list[str]:
    """Say why the metric that leads is not compared, when it is not."""
    if points is not None or view.is_volume:
        return []
    return [f"{one_line(view.name, 60)}: a {view.kind} is not a mean over answers, so shares alone are compared"]


def _data(submissions: Submissions, split: Split, points: np.ndarray) -> Periods:
    """Return the submissions of both periods; raise when one of them is empty."""
    data = split_periods(submissions.mentions.any, split.period, points, submissions.design)
    for k, name in ((0, "before"), (1, "after")):
        if not ((data.period == k) & data.content).any():
            within = ", within the window and after the transition asked for, with a weight above 0"
            raise InputError(f"no response with content is from {name} {split.when}{within}.\n{describe_span(submissions)}")
    return data


def _kept(submissions: Submissions, split: Split) -> np.ndarray:
    """Return which of the submissions of both periods have a usable weight."""
    return submissions.design.usable_weights(submissions.n)[split.period >= 0] > 0


def _share_sentence(label: str, c: Change, basis: Basis, split: Split) -> str:
    """Say how the share changed."""
    start = (
        f"Mentions of “{label}” {_moved(c.after - c.before, 100)} from {_points(c.before)}% to {_points(c.after)}% "
        f"of {basis.noun}s (before and from {split.when} on)"
    )
    if c.note and not c.n_others:
        return f"{start}; {c.note}."
    change = c.others
    others = f"{plural(c.n_others, 'other theme')} of similar size {_moved(change, 100)}"
    others += f" by {_points(abs(change))} points on average" if round(abs(100 * change), 1) else " on average"
    return f"{start}; {others}. Net {_net(c, 100, 1)} points{_verdict(c, 100, 1)}"


def _metric_sentence(c: Change, measure: str, view: MetricView, label: str) -> str:
    """Say how the metric of those who mention the theme, or its removal impact, changed."""
    name = view.acronym or f"“{one_line(view.name, 60)}”"
    cost = f"What it costs or earns ({name} of all minus {name} of those who do not mention it)"
    what = f"{name} of those who mention it" if measure == "metric_with" else cost
    if is_missing(c.before) or is_missing(c.after):
        return f"{what}: {c.note}."
    d = view.decimals if measure == "metric_with" else max(view.effect_decimals, 1)
    mark = "%" if view.is_percent and measure == "metric_with" else ""
    values = (number(value, d, signed=measure == "impact") + mark for value in (c.before, c.after))
    start = f"{what} {_moved(c.after - c.before, 10**d / 10)} from {' to '.join(values)}"
    if c.note and not c.n_others:
        return f"{start}; {c.note}."
    return f"{start}; the others: {number(c.others, d, signed=True)} on average. Net {_net(c, 1, d)}{_verdict(c, 1, d)}"


def _net(c: Change, scale: float, decimals: int) -> str:
    """Write the net change."""
    return number(scale * c.net, decimals, signed=True)


def _verdict(c: Change, scale: float, decimals: int) -> str:
    """Write the interval and what it means."""
    if is_missing(c.low):
        return f"; {c.note}."
    span = interval(scale * c.low, scale * c.high, decimals)
    sure = c.low > 0 or c.high < 0
    return f", 95% interval {span}: " + ("more than themes change by themselves." if sure else "no change is established.")


def _before_sentence(p: PreTrend) -> str:
    """Say whether the theme already moved against the others before."""
    if is_missing(p.slope):
        return (
            f"Whether it moved with the others before could not be checked: {plural(p.n_waves, 'complete wave')} before, "
            f"{WAVES_BEFORE_A_FIX} are needed. The net change rests on the assumption that it would have gone on moving with "
            "them."
        )
    span = f"{number(100 * p.slope, 2, signed=True)} points per wave, 95% interval {interval(100 * p.low, 100 * p.high, 2)}"
    if p.low > 0 or p.high < 0:
        way = "rising" if p.slope > 0 else "falling"
        return (
            f"Caution: in the {p.n_waves} waves before, its share was already {way} against the others ({span}); "
            "the net change cannot separate this from the fix."
        )
    return f"In the {p.n_waves} waves before, no drift against the others is established ({span})."


def _moved(change: float, scale: float) -> str:
    """Return the verb of a change."""
    return "hardly moved" if not round(abs(scale * change), 1) else "rose" if change > 0 else "fell"


def _points(share: float) -> str:
    """Write a share in percent, without its sign."""
    return number(100 * share, 1)


def _plain(p: PreTrend) -> dict[str, float | None]:
    """Return the check of the time before for JSON."""
    return {name: None if is_missing(value) else value for name, value in asdict(p).items()}
