"""Issues: every dropped or changed row, every guess and every warning is one, with a code that programs can rely on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from cxtext.schema.frames import conform, empty
from cxtext.wording import one_line

if TYPE_CHECKING:
    import pandas as pd


class Level(StrEnum):
    """How grave an issue is, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Stage(StrEnum):
    """The part of a command in which an issue arose."""

    CHECK = "check"
    READ = "read"
    SPLIT = "split"
    EMBED = "embed"
    THEMES = "themes"
    SENTIMENT = "sentiment"
    METRICS = "metrics"
    IMPACT = "impact"
    RANK_CHECK = "rank check"
    MATCH = "match"
    COMPARE = "compare"
    CLI = "cli"


class Code(StrEnum):
    """What an issue is about. Codes are stable: a program may select by them.

    >>> Code.BLANK_ROW.value, Code.BLANK_ROW.meaning
    ('blank-row', 'a record without any content was left out')
    """

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """Make one code; ``meaning`` says in one line when it is given."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    NOTHING_NEW = "nothing-new", "the input has no response that the run does not have"
    GREW = "grew", "how many responses were added to a run"
    CHANGED_RESPONSE = "changed-response", "a response of the run has another text in the input; the run's stays"
    NOT_SAVED = "not-saved", "the run was neither saved nor shown"
    BLANK_ROW = "blank-row", "a record without any content was left out"
    SHORT_ROW = "short-row", "a record has fewer cells than the header; the missing ones are blank"
    LONG_ROW = "long-row", "a record has more cells than the header; what does not fit is not read"
    UNQUOTED_DELIMITER = (
        "unquoted-delimiter",
        "a text holds the delimiter; the text was put together again",
    )
    SWALLOWED_ROWS = "swallowed-rows", "one cell holds several lines that look like records"
    WRAPPED_LINES = "wrapped-lines", "whole lines stand in one cell each, as when a table is saved twice; they were cut again"
    TEXT_MARK = "text-mark", "marks that spreadsheets put around a cell, so that it stays text, were taken off"
    CELL_ERROR = "cell-error", "a cell holds an error of the spreadsheet, such as #N/A; taken as blank"
    MERGED_CELLS = "merged-cells", "merged cells hold for every row that they cover"
    UNREADABLE_CELL = "unreadable-cell", "a value is out of range; the cell is left blank"
    STRAY_QUOTE = "stray-quote", "a quotation mark inside a cell was read as text"
    REPEATED_HEADER = "repeated-header", "a record repeats the header; left out"
    PREAMBLE = "preamble", "lines above the header were left out"
    FOOTER = "footer", "a line below the records, such as a total, was left out"
    NO_RECORDS = "no-records", "one of several files has a header and no record"
    DUPLICATE_RECORDS = "duplicate-records", "how many records are the same as another in every column"
    DUPLICATE_DROPPED = "duplicate-dropped", "a record that is the same as an earlier one was left out, as asked"
    NO_HEADER = "no-header", "the first record looks like data; the columns have made-up names"
    UNNAMED_COLUMN = "unnamed-column", "a column without a name got one"
    REPEATED_COLUMN = "repeated-column", "several columns have one name; the later ones got a suffix"
    REPEATED_KEY = "repeated-key", "a JSON record has two values of one name; both were kept"
    COLUMN_SPELLING = "column-spelling", "columns of several files that differ in case or spaces were taken as one"
    ONE_COLUMN = "one-column", "the file has one column"
    BAD_RECORD = "bad-record", "a line is not valid JSON, or is not an object; left out"
    REPLACEMENT_CHARACTER = (
        "replacement-character",
        "letters were lost before cxtext read the file",
    )
    ENCODING_GUESSED = "encoding-guessed", "the file is not UTF-8; its encoding was guessed"
    ENCODING_DAMAGED = "encoding-damaged", "some bytes are not valid in the encoding; they were replaced"
    MIXED_ENCODINGS = "mixed-encodings", "some lines of the file are not in the encoding of the others"
    NUL_TAIL = "nul-tail", "the file ends in zero bytes, as a copy that was cut short does; they were left out"
    MOJIBAKE = "mojibake", "text that was decoded wrongly earlier was repaired"
    ESCAPED_TEXT = "escaped-text", "characters that an export had escaped, such as &quot;, were written as they are"
    SHEET_CHOSEN = "sheet-chosen", "one of several sheets of a workbook was read"
    LONG_FORMAT = "long-format", "rows of a respondent with a question each were put together to one record"
    PRESET = "preset", "the file looks like the export of a known survey tool"
    SURVEY_PREVIEW = "survey-preview", "a test answer of the survey tool was left out"
    SETTING_UNUSED = "setting-unused", "a setting does not apply to this kind of file"
    SOURCE = "source", "which records came from which file"
    MISSING_COLUMN = "missing-column", "one of several files lacks a column; its cells are blank"
    LIMIT = "limit", "only the first records were used, as asked"
    FORGOTTEN = "forgotten", "responses were taken out of the run on request"
    WITHHELD = "withheld", "records without consent were left out"
    JOINED = "joined", "how many records have a row in a joined file"
    UNMATCHED_KEY = "unmatched-key", "a record has no row in a joined file"
    COLUMN_RENAMED = "column-renamed", "a joined column was renamed, because the input has one of that name"
    RESPONDENT_JOINED = "respondent-joined", "several records share one row of a joined file, and count as one respondent"
    BLANK_ID = "blank-id", "a record without an id got one"
    REPEATED_ID = "repeated-id", "an id occurs more than once; the later ones got a suffix"
    BAD_DATE = "bad-date", "a date cannot be read; left blank"
    DATE_ORDER = "date-order", "the order of day and month was guessed"
    DATE_ZONE = "date-zone", "how dates with a time zone, or without one, were read"
    DATE_DOUBTFUL = "date-doubtful", "the dates of a column are doubtful"
    BAD_WEIGHT = "bad-weight", "a weight is not a positive number; the record counts in no weighted figure"
    BAD_VALUE = "bad-value", "the value of a respondent is not a number of 0 or more; left blank"
    TEXT_COLUMN_GUESSED = "text-column-guessed", "the text column was guessed"
    TEXT_COLUMN_NEEDED = "text-column-needed", "the text column has to be named before the input can be analysed"
    COLUMN_FOUND = "column-found", "a column was matched to the name given in spite of case or spaces"
    METRIC_GUESSED = "metric-guessed", "a column was taken as a metric"
    WAVES_POSSIBLE = "waves-possible", "a group column may be the waves of the survey"
    METRIC_ASSUMED = "metric-assumed", "something about a metric was assumed, such as its scale"
    METRIC_DROPPED = "metric-dropped", "a column named as a metric cannot be one; not used"
    UNUSED_RATING = "unused-rating", "a column reads like a rating and is not used as a metric"
    NUMBER_FORMAT = "number-format", "numbers with a comma were read"
    DIRECTION_DOUBTFUL = "direction-doubtful", "comments read as if the other end of a metric's scale were the good one"
    RATING_WRITING = "rating-writing", "ratings in another writing than plain numbers were read as numbers"
    LABELLED_NUMBER = "labelled-number", "a number with its label was read as the number"
    SCALE_WORD = "scale-word", "a word was read as one end of a scale"
    YES_NO_WORD = "yes-no-word", "a word was read as yes or no"
    EVENT_DATE_ORDER = "event-date-order", "the order of day and month in the file of events was guessed"
    EVENT_LEFT_OUT = "event-left-out", "an event without a date or label, or a repeated one, was left out"
    EVENT_OUTSIDE = "event-outside", "an event lies outside of the waves"
    EFFORT_UNKNOWN = "effort-unknown", "an effort names a theme that the run does not have"
    EFFORT_REPEATED = "effort-repeated", "an effort names a theme twice"
    EFFORT_MISSING = "effort-missing", "some themes have no effort and count as 1"
    SCORE_EXCLUDED = "score-excluded", "an answer is not valid and left out of its metric"
    ANSWERS_LEFT_OUT = "answers-left-out", "how many answers of a metric are left out, and which"
    EXPOSURE_UNUSABLE = "exposure-unusable", "a count has no usable exposure and is left out"
    METRIC_CAVEAT = "metric-caveat", "the answers to a metric call for care"
    METRIC_EMPTY = "metric-empty", "a metric has no valid answer"
    METRIC_NOT_COMPARED = "metric-not-compared", "a metric is not compared, because the runs do not share it"
    SCALE_GUESSED = "scale-guessed", "the scale of a metric was guessed from its answers"
    WEIGHT_UNUSABLE = "weight-unusable", "responses without a usable weight count in no figure"
    CONTROLS = "controls", "what the adjusted effects hold constant"
    GROUP_IS_SCORE = "group-is-score", "a column of groups is a band of a metric, so it is not compared"
    SMALL_GROUPS = "small-groups", "groups that are too small to show count among the others"
    WAVES_MISSING = "waves-missing", "waves without any response"
    COPIES = "copies", "responses of one wave have the same text, or nearly; counted once over time"
    VOICES = "voices", "responses with the same text, or nearly, are one person's and count once"
    TEXTS_TWICE = "texts-twice", "nearly all texts occur several times, as if a file had been read twice"
    REPEATED_UNIT = "repeated-unit", "a response repeats an opinion; repeats count once"
    BOILERPLATE = "boilerplate", "words that most responses share are in no opinion"
    AUTO_REPLY = "auto-reply", "a machine sent a response because nobody was there; it is a non-answer"
    OTHER_LANGUAGES = "other-languages", "responses are in other languages than the survey's main one"
    MAIN_LANGUAGE = "main-language", "most responses are in a language that there are no word lists of"
    FAST_EMBEDDER = "fast-embedder", "the fast embedder was used"
    FOREIGN_EMBEDDER = "foreign-embedder", "sentiment is read with another embedder than themes"
    GIVEN_SENTIMENT = "given-sentiment", "sentiment was given with the data"
    EMOTIONS = "emotions", "how far the emotions can be relied on"
    NO_PARSER = "no-parser", "no parser for the language is installed; labels are runs of words"
    NO_THEMES = "no-themes", "no theme has enough responses"
    FEWER_THEMES = "fewer-themes", "fewer themes were formed than asked for"
    MOSTLY_UNASSIGNED = "mostly-unassigned", "a large share of the opinion units is in no theme"
    CODEBOOK_UNUSED = "codebook-unused", "themes of the codebook took no opinion"
    CODEBOOK_UNSAID = "codebook-unsaid", "the words of a theme of the codebook occur in no response"
    KEYWORD_EMPTY = "keyword-empty", "keywords of the codebook that are stop words, or no words"
    CODEBOOK_UNREAD = "codebook-unread", "what a codebook says that only edits of a run read"
    EDITED = "edited", "how many edits of themes the figures contain"
    RANKS_UNCHECKED = "ranks-unchecked", "themes were edited after the rank check, which is left out"
    NAMER_SENT = "namer-sent", "what was sent to the namer"
    NAMER_NAMES = "namer-names", "quotes sent to the namer may hold names of people"
    NAMER_FAILED = "namer-failed", "the namer gave no label"
    NAMER_REFUSED = "namer-refused", "labels of the namer were not used"
    OVERLAP = "overlap", "responses are in both runs"
    UNRELATED_RUNS = "unrelated-runs", "the runs are not about the same subjects"


@dataclass(frozen=True, slots=True)
class Issue:
    """One row of the table ``issues``.

    Parameters
    ----------
    level : str
        A :class:`Level`.
    stage : str
        A :class:`Stage`.
    code : str
        A :class:`Code`, or the short name of the error that ended a command. A run that another version of cxtext wrote may
        hold codes that this one does not list.
    response_id : str or None
        The response, where it is about one.
    row : int or None
        Record number in the input, from 1.
    column : str or None
        Column of the input.
    message : str
        What happened, for a person.
    """

    level: str
    stage: str
    code: str
    response_id: str | None
    row: int | None
    column: str | None
    message: str

    def to_json(self) -> dict[str, str | int | None]:
        """Return the row with plain strings, keys in the order of the table."""
        return {key: str(value) if isinstance(value, str) else value for key, value in asdict(self).items()}


def issue(
    stage: Stage,
    code: Code,
    message: str,
    *,
    level: Level = Level.WARNING,
    response_id: str | None = None,
    row: int | None = None,
    column: str | None = None,
) -> Issue:
    """Make an issue.

    >>> issue(Stage.READ, Code.BLANK_ROW, "record 7 is blank; left out", row=7).row
    7
    """
    return Issue(level, stage, code, response_id, row, column, message)


def issue_table(issues: Iterable[Issue]) -> pd.DataFrame:
    """Return the table ``issues``: gravest first, then by stage, code and place."""
    import pandas as pd

    rows = [one.to_json() for one in issues]
    if not rows:
        return empty("issues")
    table = conform("issues", pd.DataFrame(rows))
    order = table["level"].map({level.value: place for place, level in enumerate(Level)})
    by = ["order", "stage", "code", "row", "column", "response_id"]
    return conform("issues", table.assign(order=order).sort_values(by, kind="stable", na_position="first"))


@dataclass(frozen=True)
class IssueKind:
    """Issues of one code, about one column.

    Parameters
    ----------
    first : Issue
    n : int
        How many there are.
    """

    first: Issue
    n: int

    @property
    def text(self) -> str:
        """The first one in words, on one line, and how many more there are."""
        column, message = self.first.column or "", one_line(self.first.message)
        where = f"column {column!r}: " if column and column not in self.first.message else ""
        return f"{where}{message}" + (f" (and {self.n - 1:,} more of this kind)" if self.n > 1 else "")


#: Notes that are no trouble but change what numbers mean, so that they are shown wherever warnings are.
SHOWN_NOTES = frozenset({Code.FOREIGN_EMBEDDER})


def is_told(level: str, code: str) -> bool:
    """Tell whether people are told of an issue without looking for it: a warning or worse, or one of :data:`SHOWN_NOTES`.

    >>> is_told("warning", "copies"), is_told("info", "copies"), is_told("info", "foreign-embedder")
    (True, False, True)
    """
    return level != Level.INFO or code in SHOWN_NOTES


def group_issues(issues: Iterable[Issue]) -> list[IssueKind]:
    """Return the kinds of issues, in the order of their first ones.

    >>> rows = [issue(Stage.READ, Code.BLANK_ROW, f"record {row} is blank; left out", row=row) for row in (3, 5)]
    >>> group_issues(rows)[0].text
    'record 3 is blank; left out (and 1 more of this kind)'
    """
    kinds: dict[tuple[str, str], list[Issue]] = {}
    for one in issues:
        kinds.setdefault((one.code, one.column or ""), []).append(one)
    return [IssueKind(same[0], len(same)) for same in kinds.values()]


def read_issues(table: pd.DataFrame) -> list[Issue]:
    """Return the rows of a table ``issues``.

    >>> read_issues(issue_table([issue(Stage.READ, Code.LIMIT, "the first 3 of 9 records are used")]))[0].code
    'limit'
    """
    columns = [table[field.name].astype(object).where(table[field.name].notna(), None) for field in fields(Issue)]
    return [Issue(*row) for row in zip(*columns, strict=True)]
