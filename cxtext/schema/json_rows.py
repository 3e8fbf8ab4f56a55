"""Dataclasses of plain values from JSON, with each value checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")


def read_row(row_type: type[T], data: object, path: str, **ready: Any) -> T:
    """Build a dataclass from a JSON object; keys that it does not have are ignored.

    Parameters
    ----------
    row_type : type
        A dataclass whose fields are ``str``, ``int``, ``float``, ``bool``, or one of these or None.
    data : object
        What the file holds.
    path : str
        File and dotted key of ``data``, such as ``manifest.json: counts``.
    **ready
        Fields of other types, as they were read before.

    Raises
    ------
    ValueError
        When a value is missing or of the wrong type; the message names the first.
    """
    values: dict[str, Any] = dict(ready)
    row, types = take(data, dict, path), get_type_hints(row_type)
    for field in fields(row_type):  # type: ignore[arg-type]
        if field.name in ready:
            continue
        if field.name in row:
            values[field.name] = take(row[field.name], types[field.name], f"{path}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"{path}.{field.name} is missing")
    return row_type(**values)


def take(value: Any, wanted: Any, path: str) -> Any:
    """Return ``value`` when it is of the wanted type; a whole number is also a float, but True is not a number.

    The error names the type of a text, list or object and does not quote it.

    >>> take(3, float, "x")
    3
    """
    types = get_args(wanted) if isinstance(wanted, UnionType) else (wanted,)
    fits = isinstance(value, types) or (float in types and isinstance(value, int))
    if not fits or (isinstance(value, bool) and bool not in types):
        shown = type(value).__name__ if isinstance(value, str | list | dict) and value else repr(value)
        raise ValueError(f"{path} is {shown}, not of type {' or '.join(one.__name__ for one in types)}")
    return value


def take_mapping(value: Any, wanted: type[T], path: str) -> dict[str, T]:
    """Return a JSON object whose values are all of one type."""
    data: Mapping[str, Any] = take(value, dict, path)
    return {name: take(one, wanted, f"{path}.{name}") for name, one in data.items()}
