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
from cxtext.themes.codebook.keywords import KEYWORD, NAME, Keywords, lift
from cxtext.themes.codebook.lessons import LIKE_ONE, LessonAssigner, learn_lessons
from cxtext.themes.codebook.prototypes import CodebookAssigner

__all__ = [
    "KEYWORD",
    "LIKE_ONE",
    "MOST_BYTES",
    "MOST_EXAMPLES",
    "NAME",
    "Codebook",
    "CodebookAssigner",
    "CodebookTheme",
    "Keywords",
    "LessonAssigner",
    "describe_given",
    "learn_lessons",
    "lift",
    "number_on",
    "read_codebook",
    "render_codebook",
]
