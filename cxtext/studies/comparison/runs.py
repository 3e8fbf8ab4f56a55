"""Two runs side by side: what changed in the metrics and the themes, and how much of the one goes with the other."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.impact import (
    Bridge,
    MetricRow,
    build_bridge,
    compare_shares,
    difference_limits,
    observe_run,
    observe_shares,
    volume_row,
)
from cxtext.metrics import VIEWS
from cxtext.run import (
    Analysis,
    ProgressCallback,
    RunLog,
    Submissions,
    gather_submissions,
    recorded_answers,
)
from cxtext.schema import VOLUME_METRIC, Code, Issue, Stage
from cxtext.studies.comparison.matching import Matched, match_themes
from cxtext.studies.comparison.overlap import warn_overlap, warn_unrelated
from cxtext.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    Run = Analysis | str | os.PathLike[str]

#: Part of the span of all answers from which the interval of a part is so wide that the split says nothing. A choice: a third.
#: Measured on NPS answers with six themes that change nothing (60 pairs of runs a size): all splits of 42 and 24 or twice 60
#: answers are left out, half of those of twice 100, none from twice 150 on; without the rule parts of 70 points are shown.
WIDEST = 1 / 3
#: Why there is no split then.
VAGUE = "there are too few answers to tell the parts apart"
#: Parts of the change of a metric, as the ``ledger`` table calls them.
PARTS = ("mention", "severity", "rest")


@dataclass(frozen=True, repr=False)
class Comparison:
    """What changed from run A to run B.

    Parameters
    ----------
    metrics : DataFrame
        A row per metric that both runs have, the leading one first: ``metric``, ``kind``, ``unit``, ``direction``,
        ``n_a``, ``a``, ``a_low``, ``a_high``, the same for B, ``difference`` (B less A) with ``low`` and ``high``,
        ``established`` (the interval excludes 0), ``bridge_note`` (why there is no bridge).
    themes : DataFrame
        A row per theme: ``theme_id``, ``label``, ``status``, ``n_a``, ``n_b``, ``share_a``, ``share_b``, ``difference``,
        ``low``, ``high``, ``p_value``, ``q_value``, ``n_b_own``, ``share_b_own``, ``flag``. Status is persisting; gone: nobody in
        B mentions it; new: a theme of B that A has no place for, said by five or more and more often than in A beyond chance;
        outside: the same, not established. ``n_b_own`` and ``share_b_own`` are by B's own themes, null where none of
        them is alike, or both runs have the same model. Flag is ``changed`` where the change of the share is
        beyond chance, and B's own themes, where one is alike, show it too; ``one-sided`` where they do not.
    ledger : DataFrame
        ``metric``, ``part``, ``value``, ``low``, ``high``: the change of a metric as a sum of three parts. mention: themes are
        mentioned more or less often; severity: a mention costs more or less than before, beside a comment that mentions no
        theme; rest: what answers give apart from the themes in them.
    bridge : DataFrame
        ``metric``, ``theme_id``, ``label``, ``mention`` and ``severity`` with ``_low`` and ``_high``, ``slope_a`` and ``slope_b``
        (points per mention, other themes held constant), ``note``. A mention part has no interval where neither the change of
        its share nor its cost is significant.
    counts : dict
        ``n_a``, ``n_b`` (responses with content), ``same_model``, ``follows`` (B has more edits or waves), ``in_themes_a``,
        ``in_themes_b`` (share of the responses with content that lie in a theme of A, verdicts and asides left out).
    issues : list of Issue
        What the reader must know.
    """

    metrics: pd.DataFrame
    themes: pd.DataFrame
    ledger: pd.DataFrame
    bridge: pd.DataFrame
    counts: dict[str, Any]
    issues: list[Issue] = field(default_factory=list)

    @property
    def changed(self) -> pd.DataFrame:
        """The themes whose share changed beyond chance, new ones included."""
        return self.themes[self.themes["flag"] == "changed"]

    @property
    def plot(self) -> Any:
        """Charts for notebooks: ``bridge``.

        Returns
        -------
        cxtext.plots.ComparisonPlots

        Raises
        ------
        MissingExtraError
            Without matplotlib.
        """
        # By name: what draws lies above it.
        return import_module("cxtext.plots").ComparisonPlots(self)

    def _repr_html_(self) -> str:
        """Return the metrics and the themes that changed, for a notebook."""
        tables: str = import_module("cxtext.report").render_comparison(self)
        return tables

    def __repr__(self) -> str:
        """Return the leading metric and how many themes changed."""
        first = self.metrics.head(1).to_dict("records")
        scales = {r["metric"]: VIEWS[r["kind"]].table_scale for r in first}
        line = "".join(f"{r['metric']} {scales[r['metric']] * r['a']:.1f} -> {scales[r['metric']] * r['b']:.1f}, " for r in first)
        return f"<Comparison: {line}{plural(len(self.changed), 'changed theme')} of {len(self.themes)}>"


def compare(a: Run, b: Run, *, progress: ProgressCallback | None = None) -> Comparison:
    """Compare two runs: two months, two releases, two markets.

    The themes of B are brought to those of A. With the same theme model in both runs the assignments are used as they are; else
    A's model labels B's units, by the vectors that B keeps of them; those of an early release are embedded again. The runs are
    taken as independent samples: a person who answers in both counts as two, which makes intervals too wide rather than too
    narrow.

    Parameters
    ----------
    a, b : Analysis or path-like
        The earlier and the later run, or their folders.
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Returns
    -------
    Comparison
        Tables of metrics, themes and the bridge; every difference is B less A.

    Raises
    ------
    InputError
        When a folder is not a run, or a run has no theme model.
    ModelError
        When the embedder of a run is missing, or is not the one that the run was made with.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxtext.pipeline import analyze
    >>> frame = pd.DataFrame({"comment": ["Search is slow", "Great support team"], "nps": [3, 10]})
    >>> run = analyze(frame, text_column="comment", nps_column="nps")
    >>> compare(run, run).metrics[["metric", "difference"]].to_numpy().tolist()
    [['nps', 0.0]]
    """
    left, right = (run if isinstance(run, Analysis) else Analysis.load(run) for run in (a, b))
    record = RunLog(progress)
    with record.stage(Stage.MATCH):
        warn_overlap(left, right, record)
        matched = match_themes(left, right, record)
        shares = warn_unrelated(left, ((left, matched.units_a), (right, matched.units_b)), record)
    sides = (_count(left, matched, matched.units_a), _count(right, matched, matched.units_b))
    with record.stage(Stage.COMPARE):
        themes = _compare_themes(sides, _count(right, matched, matched.own_b), matched)
        metrics = _compare_metrics(left, right, record)
        ledger, bridge, notes = _bridges((left, right), sides, themes, metrics)
    sizes = {f"n_{name}": int(side.has_content.sum()) for name, side in zip("ab", sides, strict=True)}
    counts = {**sizes, "same_model": matched.same_model, "follows": matched.follows, **shares}
    metrics["bridge_note"] = np.array(notes, dtype=object)
    return Comparison(metrics, themes, ledger, bridge, counts, record.issues)


def _count(run: Analysis, matched: Matched, units: pd.Series) -> Submissions:
    """Return the responses of one run with the themes of the common codebook that they mention."""
    codebook = {"themes": matched.themes.assign(parent_id=None, status="active"), "assignments": units.to_frame("theme_id")}
    return gather_submissions({**run.tables, **codebook})


def _compare_themes(sides: tuple[Submissions, Submissions], own_b: Submissions, matched: Matched) -> pd.DataFrame:
    """Return the table of themes; ``own_b`` are the responses of B with the themes that its own stand for."""
    import pandas as pd

    shares = [observe_shares(side.mentions.any, side.design) for side in sides]
    own = compare_shares(shares[0], observe_shares(own_b.mentions.any, own_b.design))
    outside = matched.themes["is_outside"].to_numpy(dtype=bool)
    changes = compare_shares(*shares)
    rises = changes.difference > 0
    status = np.where(
        outside, np.where(changes.is_changed & rises, "new", "outside"), np.where(changes.n_b == 0, "gone", "persisting")
    )
    # What A's own model has no place for is not its to lose.
    flag = np.full(len(status), None, dtype=object)
    flag[changes.is_changed & (status != "outside")] = "changed"
    has_own = own.n_b > 0
    agrees = np.where(rises, own.low > 0, own.high < 0)
    # A's model may sort B's opinions otherwise than its own: a rise that B's own themes do not show is one of the sorting.
    flag[(flag == "changed") & has_own & ~agrees] = "one-sided"
    return matched.themes[["theme_id", "label"]].assign(
        status=status.astype(object),
        n_a=changes.n_a.astype(np.int64),
        n_b=changes.n_b.astype(np.int64),
        **{name: getattr(changes, name) for name in ("share_a", "share_b", "difference", "low", "high", "p_value", "q_value")},
        n_b_own=pd.array(np.where(has_own, own.n_b, np.nan), dtype="Int64"),
        share_b_own=np.where(has_own, own.share_b, np.nan),
        flag=flag,
    )


def _compare_metrics(a: Analysis, b: Analysis, record: RunLog) -> pd.DataFrame:
    """Return the table of the metrics that both runs have, A's leading one first; of negative mentions where one has no score."""
    import pandas as pd

    unscored = any(VOLUME_METRIC in set(one.metrics["metric"]) for one in (a, b))
    rows_a, rows_b = (_metric_rows(one, with_volume=unscored) for one in (a, b))
    rows = []
    for name in sorted(map(str, rows_a), key=lambda name: name != a.manifest.primary_metric):
        left, right = rows_a[name], rows_b.get(name)
        why = "run B has no such metric" if right is None else _not_the_same(left, right)
        if why:
            record.warn(Code.METRIC_NOT_COMPARED, f"metric {name!r} is not compared: {why}.", column=name)
            continue
        assert right is not None
        numbers = (left.value, left.low, left.high, right.value, right.low, right.high)
        low, high = difference_limits(*(np.array(float(number)) for number in numbers))
        rows.append(
            {
                "metric": name,
                "kind": left.kind,
                "direction": left.direction,
                "unit": VIEWS[left.kind].value_unit(left.unit),
                "n_a": left.n,
                "a": left.value,
                "a_low": left.low,
                "a_high": left.high,
                "n_b": right.n,
                "b": right.value,
                "b_low": right.low,
                "b_high": right.high,
                "difference": float(right.value) - float(left.value),
                "low": float(low),
                "high": float(high),
                "established": bool(low > 0 or high < 0),
            }
        )
    for name in map(str, rows_b):
        if name not in rows_a:
            record.warn(Code.METRIC_NOT_COMPARED, f"metric {name!r} is not compared: run A has no such metric.", column=name)
    columns = ["metric", "kind", "unit", "direction", "n_a", "a", "a_low", "a_high", "n_b", "b", "b_low", "b_high"]
    return pd.DataFrame(rows, columns=[*columns, "difference", "low", "high", "established"])


