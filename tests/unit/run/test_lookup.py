from __future__ import annotations

import pandas as pd
import pytest

from cxtext.errors import ConfigError
from cxtext.run import find_theme

THEMES = pd.DataFrame(
    [("T001", "Slow login"), ("T002", "T001"), ("T003", "Parking"), ("T004", "parking ")], columns=["theme_id", "label"]
)
PARTS = pd.DataFrame([("T001.1", "Two-factor code", "T001")], columns=["theme_id", "label", "parent_id"])


@pytest.mark.parametrize("wanted", ["T001", "t001", "slow login", " SLOW  Login"])
def test_an_id_or_a_label_names_a_theme_and_the_id_wins(wanted: str) -> None:
    assert find_theme(THEMES, wanted) == "T001"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("PARKING", "2 themes are named 'PARKING'.\nGive the id of one: T003 'Parking', T004 'parking'"),
        ("slow logn", "Did you mean 'Slow login'?"),
        ("two-factor CODE", "is a sub-theme of T001 'Slow login'; here a theme is needed.\nGive the theme: T001"),
        ("", "no theme '' in this run"),
    ],
)
def test_what_names_no_theme_is_refused_with_a_hint(wanted: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        find_theme(THEMES, wanted, parts=PARTS)
    assert says in str(caught.value)
