"""A finished analysis: its tables, manifest and model, in memory and on disk.

It is the only contract between computing and presenting: reports, exports and notebooks read it and compute nothing.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxtext import plugins, schema
from cxtext.errors import InputError, ModelFormatError, OutputError, RunChangedError
from cxtext.run.by_response import Index, Names, Values, build_matrix, list_left_out, list_responses_of
from cxtext.run.files import CHECKED, MANIFEST, MASKS, RunOrigin, close_to_others, hash_file, hash_files
from cxtext.run.folder import check_target, fill, restore_interrupted
from cxtext.run.garbage import collect_seldom
from cxtext.run.load import FORMAT_VERSION, load_run
from cxtext.run.manifest import Manifest
from cxtext.run.reading import read_once

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.embed import Embeddings
    from cxtext.run.session import Session
    from cxtext.themes import ThemeModel

#: File of a run folder -> the renderer that writes it.
RENDERED = {"report.html": "html", "opinions.html": "opinions", "summary.md": "markdown", "backlog.csv": "backlog"}


@dataclass(frozen=True, repr=False)
class Analysis:
    """The result of one run.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Every table of :data:`cxtext.schema.TABLES`, by name.
    manifest : Manifest
        Versions, effective config, seed, input fingerprints, counts, timings, models.
    model : ThemeModel or None
        The fitted themes; ``None`` when the data carry none.
    model_problem : str
        Why the model of a run that was loaded is not there; empty when it is, or when the run has none.
    origin : RunOrigin, optional
        The run folder that it was loaded from, or that the analysis it is an edit of was loaded from.
    session : Session, optional
        What only the process that made it has: the rows of the caller's table, exact vectors, an embedder that is an object.
    """

    tables: Mapping[str, pd.DataFrame]
    manifest: Manifest
    model: ThemeModel | None = None
    model_problem: str = field(default="", compare=False, repr=False)
    origin: RunOrigin | None = field(default=None, compare=False, repr=False)
    session: Session | None = field(default=None, compare=False, repr=False)

    @property
    def responses(self) -> pd.DataFrame:
        """The responses, one row each, with metric and group columns."""
        return self.tables["responses"]

    @property
    def units(self) -> pd.DataFrame:
        """The opinion units with their offsets."""
        return self.tables["units"]

    @property
    def themes(self) -> pd.DataFrame:
        """The themes and sub-themes."""
        return self.tables["themes"]

    @property
    def scorecard(self) -> pd.DataFrame:
        """The per-theme table of impact and rank, one row a theme and metric, best-ranked first."""
        return self.tables["scorecard"]

    @property
    def metrics(self) -> pd.DataFrame:
        """Each metric over all its valid answers, with its interval."""
        return self.tables["metrics"]

    @property
    def issues(self) -> pd.DataFrame:
        """Every dropped or changed row and every warning."""
        return self.tables["issues"]

    @property
    def assignments(self) -> pd.DataFrame:
        """The theme of each opinion unit, and how strongly it is of it."""
        return self.tables["assignments"]

    @property
    def sentiment(self) -> pd.DataFrame:
        """Polarity, label and intent of each opinion unit."""
        return self.tables["sentiment"]

    @property
    def left_out(self) -> pd.DataFrame:
        """The records of the input that have no opinion: ``row`` (from 1) and ``reason``, on the index of the caller's table."""
        return list_left_out(self)

    @property
    def embeddings(self) -> Embeddings:
        """The vectors of the different opinion texts: give them to the next ``analyze`` and nothing is embedded again.

        Those of an analysis that was made in this process are exact; a run folder holds them in half precision.

        Raises
        ------
        InputError
            When the run has no vectors: it is of an early release, or texts were taken out of it.
        """
        embeddings: Embeddings = import_module("cxtext.pipeline").recall_embeddings(self)
        return embeddings

    @property
    def plot(self) -> Any:
        """Charts for notebooks: ``ranking``, ``priority``, ``trends``, ``map``, ``groups`` and ``bridge``.

        Returns
        -------
        cxtext.plots.AnalysisPlots

        Raises
        ------
        MissingExtraError
            Without matplotlib.
        """
        return import_module("cxtext.plots").AnalysisPlots(self)

    def theme_matrix(
        self,
        values: Values = "mention",
        *,
        columns: Names = "label",
        index: Index = "input",
        subthemes: bool = False,
    ) -> pd.DataFrame:
        """Return a row for each response and a column for each theme, to be joined to the table that was analysed.

        Parameters
        ----------
        values : {"mention", "strength", "polarity"}
            1 for a response that mentions the theme and 0 for others; the strength of its opinion that is most of the theme,
            0 to 1; or the mean polarity of its opinions on the theme, -1 to 1, nan where it mentions it not.
        columns : {"label", "theme_id"}
            What columns are called. Ids stay when a theme is renamed.
        index : {"input", "response_id"}
            The index of the table that was analysed (positions from 0 for tables without one), or the ids, with the type of the
            id column. An analysis of files, or one that was loaded, has ids only.
        subthemes : bool
            Whether parts of themes have columns, too.

        Returns
        -------
        DataFrame of shape (n_responses_with_content, n_themes)
            In the order of the input. Several answers of one record are one row.

        Warns
        -----
        LeftOutWarning
            When records have no row as they say nothing: a join leaves their cells empty. ``left_out`` lists them.

        Examples
        --------
        >>> frame.join(analysis.theme_matrix())  # doctest: +SKIP
        """
        return build_matrix(self, values, columns=columns, index=index, subthemes=subthemes, stacklevel=2)

    def responses_of(self, theme: str, *, index: Index = "input") -> pd.DataFrame:
        """Return the responses that mention a theme or sub-theme, the most typical first.

        Parameters
        ----------
        theme : str
            Id or label, whatever the case.
        index : {"input", "response_id"}
            As for :meth:`theme_matrix`.

        Returns
        -------
        DataFrame
            The columns of table responses, and ``opinions`` (texts of those on the theme), ``strength`` (of the strongest) and
            ``polarity`` (mean of them).

        Raises
        ------
        ConfigError
            When there is no such theme, with the one that may be meant.
        """
        return list_responses_of(self, theme, index)

    def assign(self, texts: Any) -> pd.DataFrame:
        """Give other texts to the themes: cleaned and split as the analysis did it, a row for each opinion.

        Parameters
        ----------
        texts : sequence of str, or Series
            Its index is kept; positions from 0 for a list. None and nan are blank.

        Returns
        -------
        DataFrame
            ``opinion``, ``start`` and ``end`` (characters of the text), ``theme_id`` and ``theme`` (null: none fits),
            ``subtheme_id``, ``strength``, ``polarity``, ``sentiment``, ``intent``. The index is that of ``texts``: one with
            two opinions has two rows, one that says nothing has none.

        Raises
        ------
        InputError
            When the analysis has no themes.
        ModelError
            When the embedder of the run is not here.

        Warns
        -----
        LeftOutWarning
            When texts have no row.
        """
        table: pd.DataFrame = import_module("cxtext.pipeline").assign_texts(self, texts, stacklevel=2)
        return table

    def edit(self, *, by: str = "") -> Any:
        """Begin to edit the themes: each method of what it returns adds an edit, and ``apply()`` measures again.

        Parameters
        ----------
        by : str
            Who edits, for the log.

        Returns
        -------
        cxtext.pipeline.ThemeEdits
            The analysis itself never changes.
        """
        # By name, as renderers are: what measures a run lies above it.
        return import_module("cxtext.pipeline").ThemeEdits(self, by=by)

    def to_html(self) -> str:
        """Return the report as one self-contained HTML page."""
        page: str = plugins.load("cxtext.renderers", "html")(self)
        return page

    def __repr__(self) -> str:
        """Return what was analysed, the counts, the pain points that rank first, and how many warnings there are."""
        # By name, as renderers are: what is shown of a run lies above it.
        outline: str = import_module("cxtext.findings").render_outline(self)
        return f"<{outline}>"

    def _repr_html_(self) -> str:
        """Return the ranked table for a notebook."""
        table: str = plugins.load("cxtext.renderers", "notebook")(self)
        return table

    def save(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the run folder: manifest, tables, model, report, summary and backlog.

        Everything is written to a temporary folder beside ``path`` and renamed at the end, so that a
        run folder is complete or absent. Only one process writes a run at a time. The manifest holds the sha256 of every
        other file.

        Parameters
        ----------
        path : path-like
            The folder to make.
        force : bool
            Replace an earlier run of this name. A folder that is not a run, or holds other files too, is never replaced.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        OutputError
            When the folder exists, cannot be written (no permission, disk full), is being written by another process, or is
            the run that this analysis was loaded from and another one was saved there since.
        """
        if not os.fspath(path):
            raise OutputError("output '' has no name.\nName the folder to make.")
        target = Path(path)
        restore_interrupted(target)
        check_target(target, force=force)
        try:
            with fill(target, force=force) as partial:
                self._write(partial)
                self._check_unchanged(target, partial)
        except OSError as error:
            raise OutputError(f"run folder {str(target)!r} cannot be written: {error.strerror or error}.") from error
        return target

    @collect_seldom()
    def _write(self, folder: Path) -> None:
        """Write every file of a run into ``folder``."""
        from concurrent.futures import ThreadPoolExecutor

        pages = {file: plugins.load("cxtext.renderers", renderer) for file, renderer in RENDERED.items()}
        with ThreadPoolExecutor(1) as beside, read_once(self):  # Parquet and hashes need no interpreter, and pages little else
            data = beside.submit(self._write_data, folder)
            for file, render in pages.items():
                (folder / file).write_bytes(render(self).encode("utf-8", "replace"))
            (folder / MASKS).write_text(import_module("cxtext.findings").render_masks(self), encoding="utf-8", newline="\n")
            hashes = data.result() | {name: hash_file(folder / name) for name in (*pages, MASKS)}
        files = dict(sorted(hashes.items()))
        manifest = {"format_version": FORMAT_VERSION, **self.manifest.to_json(), "files": files}
        text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        (folder / MANIFEST).write_bytes(text.encode("utf-8", "replace"))
        close_to_others(folder)

    def _write_data(self, folder: Path) -> dict[str, str]:
        """Write the tables and the model; return the hash of each file."""
        import pyarrow.parquet as pq

        (folder / "tables").mkdir()
        for name, frame in self.tables.items():
            with (folder / "tables" / f"{name}.parquet").open("wb") as sink:  # pyarrow takes no path that is not UTF-8
                pq.write_table(schema.to_arrow(name, frame), sink, compression="zstd")
        if self.model is not None:
            self.model.save(folder / "model")
        return {f"{part}/{name}": value for part in CHECKED for name, value in hash_files(folder / part).items()}

    def _check_unchanged(self, target: Path, partial: Path) -> None:
        """Raise when ``target`` is the run that this was loaded from, and neither as it was then nor as ``partial`` is."""
        if self.origin is None or target.resolve() != self.origin.folder or not target.exists():
            return
        if hash_file(target / MANIFEST) not in (self.origin.sha256, hash_file(partial / MANIFEST)):
            raise RunChangedError(f"run {str(target)!r} was changed since it was loaded: load it again, then repeat the edit.")

    def require_model(self) -> ThemeModel:
        """Return the theme model.

        Raises
        ------
        ModelFormatError
            When the run has a model that this version cannot read.
        InputError
            When it has none.
        """
        if self.model is not None:
            return self.model
        if self.model_problem:
            raise ModelFormatError(self.model_problem)
        raise InputError("the run has no theme model.\nMake it again: cxtext analyze INPUT -o RUN")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Analysis:
        """Read a run folder.

        Every table, every file of the model and the log of edits must be as they were saved, by the sha256 that the manifest
        holds of them. Report, summary and backlog are not checked: people may open and save them again, and nothing reads
        them.

        A run of an earlier version that has the same format is read as well: it has no hashes, tables that it lacks are empty,
        and columns that it lacks are null or have the default of :data:`cxtext.schema.CHANGES`. When its theme model is of
        another format, ``model`` is None and ``model_problem`` says so; the tables are there.

        Warns
        -----
        EarlierRunWarning
            When an earlier version recorded a metric whose low answers are the good ones the other way round.

        Raises
        ------
        InputError
            When ``path`` is not a run folder.
        ModelFormatError
            When it was written in another format version, or a file of it is missing, altered, damaged or not of the run.
        OutputError
            When another process has been replacing the run for some seconds.
        """
        run = load_run(Path(path))
        return cls(run.tables, run.manifest, run.model, run.model_problem, run.origin)
