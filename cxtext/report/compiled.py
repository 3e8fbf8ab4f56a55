"""Compiled templates, kept where Python keeps its compiled modules: to compile them takes longer than to fill them."""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, bc_magic

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

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a compiled template; leave the bucket empty where there is none, or one of something else."""
        head = _head(bucket)
        with suppress(OSError, EOFError, ValueError, TypeError):
            content = self._path(bucket).read_bytes()
            if content.startswith(head):
                bucket.code = marshal.loads(content[len(head) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template."""
        if sys.dont_write_bytecode:
            return
        path = self._path(bucket)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(_head(bucket) + marshal.dumps(bucket.code))
            partial.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        """Return the file of a compiled template."""
        return Path(cache_from_source(str(self.folder / f"template_{bucket.key[:16]}.py")))


def _head(bucket: Bucket) -> bytes:
    """Return what a file begins with: all that its content depends on."""
    return b"\n".join([MAGIC_NUMBER, bc_magic, __version__.encode(), bucket.checksum.encode(), b""])
