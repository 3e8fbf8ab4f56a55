"""The whole analysis: it adds up, repeats itself, ignores row order, and says what it cannot do."""

import numpy as np
import pandas as pd
import pytest

from cxtext import analyze
from cxtext.errors import ConfigError, EmptyCorpusError, InputError, ModelNotFoundError
from cxtext.settings import Metric

UNLIKE = """The kayak paddle snapped in cold water
My grandmother adored the lavender soap
Invoices should show the tax number
Bus 42 never stops at the museum
Your jazz playlist is a delight
The vet was gentle with our old cat
Concrete dust got into the bedroom
I wish the library opened on Sundays
The telescope mount wobbles
Too much salt in the tomato soup
Our tent leaked during the storm
The violin teacher is patient
Parking costs more than the film
A spider lived in the shower
The firmware erased my alarm clock
Wedding photos arrived on time
Please plant more trees along the canal
The chess club moved without notice
Knitting patterns are printed too small
Airport security took my scissors
The dentist explained every step
Cheese at the market was mouldy
Bicycle lanes end at the bridge
The puppet show made my son laugh
Ink smudges on recycled paper
Skates were sharpened badly
The choir sang beautifully at Easter
Wi-Fi drops in the basement
Elevator music gives me a headache
The bakery sold out of rye bread""".splitlines()


def frame_of(texts, **columns):
    return pd.DataFrame({"id": [f"r{i:04d}" for i in range(len(texts))], "comment": texts, **columns})


def check_sums(analysis):
    counts = analysis.manifest.counts
    assert counts.n_responses == counts.n_content + counts.n_non_answer + counts.n_blank
    assert counts.n_units == counts.n_assigned + counts.n_unassigned
    units = analysis.units.merge(analysis.responses[["response_id", "text"]], on="response_id", suffixes=("", "_full"))
    assert len(units) == len(analysis.units) == len(analysis.tables["sentiment"]) == len(analysis.tables["assignments"])
    assert set(analysis.tables["sentiment"]["intent"]) <= {"issue", "idea", "praise", "question", "other"}
    assert all(0 <= u.start < u.end <= len(u.text_full) for u in units.itertuples())
    assert set(analysis.units["response_id"]) == set(analysis.responses.query("status == 'content'")["response_id"])
    shares = analysis.scorecard[["share", "negative_share", "positive_share", "p_top5"]].fillna(0).to_numpy()
    assert ((shares >= 0) & (shares <= 1)).all()
    known = set(analysis.units["unit_id"])
    assert all(set(ids) <= known for ids in analysis.themes["exemplar_ids"])
    assert set(analysis.tables["assignments"]["theme_id"].dropna()) <= set(analysis.themes["theme_id"])


def test_counts_add_up(small_analysis):
    check_sums(small_analysis)
    assert small_analysis.manifest.counts.n_non_answer == 4
    assert small_analysis.manifest.counts.n_blank == 4


def test_the_planted_topics_are_found_with_the_sign_of_their_scores(small_analysis):
    table = small_analysis.tables["assignments"].assign(text=small_analysis.units["text"].str.lower())
    impact = small_analysis.scorecard.set_index("theme_id")["impact"]
    impact_of = table["theme_id"].map(impact)
    signs = {"log in|login|password|signing": -1, "expensive|price|pay |costs": -1, "support|agents|customer": 1}
    for words, sign in signs.items():
        found = impact_of[table["text"].str.contains(words)].dropna()
        assert len(found) > 15
        assert (sign * found > 0).mean() > 0.9


@pytest.mark.parametrize("embedder", ["default", "fast"])
def test_row_order_changes_nothing(survey, embedder):
    table = pd.read_csv(survey, dtype=str, keep_default_na=False)
    shuffled = table.sample(frac=1, random_state=3).reset_index(drop=True)
    options = {"nps_column": "score", "embedder": embedder, "bootstraps": 60}
    first, second = analyze(table, **options), analyze(shuffled, **options)
    pd.testing.assert_frame_equal(first.themes, second.themes)
    pd.testing.assert_frame_equal(first.scorecard, second.scorecard)
    left = first.tables["assignments"].sort_values("unit_id", ignore_index=True)
    right = second.tables["assignments"].sort_values("unit_id", ignore_index=True)
    pd.testing.assert_frame_equal(left, right)


