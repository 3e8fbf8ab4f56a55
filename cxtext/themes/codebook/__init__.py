"""Themes given by a person: codebook files, keywords, examples and lessons."""

from __future__ import annotations

from cxtext.themes.codebook.codebook import MOST_EXAMPLES, MOST_KEYWORDS, Codebook, CodebookTheme, number_on
from cxtext.themes.codebook.describe import describe_given
from cxtext.themes.codebook.entries import list_entries, list_examples, list_forms, write_example, write_name, write_theme
from cxtext.themes.codebook.keywords import KEYWORD, NAME, Keywords, lift, warn_of_keywords
from cxtext.themes.codebook.lessons import LIKE_ONE, LessonAssigner, learn_lessons
from cxtext.themes.codebook.parse import Place
from cxtext.themes.codebook.prototypes import CodebookAssigner
from cxtext.themes.codebook.read import MOST_BYTES, CodebookFile, open_codebook, parse_codebook, read_codebook, read_text
from cxtext.themes.codebook.write import Exported, render_codebook, update_codebook

__all__ = [
    "KEYWORD",
    "LIKE_ONE",
    "MOST_BYTES",
    "MOST_EXAMPLES",
    "MOST_KEYWORDS",
    "NAME",
    "Codebook",
    "CodebookAssigner",
    "CodebookFile",
    "CodebookTheme",
    "Exported",
    "Keywords",
    "LessonAssigner",
    "Place",
    "describe_given",
    "learn_lessons",
    "lift",
    "list_entries",
    "list_examples",
    "list_forms",
    "number_on",
    "open_codebook",
    "parse_codebook",
    "read_codebook",
    "read_text",
    "render_codebook",
    "update_codebook",
    "warn_of_keywords",
    "write_example",
    "write_name",
    "write_theme",
]
