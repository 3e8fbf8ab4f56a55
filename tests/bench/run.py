"""Every measurement, into one JSON file: ``python -m tests.bench.run [NAME ...] [--json FILE]``.

A measurement is a module of this folder with a function ``measure() -> dict``. It fails when one of its figures is
below the floor that ``floors.json`` has for it.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "latest.json"
FLOORS: dict[str, dict[str, float]] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))


def find_names() -> list[str]:
    """Return the modules of this folder that measure something."""
    return sorted(p.stem for p in HERE.glob("*.py") if "\ndef measure(" in p.read_text("utf-8"))


def list_below(figures: Mapping[str, Any], floors: Mapping[str, float]) -> list[str]:
    """Return a sentence for each figure below its floor.

    >>> list_below({"ami": 0.3, "cover": 0.5}, {"ami": 0.31, "cover": 0.5})
    ['ami is 0.3, its floor is 0.31']
    """
    return [f"{key} is {figures[key]}, its floor is {floor}" for key, floor in floors.items() if not figures[key] >= floor]


def main(argv: list[str] | None = None) -> int:
    """Run the measurements named, all by default; one that fails is recorded and does not stop the others.

    Returns
    -------
    int
        1 when a measurement failed or a figure is below its floor.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description="Measure speed, memory and themes.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(find_names())}; all by default")
    parser.add_argument("--json", type=Path, default=RESULTS, metavar="FILE", help="where the figures go")
    options = parser.parse_args(argv)
    found: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine()}
    failed: list[str] = []
    below: list[str] = []
    for name in options.names or find_names():
        sys.stderr.write(f"measuring {name} ...\n")
        try:
            found[name] = import_module(f"tests.bench.{name}").measure()
        except Exception as error:
            failed.append(name)
            found[name] = {"error": f"{type(error).__name__}: {error}"}
        else:
            below += [f"{name}: {sentence}" for sentence in list_below(found[name], FLOORS.get(name, {}))]
        sys.stdout.write(f"{name}: {json.dumps(found[name], indent=1)}\n")
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stderr.write(f"written to {options.json}{', failed: ' + ', '.join(failed) if failed else ''}\n")
    sys.stderr.write("".join(f"{line}\n" for line in below))
    return 1 if failed or below else 0


if __name__ == "__main__":
    sys.exit(main())
