"""Read survey exports and other dumps of feedback into one table of responses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxtext.errors import SchemaError
from cxtext.readers.cells import RawTable
from cxtext.readers.columns import assign_roles, profile_column
from cxtext.readers.extras import join_tables, pivot_long, withhold
from cxtext.readers.files import Tabular, as_list, check_duplicates, read_tables
from cxtext.readers.responses import build_responses, columns_table, issue_notes
from cxtext.schema import Code, Issue, Level, Receipt, Stage, issue
from cxtext.settings import InputConfig, Metric
from cxtext.wording import is_blank

if TYPE_CHECKING:
    import pandas as pd

_INSPECT_LIMIT = 50_000


@dataclass(frozen=True)
class ReadResult:
    """What was read, and how each column was understood.

    Attributes
    ----------
    responses : DataFrame
        Table ``responses`` without status and primary theme, plus ``group.<column>`` columns (str). One row per response;
        several text columns give several responses with the same ``row``.
    columns : DataFrame
        Table ``columns``: the role of every input column, with the reason.
    metrics : tuple of Metric
        Declared or guessed, with scale and direction.
    raw_metrics : DataFrame
        The metric cells as text, one column per metric label, on the index of ``responses``; of a count also those of its
        exposure, in ``exposure.<label>``. Clock forms of a duration stand there as plain numbers.
    issues : list of Issue
        Rows of table ``issues``.
    receipt : Receipt
        Files with their fingerprints, and counts of records and responses.
    first_values : dict of str to str
        The first value of every column that has any: the one thing here that the order of the rows decides.
    labels : dict of str to str
        The question of each column whose header has one beside its name, as Qualtrics writes them.
    """

    responses: pd.DataFrame
    columns: pd.DataFrame
    metrics: tuple[Metric, ...]
    raw_metrics: pd.DataFrame
    issues: list[Issue]
    receipt: Receipt
    first_values: dict[str, str]
    labels: dict[str, str] = field(default_factory=dict)


def read_responses(
    sources: Sequence[Tabular] | Tabular,
    *,
    config: InputConfig | None = None,
    metrics: Sequence[Metric] = (),
    guess_metrics: bool = True,
) -> ReadResult:
    """Read one or more sources into responses.

    Every cell is read as text first, so that ``NA``, ``007`` and ``1e5`` survive. No record is lost: each one is a row
    of ``responses`` or a line of ``issues``.

    Parameters
    ----------
    sources : path, "-", DataFrame, or a sequence of them
        CSV, TSV or other delimited text, JSON lines, a JSON array (each also gzipped), XLSX or Parquet; a folder or ZIP archive
        of such files, or a pattern such as ``exports/*.csv``; a DataFrame of pandas, or any table that hands out an Arrow
        stream, such as one of Polars or pyarrow. Several sources share their columns.
    config : InputConfig, optional
        Named columns, encoding, delimiter, sheet and limit; the rest is guessed.
    metrics : sequence of Metric
        Declared outcomes. When given, none is guessed.
    guess_metrics : bool
        Guess outcomes when none is declared.

    Returns
    -------
    ReadResult

    Raises
    ------
    UnreadableFileError
        When a source is missing, empty, binary or damaged.
    ColumnNotFoundError
        When a named column does not exist.
    SchemaError
        When there is no text column, or two equally good ones.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"why": ["Search is slow and often fails", "I like it"], "nps": [3, 9]})
    >>> result = read_responses(frame)
    >>> result.metrics[0].kind, list(result.raw_metrics["nps"])
    ('nps', ['3', '9'])
    """
    return _read(_load(sources, config, metrics), config or InputConfig(), metrics, guess_metrics)


def inspect_source(
    sources: Sequence[Tabular] | Tabular,
    *,
    config: InputConfig | None = None,
    metrics: Sequence[Metric] = (),
    guess_metrics: bool = True,
) -> ReadResult:
    """Do the same as :func:`read_responses` on at most the first 50,000 records, for a look at the columns.

    Where the text column has to be named by the user there are no responses, and an issue of level ``error`` says so.

    Examples
    --------
    >>> import pandas as pd
    >>> shown = inspect_source(pd.DataFrame({"comment": ["Too slow for us", "Fine"], "plan": ["pro", "pro"]}))
    >>> dict(zip(shown.columns["column"], shown.columns["role"]))
    {'comment': 'text', 'plan': 'unused'}
    """
    config = config or InputConfig()
    limited = config.model_copy(update={"limit": min(config.limit or _INSPECT_LIMIT, _INSPECT_LIMIT)})
    return _read(_load(sources, limited, metrics), limited, metrics, guess_metrics, need_text=False)


def _load(sources: Sequence[Tabular] | Tabular, config: InputConfig | None, metrics: Sequence[Metric]) -> RawTable:
    """Read the sources to one table of text cells."""
    config = config or InputConfig()
    given = as_list(sources)
    table = read_tables(given, config)
    n_records = len(table.rows)
    pivot_long(table, config, metrics)
    if table.n_unread_lines and (len(table.rows) != n_records or n_records < (config.limit or 0)):
        # Where several records are one response, or many lines one record, only the whole says which.
        table = read_tables(given, config.model_copy(update={"limit": None}))
        pivot_long(table, config, metrics)
    _refuse_counts(table, config)
    check_duplicates(table, drop=config.deduplicate)
    _limit(table, config.limit)
    if config.join:
        join_tables(table, config)
    withhold(table, config.consent_column)
    return table


def _refuse_counts(table: RawTable, config: InputConfig) -> None:
    """Raise for a table of counts, unless the user says where its texts are."""
    if table.counts and not config.text_columns:
        raise SchemaError(
            f"{table.source!r} has no responses: each row counts answers ({table.counts}).\n"
            "Export the single responses, one row per respondent; or, if these are texts, name their column: --text-column NAME"
        )


def _read(
    table: RawTable, config: InputConfig, metrics: Sequence[Metric], guess_metrics: bool, *, need_text: bool = True
) -> ReadResult:
    """Give the columns of a table their roles and build the responses."""
    cells = list(zip(*table.rows, strict=True)) if table.rows else [() for _ in table.columns]
    profiles = {c: profile_column(c, cells[i], table.labels.get(c, "")) for i, c in enumerate(table.columns)}
    for column in table.origins:
        profiles[column].joined = True
    roles = assign_roles(
        profiles, config, metrics, hints=table.hints, guess_metrics=guess_metrics, source=table.source, need_text=need_text
    )
    table.issues += issue_notes(roles)
    frame, raw = build_responses(table, roles, config.time_zone)
    return ReadResult(
        responses=frame,
        columns=columns_table(table, roles, profiles),
        metrics=tuple(roles.metrics),
        raw_metrics=raw,
        issues=table.issues,
        receipt=_receipt(table, frame),
        first_values={c: next(iter(p.counts)) for c, p in profiles.items() if p.counts},
        labels=dict(table.labels),
    )


def _limit(table: RawTable, limit: int | None) -> None:
    """Keep the first records only, and say how many there are."""
    if limit is not None and len(table.rows) > limit:
        n_behind = table.n_unread_lines
        whole = f"of {len(table.rows):,} records " if not n_behind else "records "
        rest = (
            "the rest was not read"
            if not n_behind
            else f"about {n_behind + len(table.rows) - limit:,} lines behind them were not"
        )
        note = f"the first {limit:,} {whole}are used, as asked; {rest}"
        table.issues.append(issue(Stage.READ, Code.LIMIT, note, level=Level.INFO))
        last = table.numbers[limit - 1]
        table.rows, table.numbers = table.rows[:limit], table.numbers[:limit]
        table.issues = [row for row in table.issues if row.row is None or row.row <= last]
        table.n_dropped = last - limit


def _receipt(table: RawTable, frame: pd.DataFrame) -> Receipt:
    """Return what was read and kept, in numbers."""
    n_blank = sum(map(is_blank, frame["text"]))
    return Receipt(
        sources=table.sources,
        n_read=table.n_read,
        n_kept=len(table.rows),
        n_dropped=table.n_dropped,
        n_responses=len(frame),
        n_content=len(frame) - n_blank,
        n_blank=n_blank,
        joined=table.joined,
    )
