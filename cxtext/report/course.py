"""The score of a metric as the first screen shows it: value, interval, parts, and its course over the waves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cxtext.findings import AnalysisLike, list_rows
from cxtext.impact import ANSWERS_TO_DRAW
from cxtext.metrics import MetricView
from cxtext.report.timeline import day_of, find_days
from cxtext.run import recorded_outcomes
from cxtext.schema import METRIC_PREFIX
from cxtext.wording import is_missing, number, number_off_zero, one_line, percent, plural

#: Waves that make a course.
LEAST_WAVES = 2
#: Waves with answers enough whose course is told: two are told by the change from one to the other.
WAVES_TO_TELL = 3
#: Most characters of a metric's name in a sentence.
NAME_LENGTH = 60
#: Periods with too few answers that are named in one sentence.
FEW_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricWaveRow:
    """One row of table ``metric_waves``, and the day in its middle where that is known."""

    wave: str
    partial: bool
    n: int
    value: float | None
    low: float | None
    high: float | None
    good_share: float | None
    middle_share: float | None
    bad_share: float | None
    change: float | None
    change_low: float | None
    change_high: float | None
    day: float | None = None

    @property
    def has_enough(self) -> bool:
        """Whether there are answers enough to draw it, and to compare it."""
        return self.n >= ANSWERS_TO_DRAW


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the answers, such as promoters."""

    name: str
    share: float
    tone: str

    @property
    def text(self) -> str:
        """Share and name."""
        return f"{percent(self.share)} {self.name}"


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """One metric over all answers, in plain words.

    Parameters
    ----------
    metric : MetricView
    value, definition : str
        The figure, and what it is.
    spread : str
        Between which figures the true one lies.
    basis : str
        How many answers it is over.
    parts : tuple of Part
        Good answers, those in between and bad ones; empty where the kind has no such parts.
    waves : tuple of MetricWaveRow
        Its course; empty with fewer than :data:`LEAST_WAVES`.
    latest : str
        The last complete wave, which the value over all answers may hide; empty without waves.
    change : str
        What it did from the complete wave before the last to the last one; empty without them.
    course : str
        Its first and last value with answers enough, and the lowest and highest in between; empty with fewer than
        :data:`WAVES_TO_TELL`.
    """

    metric: MetricView
    value: str
    definition: str
    spread: str
    basis: str
    parts: tuple[Part, ...]
    waves: tuple[MetricWaveRow, ...]
    latest: str
    change: str
    course: str = ""

    @property
    def title(self) -> str:
        """Name of the metric."""
        return self.metric.title

    @property
    def drawn(self) -> tuple[MetricWaveRow, ...]:
        """The waves that are drawn: those with answers enough; none where fewer than :data:`LEAST_WAVES` have."""
        enough = tuple(wave for wave in self.waves if wave.has_enough)
        return enough if len(enough) >= LEAST_WAVES else ()

    @property
    def left_out(self) -> str:
        """Which waves are not drawn, and how many answers each has; empty where all are."""
        return name_too_few([(wave.wave, wave.n) for wave in self.waves if not wave.has_enough], "answer")

    def parts_of(self, wave: MetricWaveRow) -> tuple[Part, ...]:
        """Return the parts of one wave."""
        return list_parts(self.metric, wave.good_share, wave.middle_share, wave.bad_share)


def describe_score(analysis: AnalysisLike, metric: MetricView, noun: str) -> ScoreCard | None:
    """Return the score of one metric; None where it has no value. ``noun`` is what one response is called."""
    row = metric.row
    if not row or is_missing(row.get("value")):
        return None
    table, ends = analysis.tables["metric_waves"], find_ends(analysis, metric)
    days = find_days(analysis)
    rows = [
        replace(keep_on_scale(one, ends), day=day_of(one.wave, days))
        for one in list_rows(MetricWaveRow, table[table["metric"] == metric.name])
        if one.value is not None
    ]
    waves = tuple(rows) if len(rows) >= LEAST_WAVES else ()
    shares = (row.get(name) for name in ("good_share", "middle_share", "bad_share"))
    definition = f"of {noun}s with a comment {metric.definition}" if metric.is_volume else metric.definition
    return ScoreCard(
        metric=metric,
        value=metric.value_text(row["value"]),
        definition=definition,
        spread=_spread(metric, row["low"], row["high"]),
        basis=_basis(metric, noun),
        parts=list_parts(metric, *shares),
        waves=waves,
        latest=_latest(metric, waves),
        change=_change(metric, waves),
        course=_course(metric, waves),
    )


