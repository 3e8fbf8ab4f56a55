"""A second opinion: what a saved run says, computed anew from its tables with pandas and statsmodels alone.

The surveys are the waves of the sample until 2021, and those from 2022 on. Numbers agree to 1e-9 of their size; variances of
effects are mixed with the pooled one, worth three answers, which stands here once more in plain arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import fisher_exact, norm, t
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from cxtext import Analysis, analyze, compare
from cxtext.settings import Metric
from cxtext.studies.comparison import runs

SAMPLE = Path(__file__).parents[2] / "sample_data" / "cncf_nps.csv"
SURVEYS = {"until 2021": ("2019", "2020", "2021"), "from 2022": ("2022", "2023", "2024")}
METRICS = ("nps", "overall_satisfaction10")
BOUNDS = {"nps": (-100.0, 100.0), "overall_satisfaction10": (0.0, 100.0)}
#: Answers' worth of the pooled variance in that of an effect.
MIXED = 3


@dataclass(frozen=True)
class Run:
    """A saved run: its folder, its tables, and what they say of each response."""

    folder: Path
    tables: dict[str, pd.DataFrame]
    points: pd.DataFrame
    mentions: pd.DataFrame
    has_content: pd.Series

    @property
    def causes(self) -> pd.Series:
        """Whether each theme is a cause, by its id; only those are adjusted."""
        return self.tables["themes"].set_index("theme_id")["kind"] == "cause"

    @property
    def verdicts(self) -> pd.Series:
        """Whether each theme is a verdict, by its id."""
        return self.tables["themes"].set_index("theme_id")["kind"] == "verdict"

    def card(self, metric: str) -> pd.DataFrame:
        """The scorecard of one metric, in the order of the mentions."""
        card = self.tables["scorecard"]
        return card[card["metric"] == metric].set_index("theme_id").loc[self.mentions.columns]

    def answers(self, metric: str) -> tuple[pd.Series, pd.DataFrame, pd.Series]:
        """Points of one metric where there are any, with mentions and whether nothing is said."""
        y = self.points[metric].dropna()
        return y, self.mentions.loc[y.index], (~self.has_content.loc[y.index]).astype(float)


def read_run(folder: Path) -> Run:
    tables = {path.stem: pd.read_parquet(path) for path in sorted(folder.rglob("*.parquet"))}
    responses = tables["responses"].set_index("response_id")
    assert responses["row"].is_unique and responses["respondent_id"].is_unique and (responses["weight"] == 1).all()
    nps, stars = (responses[f"metric.{name}"] for name in METRICS)
    points = pd.DataFrame({
        "nps": 100.0 * (nps >= 9) - 100.0 * (nps <= 6),
        "overall_satisfaction10": 100.0 * (stars >= 8),
    }).where(responses[[f"metric.{name}" for name in METRICS]].notna().to_numpy())  # fmt: skip
    units = tables["units"].merge(tables["assignments"], on="unit_id").dropna(subset="theme_id")
    said = pd.crosstab(units["response_id"], units["theme_id"]).clip(upper=1)
    ids = sorted(tables["scorecard"]["theme_id"].unique())
    mentions = said.reindex(index=responses.index, columns=ids).fillna(0.0)
    return Run(folder, tables, points, mentions, responses["status"] == "content")


@pytest.fixture(scope="module", params=list(SURVEYS))
def run(request, tmp_path_factory):
    survey = pd.read_csv(SAMPLE, dtype=str)
    survey = survey[survey["wave"].str[:4].isin(SURVEYS[request.param])].assign(year=lambda frame: frame["wave"].str[:4])
    folder = tmp_path_factory.mktemp("second")
    survey.to_csv(folder / "survey.csv", index=False)
    metrics = [Metric(column="nps", kind="nps"), Metric(column="overall_satisfaction10", kind="csat", scale=(1, 10))]
    found = analyze(folder / "survey.csv", metric=metrics, group_column="year", embedder="fast", bootstraps=50)
    return read_run(found.save(folder / "run"))


def same(found, expected):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=1e-9, atol=1e-9)


def verdict_alone(x, is_cause, is_verdict):
    """Comments that give a verdict and name no cause, as a control; no column where there is none."""
    bare = (x.loc[:, is_verdict].sum(axis=1) > 0) & (x.loc[:, is_cause].sum(axis=1) == 0)
    return pd.DataFrame({"verdict alone": bare.astype(float)})[["verdict alone"] if bare.any() else []]


def lacks_baseline(run, metric, card):
    """Whether too few comments mention no theme to compare with; then nothing is adjusted, and the notes say so."""
    if card["adjusted"].notna().any():
        return False
    assert card["note"].str.contains("not adjusted; ranked by removal").any()
    assert metric not in run.tables["decomposition"]["metric"].tolist()
    assert card["bounded"].isna().all()
    _, x, silent = run.answers(metric)
    assert ((x.sum(axis=1) == 0) & (silent == 0)).sum() < 20
    return True


def sides(y, x):
    """Numbers, means and sums of squares of the answers with each theme, and of the others."""
    having = [DescrStatsW(y[x[theme] > 0]) for theme in x]
    lacking = [DescrStatsW(y[x[theme] == 0]) for theme in x]
    return tuple(np.array([(s.nobs, s.mean, s.sumsquares) for s in side]).T for side in (having, lacking))


def joined_limit(slope, half, share, n, side):
    """One limit L of slope x share: (slope - L / share)^2 = half^2 + L^2 (1 / share - 1 / its own limit)^2.

    Student's t for the slope and Wilson's limits of the share (Donner and Zou 2012).
    """
    if side > 0:
        return -joined_limit(-slope, half, share, n, -1)
    low, high = proportion_confint(share * n, n, method="wilson")
    away = 1 / share - (1 / low if slope > half else 1 / high)
    roots = np.roots([away**2 - 1 / share**2, 2 * slope / share, half**2 - slope**2])
    return roots[roots <= slope * share].max()


def score_roots(m, scatter, low, high, q):
    """Limits M of a mean m on a scale, from (m - M)^2 = q^2 scatter (M - low) (high - M)."""
    c = q**2 * scatter
    return np.sort(np.roots([1 + c, -2 * m - c * (low + high), m**2 + c * low * high]).real)


def lengthen(y, x, v1, v0, df, bounds):
    """What score limits near an end of the scale add to the squared distances to the limits of each gap, below and above."""
    low, high = bounds
    total, common = np.var(y), y.value_counts().iloc[0] / len(y)
    most = (y.mean() - low) * (high - y.mean())
    prior = MIXED / (1 - common) * most
    added = np.zeros((2, x.shape[1]))
    for i, theme in enumerate(x):
        q = t.ppf(0.975, df[i])
        for mentions, variance, ends in ((x[theme] > 0, v1[i], (0, 1)), (x[theme] == 0, v0[i], (1, 0))):
            part = y[mentions]
            m, n = part.mean(), len(part)
            room = n * (m - low) * (high - m)
            scatter = min(1.0, (((part - m) ** 2).sum() + prior * total / most) / (room + prior)) / n
            for end, limit in zip(ends, score_roots(m, scatter, low, high, q), strict=True):
                added[end, i] += max(0.0, (limit - m) ** 2 - q**2 * variance)
    return added


def check_limits(card, lens, slope, se, df, share, n, added):
    """Hold the printed interval of a lens against its parts; themes without an interval are left out."""
    for end, side, more in (("low", -1, added[0]), ("high", 1, added[1])):
        half = np.sqrt((t.ppf(0.975, df) * se) ** 2 + more)
        printed = card[f"{lens}_{end}"].to_numpy(dtype=float)
        for i in np.flatnonzero(np.isfinite(printed)):
            assert printed[i] == pytest.approx(joined_limit(slope[i], half[i], share[i], n, side), rel=1e-9, abs=1e-9)


def test_the_metrics(run):
    table = run.tables["metrics"].set_index("metric")
    nps, stars = (run.points[name].dropna() for name in METRICS)
    n, promoters, detractors = len(nps), (nps > 0).sum() + 0.75, (nps < 0).sum() + 0.75
    same(table.loc["nps", "value"], nps.mean())
    p, d = promoters / (n + 3), detractors / (n + 3)
    half = norm.ppf(0.975) * 100 * np.sqrt((p + d - (p - d) ** 2) / (n + 3))
    same(table.loc["nps", ["low", "high"]], [100 * (p - d) - half, 100 * (p - d) + half])
    low, high = proportion_confint((stars > 0).sum(), len(stars), method="wilson")
    same(table.loc["overall_satisfaction10", ["value", "low", "high"]], [stars.mean(), 100 * low, 100 * high])
    assert table["n"].tolist() == [len(nps), len(stars)]


@pytest.mark.parametrize("metric", METRICS)
def test_gap_and_removal(run, metric):
    y, x, _ = run.answers(metric)
    card, ((n1, m1, s1), (n0, m0, s0)) = run.card(metric), sides(y, x)
    same(card["n_metric"], n1)
    same(card[["metric_with", "metric_without", "gap"]], np.array([m1, m0, m1 - m0]).T)
    same(card["impact"], y.mean() - m0)
    pooled = (s1 + s0) / (len(y) - 2)
    v1, v0 = ((s + MIXED * pooled) / (n - 1 + MIXED) / n for n, s in ((n1, s1), (n0, s0)))
    df = (v1 + v0) ** 2 / (v1**2 / (n1 - 1 + MIXED) + v0**2 / (n0 - 1 + MIXED))
    has_interval = card["gap_low"].notna().to_numpy()
    assert has_interval.any()
    span, added = BOUNDS[metric][1] - BOUNDS[metric][0], lengthen(y, x, v1, v0, df, BOUNDS[metric])
    down, up = np.sqrt(t.ppf(0.975, df) ** 2 * (v1 + v0) + added)
    limits = np.clip(np.array([m1 - m0 - down, m1 - m0 + up]), -span, span).T
    same(card[["gap_low", "gap_high"]][has_interval], limits[has_interval])
    check_limits(card, "impact", m1 - m0, np.sqrt(v1 + v0), df, n1 / len(y), len(y), added)


@pytest.mark.parametrize("metric", METRICS)
def test_the_adjusted_lens_and_its_terms(run, metric):
    y, x, silent = run.answers(metric)
    is_cause = run.causes.loc[x.columns]
    bare = verdict_alone(x, is_cause, run.verdicts.loc[x.columns])
    card, x = run.card(metric)[is_cause.to_numpy()], x.loc[:, is_cause]
    if lacks_baseline(run, metric, card):
        return
    controls = pd.concat([silent.rename("no comment"), bare], axis=1)
    design = sm.add_constant(pd.concat([controls, x], axis=1), has_constant="add")
    fit = sm.OLS(y, design).fit()
    assert np.linalg.matrix_rank(design) == design.shape[1]
    slopes, share = fit.params[x.columns], x.mean()
    same(card["adjusted"], slopes * share)
    terms = run.tables["decomposition"].query("metric == @metric").set_index("term")
    same(terms.loc["no theme", "points"], fit.params["const"])
    assert terms.loc["no theme", "n"] == ((controls.sum(axis=1) + x.sum(axis=1)) == 0).sum()
    assert ("verdict alone" in terms.index) == (len(bare.columns) > 0)
    for name in bare.columns:
        same(terms.loc["verdict alone", "points"], fit.params[name] * bare[name].mean())
    same(terms.loc["no comment", "points"], fit.params["no comment"] * silent.mean())
    same(terms["points"].sum(), y.mean())

    n1 = x.sum().to_numpy()
    n0 = len(y) - n1
    least = np.minimum(n1, n0) - 1
    robust, common = (
        np.diag(cov)[1 + controls.shape[1] :] for cov in (fit.get_robustcov_results("HC2").cov_params(), fit.cov_params())
    )
    se = np.sqrt((least * robust + MIXED * common) / (least + MIXED))
    df = (1 / n1 + 1 / n0) ** 2 / (1 / n1**2 / (n1 - 1 + MIXED) + 1 / n0**2 / (n0 - 1 + MIXED))
    # What the ends of the scale add goes by the variance of the slope over that of the gap, and by what themes leave unexplained.
    df = np.minimum(df, fit.df_resid)
    (_, _, s1), (_, _, s0) = sides(y, x)
    pooled = (s1 + s0) / (len(y) - 2)
    v1, v0 = ((s + MIXED * pooled) / (n - 1 + MIXED) / n for n, s in ((n1, s1), (n0, s0)))
    inflation = np.maximum(1.0, common / fit.mse_resid / (1 / n1 + 1 / n0)) * (1 - max(0.0, fit.rsquared_adj))
    added = lengthen(y, x, v1, v0, df, BOUNDS[metric]) * inflation
    check_limits(card, "adjusted", slopes.to_numpy(), se, df, share.to_numpy(), len(y), added)

    low, high = BOUNDS[metric]
    beyond = (fit.fittedvalues < low - 1e-6) | (fit.fittedvalues > high + 1e-6)
    same(run.tables["metrics"].set_index("metric").loc[metric, "off_scale"], beyond.mean())


@pytest.mark.parametrize("metric", METRICS)
def test_what_themes_account_for_on_the_scale(run, metric):
    y, x, silent = run.answers(metric)
    is_cause = run.causes.loc[x.columns]
    if lacks_baseline(run, metric, run.card(metric)):
        return
    bare, x = verdict_alone(x, is_cause, run.verdicts.loc[x.columns]), x.loc[:, is_cause]
    low, high = BOUNDS[metric]
    design = sm.add_constant(pd.concat([silent, bare, x], axis=1), has_constant="add").to_numpy()
    # The log-F(1, 1) prior is one answer of one half with the column alone (Greenland and Mansournia 2015).
    prior = np.eye(design.shape[1])[1:]
    share = np.append((y - low) / (high - low), np.full(len(prior), 0.5))
    fit = sm.GLM(share, np.vstack([design, prior]), family=sm.families.Binomial()).fit(
        tol=1e-12, tol_criterion="params", maxiter=100
    )
    expected = []
    for i, theme in enumerate(x):
        without = design.copy()
        without[:, 2 + bare.shape[1] + i] = 0
        expected.append((x[theme] * (y - low - (high - low) * fit.predict(without))).mean())
    same(run.card(metric).loc[is_cause.to_numpy(), "bounded"], expected)


def test_group_lifts(run):
    table, content = run.tables["groups"], run.has_content
    year = run.tables["responses"].set_index("response_id")["group.year"][content].astype(str)
    x, p_values = run.mentions[content], []
    assert len(table) == x.shape[1] * year.nunique()
    for row in table.itertuples():
        here = x.loc[year == row.group, row.theme_id]
        there = x.loc[year != row.group, row.theme_id]
        a, n1, c, n0 = here.sum(), len(here), there.sum(), len(there)
        assert (row.n, row.n_group) == (a, n1)
        same(row.share, a / n1)
        centre = np.log(((a + 0.5) / (n1 + 1)) / ((c + 0.5) / (n0 + 1)))
        half = norm.ppf(0.975) * np.sqrt(1 / (a + 0.5) - 1 / (n1 + 1) + 1 / (c + 0.5) - 1 / (n0 + 1))
        if a and c:
            same(row.lift, (a / n1) / (c / n0))
            same([row.low, row.high], [min(np.exp(centre - half), row.lift), max(np.exp(centre + half), row.lift)])
        p_values.append(fisher_exact([[a, n1 - a], [c, n0 - c]]).pvalue)
    same(table["p_value"], p_values)
    # A difference has to hold at equal length too, and in the same direction.
    same_way = np.sign(table["lift"] - 1) == np.sign(table["length_lift"] - 1)
    # Where one side never mentions the theme there is no ratio at equal length, and the other side is ahead in both.
    same_way |= table["length_lift"].isna() & table["length_p_value"].notna()
    both = np.where(same_way, np.fmax(table["p_value"], table["length_p_value"]), 1.0)
    same(table["q_value"], multipletests(both, method="fdr_bh")[1])


def split_by_year(run: Run) -> tuple[Analysis, Analysis, pd.Series]:
    """Two runs of the same theme model: the years of the survey before the last, and the last; and who is in the second."""
    whole = Analysis.load(run.folder)
    year = run.tables["responses"].set_index("response_id")["group.year"].astype(str)
    is_late = year == year.max()

    def take(ids):
        tables = dict(whole.tables)
        tables["responses"] = whole.responses[whole.responses["response_id"].isin(ids)].reset_index(drop=True)
        chosen = whole.units["response_id"].isin(ids)
        kept = whole.units[chosen]["unit_id"]
        for name in ("units", "assignments", "sentiment"):
            tables[name] = whole.tables[name][whole.tables[name]["unit_id"].isin(kept)].reset_index(drop=True)
        return Analysis(tables=tables, manifest=whole.manifest, model=whole.model)

    return take(year.index[~is_late]), take(year.index[is_late]), is_late


def test_the_bridge_between_two_runs(run, monkeypatch):
    monkeypatch.setattr(runs, "WIDEST", np.inf)  # also parts that few answers tell apart
    a, b, is_late = split_by_year(run)
    found = compare(a, b)
    for metric in METRICS:
        y, x, silent = run.answers(metric)
        x = pd.concat([silent.rename("no comment"), x], axis=1)
        late = is_late[y.index]
        counts = np.array([np.minimum(part.sum(), len(part) - part.sum()) for part in (x[~late], x[late])])
        own = x.columns[(counts >= 5).all(axis=0)]
        total = np.minimum(x.sum(), len(x) - x.sum())
        common = x.columns[(counts < 5).any(axis=0) & (total >= 5).to_numpy()]
        # One regression of both: intercept and own slopes in each, one slope for both where either says too little.
        sides = [sm.add_constant(x[own], has_constant="add").mul(here, axis=0).add_suffix(f"|{name}") for name, here in
                 (("a", (~late).astype(float)), ("b", late.astype(float)))]  # fmt: skip
        design = pd.concat([*sides, x[common]], axis=1)
        assert np.linalg.matrix_rank(design) == design.shape[1]
        slopes = sm.OLS(y, design).fit().params
        slope_a, slope_b = (pd.concat([slopes[own + f"|{name}"].set_axis(own), slopes[common]]) for name in "ab")
        share_a, share_b = x.loc[~late, slope_a.index].mean(), x.loc[late, slope_a.index].mean()
        mention = (share_b - share_a) * (slope_a + slope_b) / 2
        severity = ((share_a + share_b) / 2 * (slope_b - slope_a))[own]
        bridge = found.bridge.query("metric == @metric").set_index("theme_id")
        themes = [theme for theme in slope_a.index if theme != "no comment"]
        assert set(bridge.index[bridge["mention"].notna()]) == set(themes)
        same(bridge.loc[themes, "mention"], mention[themes])
        own_themes = [theme for theme in own if theme != "no comment"]
        assert own_themes
        same(bridge.loc[own_themes, "severity"], severity[own_themes])
        ledger = found.ledger.query("metric == @metric").set_index("part")["value"]
        change = y[late].mean() - y[~late].mean()
        parts = [mention[themes].sum(), severity[own_themes].sum()]
        same(ledger[["mention", "severity", "rest"]], [*parts, change - sum(parts)])
