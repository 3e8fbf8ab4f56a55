from __future__ import annotations

import pandas as pd
import pytest

from cxtext.errors import InputError
from cxtext.readers.extras import match_efforts, read_efforts


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
        ("theme\teffort\na\t\n", {}),
        ('theme,effort\na,1e-3\nb,"1,500"\nc,2E+03\n', {"a": 0.001, "b": 1500.0, "c": 2000.0}),
    ],
)
def test_it_reads_what_spreadsheets_write(tmp_path, text, found):
    assert read_efforts(write(tmp_path, text)) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("theme\teffort\n", "no record"),
        ("name,cost\na,1\n", "Columns found: 'name', 'cost'"),
        ("name,effort\na,1\n", "no column 'theme_id' in the efforts of"),
        ("theme,effort\na,0\n", "record 1: effort '0' is not a positive number"),
        ("theme,effort\na,1\nb,-2\n", "record 2"),
        ("theme,effort\na,nan\n", "not a positive number"),
        ("theme,effort\na,much\n", "not a positive number"),
        ("theme,effort\n,3\n", "no theme is named"),
        ("theme,effort\nSlow login,1\nslow  LOGIN,2\n", "there twice"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_record(tmp_path, text, says):
    with pytest.raises(InputError, match=r"effort\.csv") as caught:
        read_efforts(write(tmp_path, text))
    assert says in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(InputError, match=r"none\.csv"):
        read_efforts(tmp_path / "none.csv")


def test_other_encodings_and_workbooks_are_read_as_the_input_is(tmp_path):
    assert read_efforts(write(tmp_path, "theme,effort\nGröße,1\n", "latin-1")) == {"Größe": 1.0}
    pd.DataFrame({"Theme": ["a", "b"], "Effort": [0.001, 2]}).to_excel(tmp_path / "effort.xlsx", index=False)
    assert read_efforts(tmp_path / "effort.xlsx") == {"a": 0.001, "b": 2.0}


def test_unknown_and_repeated_themes_are_issues():
    given = {"t001": 2.0, "SLOW login": 3.0, "Slow logins": 4.0, "Parking": 5.0}
    found, issues = match_efforts(given, ["T001", "T002"], ["Slow login", "Fees"])
    assert found == {"T001": 2.0}
    assert [i.code for i in issues] == ["effort-repeated", "effort-unknown", "effort-unknown", "effort-missing"]
    assert "Did you mean 'Slow login'?" in str(issues[1].message)
    assert "Did you mean" not in str(issues[2].message)
    assert issues[3].message == "the efforts name 1 of 2 themes; the others count as 1: 'Fees'"
    assert match_efforts({"fees": 1.0, "T001": 3.0}, ["T001", "T002"], ["Slow login", "Fees"])[1] == []
    assert match_efforts({}, ["T001", "T002"], ["Slow login", "Fees"])[1] == []


def test_a_label_that_two_themes_share_names_neither():
    found, issues = match_efforts({"Slow login": 2.0, "T001": 3.0}, ["T001", "T002"], ["Slow login", "slow  Login"])
    assert found == {"T001": 3.0}
    assert "2 themes have this label; give the id: T001, T002" in issues[0].message
