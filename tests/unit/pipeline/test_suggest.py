"""What is suggested, and what speaks against an edit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxtext import Analysis
from cxtext.pipeline import ThemeEdits, suggest, suggest_edits, warn_of, warn_of_each
from cxtext.pipeline.theme_facts import ThemeFacts, Tone, count_redrawn
from cxtext.themes import LEFT_OUT, Assigned, Hide, Merge, Rename, Split, SplitByWords, ThemeKind


@pytest.fixture
def facts(small_analysis: Analysis) -> ThemeFacts:
    """The themes of the small survey."""
    return ThemeFacts.of(small_analysis)


def label_of(analysis: Analysis, theme_id: str) -> str:
    """Return the name of a theme."""
    return analysis.themes.set_index("theme_id").loc[theme_id, "label"]


def test_each_suggestion_is_a_command_with_themes_of_the_run(small_analysis):
    ids = set(small_analysis.themes["theme_id"])
    for one in suggest_edits(small_analysis):
        assert one.command.startswith(f"cxtext themes RUN {one.kind} {one.theme_ids[0]}")
        assert set(one.theme_ids) <= ids


def test_what_refits_swap_is_counted_by_opinions_and_without_texts_left_out():
    theme = np.array([0, 0, 0, 1, -1])
    redrawn = np.array([[0, 1], [1, LEFT_OUT], [0, 0], [1, 1], [0, 0]])
    share = count_redrawn(Assigned(theme, np.ones(5), np.full(5, -1), redrawn), np.array([1, 2, 1, 5, 9]), 2)
    assert share.tolist() == [[pytest.approx(3 / 6), pytest.approx(3 / 6)], [0.0, 1.0]]


def test_a_theme_whose_halves_sound_opposite_looks_like_two_but_what_a_person_merged_stays(small_analysis, monkeypatch):
    facts = ThemeFacts.of(small_analysis)
    tones = {name: facts.tone(name) for name in facts.themes.theme_ids if facts.size(name) > 10}
    bad = max(tones, key=lambda name: tones[name].negative)
    good = max(tones, key=lambda name: tones[name].positive)
    merged = ThemeEdits(small_analysis).merge(bad, good).apply()
    assert [one for one in suggest_edits(merged) if one.kind == "split"] == []
    monkeypatch.setattr(suggest, "_list_merged", lambda item, facts: [])  # as if a fit had found it like that
    (one,) = (one for one in suggest_edits(merged) if one.kind == "split")
    assert one.theme_ids == (bad, good) and one.command == f"cxtext themes RUN split {bad} {good}"
    assert "mostly positive" in one.reason and "mostly negative" in one.reason


def test_likeness_is_symmetric_and_of_every_theme(facts):
    alike = facts.likeness
    assert list(alike.theme_ids) == facts.themes.theme_ids
    assert (alike.words == alike.words.T).all()
    assert (alike.redrawn.sum(axis=1) <= 1 + 1e-6).all()


def test_themes_of_opposite_sentiment_are_not_merged_in_silence(small_analysis, facts):
    tones = {name: facts.tone(name) for name in facts.themes.theme_ids}
    bad = max(tones, key=lambda name: tones[name].negative)
    good = max(tones, key=lambda name: tones[name].positive)
    assert tones[bad].is_opposite(tones[good])
    (line, *_) = warn_of(Merge((bad, good), bad), small_analysis)
    assert bad in line and good in line and "mostly negative" in line and "mostly positive" in line
    assert not Tone(0.4, 0.4).is_opposite(tones[good])


def test_a_verdict_is_not_merged_into_a_cause_in_silence(small_analysis, facts):
    first, second = facts.themes.theme_ids[:2]
    assert not any("says why" in line for line in warn_of(Merge((first, second), first), small_analysis))
    kinds = {first: "cause", second: "verdict"}
    items = tuple(replace(item, kind=ThemeKind(kinds.get(item.theme_id, item.kind))) for item in small_analysis.model.items)
    with_verdict = ThemeEdits(replace(small_analysis, model=replace(small_analysis.model, items=items)))
    for into in (first, second):
        lines = warn_of(Merge((first, second), into), with_verdict)
        named = [f"{name} {facts.themes.get(name).label!r}" for name in (first, second)]
        assert any(
            f"{named[1]} only says that people are content or not" in line and f"{named[0]} says why" in line for line in lines
        )


def test_themes_of_two_topics_are_not_merged_in_silence(small_analysis, facts):
    first, second, third = facts.themes.theme_ids[:3]
    edits = small_analysis.edit().set_topic(first, "price").set_topic(second, "staff").set_topic(third, "staff")
    (line,) = (one for one in warn_of(Merge((first, second), first), edits) if "topics" in one)
    names = [f"{name} {facts.themes.get(name).label!r}" for name in (first, second)]
    assert f"{names[0]} is about price, {names[1]} about staff" in line
    assert not any("topics" in one for one in warn_of(Merge((second, third), second), edits))


def test_a_split_that_does_not_hold_on_refits(small_analysis, facts):
    whole, part = facts.themes.theme_ids[:2]
    table = small_analysis.tables["resolutions"]
    row = {"level": "subtheme", "parent_id": whole, "chosen": True}

    def warn(stability):
        others = table[table["parent_id"] != whole]
        own = pd.DataFrame([{**table.iloc[0].to_dict(), **row, "stability": stability}]).astype(table.dtypes)
        changed = replace(small_analysis, tables={**small_analysis.tables, "resolutions": pd.concat([others, own])})
        return warn_of(Split(whole, (part,)), ThemeEdits(changed).merge(whole, part))

    assert any(f"the parts of {whole} hardly hold on refits" in line and "0.31" in line for line in warn(0.31))
    assert not any("refits" in line for line in warn(0.9))


def test_several_edits_are_compared_with_the_themes_before_them(small_analysis):
    first, second = small_analysis.themes["theme_id"].iloc[:2]
    names = Rename(first, "Zeppelin"), Rename(first, "Zeppelin"), Rename("T999", "Anything"), Rename(second, "Airship")
    lines = warn_of_each(names, small_analysis)
    assert [any(word in line for line in lines) for word in ("Zeppelin", "Airship")] == [True, True] and len(lines) == 2
    near = Rename(first, f"the {label_of(small_analysis, second)}")
    assert any(f"{second} " in line and "nearly the same" in line for line in warn_of_each([near], small_analysis))
    assert not any("nearly the same" in line for line in warn_of_each([Merge((first, second), first), near], small_analysis))


def test_a_name_that_nobody_says_or_that_another_theme_nearly_has(small_analysis):
    first, second = small_analysis.themes["theme_id"].iloc[:2]
    assert any("has a word of 'Zeppelin'" in line for line in warn_of(Rename(first, "Zeppelin"), small_analysis))
    near = f"the {label_of(small_analysis, second)}"
    assert any("named nearly the same" in line and second in line for line in warn_of(Rename(first, near), small_analysis))
    assert warn_of(Rename(first, label_of(small_analysis, first)), small_analysis) == []


def test_a_split_that_takes_all_or_nothing(small_analysis, facts):
    theme_id = facts.themes.theme_ids[0]
    nothing = SplitByWords(theme_id, facts.themes.new_id(), "Zeppelin", ("zeppelin",))
    assert any("has 0 opinions of the" in line for line in warn_of(nothing, small_analysis))


def test_hiding_what_costs_most(small_analysis):
    card = small_analysis.scorecard
    worst = card[(card["rank"] == 1) & (card["damage"] > 0)].iloc[0]
    (line,) = warn_of(Hide(worst["theme_id"]), small_analysis)
    assert "number 1 of what costs most" in line
    assert warn_of(Hide(worst["theme_id"], on=False), small_analysis) == []


def test_an_edit_that_cannot_be_made_is_left_to_its_error(small_analysis):
    assert warn_of(Rename("T999", "Anything"), small_analysis) == []


def test_no_merge_is_suggested_that_would_be_warned_of(small_analysis, facts):
    first, second = (replace(facts.themes.get(name), label="The same name", topic="price") for name in facts.themes.theme_ids[:2])
    assert not suggest._is_of_two_topics(first, second)
    assert suggest._compare_pair(first, replace(second, topic="staff"), facts) == ("", 0.0)
    assert not suggest._is_of_two_topics(first, replace(second, topic=None))