def test_applying_the_model_to_the_fit_data_returns_the_fit(small_analysis):
    from cxtext.embed import load_embedder

    units = small_analysis.units
    vectors = load_embedder("fast").encode(units["text"].tolist())
    found = small_analysis.model.assign(vectors, units["text"].tolist())
    ids = np.array([*small_analysis.model.theme_ids, None], dtype=object)[found.theme]
    expected = small_analysis.tables["assignments"]["theme_id"].astype(object)
    assert ids.tolist() == expected.where(expected.notna(), None).tolist()


def test_identical_texts_share_a_theme(small_analysis):
    table = small_analysis.tables["assignments"].assign(text=small_analysis.units["text"])
    assert (table.groupby("text")["theme_id"].nunique(dropna=False) == 1).all()


def test_non_answers_never_become_a_theme():
    texts = ["n/a", "none", "nothing", "no comment"] * 25 + [f"The {w} page loads slowly" for w in "abcdefgh"] * 3
    analysis = analyze(frame_of(texts), text_column="comment", embedder="fast")
    check_sums(analysis)
    assert analysis.manifest.counts.n_non_answer == 100
    assert not any(word in " ".join(analysis.themes["label"]).lower() for word in ("none", "nothing", "comment"))


@pytest.mark.parametrize("n", [1, 5, 30])
def test_few_unlike_responses_give_no_theme(n):
    texts = UNLIKE[:n]
    analysis = analyze(frame_of(texts, nps=[str(i % 11) for i in range(n)]), text_column="comment", nps_column="nps")
    check_sums(analysis)
    assert analysis.manifest.counts.n_themes == 0
    assert analysis.metrics["n"].tolist() == [n]
    assert "theme" in analysis.to_html()


def test_without_a_score_themes_are_ranked_by_negative_volume(survey):
    table = pd.read_csv(survey, dtype=str, keep_default_na=False)[["id", "comment"]]
    analysis = analyze(table, embedder="fast")
    assert set(analysis.scorecard["metric"]) == {"negative_mentions"}
    assert analysis.scorecard["impact"].isna().all()
    top = analysis.scorecard.iloc[0]
    assert top["negative_share"] > 0.5


def test_several_metrics_and_the_one_that_leads(survey):
    table = pd.read_csv(survey, dtype=str, keep_default_na=False)
    table["stars"] = [str(1 + i % 5) for i in range(len(table))]
    analysis = analyze(table, nps_column="score", metric="stars:csat", primary_metric="stars", embedder="fast", bootstraps=50)
    assert analysis.metrics["metric"].tolist() == ["score", "stars"]
    assert analysis.manifest.primary_metric == "stars"
    with pytest.raises(ConfigError, match="Did you mean 'stars'"):
        analyze(table, metric="stars:csat", primary_metric="star", embedder="fast")


def test_nothing_but_blanks_and_non_answers_is_refused():
    with pytest.raises(EmptyCorpusError, match="2 are blank, 1 are non-answers"):
        analyze(frame_of(["", " ", "n/a"]), text_column="comment")


def test_two_questions_count_a_respondent_once():
    n = 40
    frame = pd.DataFrame(
        {
            "id": range(n),
            "nps": [9 if i % 2 else 3 for i in range(n)],
            "good": ["The support team is friendly" if i % 2 else "" for i in range(n)],
            "bad": [f"Login keeps failing on day {i}" for i in range(n)],
        }
    )
    analysis = analyze(frame, text_column=["good", "bad"], nps_column="nps", embedder="fast", bootstraps=50)
    check_sums(analysis)
    assert analysis.metrics["n"].tolist() == [n]
    assert len(analysis.responses) == 2 * n
    assert set(analysis.responses["question"]) == {"good", "bad"}
    assert (analysis.scorecard["n_responses"] <= n).all()


