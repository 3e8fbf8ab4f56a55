"""The place of a run folder: what may be replaced, and how a complete folder takes its place at once."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cxtext.errors import OutputError, RunBusyError
from cxtext.run.files import LEFT_BY_FILE_MANAGERS, MANIFEST, MASKS
from cxtext.schema import TABLES

#: Keys that the manifest of every run has.
OURS = ("format_version", "version", "config", "counts")
#: Tables of earlier versions that have another name now.
EARLIER_TABLES = ("ledger",)
#: All files that a run folder may hold and be replaced, as paths below it: those of the run itself,
#: logs of what was done with it afterwards (edits of themes, status of tickets), and what file managers leave behind.
PARTS = frozenset(
    (
        *(MANIFEST, MASKS, "report.html", "opinions.html", "slides.html", "summary.md", "backlog.csv"),
        *(f"tables/{name}.parquet" for name in (*TABLES, *EARLIER_TABLES)),
        *("model/model.json", "model/arrays.safetensors", "model/vectors.safetensors", "model/namer.json", "model/edits.jsonl"),
        "ledger.jsonl",
        *LEFT_BY_FILE_MANAGERS,
    )
)
#: Files of the themes that later waves added.
LATER_PART = re.compile(r"model/later-\d{1,4}/(model\.json|arrays\.safetensors)")
#: Bytes of a folder's name, so that the hidden names made from it stay within the 255 of file systems.
LONGEST_NAME = 180
_FOREIGN_SHOWN = 3


def is_run(folder: Path) -> bool:
    """Tell whether a folder holds the manifest of a run."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and all(key in manifest for key in OURS)


def check_target(target: Path, *, force: bool, sources: Iterable[object] = ()) -> None:
    """Raise :class:`OutputError` when a run cannot be written to ``target``, before anything is computed.

    Parameters
    ----------
    target : Path
        The folder to make.
    force : bool
        Whether an earlier run there may be replaced. What is no run, or holds files that no run has, never is.
    sources : iterable
        Inputs of the run, paths among them; none may lie in the folder that is replaced.
    """
    _check_name(target)
    if target.exists():
        if not force:
            hint = "Replace it with --force, or name another folder." if is_run(target) else "Name another folder."
            raise OutputError(f"output {str(target)!r} exists already. {hint}")
        _check_replaceable(target, sources)
    parent = next(p for p in [target.absolute().parent, *target.absolute().parents] if p.exists())
    if not parent.is_dir():
        raise OutputError(f"output {str(target)!r} cannot be written: {str(parent)!r} is no folder.")
    if not os.access(parent, os.W_OK):
        raise OutputError(f"output {str(target)!r} cannot be written: no permission to write in {str(parent)!r}.")


def _check_name(target: Path) -> None:
    """Raise for a name that cannot be given to a new folder."""
    if len(os.fsencode(target.name)) > LONGEST_NAME:
        raise OutputError(f"output name {target.name[:20]!r}... is too long. Name a folder of at most {LONGEST_NAME} bytes.")
    if target.is_symlink():
        raise OutputError(f"output {str(target)!r} is a symbolic link; it is left as it is. Name the folder itself.")
    if Path.cwd().is_relative_to(os.path.abspath(target)):
        raise OutputError(f"output {str(target)!r} is the working folder, or holds it. Name a new folder.")


def _check_replaceable(target: Path, sources: Iterable[object]) -> None:
    """Raise unless a folder is empty, or an earlier run and nothing else."""
    if not target.is_dir() or (any(target.iterdir()) and not is_run(target)):
        raise OutputError(f"output {str(target)!r} exists and is not a run folder; it is left as it is. Name another folder.")
    inside = [str(s) for s in sources if isinstance(s, str | os.PathLike) and Path(s).resolve().is_relative_to(target.resolve())]
    if inside:
        raise OutputError(f"input {inside[0]!r} lies in {str(target)!r}, which would be replaced. Name another folder.")
    files = (path.relative_to(target) for path in target.rglob("*") if path.is_symlink() or not path.is_dir())
    foreign = sorted(str(path) for path in files if path.as_posix() not in PARTS and not LATER_PART.fullmatch(path.as_posix()))
    if foreign:
        more = f" and {len(foreign) - _FOREIGN_SHOWN} more" if len(foreign) > _FOREIGN_SHOWN else ""
        shown = ", ".join(map(repr, foreign[:_FOREIGN_SHOWN]))
        raise OutputError(
            f"output {str(target)!r} holds files that are not of the run: {shown}{more}; it is left as it is.\n"
            "Move them away, or name another folder."
        )


@contextmanager
def lock_run(target: Path, *, timeout: float = 0) -> Iterator[None]:
    """Keep other processes and threads from writing the run ``target`` while the block runs.

    The lock is a hidden file ``.NAME.lock`` beside the run. The system takes it from a process that dies. In one thread, blocks
    on the same run may stand inside each other.

    Parameters
    ----------
    target : Path
        The run folder; it need not exist, the folder that it lies in must.
    timeout : float
        Seconds to wait for another writer.

    Raises
    ------
    OutputError
        When another process or thread writes the run.
    OSError
        When the lock file cannot be written.
    """
    from filelock import FileLock, Timeout

    place = Path(os.path.abspath(target))
    lock = FileLock(place.parent.resolve() / f".{place.name}.lock", is_singleton=True)
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise RunBusyError(f"run {str(target)!r} is being written by another process. Try again when it has ended.") from None
    try:
        yield
    finally:
        if lock.lock_counter == 1:  # whoever waits for the file that goes here sees that it is gone, and makes a new one
            with suppress(OSError):
                os.unlink(lock.lock_file)
        lock.release()


