"""The dialect of delimited text: which delimiter and quote give the most regular table."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from cxtext.errors import ConfigError, UnreadableFileError
from cxtext.language import load_column_words
from cxtext.readers.cells import parse_number
from cxtext.wording import plural

_SAMPLE_CHARS = 128_000
_SAMPLE_RECORDS = 300
# Priors: a comma, semicolon or tab is what exports use; blanks and colons are far more often part of the text.
_PRIORS = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 0.95, "\x1f": 0.9, "^": 0.7, "~": 0.7, ":": 0.3, " ": 0.3}
#: The delimiters that speak against one that was given; a blank or a colon is also found in plain sentences.
_USUAL = (",", ";", "\t", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
_SIMPLE = re.compile(r"[\w.@:/#%$€£+\-]{0,40}(?: [\w.@:/+\-]{1,20}){0,3}\Z")
_NAME = re.compile(r"[^\W\d][\w #.()-]{0,40}\Z")
_MIN_SCORE = 0.12
#: Records among which the header may stand.
_TITLES = 30
_OPENING = re.compile(r"(?m)(?:^|[,;\t|])\s?'(?=[^',;\t|])")
_CLOSING = re.compile(r"(?m)(?<=[^,;\t|])'\s?(?=[,;\t|\r\n]|$|\Z)")
#: Cells that end in an apostrophe for each that begins with one, from which apostrophes are quotes.
_CLOSED_SHARE = 0.5
#: Words that name columns of feedback, and that a comment of one line hardly ever consists of.
COLUMN_WORDS = load_column_words().headers.feedback_columns
_DECLARED = re.compile(r"\A\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text is cut into cells; ``delimiter`` is empty for a file of one column."""

    delimiter: str
    quote: str = '"'
    skip_space: bool = False


def parse_delimiter(name: str) -> str:
    r"""Return the delimiter that a setting means.

    >>> parse_delimiter("tab"), parse_delimiter(";")
    ('\t', ';')
    """
    delimiter = _NAMES.get(name.lower(), name)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise ConfigError(f"delimiter {name!r} is not one character.\nExamples: ',' ';' '|' tab")
    return delimiter


def take_declared(text: str) -> tuple[str, str | None]:
    r"""Split off Excel's ``sep=;`` line; return the rest and the delimiter it declares.

    >>> take_declared("sep=;\na;b")
    ('a;b', ';')
    """
    match = _DECLARED.match(text)
    return (text[match.end() :], match.group(1)) if match else (text, None)


def sniff(text: str, *, delimiter: str | None = None, suffix: str = "") -> Dialect:
    r"""Find the dialect of delimited text.

    Every delimiter and quote is tried on the first records and scored by how many records have the same number of cells
    and how many cells are simple values (the idea of van den Burg, Nazabal and Sutton, 2019, in a simpler form).

    Parameters
    ----------
    text : str
    delimiter : str, optional
        Known already; only the quote is looked for.
    suffix : str
        Of the file name; ``.tsv`` speaks for a tab.

    >>> sniff("id;why\n1;good, fast\n2;slow, too slow\n").delimiter
    ';'
    """
    sample = _sample(text)
    quotes = ['"'] + ["'"] * _quotes_with_apostrophes(sample)
    best, best_score = Dialect(delimiter or ""), 0.0
    for candidate in [delimiter] if delimiter else [d for d in _PRIORS if d in sample]:
        for quote in quotes:
            score = _score(sample, candidate, quote) * (1.3 if suffix in {".tsv", ".tab"} and candidate == "\t" else 1.0)
            if score > best_score + 1e-9:
                best, best_score = Dialect(candidate, quote), score
    if delimiter is None and best_score < _MIN_SCORE:
        return Dialect("")
    return Dialect(best.delimiter, best.quote, _skips_space(sample, best))


def _quotes_with_apostrophes(sample: str) -> bool:
    """Return whether apostrophes stand around cells: as many end a cell as begin one.

    Spreadsheets put one before a number that is to stay text, and one begins words such as 'tis: neither is a quote.
    """
    n_opening = len(_OPENING.findall(sample))
    return n_opening > 0 and len(_CLOSING.findall(sample)) >= _CLOSED_SHARE * n_opening


def _prior_of_apostrophes(sample: str, delimiter: str) -> float:
    """Return the prior of apostrophes as quotes: they win when nothing else quotes, and most lines have them in pairs."""
    in_pairs = len(_OPENING.findall(sample)) == len(_CLOSING.findall(sample)) >= sample.count("\n") / 2
    return 1.02 if in_pairs and f'{delimiter}"' not in sample and not sample.startswith('"') else 0.9


