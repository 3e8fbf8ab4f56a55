"""Compiled templates, kept where Python keeps its compiled modules: to compile them takes longer than to fill them."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from cxtext import __version__


class TemplateCache(jinja2.BytecodeCache):
    """Compiled templates as ``.pyc`` files beside those of the modules of a folder.

    A template is compiled again when its text changes, or the version of this package, of Python or of the format of Jinja.
    Where Python writes no compiled modules, or the folder cannot be written, nothing is kept.

    Parameters
    ----------
    folder : Path
        Of the templates.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_source_checksum(self, source: str) -> str:
        """Return a hash of what a template is compiled from."""
        return super().get_source_checksum(f"{__version__}\n{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template; leave the bucket empty where there is none, or one of something else."""
        with suppress(OSError), self._path(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template."""
        if sys.dont_write_bytecode:
            return
        path = self._path(bucket)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(bucket.bytecode_to_string())
            partial.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        """Return the file of a compiled template."""
        return Path(cache_from_source(str(self.folder / f"template_{bucket.key[:16]}.py")))
