"""Answers in words: a label beside the number, a word for the end of a scale, other writings of a number."""

from __future__ import annotations

import math
from collections.abc import Mapping

from cxtext.errors import SchemaError
from cxtext.metrics import BLANKS, KINDS, make_outcome
from cxtext.readers.cells import BOTTOM_WORDS, TOP_WORDS, labelled_number, parse_number, parse_plain, read_yes_no
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.writings import Writing, find_writing
from cxtext.schema import Code
from cxtext.settings import Metric
from cxtext.wording import normalize, one_line, plural

#: Code, column and text of an assumption about a column.
Note = tuple[Code, str, str]


def read_words(metric: Metric, profile: ColumnProfile) -> tuple[Metric, list[Note]]:
    """Add to a metric the word answers whose number is plain to see; return it with a note on each word and each way of writing.

    Three cases count, and a word that the user declared always wins: a number with its label (``10 - Strongly agree``),
    a number with a decimal comma, and a known word for one end of a numbered scale (``Absolutely``) when it is the only
    word for that end and the end's number is never used while its neighbour is.

    Parameters
    ----------
    metric : Metric
        With its scale.
    profile : ColumnProfile
        Of the metric's column.
    """
    declared = {normalize(word) for word in metric.words}
    words: dict[str, float] = {}
    notes: list[Note] = []
    commas: dict[str, float] = {}
    is_yes_no = KINDS[metric.kind].booleans
    writing = None if is_yes_no else find_writing(profile, is_nps=metric.kind == "nps")
    if writing is not None:
        words = {word: number for word, number in writing.numbers.items() if word not in declared}
        notes.append((Code.RATING_WRITING, metric.column, describe_writing(metric.column, writing)))
    ends = {} if is_yes_no else _scale_ends(metric, profile)
    for value in sorted(profile.counts):
        word = normalize(value)
        if word in declared or word in words or word in BLANKS or parse_plain(value) is not None:
            continue
        number, code = _read_yes_no(word) if is_yes_no else _read(value, word, ends)
        if number is None:
            continue
        words[word] = number
        if code == Code.NUMBER_FORMAT:
            commas[value] = number
        else:
            note = f"{one_line(value, 40)!r} in {metric.column!r} read as {number:g}"
            notes.append((code, metric.column, f"{plural(profile.counts[value], 'answer')} {note}"))
    notes += comma_notes(metric.column, commas, profile.counts)
    return (metric.model_copy(update={"words": {**words, **metric.words}}), notes) if words else (metric, [])


def describe_writing(column: str, writing: Writing) -> str:
    """Say how answers that are no plain numbers are read.

    Parameters
    ----------
    column : str
    writing : Writing
    """
    return f"answers to {column!r} are {writing.what}, read as {writing.mapping}"


def comma_notes(column: str, read: Mapping[str, float], counts: Mapping[str, int], noun: str = "answer") -> list[Note]:
    """Return a note on each way in which the numbers of a column were written with a comma.

    Parameters
    ----------
    column : str
    read : Mapping of str to float
        The numbers that the values with a comma were read as.
    counts : Mapping of str to int
        How often each value is there.
    noun : str
        What a value is called.
    """
    written: dict[str, list[str]] = {}
    for value, number in read.items():
        comma = "a decimal comma" if parse_plain(value.replace(",", ".")) == number else "a comma between thousands"
        written.setdefault(comma, []).append(value)
    notes = []
    for comma, values in written.items():
        n, often = sum(counts[value] for value in values), max(values, key=lambda value: counts[value])
        example = f"{one_line(often, 40)!r} in {column!r} read as {read[often]:g}"
        notes.append((Code.NUMBER_FORMAT, column, f"{plural(n, noun)} with {comma}, such as {example}"))
    return notes


def _read_yes_no(word: str) -> tuple[float | None, Code]:
    """Return 1 for yes and 0 for no, and the code of the note about it."""
    return read_yes_no(word), Code.YES_NO_WORD


def _read(value: str, word: str, ends: dict[str, float]) -> tuple[float | None, Code]:
    """Return the number of one answer in words, and the code of the note about it."""
    if word in ends:
        return ends[word], Code.SCALE_WORD
    number = labelled_number(value)
    if number is not None:
        return float(number), Code.LABELLED_NUMBER
    return parse_number(value), Code.NUMBER_FORMAT


def _scale_ends(metric: Metric, profile: ColumnProfile) -> dict[str, float]:
    """Return the words that stand for an end of the scale."""
    if metric.scale is None or not profile.numbers:
        return {}
    low, high = metric.scale
    text = sorted({normalize(value) for value in profile.counts if parse_number(value) is None})
    ends: dict[str, float] = {}
    for words, end, neighbour in ((TOP_WORDS, high, high - 1), (BOTTOM_WORDS, low, low + 1)):
        ours = [word for word in text if word in words]
        if len(ours) == 1 and end not in profile.numbers and neighbour in profile.numbers:
            ends[ours[0]] = end
    return ends


def has_answers(metric: Metric, profile: ColumnProfile) -> bool:
    """Return whether a column holds any valid answer to the metric."""
    outcome = make_outcome(metric)
    answers, _ = outcome.validate(outcome.plain_cells(profile.counts))
    return not all(map(math.isnan, answers))


def require_answers(metric: Metric, profile: ColumnProfile) -> None:
    """Raise when a declared metric has no valid answer at all.

    Raises
    ------
    SchemaError
        With the first values found, and what was expected.
    """
    if has_answers(metric, profile):
        return
    start = f"column {metric.column!r} is declared as {metric.kind}, but "
    if not any(normalize(value) not in BLANKS for value in profile.counts):
        blank = f"all of its {plural(profile.n_rows, 'cell')} are blank"
        raise SchemaError(f"{start}{blank}.\nName another column, or leave it out.")
    expected = make_outcome(metric).expected
    values = first_values(profile)
    end = "" if values.endswith("...") else "."
    raise SchemaError(
        f"{start}none of its {plural(profile.n_filled, 'answer')} is valid: {values}{end}\n"
        f'Expected {expected}. Say what a word stands for in cxtext.toml: [[metrics]] words = {{ "Maybe" = 0 }}'
    )


def first_values(profile: ColumnProfile) -> str:
    """Return the most frequent values of a column with their counts, for a message."""
    ordered = sorted(profile.counts, key=lambda v: (-profile.counts[v], v))
    shown = ", ".join(f"{one_line(v, 30)!r} ({profile.counts[v]:,})" for v in ordered[:4])
    return shown + (", ..." if len(ordered) > 4 else "")
