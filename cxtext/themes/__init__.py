"""Themes: the fitted model, codebooks, discovery, assignment and naming."""

from __future__ import annotations

from cxtext.themes.assignment import Assigned
from cxtext.themes.codebook import MOST_EXAMPLES, Codebook, Keywords, read_codebook, render_codebook
from cxtext.themes.corpus import Corpus
from cxtext.themes.curation import (
    Curation,
    Describe,
    Edit,
    EditLog,
    Hide,
    Learnt,
    Lock,
    Merge,
    Move,
    MovePart,
    Redo,
    Rename,
    SetOwner,
    SetTopic,
    Split,
    SplitByExamples,
    SplitByWords,
    Teach,
    Texts,
    ThemeSet,
    Undo,
    text_key,
)
from cxtext.themes.discovery import LEFT_OUT
from cxtext.themes.model import ThemeModel
from cxtext.themes.naming import Namer, Tone, Words, check_url, content_of, count_terms, is_empty, make_namer, stem, tokenize
from cxtext.themes.sampling import sample_texts
from cxtext.themes.subjects import compare_words
from cxtext.themes.theme import Origin, ResolutionRow, Status, Theme, ThemeKind
from cxtext.themes.threads import single_threaded_blas
from cxtext.themes.vectors import centre_rows, mean_row, sum_by_label

__all__ = [
    "LEFT_OUT",
    "MOST_EXAMPLES",
    "Assigned",
    "Codebook",
    "Corpus",
    "Curation",
    "Describe",
    "Edit",
    "EditLog",
    "Hide",
    "Keywords",
    "Learnt",
    "Lock",
    "Merge",
    "Move",
    "MovePart",
    "Namer",
    "Origin",
    "Redo",
    "Rename",
    "ResolutionRow",
    "SetOwner",
    "SetTopic",
    "Split",
    "SplitByExamples",
    "SplitByWords",
    "Status",
    "Teach",
    "Texts",
    "Theme",
    "ThemeKind",
    "ThemeModel",
    "ThemeSet",
    "Tone",
    "Undo",
    "Words",
    "centre_rows",
    "check_url",
    "compare_words",
    "content_of",
    "count_terms",
    "is_empty",
    "make_namer",
    "mean_row",
    "read_codebook",
    "render_codebook",
    "sample_texts",
    "single_threaded_blas",
    "stem",
    "sum_by_label",
    "text_key",
    "tokenize",
]
