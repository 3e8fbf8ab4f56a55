"""The table steps: statuses, units with offsets, unique texts, submissions, mentions."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cxtext.metrics import make_outcome
from cxtext.pipeline import units as steps
from cxtext.pipeline import validate_metrics
from cxtext.run import gather_submissions
from cxtext.settings import Metric, TextConfig


def make_responses(texts, **columns):
    n = len(texts)
    frame = pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(n)],
            "respondent_id": [f"p{i}" for i in range(n)],
            "row": range(1, n + 1),
            "text": texts,
            "status": "content",
            "weight": 1.0,
        }
    )
    return frame.assign(**columns)


def test_every_response_gets_a_status_and_only_content_has_units():
    responses = make_responses(["Love the app but login keeps failing", "n/a", "   ", "The price is too high."])
    marked, units, _ = steps.split_responses(responses, TextConfig())
    assert marked["status"].tolist() == ["content", "non_answer", "blank", "content"]
    assert set(units["response_id"]) == {"r0", "r3"}
    assert units["unit_id"].tolist()[:2] == ["r0#0", "r0#1"]


def test_what_the_reader_takes_for_blank_is_blank():
    from cxtext.readers.cells import is_blank

    texts = ["\u200b", "\ufeff \u2060", "\u00ad", " \u200b\n", "ok then"]
    marked, *_ = steps.split_responses(make_responses(texts), TextConfig())
    assert marked["status"].tolist() == ["blank" if is_blank(text) else "content" for text in texts]
    assert marked["status"].tolist().count("blank") == 4


def test_offsets_point_into_the_original_text():
    text = "<b>Great</b>   team &amp; product!!\nBut the   search is slow."
    marked, units, _ = steps.split_responses(make_responses([text]), TextConfig())
    for unit in units.itertuples():
        quote = marked["text"].iat[0][unit.start : unit.end]
        assert quote
        assert unit.text.split()[-1].strip(".!") in quote


def test_repeats_count_equal_units():
    _, units, _ = steps.split_responses(make_responses(["Slow support", "Slow support", "Nice colours"]), TextConfig())
    assert units["repeats"].tolist() == [2, 2, 1]


def test_what_one_response_repeats_counts_once_and_is_told():
    text = "Great app!\n" + "cherryx3\n" * 300 + "Slow login.\nCherryX3"
    _, units, issues = steps.split_responses(make_responses([text, "Slow login.", "Slow login."]), TextConfig())
    first = units[units["response_id"] == units["response_id"].iloc[0]]
    assert first["text"].tolist() == ["Great app!", "cherryx3", "Slow login."]
    assert first["position"].tolist() == [0, 1, 2]
    assert [text[a:b] for a, b in zip(first["start"], first["end"], strict=True)] == first["text"].tolist()
    assert units["text"].tolist().count("Slow login.") == 3
    assert [i.code for i in issues] == ["repeated-unit"]
    assert "300 of 303 opinion units" in str(issues[0].message) and "301 times" in str(issues[0].message)


def test_parts_are_told_as_they_are_found_and_change_nothing(monkeypatch):
    said = ["Love the app but login keeps failing", "n/a", "", "It is slow. Too many ads. It is slow.", "The price is high."]
    texts = [*said, *said, "Nice"]
    whole = steps.split_responses(make_responses(texts), TextConfig())
    monkeypatch.setattr(steps, "FIRST_PART", 2)
    monkeypatch.setattr(steps, "PART", 4)
    told = []
    split = steps.split_responses(make_responses(texts), TextConfig(), found=told.append)
    of = whole[1].groupby("response_id")["text"].agg(list)
    parts = [[text for i in part for text in of.get(f"r{i}", [])] for part in (range(2), range(2, 6), range(6, 10))]
    assert told == parts and all(len(part) > 1 for part in parts)  # the last part, of one, is not told
    assert all(a.equals(b) for a, b in zip(whole[:2], split[:2], strict=True)) and whole[2] == split[2]


@given(st.lists(st.sampled_from(["b", "a", "c", "d"]), min_size=1))
def test_unique_texts_map_back(texts):
    units = pd.DataFrame({"text": texts})
    unique = steps.unique_texts(units)
    assert [unique.texts[i] for i in unique.of_unit] == texts
    assert unique.texts == sorted(set(texts))
    assert unique.counts.sum() == len(texts)


def test_submissions_join_the_answers_of_one_record():
    responses = make_responses(["slow", "", "fine", ""], row=[1, 1, 2, 3], respondent_id=["x", "x", "y", "x"])
    responses["status"] = ["content", "blank", "content", "blank"]
    responses["value"] = [5.0, 5.0, None, 2.0]
    units = pd.DataFrame({"response_id": responses["response_id"].iloc[[0, 2]].tolist()})
    tables = {
        "responses": responses,
        "units": units,
        "themes": pd.DataFrame({"theme_id": ["T1", "T1.1"], "parent_id": [None, "T1"]}),
        "assignments": pd.DataFrame({"theme_id": [None, "T1"]}),
        "sentiment": pd.DataFrame({"label": ["negative", "positive"]}),
    }
    found = gather_submissions(tables)
    assert found.rows.tolist() == [1, 2, 3]
    assert found.of_unit.tolist() == [0, 1]
    assert found.has_content.tolist() == [True, True, False]
    assert found.theme_ids == ["T1"]
    assert found.mentions.any.toarray().ravel().tolist() == found.mentions.positive.toarray().ravel().tolist() == [0, 1, 0]
    assert found.mentions.complains.tolist() == [True, False, False]
    who, value = found.design.respondent, found.design.value
    assert who[0] == who[2] != who[1]
    assert value[[0, 2]].tolist() == [5, 2]
    assert value[1] != value[1]


def test_bad_scores_are_listed_once_a_record():
    responses = make_responses(["a", "b", "c", "d"], row=[1, 1, 2, 3])
    raw = pd.DataFrame({"score": ["11", "11", "9", "ten"]})
    outcome = make_outcome(Metric(column="score", kind="nps"))
    checked, excluded, issues = validate_metrics(responses, raw, [outcome])
    assert excluded == {"score": 2}
    listed = [i for i in issues if i.code == "score-excluded"]
    assert [(i.row, i.response_id) for i in listed] == [(1, "r0"), (3, "r3")]
    assert [i.message for i in issues if i.code == "answers-left-out"] == [
        "2 of 3 answers to 'score' are not valid and left out of the metric: '11' (1), 'ten' (1)"
    ]
    assert checked["metric.score"].isna().tolist() == [True, True, False, True]


def test_mean_polarity_is_the_same_to_the_last_bit_whatever_the_ids():
    import numpy as np

    from cxtext.pipeline import summarize_polarity

    rng = np.random.default_rng(5)
    polarity = rng.uniform(-1, 1, 301)
    found = set()
    for _ in range(20):
        shuffled = rng.permutation(polarity)
        ids = pd.Series([f"row-{i + 1}#0" for i in range(len(shuffled))])
        sentiment = pd.DataFrame({"unit_id": ids, "polarity": shuffled, "label": "neutral"})
        assignments = pd.DataFrame({"unit_id": ids, "theme_id": "T001"})
        found.add(summarize_polarity({"sentiment": sentiment, "assignments": assignments})["polarity_mean"].iat[0])
    assert len(found) == 1
