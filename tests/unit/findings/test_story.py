"""A theme's story: three to five sentences, each with a table behind it, hedged by the flags."""

from __future__ import annotations

import pandas as pd
import pytest

from cxtext.findings import Says, ThemeStory, describe_ranking, metric_views, tell_stories
from tests.fixtures.analysis import FakeAnalysis, make_analysis


def tell(analysis: FakeAnalysis) -> dict[str, ThemeStory]:
    return dict(tell_stories(analysis, describe_ranking(analysis, metric_views(analysis)[0])))


def without(analysis: FakeAnalysis, *tables: str) -> FakeAnalysis:
    return FakeAnalysis(analysis.tables | {name: analysis.tables[name].head(0) for name in tables}, analysis.manifest)


def about(story: ThemeStory) -> list[Says]:
    return [sentence.about for sentence in story.sentences]


@pytest.fixture(scope="module")
def analysis() -> FakeAnalysis:
    return make_analysis(400)


def test_a_theme_with_everything_has_a_sentence_of_each_kind(analysis: FakeAnalysis) -> None:
    story = tell(analysis)["T001"]
    assert about(story) == [Says.PEOPLE, Says.GROUPS, Says.TIME, Says.COST, Says.ALONG]
    assert story.text.count("established") >= 2


def test_every_number_is_a_cell(analysis: FakeAnalysis) -> None:
    story = {sentence.about: sentence.text for sentence in tell(analysis)["T001"].sentences}
    card = analysis.tables["scorecard"].set_index("theme_id").loc["T001"]
    assert f"{card['n_responses']} responses" in story[Says.PEOPLE]
    trends = analysis.tables["trends"]
    last = trends[(trends["theme_id"] == "T001") & ~trends["partial"]].iloc[-1]
    assert f"In {last['wave']}" in story[Says.TIME]
    assert f"({last['n']} of {last['n_wave']} responses)" in story[Says.TIME]
    assert "enterprise" in story[Says.GROUPS]
    assert "24% there" in story[Says.GROUPS]
    assert "43% of them, 4.3 times as often as others" in story[Says.ALONG]


def test_what_is_not_established_is_not_named(analysis: FakeAnalysis) -> None:
    stories = tell(analysis)
    assert Says.GROUPS not in about(stories["T004"])  # compared, and not established
    assert Says.ALONG not in about(stories["T002"])  # with T003, which chance explains
    assert all("1.3 times" not in story.text for story in stories.values())


def test_a_change_over_time_is_claimed_only_with_a_flag(analysis: FakeAnalysis) -> None:
    stories = tell(analysis)
    time = {theme: next(s for s in story.sentences if s.about == Says.TIME) for theme, story in stories.items()}
    assert time["T002"].established
    assert "established that its share changed" in time["T002"].text
    assert not time["T001"].established
    assert "no change over time is established" in time["T001"].text


def test_weak_effects_are_called_not_established() -> None:
    stories = tell(make_analysis(400, weak=True))
    costs = [sentence for story in stories.values() for sentence in story.sentences if sentence.about == Says.COST]
    assert costs
    assert not any(sentence.established for sentence in costs)
    assert all("chance alone could explain it" in sentence.text for sentence in costs)


def test_a_partial_period_is_not_told_as_the_last(analysis: FakeAnalysis) -> None:
    trends = analysis.tables["trends"]
    partial = set(trends.loc[trends["partial"], "wave"])
    assert partial
    assert not any(wave in story.text for story in tell(analysis).values() for wave in partial)


@pytest.mark.parametrize(
    ("table", "missing"),
    [("groups", Says.GROUPS), ("trends", Says.TIME), ("theme_pairs", Says.ALONG)],
)
def test_without_a_table_its_sentence_is_left_out(analysis: FakeAnalysis, table: str, missing: Says) -> None:
    assert all(missing not in about(story) for story in tell(without(analysis, table)).values())


def test_without_a_metric_nothing_is_said_of_cost() -> None:
    stories = tell(make_analysis(400, metrics=()))
    assert all(Says.COST not in about(story) for story in stories.values())
    assert all(Says.PEOPLE in about(story) for story in stories.values())


def test_long_names_are_cut() -> None:
    analysis = make_analysis(400)
    themes = analysis.tables["themes"].copy()
    themes["label"] = [f"{label} {'very long ' * 60}{i}" for i, label in enumerate(themes["label"])]
    groups = analysis.tables["groups"].assign(group="g" * 500)
    stories = tell(FakeAnalysis(analysis.tables | {"themes": themes, "groups": groups}, analysis.manifest))
    assert max(len(sentence.text) for story in stories.values() for sentence in story.sentences) < 600


def test_the_order_of_rows_makes_no_difference(analysis: FakeAnalysis) -> None:
    keep = {"trends", "scorecard", "themes", "subthemes", "responses", "units", "assignments", "sentiment"}
    tables: dict[str, pd.DataFrame] = {
        name: frame if name in keep else frame.sample(frac=1, random_state=2) for name, frame in analysis.tables.items()
    }
    assert tell(FakeAnalysis(tables, analysis.manifest)) == tell(analysis)
