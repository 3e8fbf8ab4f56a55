"""A theme in one line: counts of tables, and nothing else."""

from __future__ import annotations

import re

import pandas as pd
from fixtures.analysis import make_analysis

from cxtext.findings import count_descriptions, describe_ranking, metric_views
from cxtext.pipeline import count_phrases, describe_tables, unique_texts
from cxtext.themes import Words

TEXTS = [
    ("R1", "No seats in the hall", "negative", None),
    ("R1", "no seats, again no seats", "negative", None),
    ("R2", "There were no seats", "negative", None),
    ("R3", "Long queue at the desk", "negative", None),
    ("R4", "the queue at the desk was long", "neutral", None),
    ("R5", "lovely view", "positive", "T3"),
    ("R6", "a view", "positive", "T3"),
    ("R7", "nice chairs", "positive", "T4"),
]


def tables_of() -> dict[str, pd.DataFrame]:
    units = pd.DataFrame({"response_id": [r for r, *_ in TEXTS], "text": [text for _, text, *_ in TEXTS]})
    units["unit_id"] = [f"{r}#{i}" for i, r in enumerate(units["response_id"])]
    part = [part for *_, part in TEXTS]
    themes = pd.DataFrame(
        {
            "theme_id": ["T1", "T2", "T3", "T4"],
            "parent_id": [None, None, "T2", "T2"],
            "label": ["No seats", "Comfort", "Lovely view", "Chairs"],
            "description": ["", "", "", "What one sits on."],
            "keyphrases": [["no seats", "long queue", "seat", "flying"], ["view"], ["views"], ["nice chairs"]],
            "n_responses": [4, 3, 2, 1],
        }
    )
    ids = units["response_id"].unique()
    return {
        "responses": pd.DataFrame({"response_id": ids, "row": range(1, len(ids) + 1)}),
        "units": units,
        "themes": themes,
        "assignments": pd.DataFrame(
            {"unit_id": units["unit_id"], "theme_id": ["T2" if p else "T1" for p in part], "subtheme_id": part}
        ),
        "sentiment": pd.DataFrame({"unit_id": units["unit_id"], "label": [label for _, _, label, _ in TEXTS]}),
    }


def describe(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    texts = unique_texts(tables["units"])
    return describe_tables(tables, texts, Words(texts.texts))


def test_phrases_are_counted_by_units_and_responses_in_any_order_and_number() -> None:
    tables = tables_of()
    texts = unique_texts(tables["units"])
    phrases = count_phrases(tables, texts, Words(texts.texts)).set_index(["theme_id", "phrase"])
    assert phrases.loc["T1"].to_dict("index") == {
        "No seats": {"n_units": 3, "n_responses": 2},
        "long queue": {"n_units": 2, "n_responses": 2},
        "seat": {"n_units": 3, "n_responses": 2},
        "flying": {"n_units": 0, "n_responses": 0},
    }
    # a label and a key phrase of the same words are one; a sub-theme is counted by itself
    assert phrases.loc["T3"]["n_responses"].to_dict() == {"Lovely view": 1, "views": 2}


def test_a_response_that_says_it_in_both_its_answers_counts_once() -> None:
    tables = tables_of()
    texts = unique_texts(tables["units"])
    one = {**tables, "responses": tables["responses"].assign(row=1)}
    counts = [count_phrases(own, texts, Words(texts.texts)) for own in (tables, one)]
    assert counts[0]["n_units"].tolist() == counts[1]["n_units"].tolist()
    assert counts[1]["n_responses"].tolist() == [min(n, 1) for n in counts[0]["n_responses"]]


def test_a_description_is_made_of_the_parts_or_else_of_the_phrases() -> None:
    lines = describe(tables_of())["themes"].set_index("theme_id")["description"]
    assert lines["T1"] == "Most often “Long queue” (2 of 4 responses), “No seats” (2); 80% of the opinions negative."
    assert lines["T2"] == "Most often “Lovely view” (2 of 3 responses), “Chairs” (1); 100% of the opinions positive."
    assert lines["T3"] == "Most often “Views” (2 of 2 responses); 100% of the opinions positive."


def test_what_was_said_of_a_theme_before_stays() -> None:
    assert describe(tables_of())["themes"].set_index("theme_id")["description"]["T4"] == "What one sits on."


def test_the_order_of_the_units_does_not_show() -> None:
    tables = tables_of()
    first = describe(tables)
    turned = {name: table if name == "themes" else table.iloc[::-1].reset_index(drop=True) for name, table in tables.items()}
    for name, table in describe(turned).items():
        pd.testing.assert_frame_equal(table, first[name])


def test_no_theme_no_unit_and_no_word() -> None:
    tables = tables_of()
    nothing = {**tables, "themes": tables["themes"].iloc[:0]}
    assert [len(table) for table in describe(nothing).values()] == [0, 0]
    tables["themes"].at[0, "label"], tables["themes"].at[0, "keyphrases"] = "🙂", []
    assert describe(tables)["themes"]["description"][0] == "4 responses; 80% of the opinions negative."


def test_every_number_of_a_description_is_a_count_of_the_tables() -> None:
    analysis = make_analysis(hostile=False)
    themes, phrases = analysis.tables["themes"].set_index("theme_id"), analysis.tables["phrases"]
    for theme_id, line in zip(themes.index, count_descriptions(analysis.tables), strict=True):
        parts = themes[themes["parent_id"] == theme_id]["n_responses"].tolist()
        counts = {*parts, *phrases[phrases["theme_id"] == theme_id]["n_responses"], themes.loc[theme_id, "n_responses"]}
        numbers = [int(n) for n in re.findall(r"\((\d+)", line)] + [int(n) for n in re.findall(r"of (\d+) resp", line)]
        assert numbers and set(numbers) <= counts


def test_a_ranked_theme_has_its_description_or_its_parts_below_it() -> None:
    analysis = make_analysis(hostile=False)
    ranking = describe_ranking(analysis, metric_views(analysis)[0])
    assert {bool(theme.description) != bool(theme.first_parts) for theme in ranking.themes} == {True}
