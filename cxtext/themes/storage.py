"""Theme models on disk: ``model.json`` and ``arrays.safetensors``, with a checked format version."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from cxtext.errors import ModelFormatError, ModelNotFoundError

FORMAT = "cxtext.themes"
VERSION = 1
TEXT_FILE = "model.json"
ARRAY_FILE = "arrays.safetensors"
#: What a namer said; only where one was asked.
ANSWER_FILE = "namer.json"
REST = ("embedder_fingerprint", "settings", "curve", "parser")
#: What a model need not have, and what it is then.
OPTIONAL: dict[str, Any] = {"lessons": {}, "spelling": {}}


@dataclass(frozen=True)
class Parts:
    """What a folder holds: the themes' records, the arrays, the remaining fields, named in ``REST``, a namer's answers."""

    items: list[dict[str, Any]]
    arrays: dict[str, np.ndarray]
    rest: dict[str, Any]
    answers: dict[str, str] = field(default_factory=dict)


def write(folder: Path, parts: Parts) -> None:
    """Write a model's parts; the folder is made when it does not exist."""
    from safetensors.numpy import save

    folder.mkdir(parents=True, exist_ok=True)
    rest = {name: value for name, value in parts.rest.items() if value or name not in OPTIONAL}
    record = {"format": FORMAT, "version": VERSION, **rest, "themes": parts.items}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    (folder / TEXT_FILE).write_text(text + "\n", encoding="utf-8")
    arrays = {name: np.ascontiguousarray(array) for name, array in parts.arrays.items()}
    (folder / ARRAY_FILE).write_bytes(save(arrays))  # by us: safetensors takes no path that is not UTF-8
    if parts.answers:
        said = json.dumps(parts.answers, ensure_ascii=True, indent=1, sort_keys=True)
        (folder / ANSWER_FILE).write_text(said + "\n", encoding="utf-8")


def read(folder: Path) -> Parts:
    """Read a model's parts and check that they are of this format.

    Raises
    ------
    ModelNotFoundError
        When a file is missing.
    ModelFormatError
        When a file is damaged or of another version.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    for name in (TEXT_FILE, ARRAY_FILE):
        if not (folder / name).is_file():
            raise ModelNotFoundError(f"no theme model in {str(folder)!r}: {name} is missing.\nGive the folder of a saved model.")
    try:
        record = json.loads((folder / TEXT_FILE).read_text(encoding="utf-8"))
        version = (record["format"], record["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder / TEXT_FILE, repr(error)) from None
    if version != (FORMAT, VERSION):
        raise ModelFormatError(
            f"theme model in {str(folder)!r} is of format {version[0]} {version[1]}; this release reads {FORMAT} {VERSION}.\n"
            "Run the analysis again."
        )
    try:
        arrays = load((folder / ARRAY_FILE).read_bytes())
    except (SafetensorError, ValueError, OSError) as error:
        raise _damaged(folder / ARRAY_FILE, str(error)) from None
    try:
        items = [_restore(item) for item in record["themes"]]
        rest = {name: record[name] for name in REST} | {name: record.get(name, default) for name, default in OPTIONAL.items()}
        return Parts(items, arrays, rest, read_answers(folder))
    except (KeyError, TypeError) as error:
        raise _damaged(folder / TEXT_FILE, f"missing {error}") from None


def read_answers(folder: Path) -> dict[str, str]:
    """Read what a namer said; nothing where none was asked.

    Raises
    ------
    ModelFormatError
        When the file is damaged.
    """
    file = folder / ANSWER_FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(file, repr(error)) from None
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise _damaged(file, "no answers by text")
    return found


def check_counts(folder: Path, records: tuple[int, int], arrays: tuple[int, int]) -> None:
    """Raise when the arrays hold another number of themes and sub-themes than the records."""
    if records != arrays:
        raise _damaged(folder / TEXT_FILE, f"{records} themes and sub-themes, but arrays for {arrays}")


def _restore(item: dict[str, Any]) -> dict[str, Any]:
    """Return the record of one theme with its tuples."""
    lists = {name: tuple(item[name]) for name in ("keyphrases", "exemplar_texts")}
    return {**item, **lists}


def _damaged(path: Path, detail: str) -> ModelFormatError:
    """Return the error for a file that cannot be used."""
    return ModelFormatError(f"{str(path)!r} is damaged: {detail}.\nRun the analysis again, or restore the file.")
