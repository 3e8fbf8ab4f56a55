"""Assemble the responses table from the raw table and the roles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cxtext.errors import SchemaError
from cxtext.metrics import make_outcome
from cxtext.readers.cells import DateColumn, RawTable, doubt_dates, has_decimal_comma, parse_dates, parse_number
from cxtext.readers.columns import ColumnProfile, Options, Roles, TickBox, comma_notes
from cxtext.readers.extras import normalize_key
from cxtext.schema import EXPOSURE_PREFIX, GROUP_PREFIX, Code, Issue, Level, Stage, conform, issue
from cxtext.wording import is_blank, one_line, plural, unescape_entities

if TYPE_CHECKING:
    import pandas as pd

#: A column with more different values than this holds no survey waves.
MAX_WAVES = 120
#: The two groups of an option that people could choose.
CHOSEN, NOT_CHOSEN = "chosen", "not chosen"
#: Share of the filled cells of a date column that may be no dates.
MOST_UNREAD_DATES = 0.2
#: Signs around an amount of money.
CURRENCIES = "$€£¥ \u00a0"


def build_responses(table: RawTable, roles: Roles, time_zone: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the responses table, and the raw metric cells on the same index; ``time_zone`` is that of the survey's clocks.

    The table has no status and no metrics yet: splitting and the check of answers add them. Issues are added to the table's.
    """
    import pandas as pd

    texts = roles.of("text")
    n = len(table.rows)
    ids = _response_ids(table, roles)
    respondents = _respondents(table, roles, ids)
    dates = _dates(table, roles, time_zone)
    data: dict[str, list[object]] = {
        "respondent_id": [*respondents],
        "voice_id": [*respondents],
        "row": [*table.numbers],
        "created_at": [*dates.values],
        "local_time": [*dates.local],
        "weight": [*_weights(table, roles)],
        "value": [*_values(table, roles)],
    }
    if roles.wave is not None:
        data["wave"] = _waves(table, roles.wave)
    raw: dict[str, list[object]] = {}
    for metric in roles.metrics:
        raw[metric.label] = [*make_outcome(metric).plain_cells(_cells(table, metric.column))]
        if metric.exposure is not None:
            raw[EXPOSURE_PREFIX + metric.label] = [*_cells(table, metric.exposure)]
    for column in roles.of("group"):
        box = roles.ticks.get(column)
        data |= _groups(table, column, roles.options.get(column)) if box is None else _ticked(table, column, box)
    # Row by row, so that the answers of one response stay together.
    pick = [i for i in range(n) for _ in texts]
    columns = {name: [values[i] for i in pick] for name, values in data.items()}
    by_text = [_unescape(table, column) for column in texts]
    columns["text"] = [cells[i] for i in range(n) for cells in by_text]
    several = len(texts) > 1
    columns["response_id"] = [f"{ids[i]}/q{k}" if several else ids[i] for i in range(n) for k in range(1, len(texts) + 1)]
    columns["question"] = [unescape_entities(table.labels.get(c, c)) if several else None for _ in range(n) for c in texts]
    frame = conform("responses", _frame(columns), without={"status"})
    picked = {label: pd.Series([cells[i] for i in pick], dtype="str") for label, cells in raw.items()}
    return frame, pd.DataFrame(picked, index=frame.index)


def _frame(columns: Mapping[str, list[object]]) -> pd.DataFrame:
    """Make the frame with the dtype of the group columns."""
    import pandas as pd

    frame = pd.DataFrame(
        {name: pd.Series(values, dtype="str" if name.startswith(GROUP_PREFIX) else "object") for name, values in columns.items()}
    )
    times = {name: pd.to_datetime(frame[name], utc=True) for name in ("created_at", "local_time")}
    return frame.assign(**times)


def _unescape(table: RawTable, column: str) -> list[str]:
    """Return the cells of a text column with the characters that HTML escapes stand for, with one note of how many had any.

    Ids come from the cells as they are.
    """
    cells = _cells(table, column)
    written = [unescape_entities(cell) for cell in cells]
    n = sum(before != after for before, after in zip(cells, written, strict=True))
    if n:
        note = f"{plural(n, 'text')} of column {column!r} had escaped characters, such as '&amp;' or '&#39;'; they were put back"
        table.issues.append(issue(Stage.READ, Code.ESCAPED_TEXT, note, level=Level.INFO, column=column))
    return written


def _waves(table: RawTable, column: str) -> list[object]:
    """Return the wave of each record; a column of too many different values holds none."""
    waves: list[object] = [_name(cell) for cell in _cells(table, column)]
    n_waves = len(set(waves) - {None})
    if n_waves > MAX_WAVES:
        raise SchemaError(
            f"column {column!r} has {n_waves:,} different values: these are not survey waves (at most {MAX_WAVES}).\n"
            f"For dates: --date-column {column!r}"
        )
    return waves


