"""Files made from a saved run: written whole or not at all; another file is replaced only with ``--force``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cxtext.cli.output import Output, write_stdout
from cxtext.errors import OutputError
from cxtext.wording import is_missing, neutralise

if TYPE_CHECKING:
    import pandas as pd


def write_files(folder: Path, files: Mapping[str, bytes], *, mode: int = 0o644) -> None:
    """Write files so that each is either whole or as it was, with these permissions.

    Raises
    ------
    OutputError
        When the folder or a file cannot be written.
    """
    from cxtext.run import name_unfinished, remove_unfinished

    partial: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            handle, path = tempfile.mkstemp(prefix=name_unfinished(name), dir=folder)
            partial.append((Path(path), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(path).chmod(mode)
        while partial:
            partial[0][0].replace(partial[0][1])
            partial.pop(0)
        for name in files:
            remove_unfinished(folder, name)
    except OSError as error:
        target = folder / next(iter(files)) if len(files) == 1 else folder
        raise OutputError(f"output {str(target)!r} cannot be written: {error.strerror or error}.") from error
    finally:
        for unfinished, _ in partial:
            unfinished.unlink(missing_ok=True)


def to_stdout(out: Output, content: bytes) -> None:
    """Write a file's content to stdout, inside the document when JSON was asked for."""
    if out.as_json:
        out.result("", {"content": content.decode("utf-8")})
    else:
        write_stdout(content)


def check_free(target: Path, *, force: bool) -> None:
    """Raise when a file is there already and may not be replaced."""
    if target.is_dir():
        raise OutputError(f"output {str(target)!r} is a folder. Name a file in it.")
    if target.exists() and not force:
        raise OutputError(f"output {str(target)!r} exists already. Replace it with --force, or name another.")


def check_output(output: str | None, *, force: bool) -> None:
    """Raise when the output may not be written."""
    if output not in (None, "-"):
        check_free(Path(str(output)), force=force)


def write_csv(out: Output, table: pd.DataFrame, output: str | None) -> None:
    """Write a table as CSV that spreadsheets open: UTF-8 with its mark, no cell a formula."""
    cells = table.astype("object").map(lambda v: "" if is_missing(v) else v if isinstance(v, int | float) else neutralise(v))
    cells.columns = [neutralise(name) for name in cells.columns]
    content = cells.to_csv(index=False, lineterminator="\n", float_format="%.6g").encode("utf-8")
    if output in (None, "-"):
        to_stdout(out, content)
        return
    target = Path(str(output))
    write_files(target.parent, {target.name: b"\xef\xbb\xbf" + content})
    out.result(str(target), {"files": [str(target)]})
