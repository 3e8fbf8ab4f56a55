"""The layouts of known survey tools: header rows, previews, and what their columns are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from cxtext.language import load_column_words
from cxtext.readers.cells import Hint, RawTable, parse_number, unique_names
from cxtext.readers.files.kinds import column_kinds, is_typed
from cxtext.readers.files.survey_tool_columns import QUALTRICS, SURVEY_TYPES, SURVEYMONKEY, TOOLS
from cxtext.schema import Code, Level, Stage, issue
from cxtext.wording import is_blank, normalize

Record = list[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """How one recognised export is laid out."""

    name: str
    note: str
    n_header_rows: int
    columns: list[str]
    labels: dict[str, str] = field(default_factory=dict)
    hints: dict[str, Hint] = field(default_factory=dict)


#: Share of the answer options of a second header row that may be missing.
MOST_UNEXPLAINED = 0.1
#: Options that their columns repeat, from which the row is a second header whatever else it holds.
LEAST_REPEATED = 3
_FORMS_TIMES = frozenset({"Timestamp", "Zeitstempel", "Horodateur", "Marca temporal", "Carimbo de data/hora"})
_SUB_HEADERS = load_column_words().tables.sub_headers
_DERIVED = re.compile(r"_NPS_GROUP$|_DO(_\d+)?$| - (Topics|Sentiment.*|Parent Topics)$")
_ASKS = re.compile(r"\w+\W+\w+\W+\w+.*\?\s*(?:\([^)]*\)\s*)?\Z", re.DOTALL)
_PREVIEWS = frozenset({"survey preview", "survey test", "preview", "test"})
_PREVIEW_CODES = frozenset({"1", "2", "17"})


def recognise(records: Sequence[Record]) -> Layout | None:
    """Return the layout of a known export whose header starts at the first record, or None."""
    finders: tuple[Callable[[Sequence[Record]], Layout | None], ...]
    finders = (_qualtrics, _surveymonkey, _sub_header, _single_header, _google_forms, _stacked_header)
    for finder in finders:
        layout = finder(records)
        if layout is not None:
            return layout
    return None


def _hint(columns: Sequence[str], roles: dict[str, str], title: str) -> dict[str, Hint]:
    """Match column names against a tool's roles."""
    hints = {}
    for column in columns:
        lower = column.lower()
        prefixed = (r for name, r in roles.items() if name.endswith("*") and _matches(name, lower))
        role = roles.get(lower) or next(prefixed, None)
        if role is not None:
            hints[column] = Hint(role, f"known column of {title}")
    return hints


def _qualtrics(records: Sequence[Record]) -> Layout | None:
    """Recognise Qualtrics: names, question texts, and a row of import ids."""
    title = "a Qualtrics export"
    if len(records) >= 2 and records[0]:
        columns = unique_names(records[0])
        lower = {c.lower() for c in columns}
        has_ids = [i for i in (1, 2) if len(records) > i and _holds_ids(records[i])]
        legacy = {"responseid", "v3"} <= lower or {"responseid", "status", "recordeddate"} <= lower
        if has_ids or (legacy and _reads_as_header(records[1])):
            n_header = has_ids[0] + 1 if has_ids else 2
            labels = _labels(columns, records[1]) if n_header > 1 and not (has_ids and has_ids[0] == 1) else {}
            hints = _hint(columns, QUALTRICS, title)
            hints |= {c: Hint("unused", "Qualtrics derives it from the answer") for c in columns if _DERIVED.search(c)}
            note = f"{title}; its {n_header} header rows are not read as answers"
            return Layout("qualtrics", note, n_header, columns, labels, hints)
    return None