def _name(cell: str) -> str | None:
    """Return the name of a group or wave as it stands in a cell; None when it is blank."""
    return None if is_blank(cell) else " ".join(unescape_entities(cell).split())


def _groups(table: RawTable, column: str, options: Options | None) -> dict[str, list[object]]:
    """Return the group of each record; of a list of options one column for each, with who chose it."""
    cells = _cells(table, column)
    if options is None:
        return {GROUP_PREFIX + column: [_name(cell) for cell in cells]}
    chosen = [None if is_blank(cell) else options.chosen(cell) for cell in cells]
    return {
        f"{GROUP_PREFIX}{column}: {option}": [None if own is None else CHOSEN if option in own else NOT_CHOSEN for own in chosen]
        for option in options.counts
    }


def _ticked(table: RawTable, column: str, box: TickBox) -> dict[str, list[object]]:
    """Return who chose the option of a tick box."""
    places = [table.columns.index(name) for name in box.columns]
    answers = [
        box.answer(cell, is_answered=any(not is_blank(row[i]) for i in places))
        for cell, row in zip(_cells(table, column), table.rows, strict=True)
    ]
    return {GROUP_PREFIX + box.group: [None if answer is None else CHOSEN if answer else NOT_CHOSEN for answer in answers]}


def _cells(table: RawTable, column: str) -> list[str]:
    """Return the cells of one column."""
    position = table.columns.index(column)
    return [row[position] for row in table.rows]


def _response_ids(table: RawTable, roles: Roles) -> list[str]:
    """Return one unique id per record; repeats get ``~2`` in an order that the order of rows does not change."""
    column = roles.first("id")
    if column is None:
        return [f"row-{number}" for number in table.numbers]
    cells = [cell.strip() for cell in _cells(table, column)]
    ids = [f"row-{number}" if is_blank(cell) else cell for cell, number in zip(cells, table.numbers, strict=True)]
    for position, cell in enumerate(cells):
        if is_blank(cell):
            given, row = ids[position], table.numbers[position]
            note = f"blank id; {given!r} is used"
            table.issues.append(
                issue(Stage.READ, Code.BLANK_ID, note, level=Level.INFO, row=row, column=column, response_id=given)
            )
    places: dict[str, list[int]] = defaultdict(list)
    for position, name in enumerate(ids):
        places[name].append(position)
    taken = set(ids)
    for name, positions in places.items():
        # Ordered by content: shuffled rows give the same id to the same answer.
        if len(positions) == 1:
            continue
        k = 2
        for position in sorted(positions, key=lambda p: (table.rows[p], p))[1:]:
            while f"{name}~{k}" in taken:
                k += 1
            ids[position] = f"{name}~{k}"
            taken.add(ids[position])
            given, row = ids[position], table.numbers[position]
            note = f"id {one_line(name, 40)!r} is used by another record; {one_line(given, 44)!r} is used for this one"
            table.issues.append(issue(Stage.READ, Code.REPEATED_ID, note, row=row, column=column, response_id=given))
    return ids


def _respondents(table: RawTable, roles: Roles, ids: Sequence[str]) -> list[str]:
    """Return who answered: the respondent column, the key of a join that records share, or the response's own id."""
    column = roles.first("respondent") or table.respondents
    if column is None:
        return list(ids)
    if column == table.respondents:
        return [normalize_key(cell) or own for cell, own in zip(_cells(table, column), ids, strict=True)]
    return [own if is_blank(cell) else cell.strip() for cell, own in zip(_cells(table, column), ids, strict=True)]


def _dates(table: RawTable, roles: Roles, time_zone: str | None) -> DateColumn:
    """Return when each record was given, with a line in issues for what cannot be read.

    Raises
    ------
    SchemaError
        When too many cells of a named column are no dates: those that are would make waves of a part of the survey.
    """
    column = roles.first("date")
    if column is None:
        return DateColumn([None] * len(table.rows), [None] * len(table.rows))
    cells = _cells(table, column)
    parsed = parse_dates(cells, column, time_zone)
    _require_dates(column, cells, parsed)
    roles.by_column[column].detail = parsed.format
    doubt = doubt_dates(parsed.values)
    if doubt:
        table.issues.append(issue(Stage.READ, Code.DATE_DOUBTFUL, f"{column!r}: {doubt}", column=column))
    if parsed.swap_note:
        table.issues.append(issue(Stage.READ, Code.DATE_DOUBTFUL, f"{column!r}: {parsed.swap_note}", column=column))
    for code, note in ((Code.DATE_ORDER, parsed.order_note), (Code.DATE_ZONE, parsed.zone_note)):
        if note:
            table.issues.append(issue(Stage.READ, code, f"{column!r}: {note}", level=Level.INFO, column=column))
    for position in parsed.bad:
        note = f"{one_line(cells[position], 40)!r} is not a date; the date is left blank"
        table.issues.append(issue(Stage.READ, Code.BAD_DATE, note, row=table.numbers[position], column=column))
    return parsed