@contextmanager
def fill(target: Path, *, force: bool) -> Iterator[Path]:
    """Give a hidden folder beside ``target`` to write to, which takes its place at the end; of a failure nothing is left.

    Raises
    ------
    OutputError
        When another process writes the same run, or something else has taken the place meanwhile.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with lock_run(target):
        partial = Path(tempfile.mkdtemp(prefix=f".{target.name}.part.{_owner()}.", dir=target.parent))
        try:
            yield partial
            check_target(target, force=force)
            replace(partial, target, force=force)
        finally:
            if partial.exists():
                shutil.rmtree(partial, ignore_errors=True)
        _remove_abandoned(target)


def replace(partial: Path, target: Path, *, force: bool) -> None:
    """Put the complete folder in place; an earlier run is moved aside first and removed last."""
    if not force or not target.exists():
        try:
            partial.rename(target)
        except OSError:
            if target.exists():
                raise OutputError(f"output {str(target)!r} exists already. Name another folder.") from None
            raise
        return
    aside = Path(tempfile.mkdtemp(prefix=f"{_aside_prefix(target)}{_owner()}.", dir=target.parent))
    old = aside / target.name
    try:
        target.rename(old)
        partial.rename(target)
    finally:
        if not target.exists():  # whatever stopped it, an interrupt included: put the earlier run back
            old.rename(target)
        shutil.rmtree(aside, ignore_errors=True)


def restore_interrupted(target: Path, *, timeout: float = 0) -> bool:
    """Clear up after a replacement of the run ``target`` that was killed half way; tell whether the earlier run was put back.

    A folder ``.RUN.old.*`` beside it that holds a run is what such a kill leaves. The run goes back when its place is empty,
    and is removed when the new one had taken it already. Nothing else is touched.

    Parameters
    ----------
    target : Path
    timeout : float
        Seconds to wait for a process that is replacing the run just now.

    Raises
    ------
    OutputError
        When a process is still replacing the run.
    """
    put_back = False
    with suppress(OSError):  # what cannot be cleared up stays; whether the output can be written is checked elsewhere
        if not _list_asides(target):
            return False
        with lock_run(target, timeout=timeout):
            for aside in _list_asides(target):
                if not target.exists():
                    (aside / target.name).rename(target)
                    put_back = True
                if is_run(target):
                    shutil.rmtree(aside, ignore_errors=True)
    return put_back


def _list_asides(target: Path) -> list[Path]:
    """Return the folders beside ``target`` that hold an earlier run of this name."""
    hidden = sorted(path for path in target.parent.iterdir() if path.name.startswith(_aside_prefix(target)))
    return [path for path in hidden if is_run(path / target.name)]


def _aside_prefix(target: Path) -> str:
    """Return how the folder that holds an earlier run while it is replaced begins."""
    return f".{target.name}.old."


def _owner() -> str:
    """Return the machine and process that write, as they stand in the name of a hidden folder."""
    return f"{re.sub(r'[^A-Za-z0-9-]', '-', platform.node())[:30]}.{os.getpid()}"


def _remove_abandoned(target: Path) -> None:
    """Remove the hidden folders of processes of this machine that were killed while they wrote a run beside ``target``.

    They hold what people wrote. ``target`` is in place, so that its own go with those that hold an earlier run; of other runs
    only what was never complete goes, and only while nobody writes them.
    """
    machine = _owner().rpartition(".")[0]
    with suppress(OSError):
        hidden = [path for path in target.parent.iterdir() if path.name.startswith(".") and f".{machine}." in path.name]
        for path in hidden:
            name, _, rest = path.name[1:].rpartition(f".{machine}.")
            run, _, role = name.rpartition(".")
            pid = rest.partition(".")[0]
            own = run == target.name
            if role not in (("part", "old") if own else ("part",)) or not pid.isdigit() or _is_alive(int(pid)):
                continue
            with suppress(OutputError), lock_run(target.parent / run):
                shutil.rmtree(path, ignore_errors=True)


def name_unfinished(name: str) -> str:
    """Return how the hidden name of a file begins while this process writes it."""
    return f".{name}.part.{_owner()}."


def remove_unfinished(folder: Path, name: str) -> None:
    """Remove what processes of this machine that were killed left of a file of this name."""
    start = name_unfinished(name).rpartition(f".{os.getpid()}.")[0]
    with suppress(OSError):
        for path in [one for one in folder.iterdir() if one.name.startswith(f"{start}.")]:
            pid = path.name.removeprefix(f"{start}.").partition(".")[0]
            if pid.isdigit() and not _is_alive(int(pid)):
                path.unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    """Tell whether a process runs; where that cannot be asked without harm it is taken to."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
