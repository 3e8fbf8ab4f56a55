"""What an audit may not claim: errors where nobody looked, and an impact without anything to compare."""

from __future__ import annotations

import numpy as np

from cxtext.impact.checks import audit_theme

N = 400
TAGGED = np.arange(N) < 60
#: Stratum 0 holds those tagged with the theme, 1 those tagged with another, 2 those with none.
STRATUM = np.where(TAGGED, 0, np.where(np.arange(N) < 120, 1, 2))
POINTS = np.where(np.arange(N) % 3 == 0, 100.0, -100.0)


def labelled(*, none_too, mentions):
    label = np.full(N, np.nan)
    seen = np.flatnonzero((np.arange(N) % 2 == 0) & (none_too | (STRATUM < 2)))
    label[seen] = mentions[seen]
    return label


def test_where_nobody_looked_no_recall_is_claimed():
    mentions = (TAGGED | (np.arange(N) > 350)).astype(float)
    found, note = audit_theme(TAGGED, labelled(none_too=False, mentions=mentions), STRATUM, POINTS)
    assert found["precision"] == 1.0
    assert np.isnan([found["recall"], found["share"], found["impact"]]).all()
    assert "drawn from none" in note
    whole, note = audit_theme(TAGGED, labelled(none_too=True, mentions=mentions), STRATUM, POINTS)
    assert note == ""
    assert 0.4 < whole["recall"] < 0.7


def test_without_a_mention_or_with_nothing_else_there_is_no_impact():
    for value, word in ((0.0, "nobody"), (1.0, "all")):
        label = labelled(none_too=True, mentions=np.full(N, value))
        found, note = audit_theme(TAGGED, label, STRATUM, POINTS)
        assert found["share"] == value
        assert np.isnan(found["impact"])
        assert word in note


def test_labels_that_contradict_every_tag_say_nothing_about_the_impact():
    label = np.where(np.arange(N) % 7 == 0, ~TAGGED, np.nan)
    found, note = audit_theme(TAGGED, label, STRATUM, POINTS)
    assert (found["precision"], found["recall"]) == (0.0, 0.0)
    assert np.isnan([found["impact"], found["impact_low"], found["impact_high"]]).all()
    assert note == "the labels say nothing about its impact: they are too few, or contradict the tags too often"


def test_the_limits_of_an_impact_stay_within_what_the_answers_can_do():
    mean, cut = POINTS.mean(), 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        mentions = (rng.random(N) < 0.9).astype(float)  # few answers are left without the theme
        found, note = audit_theme(TAGGED, labelled(none_too=True, mentions=mentions), STRATUM, POINTS)
        if note:
            continue
        assert mean - 100 <= found["impact_low"] <= found["impact"] <= found["impact_high"] <= mean + 100
        cut += found["impact_low"] == mean - 100 or found["impact_high"] == mean + 100
    assert cut
