"""A change that has another course over the waves than a step at the date."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from cxtext.impact.checks import MEASURES, Change, PlaceboTest, PreTrend, Rival, check_before, split_periods
from cxtext.studies.fixes.sentences import judge_change, verdict_sentence

N = 200
COURSES = {
    "step": (np.r_[np.full(8, 40), np.full(4, 20)], None),
    "peak in the last wave": (np.r_[np.full(7, 30), 70, np.full(4, 30)], Rival.PEAK),
    "peak in the last three": (np.r_[np.full(5, 30), 45, 60, 70, np.full(4, 30)], Rival.PEAK),
    "trough in the last two": (np.r_[np.full(6, 40), 12, 12, np.full(4, 40)], Rival.PEAK),
    "step two waves before": (np.r_[np.full(6, 40), np.full(6, 20)], Rival.EARLIER),
    "line from the third last wave on": (np.r_[np.full(5, 45), 45 - 5 * np.arange(1, 8)], Rival.EARLIER),
    "line through all": (np.arange(60, 12, -4), Rival.EARLIER),
}


def survey(counts):
    """Return waves of ``N`` responses, so many of which mention the first theme; two others stay as they are."""
    wave = np.repeat(np.arange(len(counts)), N)
    within = np.arange(len(wave)) % N
    x = np.column_stack([within < np.asarray(counts)[wave], within % 5 == 1, within % 7 == 2]).astype(float)
    return x, wave


@pytest.mark.parametrize("course", COURSES)
def test_the_course_that_fits_best_is_named(course):
    counts, expected = COURSES[course]
    x, wave = survey(counts)
    points = np.where(np.arange(len(wave)) % 3 == 0, -100.0, 100.0)
    rivals = check_before(split_periods(csr_array(x), (wave >= 8).astype(int), points), 0, wave).rivals
    assert set(rivals) == set(MEASURES)
    assert rivals["share"] is expected
    assert expected is None or rivals["impact"] is not None  # what moves the share moves the impact


def test_a_date_within_a_wave_parts_it_and_waves_after_that_are_not_complete_are_one():
    x, wave = survey(np.r_[np.full(8, 40), 30, np.full(3, 20)])
    within = np.arange(len(wave)) % N
    late = (wave > 8) | ((wave == 8) & (within % 2 == 1))
    x[:, 0] = within // 2 % 100 < np.where(late, 10, 20)
    points = np.full(len(wave), np.nan)
    for known in (wave, np.where(late, -1, wave)):
        rivals = check_before(split_periods(csr_array(x), late.astype(int), points), 0, known).rivals
        assert rivals == {"share": None}


def test_fewer_than_four_waves_before_tell_no_course():
    x, wave = survey(np.r_[40, 40, 70, 40, 40])
    data = split_periods(csr_array(x), (wave >= 3).astype(int), np.full(len(wave), np.nan))
    assert check_before(data, 0, wave).rivals == {}


@pytest.mark.parametrize(("rival", "word"), [(Rival.PEAK, "a return from a peak"), (Rival.EARLIER, "a change that began before")])
def test_a_change_with_a_rival_gets_no_verdict_and_says_why(rival, word):
    change = Change(0.2, 0.1, 0.0, -0.1, -0.14, -0.06, 1.0, 3)
    test = PlaceboTest({"share": 0.01}, {"share": 0}, 9, 8, 90)
    assert judge_change("share", change, test, PreTrend(8)).is_established
    judged = judge_change("share", change, test, PreTrend(8, rivals={"share": rival}))
    assert (judged.is_established, judged.rival) == (False, rival)
    assert word in judged.meaning
    verdict = verdict_sentence("not established", "Delivery", [judged])
    assert verdict.startswith("Whether the fix worked is not established: “Delivery” changed more than placebos do, but ")
    drift = judge_change("share", change, test, PreTrend(8, -0.01, -0.02, -0.005))
    assert (drift.is_established, drift.rival) == (False, Rival.EARLIER)
    assert judge_change("share", change, test, PreTrend(8, 0.01, 0.005, 0.02)).is_established
