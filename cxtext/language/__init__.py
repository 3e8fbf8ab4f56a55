"""What cxtext knows of a language: word lists that people can read, one folder of TOML files per language."""

from __future__ import annotations

from cxtext.language.lists import (
    ClauseWords,
    EmojiWords,
    Form,
    FormWords,
    Language,
    MailWords,
    NonAnswerWords,
    Phrases,
    ValenceWords,
)
from cxtext.language.load import list_languages, load_language

__all__ = [
    "ClauseWords",
    "EmojiWords",
    "Form",
    "FormWords",
    "Language",
    "MailWords",
    "NonAnswerWords",
    "Phrases",
    "ValenceWords",
    "list_languages",
    "load_language",
]
