from __future__ import annotations

import csv
import dataclasses
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxtext
from cxtext.cli.compare import _to_text
from cxtext.errors import InputError, ModelFormatError
from cxtext.report import describe_comparison
from cxtext.run import RunLog
from cxtext.studies.comparison.matching import _translate, match_themes
from cxtext.studies.comparison.runs import _compare_themes, _count
from cxtext.wording import percent

PHRASES = {
    "login": (2, ["The {} login keeps failing", "I cannot log in to the {} account", "Password reset for {} never arrives"]),
    "price": (4, ["The {} subscription is too expensive", "Price of {} went up again", "I pay too much for {} every month"]),
    "support": (
        9,
        ["The {} support team was quick", "Support answered my {} question fast", "Very helpful agents on the {} chat"],
    ),
    "reports": (
        6,
        ["Exporting {} reports is slow", "The {} report takes ages to load", "Charts in the {} report are hard to read"],
    ),
    "battery": (
        1,
        ["The phone battery drains fast at {}", "My {} battery is empty by noon", "Battery life of the {} phone is terrible"],
    ),
}
THINGS = ["web", "mobile", "team", "admin", "billing", "guest", "work", "home"]


def write(path: Path, topics: dict[str, int], seed: int, *, lift: int = 0, two_topics: int = 0) -> Path:
    """Write a survey with so many answers per topic, each score moved by ``lift``, and some answers on two topics."""
    rng = random.Random(seed)
    rows = [
        [rng.choice(PHRASES[name][1]).format(rng.choice(THINGS)), PHRASES[name][0]]
        for name, n in topics.items()
        for _ in range(n)
    ]
    for _ in range(two_topics):
        first, second = (rng.choice(PHRASES[name][1]).format(rng.choice(THINGS)) for name in rng.sample(list(topics), 2))
        rows.append([f"{first}. {second}.", 5])
    rng.shuffle(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "score", "comment"])
        for i, (text, score) in enumerate(rows):
            writer.writerow([f"{seed}-{i}", min(10, max(0, score + lift + rng.randint(-1, 2))), text])
        for i in range(20):
            writer.writerow([f"{seed}-s{i}", rng.randint(5, 10), ""])
    return path


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[cxtext.Analysis, cxtext.Analysis]:
    """Two waves: fewer complain about logging in, nobody of reports, and batteries are new."""
    folder = tmp_path_factory.mktemp("waves")
    first = write(folder / "a.csv", {"login": 50, "price": 40, "support": 40, "reports": 40}, 1)
    second = write(folder / "b.csv", {"login": 15, "price": 50, "support": 60, "battery": 50}, 2)
    a, b = (cxtext.analyze(path, nps_column="score", text_column="comment", embedder="fast") for path in (first, second))
    return a, b


@pytest.fixture(scope="module")
def found(runs: tuple[cxtext.Analysis, cxtext.Analysis]) -> cxtext.Comparison:
    """The two compared."""
    return cxtext.compare(*runs)


def test_a_theme_of_the_second_run_stands_for_the_one_that_half_of_its_units_are_in():
    own = pd.Series(["T1", "T1", "T1", "T2", "T2", "T3", "T3", None], dtype="object")
    units = pd.Series(["A1", "A1", "A2", "A2", None, "A1", "A3", "A1"], dtype="object")
    stands_for = _translate(own, units)
    assert stands_for.iloc[:5].tolist() == ["A1", "A1", "A1", "A2", "A2"]
    assert stands_for.iloc[5] == stands_for.iloc[6]
    assert pd.isna(stands_for.iloc[7])


