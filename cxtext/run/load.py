"""A run folder, read and checked."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cxtext import schema, wording
from cxtext.errors import EarlierRunWarning, InputError, ModelFormatError
from cxtext.metrics import VIEWS
from cxtext.run.again import command_again
from cxtext.run.files import MANIFEST, RunOrigin, check_files
from cxtext.run.folder import restore_interrupted
from cxtext.run.manifest import Manifest, turned_round
from cxtext.schema import Values as TableValues
from cxtext.schema import check_nulls, check_run, complete, is_later_table, take_mapping
from cxtext.sentiment import CLASSES, EMOTIONS, INTENTS

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.themes import ThemeModel

FORMAT_VERSION = 2
#: Seconds that a reader waits for a writer that is putting a new run in the place of an earlier one.
SECONDS_TO_WAIT = 10.0
#: Values that a table of a run may have, from the packages that make them.
VALUES: TableValues = {
    ("sentiment", "label"): CLASSES,
    ("sentiment", "intent"): INTENTS,
    ("sentiment", "emotion"): EMOTIONS,
    ("metrics", "kind"): VIEWS,
}
#: What reading a damaged file may raise, beside the errors of pyarrow.
DAMAGE = (OSError, ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class LoadedRun:
    """What a run folder holds; see :class:`cxtext.run.Analysis`."""

    tables: Mapping[str, pd.DataFrame]
    manifest: Manifest
    model: ThemeModel | None
    model_problem: str
    origin: RunOrigin


def load_run(folder: Path) -> LoadedRun:
    """Read a run folder, checked as :meth:`cxtext.run.Analysis.load` says."""
    import pyarrow as pa

    if not (folder / MANIFEST).is_file():
        restore_interrupted(folder, timeout=SECONDS_TO_WAIT)
    if not (folder / MANIFEST).is_file():
        raise InputError(f"{str(folder)!r} is not a run folder: it has no manifest.json.\nMake one: cxtext analyze INPUT -o RUN")
    try:
        origin = RunOrigin.of(folder)
        data = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        _check_version(folder, data)
        if "files" in data:
            check_files(folder, take_mapping(data["files"], str, f"{MANIFEST}: files"))
        manifest = Manifest.from_json(data)
        tables = {name: _read_table(folder / "tables" / f"{name}.parquet") for name in schema.TABLES}
        check_run(tables, VALUES)
        _check_counts(tables, manifest)
        turned = turned_round(manifest, tables["metrics"])
    except (*DAMAGE, pa.ArrowException) as error:
        raise ModelFormatError(
            f"run {str(folder)!r} is incomplete or damaged: {_reason(error)}.\nMake it again: cxtext analyze INPUT -o RUN"
        ) from error
    if turned:
        warnings.warn(_warning(folder, turned, command_again(data, folder)), EarlierRunWarning, stacklevel=3)
    model, problem = _load_model(folder, data)
    return LoadedRun(tables, manifest, model, problem, origin)


def _warning(folder: Path, turned: list[str], again: str) -> str:
    """Say which metrics of a run an earlier version recorded the wrong way round, and what to do."""
    names = " and ".join(repr(wording.one_line(name, 60)) for name in turned)
    return (
        f"run {str(folder)!r} was saved by an earlier version, which recorded {names} with its high answers as the good ones, "
        "although its low ones are. Report and tables are right; audits, fixes, comparisons and edits of this run are turned "
        f"round.\nMake it again: {again}"
    )


def _check_version(folder: Path, manifest: Mapping[str, object]) -> None:
    """Raise for a run of another format, with the command that makes it again."""
    version = manifest.get("format_version")
    if version == FORMAT_VERSION:
        return
    is_later = isinstance(version, int) and version > FORMAT_VERSION
    raise ModelFormatError(
        f"run {str(folder)!r} has format {repr(version)[:20]}, this cxtext reads {FORMAT_VERSION}.\n"
        f"{'Install a newer cxtext, or make it again' if is_later else 'Make it again'}: {command_again(manifest, folder)}"
    )


def _load_model(folder: Path, manifest: Mapping[str, object]) -> tuple[ThemeModel | None, str]:
    """Return the theme model of a run and, when it is of another format, why it is not there."""
    from cxtext.themes import ModelVersionError, ThemeModel

    if not (folder / "model").is_dir():
        return None, ""
    try:
        return ThemeModel.load(folder / "model"), ""
    except ModelVersionError as error:
        return None, f"{str(error).splitlines()[0]}\nMake the run again: {command_again(manifest, folder)}"


def _reason(error: Exception) -> str:
    """Return what an error says, on one line and without its full stop."""
    text = f"{error.strerror}: {error.filename}" if isinstance(error, OSError) and error.strerror else str(error)
    return wording.one_line(text).rstrip(". ")


def _read_table(path: Path) -> pd.DataFrame:
    """Read one table of a run folder, of this version or an earlier one."""
    import pyarrow.parquet as pq

    name = path.stem
    if is_later_table(name) and not path.exists():
        return schema.empty(name)
    with path.open("rb") as file:
        frame = complete(name, pq.ParquetFile(file).read().to_pandas())
    check_nulls(name, frame)
    try:
        return schema.conform(name, frame)
    except (TypeError, ValueError):  # their messages quote the value
        raise ValueError(f"table {name!r} has a column of another type") from None


def _check_counts(tables: Mapping[str, pd.DataFrame], manifest: Manifest) -> None:
    """Raise ValueError when the manifest counts other rows than there are, or names another metric."""
    counts = manifest.counts
    expected = {
        "responses": counts.n_responses,
        "units": counts.n_units,
        "assignments": counts.n_units,
        "sentiment": counts.n_units,
    }
    for name, n in expected.items():
        if len(tables[name]) != n:
            raise ValueError(f"table {name!r} has {len(tables[name])} rows, the manifest says {n}")
    n_themes = len(schema.active_themes(tables["themes"]))
    if n_themes != counts.n_themes:
        raise ValueError(f"table 'themes' has {wording.plural(n_themes, 'theme')}, the manifest says {counts.n_themes}")
    _check_metrics(tables, manifest)


def _check_metrics(tables: Mapping[str, pd.DataFrame], manifest: Manifest) -> None:
    """Raise ValueError when the tables measure other metrics than the manifest, or rank other themes under one."""
    measured = set(tables["metrics"]["metric"])
    if manifest.primary_metric not in measured:
        raise ValueError(f"its primary metric {manifest.primary_metric!r} is in no table")
    recorded = {metric.label for metric in manifest.outcomes}
    for name in sorted(measured.symmetric_difference(recorded) - {schema.VOLUME_METRIC}):
        where, other = ("table 'metrics'", "outcomes of the manifest") if name in measured else ("manifest", "table 'metrics'")
        raise ValueError(f"metric {name!r} is in the {where}, not in the {other}".replace("the table", "table"))
    for name in sorted(recorded):
        if schema.METRIC_PREFIX + name not in tables["responses"]:
            raise ValueError(f"table 'responses' has no column {schema.METRIC_PREFIX + name!r}, the answers to metric {name!r}")
    n_themes, ranked = manifest.counts.n_themes, tables["scorecard"]["metric"].value_counts()
    if n_themes and ranked.empty:
        raise ValueError(f"table 'scorecard' has no rows, the manifest says {wording.plural(n_themes, 'theme')}")
    for name, n in ranked.items():
        if n != n_themes:
            raise ValueError(f"table 'scorecard' has {n} rows of metric {name!r}, the manifest says {n_themes} themes")
