"""The steps on responses and tables: statuses, units with offsets, unique texts, submissions, answers."""

from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cxtext.language import Phrases, load_language
from cxtext.metrics import make_outcome
from cxtext.pipeline import (
    count_repeats,
    cut_responses,
    note_wrappings,
    split_responses,
    unique_texts,
    unite_batches,
    validate_metrics,
)
from cxtext.run import RunLog, gather_submissions
from cxtext.settings import Metric, TextConfig
from cxtext.text import find_boilerplate
from cxtext.wording import is_blank


def make_responses(texts, **columns):
    n = len(texts)
    frame = pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(n)],
            "respondent_id": [f"p{i}" for i in range(n)],
            "voice_id": [f"p{i}" for i in range(n)],
            "copy_of": None,
            "burst": None,
            "row": range(1, n + 1),
            "text": texts,
            "status": "content",
            "weight": 1.0,
        }
    )
    return frame.assign(**columns)


def test_every_response_gets_a_status_and_only_content_has_units():
    responses = make_responses(["Love the app but login keeps failing", "n/a", "   ", "The price is too high."])
    batch = split_responses(responses, TextConfig())
    units = batch.units
    assert batch.status == ["content", "non_answer", "blank", "content"]
    assert set(units["response_id"]) == {"r0", "r3"}
    assert units["unit_id"].tolist()[:2] == ["r0#0", "r0#1"]


def test_what_the_reader_takes_for_blank_is_blank():

    texts = ["\u200b", "\ufeff \u2060", "\u00ad", " \u200b\n", "ok then"]
    status = split_responses(make_responses(texts), TextConfig()).status
    assert status == ["blank" if is_blank(text) else "content" for text in texts]
    assert status.count("blank") == 4


def test_offsets_point_into_the_original_text():
    text = "<b>Great</b>   team &amp; product!!\nBut the   search is slow."
    for unit in split_responses(make_responses([text]), TextConfig()).units.itertuples():
        quote = text[unit.start : unit.end]
        assert quote
        assert unit.text.split()[-1].strip(".!") in quote


def test_repeats_count_equal_units():
    responses = make_responses(["Slow support", "Slow support", "Nice colours"])
    parts = [split_responses(responses.iloc[rows], TextConfig()) for rows in ([0], [1, 2])]
    assert count_repeats(unite_batches(parts))["repeats"].tolist() == [2, 2, 1]


def test_what_one_response_repeats_counts_once_and_is_told():
    text = "Great app!\n" + "cherryx3\n" * 300 + "Slow login.\nCherryX3"
    batch = split_responses(make_responses([text, "Slow login.", "Slow login."]), TextConfig())
    units = batch.units
    first = units[units["response_id"] == units["response_id"].iloc[0]]
    assert first["text"].tolist() == ["Great app!", "cherryx3", "Slow login."]
    assert first["position"].tolist() == [0, 1, 2]
    assert [text[a:b] for a, b in zip(first["start"], first["end"], strict=True)] == first["text"].tolist()
    assert units["text"].tolist().count("Slow login.") == 3
    (repeats,) = batch.log.issues
    assert repeats.code == "repeated-unit"
    assert repeats.message == (
        "300 of 303 opinion units are repeats: repeated opinions are counted once ('cherryx3' occurs 301 times)"
    )


def test_what_is_left_out_is_counted_and_told():
    remarks = [f"{thing} {fault}" for thing in ("Login", "Export", "Search", "Sync") for fault in ("fails", "is slow", "hangs")]
    texts = [f"{remark}. Sent from kiosk {i}." for i, remark in enumerate(remarks * 2)] + ["Out of office until 3 May"] * 2
    log, boilerplate = RunLog(), find_boilerplate(texts)
    batch = split_responses(make_responses(texts), TextConfig(), boilerplate=boilerplate)
    log.merge(batch.log)
    note_wrappings(log, boilerplate)
    assert set(batch.units["text"]) == {f"{remark}." for remark in remarks}
    assert batch.status == ["content"] * 24 + ["non_answer"] * 2
    replies = [one for one in log.issues if one.code == "auto-reply"]
    assert [one.response_id for one in replies] == ["r24", "r25", None]
    assert replies[-1].message.startswith("2 responses are automatic replies")
    (shared,) = [one.message for one in log.issues if one.code == "boilerplate"]
    assert shared == "words that most of the 26 responses share are left out of the opinions: 'sent from kiosk 0' in 24"


def test_parts_grow_and_hold_every_response_once():
    responses = make_responses(["slow"] * 5000)
    parts = list(cut_responses(responses))
    assert [len(part) for part in parts[:5]] == [125, 250, 500, 1000, 1000]
    assert pd.concat(parts).equals(responses)
    assert [len(part) for part in cut_responses(responses.iloc[:0])] == [0]


@given(st.lists(st.sampled_from(["b", "a", "c", "d"]), min_size=1))
def test_unique_texts_map_back(texts):
    units = pd.DataFrame({"text": texts})
    unique = unique_texts(units)
    assert [unique.texts[i] for i in unique.of_unit] == texts
    assert unique.texts == sorted(set(texts))
    assert unique.counts.sum() == len(texts)


def test_submissions_join_the_answers_of_one_record():
    responses = make_responses(["slow", "", "fine", ""], row=[1, 1, 2, 3], voice_id=["x", "x", "y", "x"])
    responses["status"] = ["content", "blank", "content", "blank"]
    responses["value"] = [5.0, 5.0, None, 2.0]
    units = pd.DataFrame({"response_id": responses["response_id"].iloc[[0, 2]].tolist()})
    tables = {
        "responses": responses,
        "units": units,
        "themes": pd.DataFrame({"theme_id": ["T1", "T1.1"], "parent_id": [None, "T1"], "status": "active"}),
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


def test_logs_of_parts_merge_and_can_be_pickled():
    import pickle

    from cxtext.run import RunLog
    from cxtext.schema import Code, Stage

    log, part = RunLog(), RunLog()
    log.timings["split"] = 0.5
    with part.stage(Stage.SPLIT):
        part.warn(Code.BLANK_ROW, "row 3 is blank", row=3)
    part.timings["split"] = 0.25
    log.merge(pickle.loads(pickle.dumps(part)))
    assert [i.code for i in log.issues] == ["blank-row"] and log.timings == {"split": 0.75}


def test_splitting_uses_the_language_it_is_given():
    english = load_language()
    other = replace(english, non_answers=replace(english.non_answers, answers=Phrases(("der hund",))))
    responses = make_responses(["Der Hund"])
    assert split_responses(responses, TextConfig(), language=other).status == ["non_answer"]
    assert split_responses(responses, TextConfig()).status == ["content"]
