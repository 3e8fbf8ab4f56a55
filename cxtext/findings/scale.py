"""Where a model that stays on the metric's scale says something else than the adjusted lens, which is linear."""

from __future__ import annotations

from collections.abc import Sequence

from cxtext.findings.findings import Finding
from cxtext.findings.rows import Score
from cxtext.metrics import MetricView
from cxtext.wording import is_missing, one_line, percent

#: The two differ when their distance is more than this share of the adjusted points.
WORTH_SAYING = 1 / 3
#: Length of a 95% interval in standard errors: the distance has to be more than one of these too.
_ERRORS = 4
#: Themes that are named in one sentence.
_NAMED = 3
#: Most characters of a theme's label in the sentence.
_NAME_LENGTH = 60


def differs_on_scale(score: Score) -> bool:
    """Tell whether what a theme accounts for is much more, or less, in the model that stays on the scale.

    The distance to the adjusted points is more than a third of them, and more than their standard error.
    """
    if score.bounded is None or score.adjusted is None or score.adjusted_low is None or score.adjusted_high is None:
        return False
    distance, error = abs(score.bounded - score.adjusted), (score.adjusted_high - score.adjusted_low) / _ERRORS
    return distance > max(WORTH_SAYING * abs(score.adjusted), error)


def scale_text(metric: MetricView, score: Score) -> str:
    """Write what a theme accounts for in the model that stays on the scale; nothing for a metric without bounds."""
    if score.bounded is None:
        return ""
    limits = metric.limits_text(score.bounded_low, score.bounded_high)
    text = f"{metric.effect_text(score.bounded)} {limits}".rstrip() + f" {metric.effect_unit}, in a model that stays on the scale"
    if not differs_on_scale(score):
        return text
    return f"{text}. Adjusted takes each mention to change the score by the same; here that is far off, so trust this figure more"


def scale_note(metric: MetricView, findings: Sequence[Finding]) -> str:
    """Say for how many answers the adjusted lens leaves the scale, and for which themes that matters; nothing where it does not.

    Parameters
    ----------
    metric : MetricView
    findings : sequence of Finding
        Best-ranked first.
    """
    share = metric.row.get("off_scale")
    share = 0.0 if is_missing(share) else share
    apart = [f for f in findings if differs_on_scale(f.score)]
    if not apart and (not findings or percent(share) == percent(0.0)):
        return ""
    start = f"The adjusted view gives {percent(share)} of the answers a score beyond the scale."
    if not apart:
        return f"{start} In a model that stays on it, no theme accounts for a third more or less."
    named = [
        f"“{one_line(f.label, _NAME_LENGTH)}” for {metric.effect_text(f.score.bounded)}, "
        f"not {metric.effect_text(f.score.adjusted)}"
        for f in apart[:_NAMED]
    ]
    more = f" and {len(apart) - _NAMED} more" if len(apart) > _NAMED else ""
    return f"{start} In a model that stays on it, themes account for other points: {'; '.join(named)}{more}."