def check_delimiter(text: str, delimiter: str, name: str, suffix: str = "") -> None:
    r"""Raise when hardly a line holds the delimiter that was given, and another usual one cuts the text into columns.

    Text of one column holds no delimiter, whichever is given.

    Raises
    ------
    UnreadableFileError
        With the delimiter found.

    >>> check_delimiter("comment\nslow, too slow\n", ";", "in.csv")
    """
    sample = _sample(text)
    widths = Counter(len(record) for record in islice(_records(io.StringIO(sample, newline=""), delimiter, '"'), _SAMPLE_RECORDS))
    if 2 * widths[1] <= widths.total():
        return
    dialect = sniff(text, suffix=suffix)
    if dialect.delimiter not in _USUAL or dialect.delimiter == delimiter:
        return
    first = next(_records(io.StringIO(sample, newline=""), dialect.delimiter, dialect.quote), [])
    if len(first) > 1:
        raise UnreadableFileError(
            f"{name!r} is not separated by {delimiter!r}: {widths[1]:,} of the first {plural(widths.total(), 'record')} "
            f"have none. Found: {dialect.delimiter!r}.\nLeave the delimiter out to let it be found."
        )


def _sample(text: str) -> str:
    """Return the start of the text, cut at the end of a line."""
    if len(text) <= _SAMPLE_CHARS:
        return text
    cut = max(text.rfind("\n", 0, _SAMPLE_CHARS), text.rfind("\r", 0, _SAMPLE_CHARS))
    return text[: cut + 1 if cut > 0 else _SAMPLE_CHARS]


def _score(sample: str, delimiter: str, quote: str) -> float:
    """Score one dialect from 0 to 1; a file with quotes that never close is judged line by line."""
    whole = _score_records(_records(io.StringIO(sample, newline=""), delimiter, quote), delimiter)
    lines = (record for line in io.StringIO(sample) for record in _records([line], delimiter, quote))
    prior = _PRIORS.get(delimiter, 1.0) * (_prior_of_apostrophes(sample, delimiter) if quote == "'" else 1.0)
    if delimiter in ",;:" and not re.search(rf"{delimiter}(?:[^\s]|\s[\"'])", sample):
        # A blank behind every one, and no quotes: the punctuation of plain sentences.
        prior *= 0.15
    return max(whole, 0.9 * _score_records(lines, delimiter) if whole < 0.4 and quote in sample else 0.0) * prior


def _records(lines: Iterable[str], delimiter: str, quote: str) -> Iterator[list[str]]:
    """Yield the records that show something."""
    try:
        for record in csv.reader(lines, delimiter=delimiter, quotechar=quote, skipinitialspace=delimiter != " "):
            if any(cell.strip() for cell in record):
                yield record
    except csv.Error:
        # A cell over the csv module's size limit: what was read before it has to do.
        return


def _score_records(rows: Iterator[list[str]], delimiter: str) -> float:
    """Score how regular records are and how simple their cells."""
    records = _below_titles(list(islice(rows, _SAMPLE_RECORDS)))
    lengths = Counter(len(record) for record in records)
    if not records:
        return 0.0
    width, n = max(lengths.items(), key=lambda item: (item[1], item[0] == len(records[0]), item[0]))
    if width < 2 and not names_columns(records[0]):
        return 0.0
    regular = n / len(records)
    if names_columns(records[0]):
        # Known names speak for the delimiter even when most rows below them are broken.
        width = len(records[0])
        regular = 0.5 + 0.5 * sum(len(record) >= width for record in records) / len(records)
    elif len(records[0]) != width:
        regular *= 0.3 if len(records[0]) == 1 and n < 0.8 * len(records) else 0.8
    elif width > 2 and delimiter != " " and all(_NAME.match(cell.strip()) for cell in records[0]):
        # A clean header row speaks for the delimiter even when many rows below it are broken.
        regular = 0.5 + 0.5 * regular
    cells = [cell for record in records if len(record) == width for cell in record]
    simple = sum(1 for cell in cells if parse_number(cell) is not None or _SIMPLE.match(cell.strip())) / len(cells)
    return regular**2 * (1 - 1 / (width + 1)) * (0.4 + 0.6 * simple)


def _below_titles(records: list[list[str]]) -> list[list[str]]:
    """Return the records from the header on, where titles stand above one that is a header for sure, or above a regular table."""
    for position, record in enumerate(records[:_TITLES]):
        if names_columns(record) and all(len(above) < len(record) for above in records[:position]):
            return records[position:]
    start = next((i for i, record in enumerate(records[:_TITLES]) if len(record) > 1), 0)
    widths = {len(record) for record in records[start:]}
    return records[start:] if len(widths) == 1 and max(widths) > 2 and len(records) - start > 2 else records


def names_columns(record: list[str]) -> bool:
    """Tell whether a first record is a header for sure: short names only, two of them or more of words that name columns.

    >>> names_columns(["id", "comment", "nps"]), names_columns(["Slow", " very slow"])
    (True, False)
    """
    if len(record) < 2 or not all(_NAME.match(cell.strip()) and len(cell.split()) <= 4 for cell in record):
        return False
    is_usual = [any(word in COLUMN_WORDS for word in re.findall(r"[^\W\d_]+", cell.lower())) for cell in record]
    return sum(is_usual) >= max(2, len(record) / 2)


def _skips_space(sample: str, dialect: Dialect) -> bool:
    """Return whether a blank follows the delimiters, so that quotes come after it."""
    if dialect.delimiter in ("", " ", "\t"):
        return False
    spaced = sample.count(f"{dialect.delimiter} {dialect.quote}")
    return spaced > sample.count(f"{dialect.delimiter}{dialect.quote}")