def test_a_change_is_counted_only_where_the_second_run_has_it_too(runs: tuple[cxtext.Analysis, cxtext.Analysis]):
    a, b = runs
    login = theme_of(a, "log in")
    kept = cxtext.compare(a, b).themes.set_index("theme_id").loc[login]
    assert kept["flag"] == "changed" and kept["n_b_own"] == kept["n_b"]
    # As if B's own themes held as much of it as A's do: then it is the sorting of A's model that changed.
    matched = match_themes(a, b, RunLog())
    content = b.responses.loc[b.responses["status"] == "content", "response_id"]
    more = b.units["response_id"].isin(set(content[: round(kept["share_a"] * len(content))]))
    sides = (_count(a, matched, matched.units_a), _count(b, matched, matched.units_b))
    themes = _compare_themes(sides, _count(b, matched, matched.units_b.mask(more.to_numpy(), login)), matched)
    row = themes.set_index("theme_id").loc[login]
    assert row["flag"] == "one-sided" and row["n_b"] == kept["n_b"] < row["n_b_own"]
    one_sided = dataclasses.replace(cxtext.compare(a, b), themes=themes)
    assert login not in set(one_sided.changed["theme_id"])
    assert "Changed by A's model alone" in _to_text(describe_comparison(one_sided, "a", "b"))


def theme_of(run: cxtext.Analysis, word: str) -> str:
    """The theme that most units with a word are in."""
    inside = run.units["text"].str.contains(word, case=False)
    return str(run.tables["assignments"]["theme_id"][inside].mode().iat[0])


def test_shares_of_a_are_those_of_its_scorecard(runs, found):
    card = runs[0].scorecard.set_index("theme_id")
    mine = found.themes[~found.themes["theme_id"].str.startswith("B.")].set_index("theme_id")
    assert set(mine.index) == set(card.index)
    np.testing.assert_array_equal(mine["n_a"], card["n_responses"].reindex(mine.index))
    np.testing.assert_allclose(mine["share_a"], card["share"].reindex(mine.index), atol=1e-12)


def test_what_b_says_for_the_first_time_is_new_and_the_rest_is_not(runs, found):
    new = found.themes[found.themes["status"] == "new"]
    assert set(new["theme_id"]) == {"B." + theme_of(runs[1], "battery")}
    assert (new["flag"] == "changed").all()
    assert new["n_b"].sum() >= 40
    assert new["n_a"].sum() == 0


def test_what_nobody_in_b_says_is_gone_and_what_is_said_less_is_changed(runs, found):
    themes = found.themes.set_index("theme_id")
    assert themes.loc[theme_of(runs[0], "reports?"), "status"] in ("gone", "persisting")
    assert themes.loc[theme_of(runs[0], "reports?"), "n_b"] <= 2
    assert themes.loc[theme_of(runs[0], "log in|login"), ["status", "flag"]].tolist() == ["persisting", "changed"]
    assert themes.loc[theme_of(runs[0], "log in|login"), "difference"] < -0.1


def test_metrics_are_those_of_the_runs_and_the_ledger_adds_up(runs, found):
    (row,) = found.metrics.to_dict("records")
    for side, run in (("a", runs[0]), ("b", runs[1])):
        assert row[side] == run.metrics["value"].iat[0]
        assert row[f"{side}_low"] == run.metrics["low"].iat[0]
    assert row["difference"] == pytest.approx(row["b"] - row["a"], abs=1e-12)
    assert row["bridge_note"] is None
    assert found.ledger["part"].tolist() == ["mention", "severity", "rest"]
    assert found.ledger["value"].sum() == pytest.approx(row["difference"], abs=1e-9)
    assert found.bridge["mention"].sum() == pytest.approx(found.ledger["value"].iat[0], abs=1e-9)


def test_equal_runs_have_an_empty_diff(tmp_path):
    # where each answer is in exactly one theme, no theme can be told from the others
    survey = write(tmp_path / "survey.csv", {"login": 150, "price": 120, "support": 120, "reports": 120}, 1, two_topics=90)
    run = cxtext.analyze(survey, nps_column="score", text_column="comment", embedder="fast")
    saved = run.save(tmp_path / "one")
    for other in (run, saved):
        found = cxtext.compare(saved, other)
        assert len(found.changed) == 0
        assert set(found.themes["status"]) == {"persisting"}
        for table, columns in ((found.metrics, ["difference"]), (found.themes, ["difference"]), (found.ledger, ["value"])):
            assert (table[columns].to_numpy() == 0.0).all()
        parts = found.bridge[["mention", "severity"]].to_numpy().ravel()
        assert set(parts[np.isfinite(parts)]) == {0.0}
        assert found.counts["same_model"] is True
        assert [issue.code for issue in found.issues] == ["overlap"]


