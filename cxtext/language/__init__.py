"""Word lists as data, one folder per language, the words in headers and answers of all, the parser, and the detector."""

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
from cxtext.language.detect import SurveyLanguages, find_languages, load_ordinary_words, name_language
from cxtext.language.lists import (
    AsideWords,
    ClauseWords,
    CommonWords,
    EmojiWords,
    Form,
    FormWords,
    JudgementWords,
    KindWords,
    Language,
    MailWords,
    NameWords,
    NonAnswerWords,
    RedactionWords,
    SpellingWords,
    ValenceWords,
    WrappingWords,
)
from cxtext.language.load import WORDS, list_languages, load_column_words, load_language
from cxtext.language.parser import ENTITIES, GRAMMAR, load_parser, spare_torch
from cxtext.language.phrases import Phrases
from cxtext.language.pictures import EMOJI_START, has_emoji
from cxtext.language.questions import question_slant

__all__ = [
    "EMOJI_START",
    "ENTITIES",
    "GRAMMAR",
    "WORDS",
    "AnswerWords",
    "AsideWords",
    "ClauseWords",
    "ColumnWords",
    "CommonWords",
    "DateWords",
    "EmojiWords",
    "Form",
    "FormWords",
    "HeaderWords",
    "JudgementWords",
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
    "SpellingWords",
    "SurveyLanguages",
    "ValenceWords",
    "WrappingWords",
    "find_languages",
    "has_emoji",
    "list_languages",
    "load_column_words",
    "load_language",
    "load_ordinary_words",
    "load_parser",
    "name_language",
    "question_slant",
    "spare_torch",
]
