"""Theme models on disk: ``model.json`` and ``arrays.safetensors``, with a checked format version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from cxtext.errors import ModelFormatError, ModelNotFoundError

FORMAT = "cxtext.themes"
VERSION = 2
TEXT_FILE = "model.json"
ARRAY_FILE = "arrays.safetensors"
#: Vectors of the texts of the run; only where they were kept.
VECTOR_FILE = "vectors.safetensors"
#: Replies of a language model; only where one was asked for names.
ANSWER_FILE = "namer.json"
#: Edits of the themes, a line each; only where there are any.
EDIT_FILE = "edits.jsonl"
#: Fields of a model that every file has.
REST = ("embedder_fingerprint", "settings", "curve", "parser")
#: Fields that a file may lack, and their value then.
OPTIONAL: dict[str, Any] = {
    **{"asides": {}, "curation": {}, "lessons": {}, "spelling": {}},
    **{"n_later": 0, "n_taken_over": 0, "same_as": {}},
}

#: Names of the axes of an array, or their lengths.
Shape = tuple[str | int, ...]


@dataclass(frozen=True)
class Parts:
    """The contents of a model folder.

    Parameters
    ----------
    items : list of dict
        The record of each theme.
    arrays : dict of str to ndarray
    rest : dict
        The fields named in ``REST`` and ``OPTIONAL``.
    answers : dict of str to str
        Replies of a language model, by a hash of the request.
    edits : str
        Lines of the log of edits.
    vectors : dict of str to ndarray
        Vectors of texts; empty where none were kept.
    """

    items: list[dict[str, Any]]
    arrays: dict[str, np.ndarray]
    rest: dict[str, Any]
    answers: dict[str, str] = field(default_factory=dict)
    edits: str = ""
    vectors: dict[str, np.ndarray] = field(default_factory=dict)


class ModelVersionError(ModelFormatError):
    """A theme model that another version of cxtext wrote."""


class ArrayBundle:
    """Base of frozen dataclasses whose fields are arrays that belong together and are saved side by side.

    Attributes
    ----------
    SHAPES : dict of str to tuple
        The shape of each field, in the order of the fields: names of axes, or lengths. Axes of one name have one length.

    Examples
    --------
    >>> @dataclass(frozen=True)
    ... class Line(ArrayBundle):
    ...     x: np.ndarray
    ...     y: np.ndarray
    ...     SHAPES = {"x": ("points",), "y": ("points",)}
    >>> sorted(Line(np.zeros(2), np.ones(2)).to_arrays("line"))
    ['line_x', 'line_y']
    >>> Line.from_arrays({"x": np.zeros(2), "y": np.ones(3)})
    Traceback (most recent call last):
    cxtext.errors.ModelFormatError: array 'y' of the theme model has shape (3,), expected (2,).
    Fit it again.
    """

    SHAPES: ClassVar[dict[str, Shape]]

    def to_arrays(self, prefix: str = "") -> dict[str, np.ndarray]:
        """Return the arrays by name; a prefix is put before the name of each field."""
        return {_name(prefix, field_name): getattr(self, field_name) for field_name in self.SHAPES}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], prefix: str = "", **lengths: int) -> Self:
        """Build from saved arrays, after checking that they are sound and belong together.

        Parameters
        ----------
        arrays : mapping of str to ndarray
            As :meth:`to_arrays` returned them; others may be among them.
        prefix : str
        **lengths : int
            Axes whose length is given from outside.

        Raises
        ------
        ModelFormatError
            When an array is missing, holds a number that is not finite, or its shape does not fit the others.
        """
        fields = {}
        for field_name, axes in cls.SHAPES.items():
            name = _name(prefix, field_name)
            if name not in arrays:
                raise ModelFormatError(f"theme model lacks the array {name!r}.\nFit it again.")
            array = arrays[name]
            if array.ndim == len(axes):
                for axis, length in zip(axes, array.shape, strict=True):
                    lengths.setdefault(str(axis), length if isinstance(axis, str) else axis)
            expected = tuple(lengths.get(str(axis), axis) for axis in axes)
            if array.shape != expected:
                raise ModelFormatError(
                    f"array {name!r} of the theme model has shape {array.shape}, expected {expected}.\nFit it again."
                )
            if array.dtype.kind not in "biufSU" or (array.dtype.kind == "f" and not np.isfinite(array).all()):
                raise ModelFormatError(f"array {name!r} of the theme model has values that are no finite numbers.\nFit it again.")
            fields[field_name] = np.ascontiguousarray(array)
        return cls(**fields)

    @classmethod
    def from_arrays_if_any(cls, arrays: Mapping[str, np.ndarray], prefix: str, **lengths: int) -> Self | None:
        """Build as :meth:`from_arrays` does; None when none of the arrays is there."""
        names = {_name(prefix, field_name) for field_name in cls.SHAPES}
        return cls.from_arrays(arrays, prefix, **lengths) if names & arrays.keys() else None


def _name(prefix: str, field_name: str) -> str:
    """Return the name under which a field is saved."""
    return f"{prefix}_{field_name}" if prefix else field_name


def write(folder: Path, parts: Parts) -> None:
    """Write the parts of a model; the folder is made when it does not exist."""
    from safetensors.numpy import save

    folder.mkdir(parents=True, exist_ok=True)
    rest = {name: value for name, value in parts.rest.items() if value or name not in OPTIONAL}
    record = {"format": FORMAT, "version": VERSION, **rest, "themes": parts.items}
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    (folder / TEXT_FILE).write_text(text + "\n", encoding="utf-8")
    (folder / VECTOR_FILE).unlink(missing_ok=True)
    for name, bundle in ((ARRAY_FILE, parts.arrays), (VECTOR_FILE, parts.vectors)):
        if bundle or name == ARRAY_FILE:
            arrays = {key: np.ascontiguousarray(array) for key, array in bundle.items()}
            (folder / name).write_bytes(save(arrays))  # not save_file: safetensors accepts UTF-8 paths only
    if parts.answers:
        answers = json.dumps(parts.answers, ensure_ascii=True, indent=1, sort_keys=True)
        (folder / ANSWER_FILE).write_text(answers + "\n", encoding="utf-8")
    if parts.edits:
        (folder / EDIT_FILE).write_bytes(parts.edits.encode("utf-8"))


def read(folder: Path) -> Parts:
    """Read the parts of a model and check that they are of this format.

    Raises
    ------
    ModelNotFoundError
        When a file is missing.
    ModelFormatError
        When a file is damaged or of another version.
    """
    for name in (TEXT_FILE, ARRAY_FILE):
        if not (folder / name).is_file():
            raise ModelNotFoundError(f"no theme model in {str(folder)!r}: {name} is missing.\nGive the folder of a saved model.")
    try:
        record = json.loads((folder / TEXT_FILE).read_text(encoding="utf-8"))
        version = (record["format"], record["version"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(folder / TEXT_FILE, explain(error)) from None
    if version != (FORMAT, VERSION):
        raise ModelVersionError(
            f"theme model in {str(folder)!r} is of format {str(version[0])[:30]} {str(version[1])[:10]}; "
            f"this release reads {FORMAT} {VERSION}.\n"
            "Run the analysis again."
        )
    arrays, vectors = _read_arrays(folder / ARRAY_FILE), _read_arrays(folder / VECTOR_FILE)
    try:
        items = [dict(item) for item in record["themes"]]
        rest = {name: record[name] for name in REST} | {name: record.get(name, default) for name, default in OPTIONAL.items()}
        edits = (folder / EDIT_FILE).read_text(encoding="utf-8") if (folder / EDIT_FILE).is_file() else ""
        return Parts(items, arrays, rest, read_answers(folder), edits, vectors)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged(folder / TEXT_FILE, f"missing {error}") from None


def _read_arrays(file: Path) -> dict[str, np.ndarray]:
    """Return the arrays of a file; none where there is no such file."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        return load(file.read_bytes()) if file.is_file() else {}
    except (SafetensorError, ValueError, OSError) as error:
        raise damaged(file, str(error) if isinstance(error, SafetensorError) else explain(error)) from None


