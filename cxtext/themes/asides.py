"""Opinions that are no feedback on anything, one row per kind: set apart before themes are discovered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import ModelFormatError
from cxtext.language import Language, SurveyLanguages, has_emoji, load_language, name_language
from cxtext.themes.assignment import Assigned
from cxtext.themes.discovery import LEFT_OUT, count_responses
from cxtext.themes.naming import picture_pattern, tokenize

if TYPE_CHECKING:
    from cxtext.themes.corpus import Corpus

#: Words of an opinion that may be about the survey itself, at most: a longer one says more.
SURVEY_WORDS = 15
#: Row of a text that is no aside, and of one whose kind has too few responses for a row of its own.
NO_ASIDE = -1
NO_ROW = -2
#: Begins the key of the row of a language; the code follows, or the mark of all languages that have too few responses.
IN_LANGUAGE = "language:"
OTHER_LANGUAGES = "language:*"


class Aside(StrEnum):
    """What an opinion may be that is no feedback on anything."""

    EMOJI = "emoji"
    GREETINGS = "greetings"
    OPT_OUTS = "opt-outs"
    SMALL_TALK = "small-talk"
    SURVEY = "survey"


#: Label and description of the row of each kind.
ROWS: Mapping[str, tuple[str, str]] = {
    Aside.EMOJI: ("Emoji alone", "Emoji without a word."),
    Aside.GREETINGS: ("Greetings", "Hellos, goodbyes and good wishes."),
    Aside.OPT_OUTS: ("Opt-outs", "Requests to get no more messages, such as STOP."),
    Aside.SMALL_TALK: ("Small talk", "Tests, apologies and the like, without an opinion."),
    Aside.SURVEY: ("Remarks on the survey", "About the survey itself, not about what it asks for."),
    OTHER_LANGUAGES: ("Comments in other languages", "In languages that few comments are in."),
}


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The phrases of one language, compiled."""

    whole: tuple[tuple[Aside, re.Pattern[str]], ...]
    survey: re.Pattern[str]

    @classmethod
    @cache
    def of(cls, language: Language) -> _Patterns:
        """Compile the phrases of a language."""
        words = language.asides
        lists = ((Aside.GREETINGS, words.greetings), (Aside.OPT_OUTS, words.opt_outs), (Aside.SMALL_TALK, words.small_talk))
        return cls(tuple((kind, re.compile(str(phrases))) for kind, phrases in lists), re.compile(rf"\b{words.survey}\b"))


def find_aside(text: str, language: Language | None = None) -> Aside | None:
    """Return what a text is that is no feedback on anything; None for feedback.

    Parameters
    ----------
    text : str
        Cleaned; emoji are words, but where they are all there is.
    language : Language, optional
        English by default.

    Examples
    --------
    >>> [str(find_aside(text)) for text in ("STOP", "Hi there", "This survey is too long", "👍 thumbs up", "Stop charging me")]
    ['opt-outs', 'greetings', 'survey', 'emoji', 'None']
    """
    language = language or load_language()
    patterns = _Patterns.of(language)
    if has_emoji(text):
        return Aside.EMOJI
    if text.count(" ") > SURVEY_WORDS:
        return None
    words = tokenize(picture_pattern(language).sub(" ", text.lower()))
    plain = " ".join(words)
    if not any(map(str.isalpha, plain)):
        return Aside.EMOJI
    if len(words) <= SURVEY_WORDS and patterns.survey.search(plain):
        return Aside.SURVEY
    return next((kind for kind, pattern in patterns.whole if pattern.fullmatch(plain)), None)