def test_progress_reaches_the_total_of_every_stage(survey):
    seen = {}

    def note(stage, done, total):
        seen.setdefault(stage, []).append((done, total))

    analyze(survey, nps_column="score", embedder="fast", progress=note, bootstraps=50)
    assert list(seen) == ["check", "read", "split", "embed", "sentiment", "themes", "impact"]
    assert all(calls[0][0] == 0 and calls[-1][0] == max(calls[-1][1], 1) for calls in seen.values())


@pytest.mark.parametrize("others", [[], ["Lovely colours and fonts"]])
def test_a_complaint_that_many_give_word_for_word_is_a_theme(others):
    analysis = analyze(frame_of(["The app is slow and crashes"] * 40 + others), text_column="comment", embedder="fast")
    check_sums(analysis)
    assert analysis.themes["n_responses"].tolist() == [40]
    assert analysis.manifest.counts.n_unassigned == len(others)
    assert analysis.scorecard["negative_share"].tolist() == [1.0]


def test_columns_may_be_numbered():
    frame = pd.DataFrame({0: UNLIKE, 1: [str(i % 11) for i in range(len(UNLIKE))]})
    assert analyze(frame, text_column=0, nps_column="1", embedder="fast").metrics["n"].tolist() == [30]


def test_settings_out_of_range_are_named():
    with pytest.raises(ConfigError, match="seed"):
        analyze(frame_of(["x"]), seed=2**70)
    with pytest.raises(ConfigError, match="two metrics are named 'score'") as caught:
        analyze(frame_of(["x"]), metric=["score:nps", "score:csat"])
    assert "got" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"embedder": "unknown"}, "no embedder or model 'unknown'"),
        ({"embedder": "./no/such/folder"}, "no embedder or model"),
        ({"encoding": "idna"}, "unknown encoding 'idna'"),
        ({"delimiter": "ab"}, "not one character"),
        ({"metric": Metric(column="nps", kind="nps", scale=(1, 5))}, "nps is asked from 0 to 10"),
        ({"metric": Metric(column="x", kind="csat", scale=(1, 5), top=9)}, "outside its scale"),
        ({"nps_column": "nps", "primary_metric": "nsp"}, "Did you mean 'nps'"),
    ],
)
def test_settings_are_checked_before_any_data_is_read(monkeypatch, options, message):
    monkeypatch.setattr("cxtext.readers.read_responses", lambda *a, **k: pytest.fail("the data were read"))
    with pytest.raises((ConfigError, ModelNotFoundError), match=message):
        analyze("no such file.csv", **options)


def test_a_bare_name_of_no_model_is_refused_without_loading_torch():
    import subprocess
    import sys

    code = """
import sys, time
from cxtext.pipeline import check_inputs
from cxtext.settings import resolve_config
from cxtext.errors import ModelNotFoundError
try:
    check_inputs(resolve_config(None, options={"embedder": "fats"}))
except ModelNotFoundError as error:
    assert "Did you mean 'fast'" in str(error)
    assert "torch" not in sys.modules
    print("refused")
"""
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "refused\n"


def test_quotes_are_what_people_wrote_emoji_and_all(survey):
    from cxtext.findings import QuoteBook, describe_ranking, metric_views

    table = pd.read_csv(survey, dtype=str, keep_default_na=False)
    table["comment"] += [(" 😜", " 👎🏽 &amp; more")[i % 2] for i in range(len(table))]
    analysis = analyze(table, text_column="comment", nps_column="score", embedder="fast", bootstraps=50)
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    book = QuoteBook(analysis, ranking)
    quotes = [q for theme in ranking.themes for q in book.quotes(theme.theme_id, 5)]
    whole = dict(zip(analysis.responses["response_id"], analysis.responses["text"], strict=True))
    assert quotes
    assert all(q.text in whole[q.response_id] for q in quotes)
    assert any("😜" in q.text for q in quotes)
    assert any("& more" in q.text for q in quotes), "what an export escaped is put back"
    assert not any("joking face" in q.text or "thumbs down" in q.text for q in quotes)


