"""The charts: what they draw is what the tables say, they change nothing global, and hostile words stay words."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from fixtures.analysis import make_analysis

from cxtext import Analysis
from cxtext.errors import ConfigError, InputError
from cxtext.findings import describe_ranking, metric_views
from cxtext.plots import AnalysisPlots

matplotlib.use("Agg")
# A font that lacks a letter is for the reader to change; matplotlib says so.
pytestmark = pytest.mark.filterwarnings("ignore:Glyph .* missing from font:UserWarning", "ignore:Matplotlib currently does not")
METHODS = ("ranking", "priority", "trends", "map", "groups", "bridge")


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def plots():
    return AnalysisPlots(make_analysis())


def draw(made):
    """Draw a chart, so that every text is laid out; return its figure."""
    figure = getattr(made, "figure", made)
    figure.canvas.draw()
    return figure


@pytest.mark.parametrize("name", METHODS)
def test_a_chart_is_drawn_without_a_change_to_anything_global(plots, name, monkeypatch):
    monkeypatch.setattr(plt, "show", lambda *a, **k: pytest.fail("show was called"))
    before = dict(matplotlib.rcParams)
    draw(getattr(plots, name)())
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", [name for name in METHODS if name != "trends"])
def test_a_chart_is_drawn_on_the_axes_of_the_caller(plots, name):
    _, ax = plt.subplots()
    assert getattr(plots, name)(ax=ax) is ax
    assert plt.get_fignums() == [ax.figure.number]


@pytest.mark.parametrize("name", METHODS)
def test_hostile_names_are_drawn_as_they_stand(name):
    analysis = make_analysis()
    hostile = r"costs $5 and $6 \frac{ %s {} </script>"
    themes = analysis.tables["themes"]
    themes = themes.assign(label=[f"{hostile} {i}" for i in range(len(themes))])
    made = AnalysisPlots(replace(analysis, tables={**analysis.tables, "themes": themes}))
    with matplotlib.rc_context({"text.parse_math": True}):
        figure = draw(getattr(made, name)())
    texts = [text for text in figure.findobj(matplotlib.text.Text) if "$5" in text.get_text()]
    assert all(not text.get_parse_math() and not text.get_usetex() for text in texts)
    assert texts or name == "bridge"


def test_the_ranking_has_the_numbers_of_the_report(plots):
    analysis = make_analysis()
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    ax = plots.ranking(top=5)
    points = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    expected = [ranking.metric.shown(theme.finding.effect) for theme in ranking.pains[:5]]
    assert points == pytest.approx(expected)
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"{one.rank}. {one.label}" for one in ranking.pains[:5]]


def test_the_trend_of_a_theme_has_the_shares_of_the_table(plots):
    analysis = make_analysis()
    table = analysis.tables["trends"]
    theme_id = table["theme_id"].iloc[0]
    figure = plots.trends(theme_id)
    drawn = figure.axes[0].lines[0].get_ydata()
    assert np.allclose(drawn, table.loc[table["theme_id"] == theme_id, "share"])


def test_the_scale_of_trends_holds_every_wave_of_every_theme(plots):
    figure = draw(plots.trends(top=6))
    bottom, top = figure.axes[0].get_ylim()
    for ax in figure.axes:
        assert ax.get_ylim() == (bottom, top)
        assert all(bottom <= y <= top for line in ax.lines for y in line.get_ydata())


def test_names_of_the_priority_chart_do_not_cover_each_other(plots):
    figure = draw(plots.priority())
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text() and not text.get_rotation()]
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :]]
    assert len(boxes) > 5 and not any(a.overlaps(b) and a.width and b.width for a, b in pairs)


def test_the_parts_of_a_bridge_end_at_the_value_after(plots):
    ax = plots.bridge()
    bars = ax.patches
    before, after = ax.lines[0].get_ydata()
    assert before + sum(bar.get_height() for bar in bars) == pytest.approx(after, abs=0.5)


def test_what_is_not_there_is_an_error_that_says_what_is(plots):
    with pytest.raises(ConfigError, match="no metric 'npz'"):
        plots.ranking(metric="npz")
    with pytest.raises(ConfigError, match="no groups of 'plam'"):
        plots.groups("plam")
    with pytest.raises(ConfigError, match="no theme"):
        plots.trends("nothing of the kind")


def test_a_run_without_themes_waves_or_groups_has_charts_that_say_so(small_analysis):
    bare = {name: small_analysis.tables[name].iloc[:0] for name in ("trends", "groups", "wave_bridge")}
    made = AnalysisPlots(Analysis({**small_analysis.tables, **bare}, small_analysis.manifest))
    for name in ("trends", "groups", "bridge"):
        with pytest.raises(InputError):
            getattr(made, name)()


def test_a_run_without_a_score_has_no_bridge_and_says_why():
    with pytest.raises(InputError, match="no score"):
        AnalysisPlots(make_analysis(metrics=())).bridge()


def test_without_matplotlib_the_error_names_the_extra():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import cxtext; from cxtext.errors import MissingExtraError\n"
        "try: cxtext.Analysis({}, None).plot\n"
        "except MissingExtraError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'cxtext[plot]'" in done.stdout
