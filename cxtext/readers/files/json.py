"""JSON lines, and JSON with a list of records, to a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from cxtext.errors import UnreadableFileError
from cxtext.readers.cells import RawTable, clean_text, unique_names
from cxtext.readers.files.kinds import check_columns
from cxtext.readers.files.survey_tools import label_scores, recognise
from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.wording import one_line, plural

Json = dict[str, object]
_MAX_DEPTH = 4
#: What the list of records of a document is called, beside others.
_RECORDS = frozenset({"data", "items", "records", "responses", "results", "reviews", "rows"})
#: Objects in lists from which a document is no single record.
LEAST_RECORDS = 10


def read_json(text: str, name: str) -> RawTable:
    """Return the records of JSON lines, a JSON array, or an object that holds one array of objects.

    Nested objects become columns named ``outer.inner``; a list stays as JSON text. Two values of one name in one record are
    both kept, the second as ``name~2``. A line that is not an object is left out with a line in ``issues``.

    Raises
    ------
    UnreadableFileError
        When no record can be found.
    """
    issues: list[Issue] = []
    records: list[Json] = []
    numbers: list[int] = []
    n_dropped = 0
    for number, value in enumerate(_values(text, name), start=1):
        if isinstance(value, _Broken):
            problem = value.why
        elif isinstance(value, dict):
            records.append(value)
            numbers.append(number)
            continue
        elif isinstance(value, str):
            records.append({"text": value})
            numbers.append(number)
            continue
        else:
            problem = f"holds {_type_name(value)}, not an object"
        n_dropped += 1
        note = f"record {number:,} of {name!r} {problem}; left out"
        issues.append(issue(Stage.READ, Code.BAD_RECORD, note, level=Level.ERROR, row=number))
    if not records:
        expected = 'Expected one object per line, such as {"text": "...", "score": 9}.'
        raise UnreadableFileError(f"{name!r} holds no JSON records.\n{expected}")
    return _tabulate(name, records, numbers, issues, n_dropped)


class _Broken:
    """Stands for a line that is not JSON."""

    def __init__(self, line: str, error: Exception) -> None:
        detail = getattr(error, "msg", None) or str(error)
        self.why = f"is not valid JSON ({one_line(detail, 80)}): {one_line(line, 60)}"


def _type_name(value: object) -> str:
    """Name a JSON type."""
    return {list: "a list", bool: "true or false", type(None): "null"}.get(type(value), "a number")


def _values(text: str, name: str) -> Iterator[object]:
    """Yield the records of the document, or of its lines."""
    if text.lstrip()[:1] in {"[", "{"}:
        try:
            document = _load(text)
        except (ValueError, RecursionError):
            document = None
        if isinstance(document, list):
            yield from document
            return
        if isinstance(document, dict):
            yield from _wrapped(document, name)
            return
    for line in text.split("\n"):
        if line.strip():
            try:
                yield _load(line)
            except (ValueError, RecursionError) as error:
                yield _Broken(line, error)


def _load(text: str) -> object:
    """Parse JSON; of several values that an object gives one key all are kept that differ."""
    return json.loads(text, object_pairs_hook=_keep_pairs)


def _keep_pairs(pairs: list[tuple[str, object]]) -> Json:
    """Make an object of its pairs."""
    record: Json = {}
    for key, value in pairs:
        _put(record, key, value)
    return record


def _put(record: dict[str, Any], key: str, value: object) -> None:
    """Add a value under its key, or under ``key~2`` where the record has another value of that key."""
    name, number = key, 1
    while name in record:
        if record[name] == value and type(record[name]) is type(value):
            return
        number += 1
        name = f"{key}~{number}"
    record[name] = value


def _wrapped(document: Json, name: str) -> list[object]:
    """Return the records of an object: its one list of objects, within others one of some length, else the object itself.

    Of several the one whose name says that it holds the records is taken, such as ``data`` beside ``included``.
    """
    lists = dict(_find_lists(document))
    top = {path: records for path, records in lists.items() if "." not in path}
    for among in (top, {path: records for path, records in lists.items() if len(records) >= LEAST_RECORDS}):
        named = [records for path, records in among.items() if path.rpartition(".")[2].casefold() in _RECORDS]
        if len(among) == 1 or len(named) == 1:
            return named[0] if named else next(iter(among.values()))
    if sum(map(len, lists.values())) >= LEAST_RECORDS:
        paths = ", ".join(f"{path} ({len(records):,})" for path, records in lists.items())
        raise UnreadableFileError(
            f"{name!r} is one object with {plural(len(lists), 'list')} of records: {one_line(paths, 200)}.\n"
            "Save the one that holds the responses as a file of its own."
        )
    return [document]


def _find_lists(document: Json, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, list[object]]]:
    """Yield the lists of objects in an object, each with its path."""
    for key, value in document.items():
        if isinstance(value, list) and value and all(isinstance(record, dict) for record in value):
            yield f"{prefix}{key}", value
        elif isinstance(value, dict) and depth < _MAX_DEPTH:
            yield from _find_lists(value, f"{prefix}{key}.", depth + 1)


def _tabulate(name: str, records: list[Json], numbers: list[int], issues: list[Issue], n_dropped: int) -> RawTable:
    """Make a table of flat records; the columns come in the order of first appearance."""
    flat = [_flatten(record) for record in records]
    issues += _note_repeated(name, flat)
    keys = list(dict.fromkeys(key for record in flat for key in record))
    # Sorted when records differ in their keys, so that the order of rows does not decide the order of columns.
    if any(list(record) != keys for record in flat):
        keys.sort()
    check_columns(len(keys), name)
    rows = [[record.get(key, "") for key in keys] for record in flat]
    table = RawTable(name, unique_names(keys), rows, numbers, issues, n_dropped=n_dropped)
    layout = recognise([table.columns])
    if layout is not None:
        table.labels, table.hints, table.preset = layout.labels, layout.hints, layout.name
        table.issues.append(issue(Stage.READ, Code.PRESET, f"{name!r} looks like {layout.note}", level=Level.INFO))
        label_scores(table)
    return table


def _flatten(record: Json, prefix: str = "", depth: int = 0) -> dict[str, str]:
    """Return nested objects as one level of text cells."""
    flat: dict[str, str] = {}
    for key, value in record.items():
        path = f"{prefix}{clean_text(key)}"
        if isinstance(value, dict) and value and depth < _MAX_DEPTH:
            for inner, cell in _flatten(value, f"{path}.", depth + 1).items():
                _put(flat, inner, cell)
        else:
            _put(flat, path, _cell(value))
    return flat


def _note_repeated(name: str, flat: Sequence[dict[str, str]]) -> list[Issue]:
    """Return a note for each key that records have twice, with two values."""
    counts = Counter(key for record in flat for key in record if (base := key.rpartition("~")[0]) and base in record)
    notes = []
    for key, n in counts.items():
        first = one_line(key.rpartition("~")[0], 60)
        note = f"{plural(n, 'record')} of {name!r} with two values of {first!r}; the second is in column {one_line(key, 64)!r}"
        notes.append(issue(Stage.READ, Code.REPEATED_KEY, note, column=key))
    return notes


def _cell(value: object) -> str:
    """Return a JSON value as text."""
    if isinstance(value, str):
        return clean_text(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    try:
        return clean_text(json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value))
    except (ValueError, RecursionError):
        # Python refuses to print an integer of more than 4,300 digits.
        return ""
