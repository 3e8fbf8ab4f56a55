from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext import schema
from cxtext.errors import ColumnNotFoundError, UnreadableFileError
from cxtext.impact.time import count_waves, find_waves, measure_events, set_beside
from cxtext.pipeline import check_inputs
from cxtext.readers.extras import read_events
from cxtext.settings import Config


def survey(shares, n=100):
    """Return mentions of one theme and the waves: one share a month of 2024, n answers each, evenly over the month."""
    days = [f"2024-{m + 1:02d}-{1 + (28 * i) // n:02d}" for m in range(len(shares)) for i in range(n)]
    x = np.concatenate([np.arange(n) < round(share * n) for share in shares]).astype(float)
    stamps = pd.Series(pd.to_datetime(days, utc=True)).astype("datetime64[us, UTC]")
    return csr_array(x[:, None]), find_waves(stamps, None, np.ones(len(days), dtype=bool))


def events(*pairs):
    return pd.DataFrame({"date": pd.to_datetime([day for day, _ in pairs], utc=True), "label": [label for _, label in pairs]})


def measure(shares, *pairs, flagged=("T001",)):
    x, waves = survey(shares)
    return measure_events(events(*pairs), ["T001"], list(flagged), count_waves(x, waves), waves)


def test_the_waves_before_and_after_are_set_beside_each_other():
    found = measure([0.1, 0.12, 0.08, 0.1, 0.3, 0.28, 0.32], ("2024-05-01", "release"), ("2024-04-10", "pilot"))
    table = found.table
    schema.to_arrow("events", table)
    assert table[["label", "wave", "theme_id"]].fillna("-").to_numpy().tolist() == [
        ["release", "2024-05", "-"], ["release", "2024-05", "T001"], ["pilot", "2024-04", "-"], ["pilot", "2024-04", "T001"],
    ]  # fmt: skip
    # the first day of May opens its wave: May is after; the tenth of April is within: April is on neither side
    assert table.loc[1, ["n_before", "n_wave_before", "n_after", "n_wave_after"]].tolist() == [40, 400, 90, 300]
    assert table.loc[3, ["n_before", "n_wave_before", "n_after", "n_wave_after"]].tolist() == [30, 300, 90, 300]
    assert table.loc[1, "ratio"] == pytest.approx(3)
    assert 1 < table.loc[1, "low"] < 3 < table.loc[1, "high"]
    assert found.issues == []


def test_an_event_outside_of_the_waves_is_listed_and_reported():
    found = measure([0.1, 0.2, 0.1, 0.3], ("2023-12-31", "too early"), ("2031-01-01", "future"), ("2024-01-05", "in the first"))
    assert found.table["label"].tolist() == ["too early", "future", "in the first"]
    assert found.table["theme_id"].isna().all()
    assert [one.code for one in found.issues] == ["event-outside"] * 2


def test_without_waves_or_flags_only_the_event_is_listed():
    assert len(measure([0.1] * 6, ("2024-03-01", "a"), flagged=()).table) == 1
    x, _ = survey([0.1])
    nowhere = find_waves(pd.Series(pd.to_datetime([None] * 100, utc=True)), None, np.ones(100, dtype=bool))
    found = measure_events(events(("2024-03-01", "a")), ["T001"], [], count_waves(x, nowhere), nowhere)
    assert found.table["wave"].isna().all()
    assert len(found.issues) == 1


@pytest.mark.parametrize("shares", [[0.0] * 6, [1.0] * 6, [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]])
def test_a_theme_of_all_or_none_has_a_defined_ratio(shares):
    x, waves = survey(shares)
    ratio, low, high = set_beside(count_waves(x, waves).counts, np.full(6, 100.0), np.arange(6) >= 3)
    assert np.isfinite([ratio, low, high]).all()
    assert (low <= ratio).all()
    assert (ratio <= high).all()


def test_one_wave_on_each_side_has_no_interval():
    assert np.isnan(set_beside(np.array([[10.0], [30]]), np.full(2, 100.0), np.array([False, True]))[1:]).all()


def test_intervals_reckon_with_the_spread_between_waves():
    rng = np.random.default_rng(3)
    after, n = np.arange(12) >= 7, np.full(12, 300.0)
    for rho in (0.0, 0.02):
        covered = []
        for _ in range(60):
            share = rng.uniform(0.03, 0.3, 20)
            level = share if not rho else rng.beta(share * (1 - rho) / rho, (1 - share) * (1 - rho) / rho, (12, 20))
            _, low, high = set_beside(rng.binomial(300, np.broadcast_to(level, (12, 20))).astype(float), n, after)
            covered.append((low <= 1) & (high >= 1))
        assert 0.93 <= np.mean(covered) <= 0.985


def write(tmp_path, text):
    path = tmp_path / "events.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_bad_rows_are_left_out_and_named(tmp_path):
    rows = [
        "Date,Label,by",
        "2024-03-05,Release 2,me",
        ",no date,me",
        "soon,vague,me",
        "2024-01-01,,me",
        "2024-03-05,Release 2,you",
    ]
    path = write(tmp_path, "\n".join([*rows, "2024-01-02,=1+1,me", ""]))
    frame, issues = read_events(path)
    assert frame["label"].tolist() == ["=1+1", "Release 2"]
    assert [one.message.split(": ")[1] for one in issues] == [
        "it has no date",
        "'soon' is not a date",
        "it has no label",
        "it is there twice",
    ]


def test_a_file_of_other_columns_is_refused(tmp_path):
    with pytest.raises(ColumnNotFoundError, match="no column 'label'"):
        read_events(write(tmp_path, "date,what\n2024-03-05,x\n"))
    with pytest.raises(UnreadableFileError):
        read_events(tmp_path / "none.csv")


def test_a_bad_file_of_events_is_refused_before_any_data_is_read(tmp_path):
    check_inputs(Config.model_validate({"input": {"events": str(write(tmp_path, "date,label\n2024-03-05,x\n"))}}))
    with pytest.raises(UnreadableFileError):
        check_inputs(Config.model_validate({"input": {"events": str(tmp_path / "none.csv")}}))
