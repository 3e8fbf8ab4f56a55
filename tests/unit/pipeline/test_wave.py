"""Later waves of a survey: the next one under the same themes, a run that grows, an older run restated."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxtext import Analysis, analyze
from cxtext.errors import ConfigError
from cxtext.pipeline import continue_config, restate
from cxtext.pipeline.drift import _adjust_known
from cxtext.studies import compare

COLUMNS = {"text_column": "comment", "nps_column": "score", "date_column": "date", "id_column": "id"}
#: Opinions on something that the first wave does not mention.
NEWS = [
    f"The {thing} {words}"
    for thing in ("courier", "driver", "parcel service", "delivery van", "postman")
    for words in ("lost my parcel", "delivered the parcel late", "left the parcel in the rain", "damaged the parcel box")
]


def wave(survey, rows):
    return pd.read_csv(survey, dtype=str, keep_default_na=False).iloc[rows]


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    from conftest import write_survey

    return write_survey(tmp_path_factory.mktemp("survey") / "survey.csv", n=240)


@pytest.fixture(scope="module")
def first(survey):
    return wave(survey, slice(0, 140))


@pytest.fixture(scope="module")
def second(survey):
    later = wave(survey, slice(140, 240))
    news = later.head(len(NEWS)).assign(comment=NEWS, id=[f"n{i:03d}" for i in range(len(NEWS))], score="1")
    return pd.concat([later, news], ignore_index=True)


@pytest.fixture(scope="module")
def run(first, tmp_path_factory):
    """The first wave, with three edits, saved."""
    made = analyze(first, **COLUMNS)
    ids = made.scorecard["theme_id"].tolist()
    edits = made.edit(by="Ana").rename(ids[0], "Own name").merge(ids[1], ids[2])
    edited = edits.status(ids[0], "planned").ticket(ids[0], "WEB-12").apply()
    folder = tmp_path_factory.mktemp("runs") / "first"
    edited.save(folder)
    return Analysis.load(folder), str(folder)


@pytest.fixture(scope="module")
def later(run, second):
    return analyze(second, themes_from=run[1], **COLUMNS)


def assert_same(left, right, name, columns):
    pd.testing.assert_frame_equal(left.tables[name][columns], right.tables[name][columns], obj=name)


def test_the_same_file_gives_the_assignments_of_the_run(run, first):
    again = analyze(first, themes_from=run[1], **COLUMNS)
    columns = ["unit_id", "theme_id", "subtheme_id", "strength", "fit_theme_id", "reason", "either"]
    assert_same(again, run[0], "assignments", columns)
    assert set(again.tables["assignments"]["source"]) <= {"apply", "edit"}
    assert again.model.theme_ids == run[0].model.theme_ids
    drift = again.tables["drift"]
    assert (drift["n_before"] == drift["n_now"]).all() and not drift["is_new"].any() and not drift["changed"].any()


def test_the_next_wave_has_the_themes_with_their_edits_and_a_new_one(run, later):
    old = run[0].themes[run[0].themes["parent_id"].isna()].set_index("theme_id")["label"]
    new = later.themes[later.themes["parent_id"].isna()].set_index("theme_id")["label"]
    assert new.loc[old.index].tolist() == old.tolist() and "Own name" in new.tolist()
    own = later.themes[later.themes["label"] == "Own name"]
    assert own[["work_status", "ticket"]].to_numpy().tolist() == [["planned", "WEB-12"]]
    drift = later.tables["drift"].dropna(subset="theme_id").set_index("theme_id")
    added = drift.index[drift["is_new"]].tolist()
    assert set(new.index) - set(old.index) == set(added) and len(added) == 1
    units = later.units.assign(theme=later.tables["assignments"]["theme_id"])
    of_news = units[units["text"].isin(NEWS)]["theme"]
    assert (of_news == added[0]).mean() > 0.7
    assert later.manifest.n_edits == 4 and later.manifest.setting("themes", "source") == run[1]


def test_drift_counts_what_the_two_runs_have(run, later):
    def share(one, theme):
        responses = one.responses.set_index("response_id")["status"]
        mentions = one.units.loc[(one.tables["assignments"]["theme_id"] == theme).to_numpy(), "response_id"]
        return mentions.nunique(), mentions.nunique() / (responses == "content").sum()

    for row in later.tables["drift"].dropna(subset="theme_id").itertuples():
        n, part = share(later, row.theme_id)
        assert (row.n_now, row.share_now) == (n, pytest.approx(part))
        if not row.is_new:
            n, part = share(run[0], row.theme_id)
            assert (row.n_before, row.share_before) == (n, pytest.approx(part))
            assert row.difference == pytest.approx(row.share_now - row.share_before)
        else:
            assert pd.isna(row.n_before)
    none = later.tables["drift"].loc[later.tables["drift"]["theme_id"].isna()].iloc[0]
    lost = later.units.loc[later.tables["assignments"]["theme_id"].isna().to_numpy(), "response_id"].nunique()
    assert none["n_now"] == lost


def test_what_fits_none_and_new_themes_make_no_other_change_surer():
    p_values = np.array([0.04, 0.5, np.nan, 1e-9, 1e-12])  # two known themes, one too small, a new one, and what fits none
    q_values = _adjust_known(p_values, np.array([True, True, True, False, False]))
    np.testing.assert_allclose(q_values, [0.08, 0.5, np.nan, np.nan, 1e-12])


def test_only_discovers_nothing(run, second):
    only = analyze(second, themes_from=run[1], only=True, **COLUMNS)
    assert only.model.theme_ids == run[0].model.theme_ids
    theme = only.tables["assignments"].loc[only.units["text"].isin(NEWS).to_numpy(), "theme_id"]
    assert theme.isna().mean() > 0.7


def test_only_a_codebook_discovers_nothing(first, tmp_path):
    book = tmp_path / "book.yaml"
    book.write_text("themes:\n- name: Price\n  keywords: [price, subscription, expensive]\n", encoding="utf-8")
    found = analyze(first, themes_from=book, only=True, **COLUMNS)
    kinds = found.themes.loc[found.themes["parent_id"].isna(), ["origin", "kind"]]
    assert ((kinds["origin"] == "codebook") | (kinds["kind"] == "aside")).all() and (kinds["origin"] == "codebook").sum() == 1
    with pytest.raises(ConfigError, match="needs themes"):
        analyze(first, only=True, **COLUMNS)
    with pytest.raises(ConfigError, match="not from both"):
        analyze(first, themes_from=book, codebook=book, **COLUMNS)


def test_a_later_run_is_saved_and_edited(later, tmp_path):
    later.save(tmp_path / "later")
    loaded = Analysis.load(tmp_path / "later")
    assert loaded.model.fingerprint == later.model.fingerprint
    added = next(name for name in later.model.theme_ids if name in later.tables["drift"].query("is_new")["theme_id"].tolist())
    target = next(name for name in later.scorecard["theme_id"] if name != added)
    merged = loaded.edit().merge(target, added).apply()
    both = later.tables["assignments"]["theme_id"].isin([target, added]).sum()
    assert (merged.tables["assignments"]["theme_id"] == target).sum() == both
    undone = merged.edit().undo().apply()
    assert_same(undone, later, "assignments", ["unit_id", "theme_id", "subtheme_id"])
    assert_same(undone, later, "scorecard", ["theme_id", "metric", "n_responses", "adjusted", "shrunken"])
    merged.save(tmp_path / "later", force=True)


def test_a_run_grows_by_the_new_rows_alone(run, first, second):
    grown = analyze(pd.concat([first, second]), since_run=run[1], **COLUMNS)
    assert grown.responses["response_id"].tolist() == [*run[0].responses["response_id"], *second["id"]]
    assert grown.responses["row"].is_unique
    counts = grown.manifest.counts
    assert counts.n_responses == len(first) + len(second) == counts.n_content + counts.n_non_answer + counts.n_blank
    assert counts.n_units == counts.n_assigned + counts.n_unassigned == len(grown.units)
    assert grown.model.theme_ids[: len(run[0].model.theme_ids)] == run[0].model.theme_ids
    old = run[0].tables["assignments"].set_index("unit_id")["theme_id"]
    new = grown.tables["assignments"].set_index("unit_id")["theme_id"].loc[old.index]
    has_theme = old.notna()
    assert (new[has_theme] == old[has_theme]).all()
    assert "grew" in grown.issues["code"].tolist()
    assert (grown.units["repeats"] == grown.units["text"].map(grown.units["text"].value_counts())).all()


def test_a_grown_run_measures_what_all_rows_at_once_do(run, first, second):
    both = pd.concat([first, second])
    grown = analyze(both, since_run=run[1], only=True, **COLUMNS)
    at_once = analyze(both, themes_from=run[1], only=True, **COLUMNS)
    key = ["unit_id", "theme_id", "subtheme_id", "strength"]
    assert_same(grown, at_once, "assignments", key)
    assert_same(grown, at_once, "scorecard", ["metric", "theme_id", "n_responses", "share", "adjusted", "impact", "gap"])
    assert_same(grown, at_once, "metrics", ["metric", "n", "n_excluded", "value", "low", "high"])
    pd.testing.assert_frame_equal(grown.tables["sentiment"], at_once.tables["sentiment"])


def test_nothing_new_leaves_a_run_as_it_was(run, first):
    same = analyze(first, since_run=run[1], **COLUMNS)
    assert same.issues["code"].tolist().count("nothing-new") == 1
    pd.testing.assert_frame_equal(same.tables["assignments"], run[0].tables["assignments"])


def test_a_changed_text_is_told_and_the_run_keeps_its_own(run, first, second):
    edited = first.assign(comment=["Something else entirely, for a change", *first["comment"][1:]])
    grown = analyze(pd.concat([edited, second]), since_run=run[1], **COLUMNS)
    note = grown.issues.loc[grown.issues["code"] == "changed-response", "message"]
    assert len(note) == 1 and first["id"].iloc[0] in note.iloc[0]
    assert grown.responses["text"].iloc[0] == first["comment"].iloc[0]


def test_rows_without_ids_are_refused_where_they_are_not_those_of_the_run(first, second, tmp_path):
    plain = {name: value for name, value in COLUMNS.items() if name != "id_column"}
    analyze(first.drop(columns="id"), **plain).save(tmp_path / "plain")
    with pytest.raises(ConfigError, match="--id-column"):
        analyze(second.drop(columns="id"), since_run=tmp_path / "plain", **plain)
    grown = analyze(pd.concat([first, second]).drop(columns="id"), since_run=tmp_path / "plain", **plain)
    assert len(grown.responses) == len(first) + len(second)


def test_an_older_run_is_restated_and_keeps_its_figures(run, later, second):
    own = analyze(second, **COLUMNS)
    restated = restate(own, later, source="later")
    table = restated.tables["restated"]
    assert table["earlier_theme_id"].tolist() == own.scorecard["theme_id"].tolist()
    np.testing.assert_allclose(table["earlier_impact"], own.scorecard["shrunken"])
    assert restated.model.theme_ids == later.model.theme_ids
    theirs = later.tables["assignments"].set_index("unit_id")["theme_id"].fillna("")
    mine = restated.tables["assignments"].set_index("unit_id")["theme_id"].fillna("")
    assert (mine.loc[theirs.index] == theirs).all()
    moved = dict(zip(own.tables["assignments"]["unit_id"], own.tables["assignments"]["theme_id"], strict=True))
    row = table.iloc[0]
    units = [name for name, theme in moved.items() if theme == row["earlier_theme_id"]]
    assert row["share_kept"] == pytest.approx((mine.loc[units] == (row["theme_id"] or "")).mean())


def test_runs_of_the_same_themes_are_compared_by_id(run, later):
    result = compare(run[0], later)
    assert result.counts["same_model"]
    table = result.themes.set_index("theme_id")
    assert not any(str(name).startswith("B.") for name in table.index)
    drift = later.tables["drift"].dropna(subset="theme_id").set_index("theme_id")
    added = drift.index[drift["is_new"]][0]
    assert table.loc[added, "status"] in ("new", "outside") and table.loc[added, "n_a"] == 0
    for name in run[0].model.theme_ids:
        if name in table.index:
            assert table.loc[name, ["n_a", "n_b"]].tolist() == drift.loc[name, ["n_before", "n_now"]].tolist()


def test_the_settings_of_a_run_are_used_again(run, second):
    config = continue_config(*run)
    assert config.themes.source == run[1] and config.input.text_columns == ("comment",)
    again = analyze(second, config=config)
    assert again.metrics["metric"].tolist() == run[0].metrics["metric"].tolist()


def test_a_restated_run_has_the_embedder_of_its_themes(run, second):
    own = analyze(second, embedder="fast", **COLUMNS)
    restated = restate(own, run[0], source=run[1])
    assert restated.manifest.models.embedder == run[0].manifest.models.embedder
    theme = restated.scorecard["theme_id"].iloc[0]
    taught = restated.edit().teach(theme, ["The report takes ages to load"]).apply()
    assert taught.manifest.n_edits == restated.manifest.n_edits + 1


def test_a_run_that_grows_keeps_its_scales(first, second, tmp_path):
    def rate(rows):
        return rows.assign(rating=1 + pd.to_numeric(rows["score"]) // 2.5).drop(columns="score")

    columns = {"text_column": "comment", "id_column": "id"}
    analyze(rate(first), **columns).save(tmp_path / "run")
    new = rate(second)
    beyond = new.index[::20]
    new.loc[beyond, "rating"] = np.resize([6.0, 7, 8, 9, 10], len(beyond))  # few enough to be taken for another scale
    grown = analyze(new, id_column="id", since_run=tmp_path / "run", only=True)
    assert grown.metrics["kind"].tolist() == ["csat"] and grown.responses["metric.rating"].max() == 5
    assert grown.metrics["n_excluded"].tolist() == [len(beyond)]
    with pytest.raises(ConfigError, match=r"the run has no metric 'raitng'.* Did you mean 'rating'"):
        analyze(new, since_run=tmp_path / "run", metric="raitng:csat")
