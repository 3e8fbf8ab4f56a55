"""The rank check: which themes keep their place when a run is made with other choices."""

import numpy as np
import pandas as pd
import pytest
from fixtures.planted import GREETINGS

from cxtext import Analysis, analyze
from cxtext.cli.ranking import render, to_data
from cxtext.findings import describe_ranking, metric_views
from cxtext.pipeline import rank_check
from cxtext.pipeline.conceal import conceal_tables, make_redactor
from cxtext.pipeline.rank_check import _chance, _match
from cxtext.schema import Code
from cxtext.settings import Config

OPTIONS = {"nps_column": "score", "embedder": "fast", "rank_check": True}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    from tests.conftest import write_survey

    survey = pd.read_csv(write_survey(tmp_path_factory.mktemp("checked") / "survey.csv"), keep_default_na=False)
    greetings = [GREETINGS[i % len(GREETINGS)] for i in range(42)]
    more = pd.DataFrame(
        {"id": [f"v{i:04d}" for i in range(42)], "score": [str(5 + i % 5) for i in range(42)], "comment": greetings}
    )
    return pd.concat([survey[["id", "score", "comment"]], more], ignore_index=True)


@pytest.fixture(scope="module")
def checked(table):
    return analyze(table, **OPTIONS)


@pytest.fixture(scope="module")
def plain(table):
    return analyze(table, **OPTIONS | {"rank_check": False})


def frames(themes, theme_of_unit):
    """Return the tables that themes are matched by: active themes, and the theme of each unit, None for none."""
    return {
        "themes": pd.DataFrame({"theme_id": themes, "parent_id": None, "status": "active"}),
        "assignments": pd.DataFrame({"theme_id": pd.Series(theme_of_unit, dtype="object")}),
    }


def test_every_ranked_theme_has_a_row_per_check(checked):
    rows, card = checked.tables["rank_check"], checked.scorecard
    ranked = card[card["trust"] > 0]
    names = ["draw 1", "draw 2", "finer", "coarser", "embedder", "removal", "bounded"]
    assert [name for name in names if name in set(rows["alternative"])] == list(rows["alternative"].drop_duplicates())
    assert {"draw 1", "draw 2", "embedder", "removal", "bounded"} <= set(rows["alternative"])
    assert (rows.groupby("alternative")["theme_id"].nunique() == len(ranked)).all()
    assert card["rank_kept"].notna().equals(card["trust"] > 0)


def test_the_share_is_that_of_the_rows(checked):
    rows = checked.tables["rank_check"]
    moved = (rows["rank_there"].astype("float64") - rows["rank"]).abs()
    assert rows["kept"].equals(moved <= 2)
    assert (rows["matched_label"].notna() == (rows["jaccard"] >= 0.5)).all()
    share = checked.scorecard.set_index("theme_id")["rank_kept"].dropna().sort_index()
    pd.testing.assert_series_equal(rows.groupby("theme_id")["kept"].mean(), share, check_names=False, check_index=False)


def test_the_planted_order_is_kept_by_draws_and_formulas(checked):
    rows = checked.tables["rank_check"]
    same = rows[rows["alternative"].isin(["removal", "bounded"])]
    assert (same["jaccard"] == 1).all()
    worst = checked.scorecard["theme_id"].iat[0]
    own = rows[(rows["theme_id"] == worst) & rows["alternative"].isin(["draw 1", "draw 2", "removal", "bounded"])]
    assert own["kept"].all()


def test_row_order_changes_nothing(checked, table):
    again = analyze(table.sample(frac=1, random_state=3), **OPTIONS)
    for name in ("rank_check", "scorecard"):
        pd.testing.assert_frame_equal(again.tables[name], checked.tables[name])


def test_the_check_changes_nothing_else(checked, plain):
    left_out = ["rank_kept", "rank_kept_by_chance"]
    assert plain.tables["rank_check"].empty
    assert plain.scorecard[left_out].isna().all(axis=None)
    pd.testing.assert_frame_equal(checked.scorecard.drop(columns=left_out), plain.scorecard.drop(columns=left_out))
    pd.testing.assert_frame_equal(checked.issues, plain.issues)


