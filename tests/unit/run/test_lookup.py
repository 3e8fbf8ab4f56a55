from __future__ import annotations

import pytest

from cxtext.errors import ConfigError
from cxtext.run import find_theme

THEMES = [
    {"theme_id": "T001", "label": "Slow login"},
    {"theme_id": "T002", "label": "T001"},
    {"theme_id": "T003", "label": "Parking"},
    {"theme_id": "T004", "label": "parking "},
]
PARTS = [{"theme_id": "T001.1", "label": "Two-factor code", "parent_id": "T001"}]


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