def test_terminal_and_library_count_the_same_changed_themes(runs, found):
    for pair, one in ((runs, found), (runs[::-1], cxtext.compare(*runs[::-1]))):
        assert set(one.themes["status"]) - {"persisting", "gone"}, pair
        n_new = int((one.themes["status"] == "new").sum())
        text = _to_text(describe_comparison(one, "a", "b"))
        (line,) = (line for line in text.splitlines() if line.startswith("Changed themes: "))
        assert line.startswith(f"Changed themes: {len(one.changed)} of {len(one.themes)} themes changed beyond chance")
        assert (f", {n_new} of them new in B." in line) is (n_new > 0)
        assert f"{len(one.changed)} changed theme" in repr(one)
        assert repr(one).endswith(f" of {len(one.themes)}>")


def test_a_share_is_shown_in_percent(found):
    shares = found.metrics.head(1).assign(kind="volume", metric="negative_mentions", a=0.541, b=0.5)
    assert repr(dataclasses.replace(found, metrics=shares)).startswith("<Comparison: negative_mentions 54.1 -> 50.0, ")


def test_runs_about_other_subjects_are_a_warning(runs, found, tmp_path):
    assert [i.code for i in found.issues] == []
    other = cxtext.analyze(
        write(tmp_path / "other.csv", {"battery": 90, "support": 8}, 5),
        nps_column="score",
        text_column="comment",
        embedder="fast",
    )
    unlike = cxtext.compare(runs[0], other)
    (warning,) = (i for i in unlike.issues if i.code == "unrelated-runs")
    assert warning.level == "warning"
    shares = [unlike.counts["in_themes_a"], unlike.counts["in_themes_b"]]
    assert shares == pytest.approx([1.0, 8 / 98], abs=0.03)  # what was said of support; batteries are no theme of A
    assert f"{percent(shares[1])} of B's responses mention a topic of A" in str(warning.message)
    text = _to_text(describe_comparison(unlike, "a", "b"))
    assert f"{percent(shares[1])} of B's mention a topic of A (a theme that is a cause)" in text


def test_a_few_answers_do_not_make_runs_unrelated(runs, tmp_path):
    one = cxtext.analyze(
        write(tmp_path / "one.csv", {"battery": 1}, 4), text_column="comment", nps_column="score", embedder="fast", limit=1
    )
    for pair in ((runs[0], one), (one, runs[0])):
        assert "unrelated-runs" not in [i.code for i in cxtext.compare(*pair).issues]


def test_another_fit_of_the_same_answers_is_no_change(runs):
    again = cxtext.analyze(
        runs[0].responses.rename(columns={"metric.score": "score"})[["response_id", "score", "text"]],
        text_column="text",
        nps_column="score",
        embedder="fast",
        seed=5,
        n_themes=3,
    )
    found = cxtext.compare(runs[0], again)
    assert found.counts["same_model"] is False
    assert (found.themes["difference"] == 0.0).all()
    assert len(found.changed) == 0


def test_the_vectors_that_the_runs_keep_are_used_and_give_the_same(runs, found, monkeypatch):
    bare = [dataclasses.replace(run, model=dataclasses.replace(run.model, vectors=None)) for run in runs]
    again = cxtext.compare(*bare)
    monkeypatch.setattr("cxtext.studies.comparison.matching.load_embedder", lambda *_: pytest.fail("texts were embedded"))
    kept = cxtext.compare(*runs)
    for name in ("themes", "metrics", "ledger", "bridge"):
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(again, name))
        pd.testing.assert_frame_equal(getattr(kept, name), getattr(found, name))


def test_a_model_of_another_embedder_is_refused(runs):
    model = dataclasses.replace(runs[0].model, embedder_fingerprint="0" * 64)
    with pytest.raises(ModelFormatError, match="run A was made with another version of the embedder 'fast'"):
        cxtext.compare(dataclasses.replace(runs[0], model=model), runs[1])


