"""What pydantic finds wrong with a config, in words of ours: which setting, and what is expected in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxtext.errors import suggest
from cxtext.settings.config import SECTIONS, Contradiction, Join, Metric, Section, config_keys

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

#: Settings that are lists of blocks: the block, what messages call one, and the key that tells one from another.
BLOCKS: dict[str, tuple[type[Section], str, str]] = {
    "metrics": (Metric, "metric", "column"),
    "input.join": (Join, "join", "file"),
}
#: How the values that are no single text, number or yes are written, by the last part of the key.
_EXAMPLES = {
    "text_columns": 'a list such as ["text"]',
    "group_columns": 'a list such as ["region"]',
    "scale": "a list such as [1, 5]: the lowest and the highest answer",
    "words": 'a table such as { "Very good" = 5, "Good" = 4 }',
    "metrics": "one [[metrics]] block for each column, in double brackets",
    "join": 'a list such as [{ file = "crm.csv", on = "customer_id" }]',
}
#: What is expected, by how the type of pydantic's complaint begins; the first match wins.
#: The braces are filled with the limits that come with the complaint.
_EXPECTED = {
    "bool": "yes or no, written true or false",
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "literal": "{expected}",
    "greater_than_equal": "a number of at least {ge}",
    "greater_than": "a number above {gt}",
    "less_than_equal": "a number of at most {le}",
    "less_than": "a number below {lt}",
    "string_too_short": "text that is not empty",
    "string_too_long": "text of at most {max_length} characters",
    "string": "text",
    "model": "a table of keys and values",
    "dict": "a table of keys and values",
}


@dataclass(frozen=True)
class Complaint:
    """The first thing that is wrong with a config.

    Parameters
    ----------
    keys : tuple of str
        Dotted keys of the values at fault; several where they contradict each other.
    name : str
        What a message calls the value, such as ``"kind of metric 1 (column 'score')"``; an unknown key is in quotes.
    text : str
        What is wrong with it.
    is_unknown : bool
        Whether there is no such key.
    """

    keys: tuple[str, ...]
    name: str
    text: str
    is_unknown: bool = False


def first_complaint(error: ValidationError, data: object) -> Complaint:
    """Return the first complaint of pydantic about a config.

    Parameters
    ----------
    error : ValidationError
        Raised for ``data``.
    data : object
        The nested mapping, in which a block is looked up to name its column or file.

    >>> from pydantic import ValidationError
    >>> from cxtext.settings import Config
    >>> data = {"metrics": [{"column": "score", "kind": "npx"}]}
    >>> try:
    ...     Config.model_validate(data)
    ... except ValidationError as error:
    ...     print(first_complaint(error, data).name)
    kind of metric 1 (column 'score')
    """
    complaints = error.errors(include_url=False)
    # A misspelt key is unknown, and the one that was meant is missing: the first says more.
    first = next((one for one in complaints if one["type"] == "extra_forbidden"), complaints[0])
    location = first["loc"]
    key = ".".join(map(str, location))
    if first["type"] == "extra_forbidden":
        name, of, which = _name_of(location, data).partition(" of ")
        return Complaint((key,), f"{name!r}{of}{which}", _hint(location, first.get("input")), is_unknown=True)
    if first["type"] == "value_error":
        cause = first["ctx"]["error"]
        keys = tuple(f"{key}.{name}".strip(".") for name in cause.keys) if isinstance(cause, Contradiction) else (key,)
        name = " and ".join(keys) if isinstance(cause, Contradiction) else _name_of(location, data)
        return Complaint(keys, name, str(cause))
    return Complaint((key,), _name_of(location, data), _expectation(first))


def describe_invalid(error: ValidationError, data: object) -> str:
    """Return the first complaint as one line, where the origin of the value is known without it."""
    complaint = first_complaint(error, data)
    return f"unknown setting {complaint.name}" if complaint.is_unknown else f"{complaint.name}: {complaint.text}"


def describe_expected(error: ValidationError) -> str:
    """Say what is expected in place of a single value.

    >>> from pydantic import TypeAdapter, ValidationError
    >>> try:
    ...     TypeAdapter(int).validate_python("many")
    ... except ValidationError as error:
    ...     print(describe_expected(error))
    expected a whole number (got 'many')
    """
    return _expectation(error.errors(include_url=False)[0])


def _expectation(complaint: ErrorDetails) -> str:
    """Say what is expected in place of the value."""
    kind, location = complaint["type"], [part for part in complaint["loc"] if isinstance(part, str)]
    last = location[-1] if location else ""
    if kind == "missing" and isinstance(complaint["loc"][-1], str):
        return "it is missing"
    template = next((text for start, text in _EXPECTED.items() if kind == start or kind.startswith(f"{start}_")), "")
    expected = template.format_map(complaint.get("ctx", {}))
    is_whole = not isinstance(complaint["loc"][-1] if complaint["loc"] else "", int)  # not one value inside of a list
    if last in _EXAMPLES and (is_whole or not expected or kind == "missing"):
        expected = _EXAMPLES[last]
    return f"expected {expected or 'another kind of value'} (got {complaint.get('input')!r})"


def _name_of(location: Sequence[int | str], data: object) -> str:
    """Return what a message calls a value: its dotted key, or its key in a numbered block."""
    parts = list(location)
    for block, (_, noun, label) in BLOCKS.items():
        start = block.split(".")
        if parts[: len(start)] != start or len(parts) == len(start) or not isinstance(parts[len(start)], int):
            continue
        place, inside = int(parts[len(start)]), [part for part in parts[len(start) + 1 :] if isinstance(part, str)]
        row = _look_up(data, [*start, place])
        value = row.get(label) if isinstance(row, Mapping) else getattr(row, label, None)
        which = f"{noun} {place + 1}" + (f" ({label} {value!r})" if value and inside[:1] != [label] else "")
        return f"{'.'.join(inside)} of {which}" if inside else which
    return ".".join(str(part) for part in parts if isinstance(part, str))


def _look_up(data: Any, path: Sequence[int | str]) -> object:
    """Return the value at a path of nested mappings and lists, None where there is none."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _hint(location: Sequence[int | str], value: object) -> str:
    """Return `` Did you mean 'x'?`` for a key that there is not, from the keys beside it."""
    last = str(location[-1])
    for block, (model, _, _) in BLOCKS.items():
        if ".".join(part for part in location if isinstance(part, str)) == f"{block}.{last}":
            return suggest(last, model.model_fields)
    return suggest_key(".".join(map(str, location)), value)


def suggest_key(key: str, value: object) -> str:
    """Return the hint for an unknown dotted key: a section where its value is one, else the nearest key.

    >>> suggest_key("Themes", {"n_themes": 3})
    " Did you mean 'themes'?"
    """
    if key in config_keys():
        section, _, name = key.rpartition(".")
        return f"\nA key in quotes is one word. Write it in its section: [{section}] and below it {name} = ..."
    if isinstance(value, Mapping):
        return suggest(key, [*SECTIONS, *BLOCKS])
    return suggest(key, config_keys())
