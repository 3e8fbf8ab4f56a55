"""The files of a run folder and their hashes: a file that was altered after the run was saved is named, never shown."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

#: The file that a run folder is recognised by.
MANIFEST = "manifest.json"
#: What the outputs took out of texts, so that the next edit does not search them again.
MASKS = "masks.json"
#: Folders in which every file is part of the run.
CHECKED = ("tables", "model")
#: Permissions of the folders and of the files of a run.
FOLDER_MODE = 0o700
FILE_MODE = 0o600
#: What file managers leave in any folder.
LEFT_BY_FILE_MANAGERS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class RunOrigin:
    """The run folder that an analysis was loaded from, as it was then.

    Parameters
    ----------
    folder : Path
        Absolute, without symbolic links.
    sha256 : str
        Of its manifest, which holds the hashes of all other files.
    """

    folder: Path
    sha256: str

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Return the origin of what is loaded from ``folder`` now."""
        return cls(folder.resolve(), hash_file(folder / MANIFEST))

    def read_file(self, name: str) -> bytes | None:
        """Return a file of the folder as it was saved; None where the run, or the file, is another one now."""
        try:
            manifest = (self.folder / MANIFEST).read_bytes()
            content = (self.folder / name).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(manifest).hexdigest() != self.sha256:
            return None
        recorded = json.loads(manifest).get("files", {}).get(name)
        return content if hashlib.sha256(content).hexdigest() == recorded else None


def hash_file(path: Path) -> str:
    """Return the sha256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_files(folder: Path) -> dict[str, str]:
    """Return the sha256 of each file of a run by its path below the folder, in order of the paths; the manifest has none."""
    return {name: hash_file(folder / name) for name in sorted(_list_files(folder)) if name != MANIFEST}


def close_to_others(folder: Path) -> None:
    """Let only the owner read and write a run: its tables hold what people wrote."""
    folder.chmod(FOLDER_MODE)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)


def check_files(folder: Path, recorded: Mapping[str, str]) -> None:
    """Raise when a table, a file of the model or the log of edits is not as it was saved.

    Report, summary and backlog are not checked: people open and save them again, and nothing reads them.

    Parameters
    ----------
    folder : Path
        A run folder.
    recorded : mapping of str to str
        Sha256 of each file by its path below the folder, as :func:`hash_files` gave them.

    Raises
    ------
    ValueError
        Names the first file, in order of the paths, that is missing, was changed or is not of the run. It never quotes a file.
    OSError
        When a file cannot be read.
    """
    present = {name for name in _list_files(folder) if _is_checked(name)}
    for name in sorted(present | {name for name in recorded if _is_checked(name)}):
        if name not in present:
            raise ValueError(f"the file {name!r} is missing")
        if name not in recorded:
            raise ValueError(f"the file {name!r} is not of the run; move it away")
        if hash_file(folder / name) != recorded[name]:
            raise ValueError(f"the file {name!r} was changed after the run was saved; put the saved one back")


def _is_checked(name: str) -> bool:
    """Tell whether a path below the folder is one that loading a run checks."""
    return name.partition("/")[0] in CHECKED


def _list_files(folder: Path) -> Iterator[str]:
    """Yield each file below a folder as a path with slashes; links count as files."""
    for path in folder.rglob("*"):
        if (path.is_symlink() or not path.is_dir()) and path.name not in LEFT_BY_FILE_MANAGERS:
            yield path.relative_to(folder).as_posix()
