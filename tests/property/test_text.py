"""Text stage: offsets always lead back to where the text came from, and nothing said is lost."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cxtext.text import clean_texts, is_non_answer, split_texts

DIRT = st.sampled_from(
    [
        *("  ", "\n", "\t", "<br>", "<b>", "</b>", "&nbsp;", " &amp; ", "\u200b", "\u00a0", " 👍🏽 ", " 😡😡 ", "…"),
        *("!!!!", ". ", ", ", "; ", " https://example.org/a ", " @someone ", "\n> ", "\n-- \n", "\x00"),
        *(" e\u0301\u0301 ", "\u2019s ", " - ", "\n1. ", " but ", " however "),
    ]
)
WORD = st.from_regex(r"zq[bdfgkmp][0-9]{6}", fullmatch=True)
MIXED = st.lists(st.one_of(WORD, DIRT, st.text(max_size=5)), max_size=25).map("".join)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=200), MIXED))
def test_offsets_are_monotone_and_in_range(text: str) -> None:
    (item,) = clean_texts([text])
    assert len(item.offsets) == len(item.text) + 1
    assert np.all(np.diff(item.offsets) >= 0) and np.all(np.diff(item.ends) >= 0)
    assert np.all(item.offsets[:-1] < item.ends)
    assert item.offsets[0] >= 0 and item.offsets[-1] <= len(text)
    assert "\r" not in item.text and "  " not in item.text and item.text == item.text.strip()


@settings(max_examples=300)
@given(st.lists(st.tuples(DIRT, WORD), min_size=1, max_size=12))
def test_words_are_found_where_they_were(parts: list[tuple[str, str]]) -> None:
    text = "".join(dirt + word + " " for dirt, word in parts)
    (item,) = clean_texts([text])
    (units,) = split_texts([item])
    for _, word in parts:
        at = item.text.find(word)
        if at >= 0:
            start, end = item.original_span(at, at + len(word))
            assert text[start:end] == word
    for unit in units:
        quote = text[unit.start : unit.end]
        assert all((word in unit.text) <= (word in quote) for _, word in parts)


@settings(max_examples=300)
@given(st.one_of(st.text(max_size=300), MIXED), st.booleans(), st.integers(80, 200))
def test_units_are_ordered_short_and_complete(text: str, clauses: bool, max_chars: int) -> None:
    (item,) = clean_texts([text])
    (units,) = split_texts([item], clauses=clauses, max_chars=max_chars)
    assert units or is_non_answer(item.text)
    last = 0
    for unit in units:
        assert last <= unit.start < unit.end <= len(text)
        assert 0 < len(unit.text) <= max_chars
        assert unit.text == unit.text.strip() and "\n" not in unit.text
        last = unit.start if text[unit.start : unit.end] == text[last : unit.end] else unit.end
    kept = "".join(u.text for u in units)
    for word in set(item.text.replace("\n", " ").split()):
        if word.startswith("zq") and word.isalnum() and len(word) == 9 and len(item.text) <= max_chars:
            assert word in kept


@settings(max_examples=100)
@given(st.lists(MIXED, max_size=6))
def test_each_text_is_treated_alone(texts: list[str]) -> None:
    together = split_texts(clean_texts(texts))
    assert together == [split_texts(clean_texts([text]))[0] for text in texts]