def read_answers(folder: Path) -> dict[str, str]:
    """Read the replies of a language model; empty where none was asked.

    Raises
    ------
    ModelFormatError
        When the file is damaged.
    """
    file = folder / ANSWER_FILE
    try:
        answers = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise damaged(file, explain(error)) from None
    if not isinstance(answers, dict) or not all(isinstance(value, str) for value in answers.values()):
        raise damaged(file, "not a mapping of text to text")
    return answers


def check_counts(folder: Path, records: tuple[int, int], arrays: tuple[int, int]) -> None:
    """Raise when the arrays hold another number of themes and sub-themes than the records."""
    if records != arrays:
        raise damaged(folder / TEXT_FILE, f"{records} themes and sub-themes, but arrays for {arrays}")


def explain(error: Exception) -> str:
    """Return what is wrong with a file, without quoting it: the texts of some errors hold the whole file."""
    if isinstance(error, json.JSONDecodeError):
        return f"it is not JSON, line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8, byte {error.start}"
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return f"missing {error}" if isinstance(error, KeyError) else "it is not a theme model"


def damaged(path: Path, detail: str) -> ModelFormatError:
    """Return the error for a file that cannot be used."""
    return ModelFormatError(f"{str(path)!r} is damaged: {detail}.\nRun the analysis again, or restore the file.")
