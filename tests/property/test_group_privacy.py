"""What an outsider can work out by subtraction from the groups that are shown by name."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from cxtext.impact.effects import Design
from cxtext.impact.groups import measure_groups

LEAST = 5


def nest(rng, n):
    """Draw countries, regions within them and shops within these, with blanks; some shops and regions are tiny."""
    country = rng.choice(["A", "B", "C"], n, p=rng.dirichlet([3, 2, 1]))
    region = country + rng.choice(["1", "2", "3"], n, p=rng.dirichlet([2, 1, 0.4])).astype(object)
    shop = region + rng.choice(["x", "y"], n, p=rng.dirichlet([2, 1])).astype(object)
    frame = pd.DataFrame({"country": country, "region": region, "shop": shop}).astype("object")
    for name in frame:
        frame.loc[rng.random(n) < rng.choice([0, 0.03, 0.15]), name] = None
    return frame


def change_few(rng, n):
    """Draw a plan, the same with a few people moved, and a column that has nothing to do with them."""
    plan = rng.choice(list("abcd"), n, p=rng.dirichlet([4, 3, 2, 1])).astype(object)
    moved = np.where(rng.random(n) < rng.choice([0.0, 0.02, 0.1]), rng.choice(list("abcd"), n), plan)
    frame = pd.DataFrame({"plan": plan, "plan_before": moved, "channel": rng.choice(list("wxyz"), n)}).astype("object")
    frame.loc[rng.random(n) < rng.choice([0, 0.02]), "plan"] = None
    return frame


def pack(members):
    """Return a set of responses as the bits of a number."""
    return sum(1 << int(i) for i in np.flatnonzero(members))


def subsets(sets):
    return chain.from_iterable(combinations(sets, k) for k in range(len(sets) + 1))


def find_leak(frame, who, table):
    """Return what gives fewer than LEAST people away: two unions of one column each, or nested groups of any column."""
    everybody, sets, most = pack(np.ones(len(frame))), {}, LEAST * int(np.bincount(who).max())

    def is_small(rows):
        return 0 < rows.bit_count() < most and len({who[i] for i in range(len(frame)) if rows >> i & 1}) < LEAST

    for column, shown in table.groupby("group_column")["group"]:
        own = [pack(frame[column] == name) for name in sorted(set(shown))]
        blank = pack(frame[column].isna())
        # Where as few named no group as must not be told apart, they count among the others.
        blank = 0 if is_small(blank) else blank
        sets[column] = [*own, everybody & ~(sum(own) | blank), blank]
    for (first, mine), (second, theirs) in combinations(sets.items(), 2):
        unions = {sum(chosen) for chosen in subsets(theirs)}
        for union in map(sum, subsets(mine)):
            if any(is_small(union ^ other) for other in unions):
                return first, second
    named = sorted({one for own in sets.values() for one in own[:-2]})
    for whole in {one for own in sets.values() for one in own} | {everybody}:
        pending = [(whole, 0)]
        while pending:
            left, start = pending.pop()
            if is_small(left):
                return "nested"
            pending += [(left & ~named[at], at + 1) for at in range(start, len(named)) if named[at] & ~left == 0]
    return None


@pytest.mark.parametrize("draw", [nest, change_few])
@pytest.mark.parametrize("repeats", [False, True])
def test_no_few_people_follow_by_subtraction(draw, repeats):
    n_shown, unprotected = 0, 0
    for seed in range(6):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(40, 160))
        frame = draw(rng, n)
        who = rng.integers(0, n, n) if repeats else np.arange(n)
        x = csr_array((rng.random((n, 2)) < 0.4).astype(float))
        table = measure_groups(["T001", "T002"], x, frame, Design(respondent=who), min_cell=LEAST).table
        assert find_leak(frame, who, table) is None, seed
        n_shown += len(table)
        large = [frame[name].value_counts() for name in frame]
        names = [(name, group) for name, sizes in zip(frame, large, strict=True) for group in sizes.index[sizes >= LEAST]]
        unprotected += find_leak(frame, who, pd.DataFrame(names, columns=["group_column", "group"])) is not None
    # The attack works where only small groups are left out, and enough is still shown.
    assert unprotected >= 3
    assert n_shown >= 2 * 6 * 5


def test_few_blank_cells_are_protected():
    frame = pd.DataFrame({"plan": ["a"] * 20 + ["b"] * 12 + ["c"] * 9 + [None] * 3})
    x = csr_array(np.r_[np.ones((22, 1)), np.zeros((22, 1))])
    found = measure_groups(["T001"], x, frame)
    assert found.table["group"].tolist() == ["a", "b"]
    assert [one.message for one in found.issues] == [
        "1 group of 9 respondents is not shown by name: "
        "1 would give fewer than 5 away by subtraction, as 3 respondents named no group; "
        "they count among the others"
    ]
    # The others are all who are not in the group, blanks too: their number gives nothing away.
    assert found.table.loc[0, "lift"] == pytest.approx(1 / (2 / 24))


def test_a_small_region_is_protected_within_its_country():
    frame = pd.DataFrame(
        {
            "country": ["A"] * 33 + ["B"] * 37,
            "region": ["A1"] * 20 + ["A2"] * 10 + ["A3"] * 3 + ["B1"] * 20 + ["B2"] * 13 + ["B3"] * 4,
        }
    )
    found = measure_groups(["T001"], csr_array(np.ones((70, 1))), frame)
    # Without protection A - A1 - A2 would be the three people of A3.
    assert found.table["group"].tolist() == ["A", "B", "A1", "B1"]
    assert [one.column for one in found.issues] == ["region"]


def test_columns_that_have_nothing_to_do_with_each_other_are_shown_whole():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({name: rng.choice(list("abcd"), 200) for name in ("plan", "channel", "team")})
    found = measure_groups(["T001"], csr_array((rng.random((200, 1)) < 0.4).astype(float)), frame)
    assert len(found.table) == 12
    assert found.issues == []


@pytest.mark.parametrize("order", [("country", "region"), ("region", "country")])
def test_of_columns_that_differ_by_few_people_the_first_is_compared(order):
    frame = pd.DataFrame({"country": ["A"] * 40 + ["B"] * 40, "region": ["n"] * 38 + ["s"] * 42})[list(order)]
    found = measure_groups(["T001"], csr_array(np.ones((80, 1))), frame)
    assert found.table["group_column"].unique().tolist() == [order[0]]
    assert found.issues[0].message == (
        "2 groups of 80 respondents are not shown by name: 2 would give fewer than 5 away by subtraction; "
        "no group of this column is left to compare"
    )
