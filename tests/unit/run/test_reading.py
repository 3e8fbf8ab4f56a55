"""What outputs share while an analysis is saved, and only then."""

from __future__ import annotations

from cxtext.run import read_once, recall


def test_it_is_shared_for_one_analysis_and_one_key_within_the_block_only():
    one, other, made = object(), object(), iter(range(9))

    def make() -> int:
        return next(made)

    with read_once(one):
        assert [recall(one, "a", make), recall(one, "a", make), recall(one, "b", make), recall(other, "a", make)] == [0, 0, 1, 2]
    assert [recall(one, "a", make), recall(one, "a", make)] == [3, 4]
