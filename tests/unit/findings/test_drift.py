"""What is said of drift is what table drift has."""

from __future__ import annotations

import pandas as pd
import pytest
from fixtures.analysis import make_analysis

from cxtext import schema
from cxtext.findings import describe_drift, list_drift_rows
from cxtext.report import render_html


def row(theme_id, before, now, **values):
    share = (None if before is None else before / 100, now / 100)
    start = {"theme_id": theme_id, "is_new": before is None, "n_before": before, "n_now": now}
    start |= {"share_before": share[0], "share_now": share[1], "difference": None if before is None else share[1] - share[0]}
    return {**start, "changed": False, "shifted": False, "words_more": [], "words_less": []} | values


@pytest.fixture
def drifted():
    """An analysis with the drift that is given, and the names of its first themes."""
    analysis = make_analysis()

    def make(*rows):
        table = schema.conform("drift", pd.DataFrame(list(rows)))
        analysis.tables["drift"] = table
        return describe_drift(analysis)

    names = analysis.tables["themes"].set_index("theme_id")["label"]
    return make, names


def test_a_run_with_its_own_themes_has_no_drift(drifted):
    assert describe_drift(make_analysis()) == []


def test_each_kind_of_change_is_said_with_its_numbers(drifted):
    make, names = drifted
    a, b, c, d = names.index[:4]
    lines = make(
        row(a, 10, 30, changed=True),
        row(b, 20, 4, changed=True),
        row(c, 12, 12, shifted=True, shift=0.4, words_more=["fees"], words_less=["price"]),
        row(d, None, 7),
        row(None, 3, 9, changed=True),
    )
    text = "\n".join(lines)
    assert f"more often than before: “{names[a]}” (10% → 30%)" in text
    assert f"less often than before: “{names[b]}” (20% → 4.0%)" in text
    assert f"“{names[c]}” (more fees; less price)" in text
    assert f"“{names[d]}” (7 responses)" in text
    assert "9.0% of the responses" in lines[0] and "3.0% before" in lines[0] and "more than chance" in lines[0]


def test_where_nothing_changed_it_says_so_and_blames_no_theme(drifted):
    make, names = drifted
    lines = make(row(names.index[0], 10, 11), row(None, 1, 5))
    assert lines[-2] == "No theme changed beyond chance." and "more than chance" not in lines[0]
    assert "taken as they are" in lines[-1]
    assert "fit the run best" in lines[0]


def test_a_theme_that_is_in_no_response_is_gone_only_beyond_chance(drifted):
    make, names = drifted
    by_chance = "\n".join(make(row(names.index[0], 4, 0), row(None, 1, 1)))
    assert f"Found in no response now, which chance alone could explain: “{names.iloc[0]}” (4 responses before)" in by_chance
    beyond = "\n".join(make(row(names.index[0], 40, 0, changed=True), row(None, 1, 1)))
    assert f"less often than before: “{names.iloc[0]}” (40% → 0%)" in beyond and "chance alone" not in beyond


def test_every_theme_has_a_row_and_what_changed_comes_first(drifted):
    _, names = drifted
    analysis = make_analysis()
    rows = [
        row(names.index[0], 10, 11),
        row(names.index[1], 20, 4, changed=True, difference_low=-0.25, difference_high=-0.07),
        row(names.index[2], 12, 0),
        row(names.index[3], None, 7),
        row(names.index[4], 30, 0, changed=True, shifted=True, words_more=["fees"]),
        row(None, 3, 9, changed=True),
    ]
    analysis.tables["drift"] = schema.conform("drift", pd.DataFrame(rows))
    listed = list_drift_rows(analysis)
    assert [one.status for one in listed] == ["less often", "gone", "new", "as before", "as before", "more often"]
    first, gone, new, *_, none = listed
    assert (first.label, first.before, first.now) == (names.iloc[1], "20 (20%)", "4 (4.0%)")
    assert (first.difference, first.limits) == ("−16.0 pp", "[−25.0, −7.0]")
    assert gone.meaning == "says something else (more fees)" and new.before == "–" and new.difference == ""
    assert (none.theme_id, none.label) == (None, "Fits no theme")
    page = render_html(analysis)
    section = page[page.index('data-test="drift"') :].partition("</section>")[0]
    assert section.count("<tr>") == 1 + len(rows) and "20 (20%)" in section and "Fits no theme" in section


def test_what_fits_none_is_not_called_as_before_where_it_is_only_not_compared():
    analysis = make_analysis()
    for limits, status in (((0.16, 0.23), "not compared"), ((-0.02, 0.03), "as before")):
        none = row(None, 1, 20, difference_low=limits[0], difference_high=limits[1])
        analysis.tables["drift"] = schema.conform("drift", pd.DataFrame([none]))
        assert [one.status for one in list_drift_rows(analysis)] == [status]
