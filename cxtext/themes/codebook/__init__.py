"""Themes given by a person: codebook files, keywords, examples and lessons."""

from __future__ import annotations

from cxtext.themes.codebook.codebook import (
    MOST_BYTES,
    MOST_EXAMPLES,
    Codebook,
    CodebookTheme,
    number_on,
    read_codebook,
    render_codebook,
)
from cxtext.themes.codebook.describe import describe_given
from cxtext.themes.codebook.keywords import KEYWORD, NAME, Spelling, lift
from cxtext.themes.codebook.lessons import learn_lessons, take_taught
from cxtext.themes.codebook.prototypes import GivenThemes
from cxtext.themes.codebook.reach import LIKE_ONE, Reach

__all__ = [
    "KEYWORD",
    "LIKE_ONE",
    "MOST_BYTES",
    "MOST_EXAMPLES",
    "NAME",
    "Codebook",
    "CodebookTheme",
    "GivenThemes",
    "Reach",
    "Spelling",
    "describe_given",
    "learn_lessons",
    "lift",
    "number_on",
    "read_codebook",
    "render_codebook",
    "take_taught",
]
