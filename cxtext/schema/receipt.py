"""What was read: each file with its fingerprint, and counts of records and responses that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from cxtext.schema.json_rows import read_row, take

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file, or data frame, as it was read.

    Parameters
    ----------
    name, format, sha256 : str
        Of a data frame the fingerprint is that of its cells.
    encoding, delimiter, preset : str or None
        Of a text file; ``preset`` is the survey tool whose layout it has.
    n_rows : int
        Records, dropped ones included.
    """

    name: str
    format: str
    sha256: str
    encoding: str | None
    delimiter: str | None
    preset: str | None
    n_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedSource(Source):
    """A file that was joined.

    Parameters
    ----------
    on : str
        The key, as it was given.
    n_matched, n_unmatched : int
        Records of the input that have a row in it, and that have none.
    n_unused_rows : int
        Rows of it that no record has.
    """

    on: str
    n_matched: int
    n_unmatched: int
    n_unused_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was read: ``n_read = n_kept + n_dropped`` records, ``n_responses = n_content + n_blank`` responses."""

    sources: tuple[Source, ...]
    n_read: int
    n_kept: int
    n_dropped: int
    n_responses: int
    n_content: int
    n_blank: int
    joined: tuple[JoinedSource, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values; without joined files there is no such key."""
        data = asdict(self)
        data["sources"] = list(data["sources"])
        joined = data.pop("joined")
        return {**data, "joined": list(joined)} if joined else data

    @classmethod
    def from_json(cls, data: object, path: str) -> Receipt:
        """Read what :meth:`to_json` gave; ``path`` says where it stands.

        Raises
        ------
        ValueError
            When a value is missing or of the wrong type.
        """
        values: Mapping[str, Any] = take(data, dict, path)
        sources = _read_sources(Source, values.get("sources", []), f"{path}.sources")
        joined = _read_sources(JoinedSource, values.get("joined", []), f"{path}.joined")
        return read_row(cls, values, path, sources=sources, joined=joined)


def _read_sources(row_type: type[S], rows: object, path: str) -> tuple[S, ...]:
    """Return a list of files."""
    return tuple(read_row(row_type, row, f"{path}[{i}]") for i, row in enumerate(take(rows, list, path)))
