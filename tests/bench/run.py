"""Every measurement, into one JSON file: ``python -m tests.bench.run [NAME ...] [--json FILE]``.

A measurement is a module of this folder with a function ``measure() -> dict``.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "latest.json"


def find_names() -> list[str]:
    """Return the modules of this folder that measure something."""
    return sorted(p.stem for p in HERE.glob("*.py") if "\ndef measure(" in p.read_text("utf-8"))


def main(argv: list[str] | None = None) -> int:
    """Run the measurements named, all by default; one that fails is recorded and does not stop the others."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description="Measure speed and memory.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(find_names())}; all by default")
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="FILE", help="where the figures go")
    options = parser.parse_args(argv)
    found: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine()}
    failed = []
    for name in options.names or find_names():
        sys.stderr.write(f"measuring {name} ...\n")
        try:
            found[name] = import_module(f"tests.bench.{name}").measure()
        except Exception as error:
            failed.append(name)
            found[name] = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(f"{name}: {json.dumps(found[name], indent=1)}\n")
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stderr.write(f"written to {options.json}{', failed: ' + ', '.join(failed) if failed else ''}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
