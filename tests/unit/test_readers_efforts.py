from __future__ import annotations

import pytest

from cxtext.errors import ConfigError
from cxtext.readers.efforts import match_efforts, read_efforts


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "effort.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("theme,effort\nSlow login,3\nT002,0.5\n", {"Slow login": 3.0, "T002": 0.5}),
        ("\ufeffLabel;Effort;Owner\nGröße;1,5;me\n", {"Größe": 1.5}),
        ('theme_id,label,effort\nT001,"a, b",2\n,c,4\nT003,d,\n', {"T001": 2.0, "c": 4.0}),
        ("theme\teffort\n", {}),
    ],
)
def test_it_reads_what_spreadsheets_write(tmp_path, text, found):
    assert read_efforts(write(tmp_path, text)) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no columns theme and effort"),
        ("name,cost\na,1\n", "found: name, cost"),
        ("theme,effort\na,0\n", "line 2: effort '0' is no number above 0"),
        ("theme,effort\na,1\nb,-2\n", "line 3"),
        ("theme,effort\na,nan\n", "no number above 0"),
        ("theme,effort\na,much\n", "no number above 0"),
        ("theme,effort\n,3\n", "no theme is named"),
        ("theme,effort\nSlow login,1\nslow  LOGIN,2\n", "there twice"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_line(tmp_path, text, says):
    with pytest.raises(ConfigError, match="effort file") as caught:
        read_efforts(write(tmp_path, text))
    assert says in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        read_efforts(tmp_path / "none.csv")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_efforts(write(tmp_path, "theme,effort\nGröße,1\n", "latin-1"))


def test_unknown_and_repeated_themes_are_issues():
    given = {"t001": 2.0, "SLOW login": 3.0, "Slow logins": 4.0, "Parking": 5.0}
    found, issues = match_efforts(given, ["T001", "T002"], ["Slow login", "Fees"])
    assert found == {"T001": 2.0}
    assert [i["code"] for i in issues] == ["effort-repeated", "effort-unknown", "effort-unknown"]
    assert "Did you mean 'Slow login'?" in str(issues[1]["message"])
    assert "Did you mean" not in str(issues[2]["message"])