def _holds_ids(record: Record) -> bool:
    """Return whether a row holds Qualtrics' import ids."""
    return sum('"ImportId"' in cell for cell in record) >= max(1, len(record) // 2)


def _reads_as_header(record: Record) -> bool:
    """Return whether a row holds question texts and no answers."""
    filled = [cell for cell in record if not is_blank(cell)]
    return len(filled) >= 0.8 * len(record) and not any(parse_number(cell) is not None for cell in filled)


def _labels(columns: list[str], texts: Record) -> dict[str, str]:
    """Map columns to their question texts where these say more."""
    pairs = zip(columns, texts, strict=False)
    return {c: " ".join(t.split()) for c, t in pairs if not is_blank(t) and " ".join(t.split()) != c}


def _surveymonkey(records: Sequence[Record]) -> Layout | None:
    """Recognise SurveyMonkey: question texts over a second row of answer options."""
    if len(records) < 2 or not records[0] or not records[1]:
        return None
    lower, subs = (set(map(normalize, record)) for record in records[:2])
    if not ({"respondent id", "collector id"} & lower and is_blank(records[1][0]) and (subs & _SUB_HEADERS)):
        return None
    title = "a SurveyMonkey export"
    columns = _join_headers(records[0], records[1])
    hints = _hint(columns, SURVEYMONKEY, title)
    return Layout("surveymonkey", f"{title}; its 2 header rows are not read as answers", 2, columns, {}, hints)


def _join_headers(top: Record, sub: Record) -> list[str]:
    """Return the names of columns whose questions stand over their answer options; a blank question is the one before.

    Where the rows are titles of sections over questions, each question stands for itself.
    """
    question, names = "", []
    for i in range(max(len(top), len(sub))):
        above = top[i] if i < len(top) else ""
        below = sub[i] if i < len(sub) else ""
        question = above if not is_blank(above) else question
        plain = is_blank(below) or normalize(below) in {"response", "open-ended response", normalize(question)}
        asks = not plain and (is_blank(question) or _ASKS.search(below) is not None)
        names.append(question if plain else below.strip() if asks else f"{question.strip()}: {below.strip()}")
    return unique_names(names)


def _sub_header(records: Sequence[Record]) -> Layout | None:
    """Recognise a second header row below questions: options of questions whose columns go on, or words of a survey tool.

    It is no answer: its words are options that records repeat, or what tools write below an open question; and it has no number
    or date where the records have them, or has a word below each blank header, two of them those of a tool or repeated.
    """
    if len(records) < 4 or len(records[0]) < 2 or len(records[0]) != len(records[1]):
        return None
    top = records[0]
    sub = ["" if cell.strip() == above.strip() else cell for above, cell in zip(top, records[1], strict=True)]
    body = [record for record in records[2:202] if len(record) == len(top)]
    filled = [i for i, cell in enumerate(sub) if not is_blank(cell)]
    kinds = column_kinds(body, len(top))
    options = [i for i in filled if is_blank(top[i])]
    goes_on = [i in options or i + 1 in options for i in range(len(top))]
    repeated = [i for i in filled if goes_on[i] and _repeats_option(sub[i], [row[i] for row in body])]
    words = [i for i in filled if normalize(sub[i]) in _SUB_HEADERS]
    in_words = bool(words)
    unexplained = [i for i in range(len(top)) if is_blank(top[i]) and is_blank(sub[i]) and any(not is_blank(r[i]) for r in body)]
    is_sure = in_words and len(words) + len(repeated) > 1 and len(unexplained) <= MOST_UNEXPLAINED * len(options)
    is_sure = is_sure or (len(repeated) >= LEAST_REPEATED and not unexplained)
    is_typed_row = any(is_typed(sub[i]) for i in filled) or is_blank(top[0]) or all(kind == "text" for kind in kinds)
    if not filled or (is_typed_row and not is_sure):
        return None
    id_missing = is_blank(sub[0]) and all(not is_blank(row[0]) for row in body)
    out_of_place = len(filled) > 1 and any(kinds[i] != "text" for i in filled)
    if not (is_sure or repeated or (id_missing and (in_words or out_of_place or len(options) > 1))):
        return None
    # Below a question of one column stands a hint, which is no part of its name.
    columns = _join_headers(top, [cell if part else "" for cell, part in zip(sub, goes_on, strict=True)])
    return Layout("sub-header", "a table with answer options in a second header row; it is not read as an answer", 2, columns)


def _repeats_option(option: str, cells: Sequence[str]) -> bool:
    """Return whether a column holds an option or nothing, as the columns of a question with several answers do."""
    ticked = {normalize(cell) for cell in cells if not is_blank(cell)}
    return ticked == {normalize(option)} and sum(not is_blank(cell) for cell in cells) > 1


def _single_header(records: Sequence[Record]) -> Layout | None:
    """Recognise the tools with one header row."""
    columns = unique_names(records[0])
    lower = [column.lower() for column in columns]
    for tool in TOOLS:
        if all(any(_matches(need, column) for column in lower) for need in tool.needs):
            labels = {column: tool.labels[column.lower()] for column in columns if column.lower() in tool.labels}
            return Layout(tool.name, tool.title, 1, columns, labels, _hint(columns, tool.roles, tool.title))
    return None


def _matches(name: str, column: str) -> bool:
    """Return whether a column has a name, or begins with one that ends in ``*``."""
    return column.startswith(name[:-1]) if name.endswith("*") else column == name


def _google_forms(records: Sequence[Record]) -> Layout | None:
    """Recognise Google Forms by its first column."""
    first = records[0]
    if len(first) < 2 or first[0].strip() not in _FORMS_TIMES:
        return None
    columns = unique_names(first)
    hints = {columns[0]: Hint("date", "known column of a Google Forms export")}
    return Layout("google-forms", "a Google Forms export", 1, columns, {}, hints)


def _stacked_header(records: Sequence[Record]) -> Layout | None:
    """Recognise a second and third header row by number columns that hold words only there."""
    body = [record for record in records[4:204] if len(record) == len(records[0])]
    if len(body) < 5 or len(records[0]) < 3:
        return None
    shares = [sum(parse_number(row[i]) is not None for row in body) / len(body) for i in range(len(records[0]))]
    numeric = [i for i, share in enumerate(shares) if share >= 0.95]
    if any(is_blank(records[0][i]) for i in numeric):
        return None
    n_header = 1
    while n_header < 4 and len(numeric) >= 2 and len(records[n_header]) == len(records[0]):
        if any(is_blank(records[n_header][i]) or any(c.isdigit() for c in records[n_header][i]) for i in numeric):
            break
        n_header += 1
    if n_header == 1:
        return None
    columns = unique_names(records[0])
    note = f"a table with {n_header} header rows; the first names the columns, the others are not read as answers"
    return Layout("stacked-header", note, n_header, columns, _labels(columns, records[1]))


def label_scores(table: RawTable) -> None:
    """Say what the scores of a Delighted export ask for, where all its rows are of one type of survey."""
    lower = [column.lower() for column in table.columns]
    if table.preset not in ("delighted", "delighted-api") or "score" not in lower or "survey_type" not in lower:
        return
    place = lower.index("survey_type")
    types = {row[place].strip().lower() for row in table.rows} - {""}
    label = SURVEY_TYPES.get(next(iter(types))) if len(types) == 1 else None
    if label is not None:
        table.labels = {**table.labels, table.columns[lower.index("score")]: label}


def drop_previews(table: RawTable) -> None:
    """Leave out Qualtrics test answers, each with a line in issues."""
    if table.preset != "qualtrics":
        return
    lower = [column.lower() for column in table.columns]
    status = lower.index("status") if "status" in lower else None
    channel = lower.index("distributionchannel") if "distributionchannel" in lower else None
    rows, numbers = [], []
    for row, number in zip(table.rows, table.numbers, strict=True):
        marks = [row[i].strip().lower() for i in (status, channel) if i is not None]
        is_code = status is not None and row[status].strip() in _PREVIEW_CODES
        if is_code or _PREVIEWS.intersection(marks):
            table.n_dropped += 1
            note = f"record {number:,} of {table.source!r} is a survey preview or test, not an answer; left out"
            table.issues.append(issue(Stage.READ, Code.SURVEY_PREVIEW, note, level=Level.INFO, row=number))
        else:
            rows.append(row)
            numbers.append(number)
    table.rows, table.numbers = rows, numbers