@pytest.mark.parametrize(("source", "message"), [("", "name of the input is empty"), (b"x", "cannot read a bytes")])
def test_a_source_that_is_none(source, message):
    with pytest.raises(InputError, match=message):
        analyze(source, embedder="fast")


def test_progress_is_a_function(survey):
    with pytest.raises(ConfigError, match="progress is 5"):
        analyze(survey, progress=5)


def test_the_metric_that_leads_may_be_named_by_its_first_words(survey):
    frame = pd.read_csv(survey, dtype=str, keep_default_na=False).rename(columns={"score": "Weiterempfehlung (0-10)"})
    options = {"text_column": "comment", "nps_column": "Weiterempfehlung", "primary_metric": "Weiterempfehlung"}
    analysis = analyze(frame, embedder="fast", **options)
    assert analysis.manifest.primary_metric == "Weiterempfehlung (0-10)"
    assert analysis.manifest.config["metrics"][0]["column"] == "Weiterempfehlung (0-10)"


def test_a_theme_that_grows_is_flagged_on_the_last_wave():
    rng = np.random.default_rng(0)
    logins = ["The {} login keeps failing", "I cannot log in to the {} account", "Password reset for {} never arrives"]
    others = [
        "The {} plan is too expensive",
        "Price of the {} plan went up again",
        "Great {} support team",
        "Friendly {} support",
    ]
    rows = [
        (f"Wave {wave}", str(rng.choice(logins if i % (2 if wave == 10 else 5) == 0 else others)).format(thing))
        for wave in range(1, 11)
        for i, thing in enumerate(rng.choice(["web", "mobile", "team", "admin", "guest", "work"], 60))
    ]
    found = analyze(
        pd.DataFrame(rows, columns=["wave", "comment"]), text_column="comment", wave_column="wave", embedder="fast", bootstraps=50
    )
    trends = found.tables["trends"]
    assert trends["wave"].unique().tolist() == [f"Wave {wave}" for wave in range(1, 11)]
    flagged = trends[trends["flag"].notna()].merge(found.themes[["theme_id", "keyphrases"]], on="theme_id")
    assert set(flagged["wave"]) == {"Wave 10"}
    up = flagged[flagged["flag"] == "growing"]
    assert len(up) >= 1
    assert all({"login", "log", "password", "account"} & set(" ".join(words).lower().split()) for words in up["keyphrases"])
    assert found.manifest.config["input"]["wave_column"] == "wave"


def test_a_run_with_the_fast_embedder_says_what_is_given_up():
    frame = frame_of(UNLIKE)
    codes = analyze(frame, text_column="comment", embedder="fast").issues["code"].tolist()
    assert codes.count("fast-embedder") == 1
    assert "fast-embedder" not in analyze(frame, text_column="comment").issues["code"].tolist()


def test_groups_that_repeat_the_score_are_not_compared():
    rng = np.random.default_rng(0)
    score = rng.integers(0, 11, 120)
    texts = np.where(score < 7, "Parking is too expensive", "Kind and patient nurses").tolist()
    bands = np.select([score >= 9, score >= 7], ["promoter", "passive"], "detractor")
    plan = np.where(np.arange(120) % 2, "free", "paid")
    frame = frame_of([f"{text} {i}" for i, text in enumerate(texts)], score=score, band=bands, plan=plan)
    result = analyze(frame, text_column="comment", nps_column="score", group_column=["band", "plan"], embedder="fast")
    (one,) = [issue for issue in result.tables["issues"].to_dict("records") if issue["code"] == "group-is-score"]
    assert one["column"] == "band" and "'score'" in one["message"]
    assert set(result.tables["groups"]["group_column"]) == {"plan"}
    # Each response is one opinion unit: at equal length nothing is left to compare but the total.
    np.testing.assert_allclose(result.tables["groups"]["length_lift"], result.tables["groups"]["lift"])