def test_a_run_without_its_model_is_refused(runs):
    with pytest.raises(InputError, match="run B was saved without its theme model"):
        cxtext.compare(runs[0], dataclasses.replace(runs[1], model=None))


def test_a_metric_that_only_one_run_has_is_left_out_and_said(runs, tmp_path):
    bare = cxtext.analyze(
        write(tmp_path / "c.csv", {"login": 20, "price": 20}, 3),
        text_column="comment",
        embedder="fast",
        nps_column=None,
        metric="score:number",
    )
    found = cxtext.compare(runs[0], bare)
    assert found.metrics.empty
    assert found.ledger.empty
    assert [i.code for i in found.issues] == ["metric-not-compared"]
    assert "its kind is 'nps' in A and 'number' in B" in str(found.issues[0].message)


def test_runs_without_a_score_are_compared_by_what_is_negative():
    rng = random.Random(0)
    sides = []
    for names in (["login", "price"], ["login", "support"]):
        texts = [rng.choice(PHRASES[rng.choice(names)][1]).format(rng.choice(THINGS)) for _ in range(60)]
        sides.append(cxtext.analyze(pd.DataFrame({"comment": texts}), text_column="comment", embedder="fast"))
    found = cxtext.compare(*sides)
    assert found.metrics[["metric", "bridge_note"]].to_numpy().tolist() == [["negative_mentions", "there is no score to split"]]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_run_of_a_few_answers_is_compared_without_a_bridge(runs, n, tmp_path):
    few = cxtext.analyze(
        write(tmp_path / "few.csv", {"login": n}, 4), text_column="comment", nps_column="score", embedder="fast", limit=n
    )
    for found in (cxtext.compare(runs[0], few), cxtext.compare(few, runs[0])):
        assert found.metrics["bridge_note"].iat[0]
        assert found.ledger.empty
        assert not found.themes[["share_a", "share_b", "low", "high"]].isna().any(axis=None)


def test_what_only_the_later_run_has_is_said_too(runs):
    texts = [PHRASES[name][1][i % 3].format(THINGS[i % 8]) for i in range(60) for name in ("login", "price")]
    bare = cxtext.analyze(pd.DataFrame({"comment": texts}), text_column="comment", embedder="fast")
    for pair, at_bare, at_scored in (((bare, runs[1]), 0, 1), ((runs[1], bare), 1, 0)):
        found = cxtext.compare(*pair)
        said = {str(i.column): str(i.message) for i in found.issues if i.code == "metric-not-compared"}
        assert set(said) == {"score"}
        assert f"run {'AB'[at_bare]} has no such metric" in said["score"]
        assert "Metric 'score' is not compared" in _to_text(describe_comparison(found, "a", "b"))
        (row,) = found.metrics.to_dict("records")
        assert row["metric"] == "negative_mentions"
        of_bare = bare.metrics.set_index("metric").loc["negative_mentions", "value"]
        assert row["ab"[at_bare]] == of_bare
        units = runs[1].units.merge(runs[1].tables["sentiment"], on="unit_id")
        said_negative = units.loc[units["label"] == "negative", "response_id"].nunique()
        n = (runs[1].responses["status"] == "content").sum()
        assert row["ab"[at_scored]] == pytest.approx(said_negative / n)


def test_a_few_answers_are_not_split_and_a_reader_is_warned_before_any_figure(tmp_path):
    small = [write(tmp_path / f"{n}.csv", {"login": n // 2, "support": n // 2}, seed=n) for n in (30, 12)]
    a, b = (cxtext.analyze(path, nps_column="score", text_column="comment", embedder="fast") for path in small)
    found = cxtext.compare(a, b)
    assert len(found.ledger) == 0 and found.metrics["bridge_note"].iat[0]
    first, metric, *_ = describe_comparison(found, "a", "b")
    assert first.lines[1].startswith("Caution: A (30) and B (12) have few responses.")
    row = found.metrics.iloc[0]
    assert not row["established"] and metric.lines[0].startswith("No change is shown, as chance alone could explain it: ")
    assert "(50 answers)" in metric.lines[0] and "95% interval [" in metric.lines[0]
