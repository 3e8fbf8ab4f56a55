"""The thresholds that the README names are those in force."""

from __future__ import annotations

from pathlib import Path

from cxtext.impact import MAX_Q, RESPONDENTS_FOR_CHANCE, TIER_CONFIDENCE

README = " ".join((Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8").split())


def test_the_readme_names_the_thresholds_in_force():
    assert f"It is not shown for fewer than {RESPONDENTS_FOR_CHANCE} respondents, or five themes or fewer" in README
    assert f"the one-sided {TIER_CONFIDENCE:.0%} lower limit of what a theme costs" in README
    assert f"a chance of at least {TIER_CONFIDENCE:.0%}" in README
    assert f"q at most {f'{MAX_Q:.2f}'.lstrip('0')} over all themes, five mentions, a ratio beyond 1.2" in README
