"""Paths of the shipped weights and sample data, after a check that a weight file is the one that was shipped.

In a checkout they are in ``models/`` and ``sample_data/`` at the top of the repository; an installed wheel has them inside the
package. Each weight file is checked against the sha256 in the manifest, once per process.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict

from cxtext.errors import ModelFormatError, ModelNotFoundError, UnreadableFileError, suggest

MANIFEST_NAME = "MANIFEST.json"
MANIFEST_FORMAT = 1
_PACKAGE = Path(__file__).parent
_REPAIR = "Reinstall cxtext, or in a checkout restore the folder with: make models"


class ShippedFile(TypedDict):
    """What the manifest says of one file; ``facts`` are what its users look it up by, such as the embedder of a head."""

    sha256: str
    bytes: int
    licence: str
    origin: str
    built: str
    built_from: list[dict[str, str]]
    facts: NotRequired[dict[str, str]]


class ShippedManifest(TypedDict):
    """The manifest: its format, and every file by name."""

    format: int
    files: dict[str, ShippedFile]


def manifest() -> ShippedManifest:
    """Return the manifest of the shipped weights: for each file its sha256, size, licence and provenance.

    Raises
    ------
    ModelNotFoundError
        When there is no manifest beside the package.
    ModelFormatError
        When it cannot be read, or is of another format version.

    Examples
    --------
    >>> manifest()["files"]["bge_small_en/model.onnx"]["licence"]
    'MIT'
    """
    return _read_manifest(_folder("_models", "models") / MANIFEST_NAME)


def weight_path(name: str) -> Path:
    """Return the path of a shipped weight file, after checking its content.

    Parameters
    ----------
    name : str
        Name in the manifest, such as ``"bge_small_en/model.onnx"``.

    Returns
    -------
    Path
        An existing file with the sha256 of the manifest. A file is hashed once per process.

    Raises
    ------
    ModelNotFoundError
        When the manifest has no such name, or the file is missing.
    ModelFormatError
        When the file is not the one that was shipped.

    Examples
    --------
    >>> weight_path("potion_128/tokenizer.json").name
    'tokenizer.json'
    """
    path = _folder("_models", "models") / name
    _verify(path, _entry(name)["sha256"])
    return path


def fingerprint(*names: str) -> str:
    """Return one sha256 for several shipped files, made from their hashes in the manifest; the files are not read.

    Parameters
    ----------
    *names : str
        Names in the manifest; their order counts.

    Returns
    -------
    str
        64 hexadecimal digits.

    Raises
    ------
    ModelNotFoundError
        When the manifest has no such name.
    """
    return hashlib.sha256("\n".join(_entry(name)["sha256"] for name in names).encode()).hexdigest()


def sample_path(name: str) -> Path:
    """Return the path of a shipped sample file.

    Parameters
    ----------
    name : str
        File name in ``sample_data``, such as ``"cncf_nps.csv"``.

    Raises
    ------
    UnreadableFileError
        When there is no such sample.
    """
    folder = _folder("_sample_data", "sample_data")
    path = folder / name
    if not path.is_file():
        samples = sorted(entry.name for entry in folder.iterdir() if entry.is_file()) if folder.is_dir() else []
        raise UnreadableFileError(
            f"no sample {name!r} in {folder}.{suggest(name, samples)}\nSamples: {', '.join(samples) or 'none'}"
        )
    return path


def _folder(installed: str, checkout: str) -> Path:
    """Return the data folder inside the package, or the one beside it in a checkout."""
    inside = _PACKAGE / installed
    return inside if inside.is_dir() else _PACKAGE.parent / checkout


def _entry(name: str) -> ShippedFile:
    """Return the manifest's entry for a file."""
    files = manifest()["files"]
    if name not in files:
        raise ModelNotFoundError(f"no shipped weight {name!r}.{suggest(name, files)}\nShipped: {', '.join(files)}")
    return files[name]


@cache
def _read_manifest(path: Path) -> ShippedManifest:
    """Read and check a manifest file."""
    try:
        document: ShippedManifest = json.loads(path.read_text("utf-8"))
        version = document["format"]
    except FileNotFoundError:
        raise ModelNotFoundError(f"no shipped weights: {path} does not exist.\n{_REPAIR}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFormatError(f"{path} cannot be read: {error}\n{_REPAIR}") from error
    if version != MANIFEST_FORMAT or not isinstance(document.get("files"), dict):
        raise ModelFormatError(f"{path} has format {version!r}, expected {MANIFEST_FORMAT}.\n{_REPAIR}")
    return document


@cache
def _verify(path: Path, expected: str) -> None:
    """Raise unless the file has the expected sha256; cached, because shipped files do not change."""
    try:
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelNotFoundError(f"{path} cannot be read: {error.strerror}.\n{_REPAIR}") from error
    if sha256 != expected:
        raise ModelFormatError(f"{path} is damaged: sha256 {sha256[:12]}..., expected {expected[:12]}...\n{_REPAIR}")
