"""What changed with a fix, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.findings import Basis
from cxtext.impact import MAX_Q, WAVES_BEFORE_A_FIX, Change, PlaceboTest, PreTrend, Rival
from cxtext.metrics import MetricView
from cxtext.wording import interval, is_missing, number, one_line, plural


@dataclass(frozen=True, slots=True)
class Judged:
    """One measure: its change, its p-value among placebos, whether the change is established, and what that means.

    ``rival`` explains a change that placebos seldom show at least as well as the date does.
    """

    measure: str
    change: Change
    p_value: float
    is_established: bool
    meaning: str
    rival: Rival | None = None


#: What a change means that its rival explains.
_OTHERWISE = {
    Rival.PEAK: "but a return from a {peak} just before explains the waves at least as well, so no change is established",
    Rival.EARLIER: (
        "but a change that began before explains the waves at least as well, so that it came with the date is not established"
    ),
}
#: Why there is no verdict.
_NO_VERDICT = {
    Rival.PEAK: "it may only be back from where it was just before",
    Rival.EARLIER: "the change may have begun before",
}


def judge_change(measure: str, change: Change, test: PlaceboTest, before: PreTrend) -> Judged:
    """Call a change established when its interval is on one side of zero and placebos seldom change as much.

    It is not where another course over the waves explains it at least as well (see :class:`~cxtext.impact.Rival`), nor where the
    share moved the same way against the others in the waves before: it may have gone on by itself.
    """
    p, n_own = test.p_value[measure], test.n_own[measure]
    if is_missing(change.low) or not (change.low > 0 or change.high < 0):
        return Judged(measure, change, p, False, "no change is established")
    if not test.can_tell:
        why = f"with {plural(test.n, 'placebo')} to set beside it, too few, no change is established"
        return Judged(measure, change, p, False, why)
    if p > MAX_Q:
        why = f"but changes as large are seen where nothing was done (p = {number(p, 2)}), so no change is established"
        return Judged(measure, change, p, False, why)
    if n_own:
        dates = plural(test.n_dates, "placebo date")
        return Judged(
            measure, change, p, False, f"but the theme changed as much at {n_own} of {dates}, so no change is established"
        )
    if measure == "share" and before.drifts(change.net):
        why = "but it moved that way before already, so no change is established"
        return Judged(measure, change, p, False, why, Rival.EARLIER)
    rival = before.rivals.get(measure)
    if rival is not None:
        return Judged(measure, change, p, False, _OTHERWISE[rival].format(peak="low" if change.net > 0 else "peak"), rival)
    return Judged(measure, change, p, True, f"more than themes change by themselves (p = {_small(p)} among placebos)")


def placebo_sentence(test: PlaceboTest) -> str:
    """Say what the change was set beside."""
    if not test.n:
        return "There is nothing to set it beside: no other theme, and no date before, at which changes can be measured."
    dates = f", and all themes at {plural(test.n_dates, 'date')} before" if test.n_dates else ""
    short = "" if test.n_dates else " The time before is too short for placebo dates."
    text = f"Placebos, {plural(test.n, 'change')} where nothing was done: {plural(test.n_themes, 'other theme')} at the same time"
    return f"{text}{dates}. p is the share of them, with this one, that are as large in any measure.{short}"


def verdict_sentence(verdict: str, label: str, judged: Sequence[Judged]) -> str:
    """Say whether it worked, as far as this can show, and what else explains what changed."""
    texts = {
        "better": f"It looks as if the fix worked: “{label}” changed for the better, more than placebos do.",
        "worse": f"It does not look as if the fix worked: “{label}” changed for the worse.",
        "mixed": f"“{label}” changed, for the better in one measure and for the worse in another.",
    }
    if verdict in texts:
        return texts[verdict]
    rivals = {one.rival for one in judged}
    why = [text for rival, text in _NO_VERDICT.items() if rival in rivals]
    reason = f": “{label}” changed more than placebos do, but {', or '.join(why)}" if why else ""
    return f"Whether the fix worked is not established{reason}."


def _small(p: float) -> str:
    """Write a p-value, which is never 0."""
    return number(p, 3 if p < 0.01 else 2)


def share_sentence(label: str, judged: Judged, basis: Basis, when: str) -> str:
    """Say how the share changed."""
    c = judged.change
    start = (
        f"Mentions of “{label}” {_moved(c.after - c.before, 100)} from {_points(c.before)}% to {_points(c.after)}% "
        f"of {basis.noun}s (before and from {when} on)"
    )
    if c.note and not c.n_others:
        return f"{start}; {c.note}."
    change = c.others
    others = f"{plural(c.n_others, 'other theme')} of similar size {_moved(change, 100)}"
    others += f" by {_points(abs(change))} points on average" if round(abs(100 * change), 1) else " on average"
    return f"{start}; {others}. Net {_net(c, 100, 1)} points{_limits(judged, 100, 1)}"


def metric_sentence(judged: Judged, view: MetricView) -> str:
    """Say how the metric of those who mention the theme, or its removal impact, changed."""
    c, measure = judged.change, judged.measure
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
    return f"{start}; the others: {number(c.others, d, signed=True)} on average. Net {_net(c, 1, d)}{_limits(judged, 1, d)}"


def _net(c: Change, scale: float, decimals: int) -> str:
    """Write the net change."""
    return number(scale * c.net, decimals, signed=True)


def _limits(judged: Judged, scale: float, decimals: int) -> str:
    """Write the interval and what it means."""
    c = judged.change
    if is_missing(c.low):
        return f"; {c.note}."
    return f", 95% interval {interval(scale * c.low, scale * c.high, decimals)}: {judged.meaning}."


def before_sentence(p: PreTrend) -> str:
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
