"""From a response to its opinion units: clean, find non-answers, split."""

from __future__ import annotations

from cxtext.text.boilerplate import Boilerplate, find_boilerplate
from cxtext.text.clauses import count_words, cut_long, cut_sentences
from cxtext.text.clean import Cleaned, clean_texts
from cxtext.text.copies import LEAST_WORDS, Words, find_words, group_copies
from cxtext.text.non_answers import is_non_answer
from cxtext.text.repeats import describe_repeats, drop_repeats
from cxtext.text.responses import Split, find_units
from cxtext.text.split import Unit, split_texts

__all__ = [
    "LEAST_WORDS",
    "Boilerplate",
    "Cleaned",
    "Split",
    "Unit",
    "Words",
    "clean_texts",
    "count_words",
    "cut_long",
    "cut_sentences",
    "describe_repeats",
    "drop_repeats",
    "find_boilerplate",
    "find_units",
    "find_words",
    "group_copies",
    "is_non_answer",
    "split_texts",
]
