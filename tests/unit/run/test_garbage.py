"""The collector of cyclic garbage is put back as it was, whatever happens within a block."""

from __future__ import annotations

import gc

import pytest

from cxtext.run import collect_seldom
from cxtext.run.garbage import SELDOM


def test_blocks_nest_and_the_last_one_goes_back() -> None:
    usual = gc.get_threshold()
    first, second = collect_seldom(), collect_seldom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)  # as blocks of two threads may end
    assert gc.get_threshold() == SELDOM
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual != SELDOM


def test_an_error_goes_back_too() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), collect_seldom():
        raise ValueError("broken")
    assert gc.get_threshold() == usual


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        with collect_seldom():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