def _metric_rows(run: Analysis, *, with_volume: bool) -> dict[str, MetricRow]:
    """Return the metrics of a run by name; ``with_volume``, also who says anything negative, as a run without a score has it."""
    records = run.metrics.to_dict("records")
    rows = {str(record["metric"]): MetricRow(**{str(name): value for name, value in record.items()}) for record in records}
    if with_volume and VOLUME_METRIC not in rows:
        submissions = gather_submissions(run.tables)
        rows[VOLUME_METRIC] = volume_row(submissions.mentions.complains, submissions.design)
    return rows


def _not_the_same(left: MetricRow, right: MetricRow) -> str:
    """Return why the metric of one name is not the same in both runs, or an empty string."""
    for key in ("kind", "direction", "unit"):
        in_a, in_b = getattr(left, key), getattr(right, key)
        if in_a != in_b and not (key == "unit" and VIEWS[left.kind].has_column_unit):
            return f"its {key} is {in_a!r} in A and {in_b!r} in B"
    return ""


def _bridges(
    runs: tuple[Analysis, Analysis], sides: tuple[Submissions, Submissions], themes: pd.DataFrame, metrics: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, list[str | None]]:
    """Return the tables ledger and bridge, and for each metric why it has no bridge."""
    import pandas as pd

    ledgers, parts, notes = [], [], []
    for name in metrics["metric"]:
        bridge, note = _bridge(runs, sides, str(name))
        notes.append(note or None)
        if bridge is None or note:
            continue
        whole = {end: getattr(bridge.totals, end) for end in ("value", "low", "high")}
        ledgers.append(pd.DataFrame({"metric": name, "part": PARTS, **whole}))
        of_theme = {
            f"{part}{end and '_' + end}": getattr(getattr(bridge, part), end or "value")
            for part in ("mention", "severity")
            for end in ("", "low", "high")
        }
        theme_notes = np.array([one or None for one in bridge.notes], dtype=object)
        slopes = {"slope_a": bridge.slope_a, "slope_b": bridge.slope_b}
        parts.append(themes[["theme_id", "label"]].assign(**of_theme, **slopes, note=theme_notes))
        parts[-1].insert(0, "metric", name)
    columns = [f"{part}{end}" for part in ("mention", "severity") for end in ("", "_low", "_high")]
    empty = pd.DataFrame(columns=["metric", "theme_id", "label", *columns, "slope_a", "slope_b", "note"])
    ledger = (
        pd.concat(ledgers, ignore_index=True) if ledgers else pd.DataFrame(columns=["metric", "part", "value", "low", "high"])
    )
    return ledger, pd.concat(parts, ignore_index=True) if parts else empty, notes


def _bridge(runs: tuple[Analysis, Analysis], sides: tuple[Submissions, Submissions], name: str) -> tuple[Bridge | None, str]:
    """Return the bridge of one metric, or why there is none."""
    if name == VOLUME_METRIC:
        return None, "there is no score to split"
    answers = [recorded_answers(run.manifest, run.tables, side)[name] for run, side in zip(runs, sides, strict=True)]
    if not all(one.outcome.is_mean for one in answers):
        return None, f"a {answers[0].outcome.kind} is not a mean that adds up over answers"
    points = [one.outcome.points(one.raw) for one in answers]
    a, b = (observe_run(side.mentions.any, y, side.design) for side, y in zip(sides, points, strict=True))
    bridge = build_bridge(a, b)
    span = float(np.ptp(np.concatenate([a.y, b.y]))) if a.n + b.n else 0.0
    vague = bool(np.any(bridge.totals.high - bridge.totals.low > WIDEST * span))
    return bridge, bridge.reason or (VAGUE if vague else "")
