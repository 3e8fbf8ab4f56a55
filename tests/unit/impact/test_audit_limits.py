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