def test_outputs_say_it_only_with_the_check(checked, plain):
    theme = describe_ranking(checked, metric_views(checked)[0]).pains[0]
    n = len(theme.checks.checks)
    assert f"“{theme.name}” in {theme.checks.n_kept} of {n}" in render(checked)
    assert theme.checks.text.startswith(f"keeps its place within two in {theme.checks.n_kept} of {n} checks (")
    assert len(to_data(checked, None)["rank_check"]) == len(checked.tables["rank_check"])
    page = checked.to_html()
    assert page.count('data-test="rank-check"') == checked.scorecard["rank_kept"].notna().sum()
    assert all(check.description in page for check in theme.checks.checks)
    assert "rank-check" not in plain.to_html()
    assert "Rank check" not in render(plain)


def test_a_saved_run_keeps_the_checks(checked, tmp_path):
    again = Analysis.load(checked.save(tmp_path / "run"))
    pd.testing.assert_frame_equal(again.tables["rank_check"], checked.tables["rank_check"])


def test_without_a_score_there_is_no_other_formula_and_an_effort_goes_with_its_theme(table, plain, tmp_path, monkeypatch):
    theme = plain.scorecard["theme_id"].iat[0]
    effort = tmp_path / "effort.csv"
    effort.write_text(f"theme,effort\n{theme},7\n", encoding="utf-8")
    cards = []
    score = rank_check.score_themes
    monkeypatch.setattr(rank_check, "_embed", lambda run: None)
    monkeypatch.setattr(rank_check, "score_themes", lambda *args: cards.append(score(*args)) or cards[-1])
    rows = analyze(table[["id", "comment"]], embedder="fast", rank_check=True, effort=effort).tables["rank_check"]
    assert set(rows["metric"]) == {"negative_mentions"}
    names = rows["alternative"].drop_duplicates().tolist()
    assert {"draw 1", "draw 2"} <= set(names) <= {"draw 1", "draw 2", "finer", "coarser"}
    own = rows[(rows["theme_id"] == theme) & rows["rank_there"].notna()]
    assert len(own) >= 2
    for row in own.itertuples():
        card = cards[names.index(row.alternative)]
        assert card.loc[card["rank"] == row.rank_there, "effort"].tolist() == [7.0]
        assert (card["effort"] == 7).sum() == 1


def test_themes_are_matched_by_the_units_they_share():
    own = frames(["T001", "T002", "T003"], ["T001"] * 4 + ["T002"] * 4 + ["T003", None])
    other = frames(["T001", "T002"], ["T002"] * 4 + ["T001"] * 2 + [None] * 2 + ["T001", "T001"])
    matches = _match(own, other)
    assert matches.position.tolist() == [1, 0, 0]
    assert matches.jaccard.tolist() == [1.0, 2 / 6, 1 / 4]
    assert matches.is_found.tolist() == [True, False, False]


def test_nothing_is_found_again_where_there_are_no_themes():
    matches = _match(frames(["T001"], ["T001"]), frames([], [None]))
    assert not matches.is_found.any()


@pytest.mark.parametrize(("rank", "n"), [(1, 10), (2, 10), (5, 10), (10, 10), (1, 2), (9, 5)])
def test_chance_counts_the_places_that_are_near(rank, n):
    places = np.arange(1, n + 1)
    assert _chance(rank, n) == np.mean(abs(places - rank) <= 2)


def test_an_edit_says_that_the_ranks_are_unchecked_and_says_it_again(checked, plain):
    def codes(run):
        return run.issues["code"].tolist().count(Code.RANKS_UNCHECKED)

    first = checked.themes["theme_id"].iloc[0]
    once = checked.edit().rename(first, "Another name").apply()
    assert once.tables["rank_check"].empty
    assert codes(checked) == 0
    assert codes(once) == codes(once.edit().rename(first, "A third name").apply()) == 1
    assert codes(plain.edit().rename(plain.themes["theme_id"].iloc[0], "Another name").apply()) == 0


def test_a_theme_that_is_not_found_again_has_no_name_after_redaction(checked):
    tables = dict(checked.tables)
    names = tables["rank_check"]["matched_label"].astype("object")
    names[:] = "Ask joe@example.org"
    names.iloc[1:] = None
    tables["rank_check"] = tables["rank_check"].assign(matched_label=names)
    shown = conceal_tables(tables, make_redactor(Config()))["rank_check"]["matched_label"]
    assert shown.iloc[0] == "Ask [e-mail]"
    assert shown.iloc[1:].isna().all()