def name_too_few(waves: Sequence[tuple[str, int]], noun: str) -> str:
    """Say which periods are not drawn for lack of answers, each with its count; empty where there is none.

    >>> name_too_few([("2021-05", 2), ("2021-09", 1)], "answer")
    '2 periods are not drawn, as they have fewer than 10 answers: 2021-05 (2), 2021-09 (1).'
    """
    if not waves:
        return ""
    named = ", ".join(f"{wave} ({number(n)})" for wave, n in waves[:FEW_NAMED])
    more = f" and {number(len(waves) - FEW_NAMED)} more" if len(waves) > FEW_NAMED else ""
    start = "1 period is not drawn, as it has" if len(waves) == 1 else f"{number(len(waves))} periods are not drawn, as they have"
    return f"{start} fewer than {plural(ANSWERS_TO_DRAW, noun)}: {named}{more}."


def find_ends(analysis: AnalysisLike, metric: MetricView) -> tuple[float, float] | None:
    """Return the lowest and highest value that a metric can have: of its scale, else of the answers; None for an amount."""
    outcome = next((one for one in recorded_outcomes(analysis.manifest) if one.label == metric.name), None)
    if outcome is None or metric.is_amount:
        return None
    if outcome.bounds is not None:
        return outcome.bounds
    answers = analysis.tables["responses"][METRIC_PREFIX + metric.name]
    return None if answers.isna().all() else (float(answers.min()), float(answers.max()))


def keep_on_scale(wave: MetricWaveRow, ends: tuple[float, float] | None) -> MetricWaveRow:
    """Return a wave with its interval cut at the ends of the scale; one answer has no interval."""
    low, high = cut_limits(wave.value, wave.n, (wave.low, wave.high), ends)
    return replace(wave, low=low, high=high)


def cut_limits(
    value: float | None, n: int, limits: tuple[float | None, float | None], ends: tuple[float, float] | None
) -> tuple[float | None, float | None]:
    """Return the limits of a value cut at the ends of the scale; one answer has none.

    >>> cut_limits(4.5, 7, (3.6, 5.4), (1.0, 5.0)), cut_limits(4.0, 1, (4.0, 4.0), (1.0, 5.0))
    ((3.6, 5.0), (None, None))
    """
    low, high = limits
    if n <= 1 or value is None or low is None or high is None:
        return None, None
    if ends is None:
        return low, high
    return max(low, min(ends[0], value)), min(high, max(ends[1], value))


def list_parts(metric: MetricView, *shares: float | None) -> tuple[Part, ...]:
    """Return good answers, those in between and bad ones by name; nothing where the kind has no such parts."""
    named = zip(metric.split_names, shares, ("gain", "mute", "loss"), strict=True)
    return tuple(
        Part(name, float(share), tone) for name, share, tone in named if name and share is not None and not is_missing(share)
    )


def _spread(metric: MetricView, low: float | None, high: float | None) -> str:
    """Say between which figures the true one lies."""
    if is_missing(low) or is_missing(high):
        return "There are too few answers to say how near this is to the true figure."
    return f"The true figure is very likely between {metric.value_text(low)} and {metric.value_text(high)}."