@dataclass(frozen=True)
class Asides:
    """The rows that texts are set apart in; what a text is depends on the text alone.

    Parameters
    ----------
    keys : tuple of str
        What each row holds: an :class:`Aside`, or ``language:`` and a code, in the order of the rows.
    languages : SurveyLanguages, optional
        With them texts in other languages than the main one are set apart.
    lists : str
        Language of the word lists.

    Examples
    --------
    >>> asides = Asides(("language:es", "greetings"), SurveyLanguages("en", ("es",)))
    >>> asides.find(["Hello", "El envío llegó tarde", "STOP", "The parcel was late"]).tolist()
    [1, 0, -2, -1]
    """

    keys: tuple[str, ...] = ()
    languages: SurveyLanguages | None = None
    lists: str = "en"

    @classmethod
    def fit(cls, corpus: Corpus, min_responses: int, keyword_hits: np.ndarray | None = None) -> tuple[Asides, np.ndarray]:
        """Return the rows of a corpus, kinds and languages of enough responses, the largest first, and the row of each text.

        Languages of too few responses share one row, if they have enough together.

        Parameters
        ----------
        corpus : Corpus
        min_responses : int
            Fewest responses of a row.
        keyword_hits : ndarray of shape (n_texts, n_themes), int8, optional
            As in :meth:`find`.
        """
        lists = "en" if corpus.words is None else corpus.words.language.code
        keys = cls((), corpus.languages, lists)._find_keys(corpus.texts, keyword_hits)
        counts = _count(keys, corpus, min_responses)
        rare = [OTHER_LANGUAGES if key and key.startswith(IN_LANGUAGE) and key not in counts else None for key in keys]
        counts |= _count(rare, corpus, min_responses)
        asides = cls(tuple(sorted(counts, key=lambda key: (-counts[key], key))), corpus.languages, lists)
        return asides, asides._place(keys)

    def find(self, texts: Sequence[str], keyword_hits: np.ndarray | None = None) -> np.ndarray:
        """Return the row of each text, ``NO_ASIDE`` for feedback, ``NO_ROW`` for an aside without a row.

        Parameters
        ----------
        texts : sequence of str
        keyword_hits : ndarray of shape (n_texts, n_themes), int8, optional
            Non-zero where a text has a word of a theme of the codebook: what somebody looks for is feedback.

        Returns
        -------
        ndarray of shape (n_texts,), int64
        """
        return self._place(self._find_keys(texts, keyword_hits))

    def _place(self, keys: Sequence[str | None]) -> np.ndarray:
        """Return the row of each key."""
        place = {key: row for row, key in enumerate(self.keys)}
        other = place.get(OTHER_LANGUAGES, NO_ROW)
        rows = [NO_ASIDE if key is None else place.get(key, other if key.startswith(IN_LANGUAGE) else NO_ROW) for key in keys]
        return np.array(rows, dtype=np.int64)

    def _find_keys(self, texts: Sequence[str], keyword_hits: np.ndarray | None) -> list[str | None]:
        """Return the key of the row that each text belongs to, None for feedback."""
        if keyword_hits is None:
            return [self._key_of(text) for text in texts]
        return [None if hits.any() else self._key_of(text) for text, hits in zip(texts, keyword_hits, strict=True)]

    def set_apart(self, assigned: Assigned, rows: np.ndarray, n_themes: int) -> Assigned:
        """Return the themes of texts with the asides in rows of their own, after all themes.

        Parameters
        ----------
        assigned : Assigned
        rows : ndarray of shape (n_texts,), int64
            As :meth:`find` returns them.
        n_themes : int
            Themes before the first row.
        """
        is_aside = rows != NO_ASIDE
        has_row = rows >= 0
        theme = np.where(has_row, rows + n_themes, np.where(is_aside, -1, assigned.theme))
        redrawn = assigned.redrawn
        return Assigned(
            theme,
            np.where(is_aside, has_row.astype(np.float64), assigned.strength),
            np.where(is_aside, -1, assigned.subtheme),
            None if redrawn is None else np.where(is_aside[:, None], np.where(has_row, theme, LEFT_OUT)[:, None], redrawn),
            None if assigned.either is None else np.where(is_aside[:, None], -1, assigned.either),
        )

    def list_names(self) -> list[tuple[str, str]]:
        """Return the label and the description of each row."""
        main = name_language(self.languages.main if self.languages else self.lists)
        apart = f"In another language than the survey's main one, {main}; what they say is not analysed."
        return [
            ROWS[key] if key in ROWS else (f"Comments in {name_language(key.removeprefix(IN_LANGUAGE))}", apart)
            for key in self.keys
        ]

    def _key_of(self, text: str) -> str | None:
        """Return the key of the row that a text belongs to; None for feedback."""
        if self.languages is not None and (code := self.languages.detect(text)) != self.languages.main:
            return IN_LANGUAGE + code
        return find_aside(text, load_language(self.lists))

    def to_record(self) -> dict[str, Any]:
        """Return what :meth:`from_record` needs."""
        spoken = self.languages
        own = None if spoken is None else {"main": spoken.main, "others": list(spoken.others), "lists": spoken.lists}
        return {"keys": list(self.keys), "languages": own, "lists": self.lists}

    @classmethod
    def from_record(cls, record: Any) -> Asides | None:
        """Build from a saved record; None when the model has none.

        Raises
        ------
        ModelFormatError
            When it is damaged.
        """
        if not record:
            return None
        try:
            own = record["languages"]
            spoken = None if own is None else SurveyLanguages(str(own["main"]), tuple(map(str, own["others"])), str(own["lists"]))
            return cls(tuple(map(str, record["keys"])), spoken, str(record["lists"]))
        except (KeyError, TypeError):
            raise ModelFormatError("the asides of the theme model are damaged.\nFit it again.") from None


def _count(keys: Sequence[str | None], corpus: Corpus, least: int) -> dict[str, int]:
    """Return how many responses have a text of each key, for keys of at least so many."""
    names = sorted({key for key in keys if key is not None})
    place = {name: row for row, name in enumerate(names)}
    labels = np.array([-1 if key is None else place[key] for key in keys], dtype=np.int64)
    counts = count_responses(labels, corpus.responses, len(names)).tolist()
    return {name: n for name, n in zip(names, counts, strict=True) if n >= least}
