"""Verdicts: precision and recall of themes that are no causes, against what a person read in seven units of each.

``python -m tests.bench.scope --markdown OUT.md [SET ...]`` needs the evaluation sets (``CXTEXT_EVAL_DATA``). It takes some
minutes. ``scope.csv`` has the themes of 12 sets by their labels, as they were named when they were read: ``general`` for
verdicts without a subject, on the product as a whole, and for unlike remarks; ``unsure`` is left out. A theme that has
another label by now is left out as well, and counted.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import numpy as np

COLUMNS = ["set", "themes", "read", "general", "found", "right of found", "found of general", "wrongly general"]


def measure(name: str, truth: dict[str, str]) -> tuple[int, np.ndarray, np.ndarray, list[str]]:
    """Return the number of themes, and of those read: whether a person and cxtext call them general, and their labels."""
    import pandas as pd

    from cxtext import analyze

    frame = pd.read_csv(Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz", dtype=str, keep_default_na=False)
    themes = analyze(frame[["id", "text"]], text_column="text").themes
    tops = themes[themes["parent_id"].isna()]
    known = tops[tops["label"].map(truth).isin(["general", "topic"])]
    wanted = (known["label"].map(truth) == "general").to_numpy()
    return len(tops), wanted, (known["kind"] != "cause").to_numpy(), known["label"].tolist()


def main() -> None:
    """Measure, write to standard output and, if asked, to a file."""
    import pandas as pd

    table = pd.read_csv(Path(__file__).with_suffix(".csv"), dtype=str)
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=table["set"].unique().tolist())
    parser.add_argument("--markdown", type=Path)
    args = parser.parse_args()
    lines, total = [COLUMNS, ["---"] * len(COLUMNS)], np.zeros(5, dtype=int)
    for name in args.sets:
        own = table[table["set"] == name]
        n, wanted, found, labels = measure(name, dict(zip(own["label"], own["kind"], strict=True)))
        numbers = np.array([n, len(wanted), wanted.sum(), found.sum(), (found & wanted).sum()])
        total += numbers
        lines.append(_row(name, numbers, [label for label, a, b in zip(labels, wanted, found, strict=True) if b and not a]))
    lines.append(_row("all", total, []))
    text = "".join("| " + " | ".join(line) + " |\n" for line in lines)
    sys.stdout.write(text)
    if args.markdown:
        args.markdown.write_text(text, encoding="utf-8")


def _row(name: str, numbers: np.ndarray, wrong: list[str]) -> list[str]:
    """Return one row of the table."""
    _, _, wanted, found, right = numbers.tolist()
    shares = [f"{right / n:.0%}" if n else "" for n in (found, wanted)]
    return [name, *(str(n) for n in numbers[:4]), *shares, ", ".join(wrong)]


if __name__ == "__main__":
    main()