def _basis(metric: MetricView, noun: str) -> str:
    """Say how many answers the score is over."""
    left_out = metric.row["n_excluded"]
    text = (
        f"over {plural(metric.row['n'], noun)} with a comment"
        if metric.is_volume
        else f"over {plural(metric.row['n'], 'answer')}"
    )
    return f"{text}; {number(left_out)} left out as not valid" if left_out else text


def _latest(metric: MetricView, waves: Sequence[MetricWaveRow]) -> str:
    """Say where the last complete wave stands; empty without waves."""
    complete = [wave for wave in waves if not wave.partial]
    if not complete:
        return ""
    last = complete[-1]
    if not last.has_enough:
        return f"The latest period, {last.wave}, has too few answers for a figure of its own ({number(last.n)})."
    span = ""
    if last.low is not None and last.high is not None:
        span = f", very likely between {metric.value_text(last.low)} and {metric.value_text(last.high)}"
    which = "Latest complete period" if waves[-1].partial else "Latest period"
    return f"{which}, {last.wave}: {metric.value_text(last.value)}{span} ({plural(last.n, 'answer')})."


def _course(metric: MetricView, waves: Sequence[MetricWaveRow]) -> str:
    """Say from where to where the metric went, and between which values it lay; of complete waves with answers enough."""
    complete = [wave for wave in waves if wave.has_enough and not wave.partial and wave.value is not None]
    if len(complete) < WAVES_TO_TELL:
        return ""
    first, last = complete[0], complete[-1]
    lowest, highest = min(complete, key=_value_of), max(complete, key=_value_of)
    start, end, low, high = (f"{metric.value_text(wave.value)} in {wave.wave}" for wave in (first, last, lowest, highest))
    text = f"From {start} to {end}"
    ends = (first, last)
    named = [f"{word} {at}" for word, at, wave in (("lowest", low, lowest), ("highest", high, highest)) if wave not in ends]
    text += f"; {', '.join(named)}" if named else ""
    which = "" if len(complete) == len(waves) else "complete "
    return f"{text} ({number(len(complete))} {which}periods). {_ends_text(*ends)}".rstrip()


def _value_of(wave: MetricWaveRow) -> float:
    """Return the value of a wave that has one."""
    assert wave.value is not None
    return wave.value


def _ends_text(first: MetricWaveRow, last: MetricWaveRow) -> str:
    """Say whether the intervals of the first and the last wave are apart; nothing without intervals."""
    if first.low is None or first.high is None or last.low is None or last.high is None:
        return ""
    if first.low > last.high or last.low > first.high:
        return "First and last differ by more than chance explains."
    return "The ranges of first and last overlap: no difference is shown."


def _change(metric: MetricView, waves: Sequence[MetricWaveRow]) -> str:
    """Say how the last complete wave differs from the one before, of how many answers, and whether chance could explain it."""
    complete = [wave for wave in waves if not wave.partial]
    if len(complete) < LEAST_WAVES or complete[-1].change is None:
        return ""
    before, last = complete[-2:]
    now, then = (f"{metric.value_text(wave.value)} in {wave.wave} ({plural(wave.n, 'answer')})" for wave in (last, before))
    name = metric.phrase.replace(metric.title, one_line(metric.title, NAME_LENGTH))
    few = [wave for wave in (last, before) if not wave.has_enough]
    if few:
        which = " and ".join(f"{wave.wave} ({plural(wave.n, 'answer')})" for wave in few)
        return f"{name}: {which} {'have' if len(few) > 1 else 'has'} too few answers to say what changed."
    if last.change_low is None or last.change_high is None:
        return f"{name} was {now}, after {then}."
    if last.change_low * last.change_high <= 0:
        return f"{name} was {now}, after {then}. Chance alone could explain the difference."
    ends = sorted(abs(end) for end in (last.change_low, last.change_high))
    low, high = (number_off_zero(end, metric.decimals) for end in ends)
    by = f"very likely by {low} to {high}{' percentage points' if metric.is_percent else ''}"
    return f"{name} {'rose' if (last.change or 0) > 0 else 'fell'} from {then} to {now}: {by}, more than chance explains."
