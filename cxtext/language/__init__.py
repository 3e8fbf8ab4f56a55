"""Word lists as data, one folder of TOML files per language, the words in headers and answers of all, and the parser."""

from __future__ import annotations

from cxtext.language.column_lists import (
    AnswerWords,
    ColumnWords,
    DateWords,
    HeaderWords,
    MetricWords,
    ScaleEnds,
    ScaleLanguage,
    ScaleWords,
)
from cxtext.language.lists import (
    ClauseWords,
    EmojiWords,
    Form,
    FormWords,
    KindWords,
    Language,
    MailWords,
    NameWords,
    NonAnswerWords,
    Phrases,
    RedactionWords,
    ValenceWords,
)
from cxtext.language.load import list_languages, load_column_words, load_language
from cxtext.language.parser import ENTITIES, GRAMMAR, load_parser

__all__ = [
    "ENTITIES",
    "GRAMMAR",
    "AnswerWords",
    "ClauseWords",
    "ColumnWords",
    "DateWords",
    "EmojiWords",
    "Form",
    "FormWords",
    "HeaderWords",
    "KindWords",
    "Language",
    "MailWords",
    "MetricWords",
    "NameWords",
    "NonAnswerWords",
    "Phrases",
    "RedactionWords",
    "ScaleEnds",
    "ScaleLanguage",
    "ScaleWords",
    "ValenceWords",
    "list_languages",
    "load_column_words",
    "load_language",
    "load_parser",
]