def _require_dates(column: str, cells: list[str], parsed: DateColumn) -> None:
    """Raise when so many cells are no dates that the others are no fair part of the survey."""
    n_filled = sum(bool(cell.strip()) for cell in cells)
    if len(parsed.bad) > MOST_UNREAD_DATES * n_filled:
        raise SchemaError(
            f"{len(parsed.bad):,} of the {plural(n_filled, 'cell')} of column {column!r} cannot be read as dates.\n"
            "Waves of the rest would tell of a part of the survey only. Write them as 2024-01-31, or name another column."
        )


def _weights(table: RawTable, roles: Roles) -> list[float]:
    """Return the weight of each record: 1 without a column of weights, 0 where the cell is not a positive number.

    Where one cell has a decimal comma for sure, such as ``0,987`` or ``1,25``, every comma of the column is one.

    Raises
    ------
    SchemaError
        When no cell of the column is a positive number: then there is nothing to take a share or mean of.
    """
    column = roles.first("weight")
    if column is None:
        return [1.0] * len(table.rows)
    cells = [cell.strip() for cell in _cells(table, column)]
    decimal_comma = any(map(has_decimal_comma, cells))
    numbers = [parse_number(cell, decimal_comma=decimal_comma) for cell in cells]
    if numbers and not any(value is not None and value > 0 for value in numbers):
        none = f"none of its {plural(len(numbers), 'cell')} is a positive number"
        raise SchemaError(f"column {column!r} is taken as the weight, but {none}.\nName another column, or leave it out.")
    read = {cell: value for cell, value in zip(cells, numbers, strict=True) if value is not None and "," in cell}
    for code, _, note in comma_notes(column, dict(sorted(read.items())), Counter(cells), "weight"):
        table.issues.append(issue(Stage.READ, code, note, level=Level.INFO, column=column))
    for cell, value, number in zip(cells, numbers, table.numbers, strict=True):
        if value is None or value <= 0:
            note = f"weight {one_line(cell, 40)!r} is not a positive number; the record counts in no weighted figure"
            table.issues.append(issue(Stage.READ, Code.BAD_WEIGHT, note, level=Level.INFO, row=number, column=column))
    return [value if value is not None and value > 0 else 0.0 for value in numbers]


def _values(table: RawTable, roles: Roles) -> list[float | None]:
    """Return what the respondent of each record is worth, None where it is not known.

    Raises
    ------
    SchemaError
        When no cell of the column is a number of 0 or more.
    """
    column = roles.first("value")
    if column is None:
        return [None] * len(table.rows)
    cells = _cells(table, column)
    numbers = [parse_number(cell.strip().strip(CURRENCIES)) for cell in cells]
    if numbers and not any(value is not None and value >= 0 for value in numbers):
        none = f"none of its {plural(len(numbers), 'cell')} is a number of 0 or more"
        raise SchemaError(f"column {column!r} is taken as the value, but {none}.\nName another column, or leave it out.")
    values: list[float | None] = []
    for cell, value, number in zip(cells, numbers, table.numbers, strict=True):
        if value is None or value < 0:
            if not is_blank(cell):
                note = f"value {one_line(cell, 40)!r} is not a number of 0 or more; it is left blank"
                table.issues.append(issue(Stage.READ, Code.BAD_VALUE, note, row=number, column=column))
            value = None
        values.append(value)
    return values


def columns_table(table: RawTable, roles: Roles, profiles: Mapping[str, ColumnProfile]) -> pd.DataFrame:
    """Return the table that says what every column was taken for."""
    import pandas as pd

    rows = []
    for column in table.columns:
        role, profile = roles.by_column[column], profiles[column]
        rows.append(
            {
                "column": column,
                "source": table.origins.get(column),
                "role": role.role,
                "detail": role.detail,
                "reason": role.reason,
                "chosen_by": role.chosen_by,
                "n_filled": profile.n_filled,
                "n_distinct": profile.n_distinct,
                "example": one_line(profile.example, 80),
            }
        )
    return conform("columns", pd.DataFrame(rows))


def issue_notes(roles: Roles) -> list[Issue]:
    """Return what was assumed about columns as lines of issues."""
    return [issue(Stage.READ, code, note, level=_level(code), column=column or None) for code, column, note in roles.notes]


def _level(code: Code) -> Level:
    """Return how grave an assumption about a column is."""
    if code == Code.TEXT_COLUMN_NEEDED:
        return Level.ERROR
    return Level.WARNING if code in (Code.METRIC_ASSUMED, Code.METRIC_DROPPED, Code.SCALE_WORD) else Level.INFO
