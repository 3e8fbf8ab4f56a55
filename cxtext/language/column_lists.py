"""Words in the headers and answers of a survey, one class per TOML file; the files say what each list is for.

A file is read before anyone knows its language, and an export may hold several, so that these lists are of all languages at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cxtext.language.phrases import Phrases


@dataclass(frozen=True, eq=False)
class HeaderWords:
    """Which role a column has: ``headers.toml``."""

    id_names: Phrases
    id_subjects: Phrases
    id_endings: Phrases
    plain_ids: Phrases
    respondents: Phrases
    respondent_endings: Phrases
    personal: Phrases
    weights: Phrases
    epochs: Phrases
    other_dates: Phrases
    answer_dates: Phrases
    end_dates: Phrases
    plain_dates: Phrases
    groups: Phrases
    ratings_of_groups: Phrases
    codings: Phrases
    texts: Phrases
    likely_texts: Phrases
    unlikely_texts: Phrases
    feedback_columns: frozenset[str]
    counted: Phrases
    versions: Phrases
    several: Phrases
    praise_questions: Phrases
    blame_questions: Phrases
    option_joins: frozenset[str]


@dataclass(frozen=True, eq=False)
class MetricWords:
    """What a header says about the metric in its column: ``metrics.toml``.

    Parameters
    ----------
    time_units : mapping of str to Phrases
        The names of each unit of time.
    """

    nps: Phrases
    not_nps: Phrases
    recommend: Phrases
    likely: Phrases
    effort: Phrases
    ease: Phrases
    ces: Phrases
    csat: Phrases
    friends_and_family: Phrases
    rating: Phrases
    strong_rating: tuple[str, ...]
    general: frozenset[str]
    overall: frozenset[str]
    binary: Phrases
    lower_binary: Phrases
    lower_count: Phrases
    durations: Phrases
    not_outcomes: Phrases
    scale_to: Phrases
    time_units: Mapping[str, Phrases]


@dataclass(frozen=True, eq=False)
class AnswerWords:
    """Answers in words: ``answers.toml``."""

    yes: frozenset[str]
    no: frozenset[str]
    ticked: frozenset[str]
    not_ticked: frozenset[str]
    not_given: frozenset[str]
    chosen: frozenset[str]
    not_chosen: frozenset[str]
    top: frozenset[str]
    bottom: frozenset[str]


@dataclass(frozen=True, eq=False)
class ScaleEnds:
    """The words of the two ends of a scale."""

    positive: tuple[str, ...]
    negative: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ScaleLanguage:
    """The scales of one language.

    Parameters
    ----------
    degrees : mapping of str to tuple of str
        By degree, "4" to "-4", its words, with "{}" for the word that they go with.
    ends : mapping of str to ScaleEnds
        By family.
    """

    degrees: Mapping[str, tuple[str, ...]]
    ends: Mapping[str, ScaleEnds]


@dataclass(frozen=True, eq=False)
class ScaleWords:
    """Rating scales whose points are words: ``scales.toml``.

    Parameters
    ----------
    own : mapping of str to mapping of str to tuple of str
        By family and degree, answers that are not made of a word of degree and an end.
    """

    middle: Phrases
    no_opinion: Phrases
    best: tuple[str, ...]
    worst: tuple[str, ...]
    languages: Mapping[str, ScaleLanguage]
    own: Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True, eq=False)
class RatingWords:
    """Ratings in other writings than plain numbers: ``ratings.toml``.

    Parameters
    ----------
    numbers : mapping of str to tuple of str
        The words for 0 to 10 of each language.
    faces : mapping of str to str
        By degree, "4" to "-4", the faces that say it.
    """

    filled: frozenset[str]
    empty: frozenset[str]
    marks: tuple[str, ...]
    beside: tuple[str, ...]
    out_of: Phrases
    promoters: frozenset[str]
    passives: frozenset[str]
    detractors: frozenset[str]
    numbers: Mapping[str, tuple[str, ...]]
    faces: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class DateWords:
    """Words in dates: ``dates.toml``.

    Parameters
    ----------
    months : mapping of str to tuple of str
        The twelve months of each language.
    zones : mapping of str to int
        Hours of each time zone from UTC.
    """

    months: Mapping[str, tuple[str, ...]]
    weekdays: Phrases
    day_endings: Phrases
    of: Phrases
    at: Phrases
    before: Phrases
    zones: Mapping[str, int]


@dataclass(frozen=True, eq=False)
class TableWords:
    """What stands around the records of a file: ``tables.toml``."""

    totals: Phrases
    footers: Phrases
    sub_headers: frozenset[str]
    option_headers: frozenset[str]
    count_headers: frozenset[str]
    question_headers: frozenset[str]


@dataclass(frozen=True, eq=False)
class ColumnWords:
    """All words in headers and answers; get them with :func:`load_column_words`.

    Parameters
    ----------
    headers : HeaderWords
    metrics : MetricWords
    answers : AnswerWords
    scales : ScaleWords
    ratings : RatingWords
    dates : DateWords
    tables : TableWords
    """

    headers: HeaderWords
    metrics: MetricWords
    answers: AnswerWords
    scales: ScaleWords
    ratings: RatingWords
    dates: DateWords
    tables: TableWords
