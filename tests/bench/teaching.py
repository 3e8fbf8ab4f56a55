"""Teaching a theme by examples: how much moves to it, and how much of that is right.

``python -m tests.bench.teaching --markdown OUT.md [SET ...]`` needs the evaluation sets (``CXTEXT_EVAL_DATA``). The themes of a
set are found; of up to eight labels (at least 38 texts, drawn with seed 0) each, the theme that has most of its texts is taught
with 4 or 20 texts of the label, drawn from all of them, or from those outside the theme. What moves, the examples left out, is
right when it has the label. Themes may hold several labels, so that right ones are undercounted where labels are fine.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

SETS = ["nhs_fft_themes", "acos_rest16", "banking77", "app_review_types", "clinc150"]
EXAMPLES, LABELS, LEAST = (4, 20), 8, 38
COLUMNS = ["set", "examples", "drawn from", "moved", "right", "moved without reach", "right without reach", "examples in it"]


def teach_all(name: str) -> Iterator[tuple[int, str, np.ndarray]]:
    """Yield examples, where from, and the numbers: moved, right of them, the same without reach, share of the examples in it."""
    from scipy import sparse

    from cxtext.embed import load_embedder
    from cxtext.settings import ThemesConfig
    from cxtext.themes import Corpus, ThemeModel
    from tests.bench.themes import read_labelled

    texts, given = read_labelled(name)
    labels, n = np.array(given), len(texts)
    embedder = load_embedder("default", jobs=0)
    rows = embedder.encode(texts)
    corpus = Corpus(texts, rows, np.ones(n, dtype=np.int64), sparse.eye_array(n).tocsr(), encode=embedder.encode)
    model, found = ThemeModel.fit_assign(corpus, settings=ThemesConfig())
    rng = random.Random(0)
    chosen = [label for label in sorted(set(given)) if (labels == label).sum() >= LEAST]
    rng.shuffle(chosen)
    for label in chosen[:LABELS]:
        mine = labels == label
        theme = int(np.bincount(found.theme[mine & (found.theme >= 0)]).argmax())
        for size in EXAMPLES:
            for source, pool in (("all", mine), ("outside", mine & (found.theme != theme))):
                if pool.sum() < size + 5:
                    continue
                shown = rng.sample(np.flatnonzero(pool).tolist(), size)
                taught = model.teach(model.theme_ids[theme], [texts[i] for i in shown], rows, embedder.encode)
                numbers: list[float] = []
                for one in (taught, replace(taught, lesson_assigner=None)):
                    moved = one.assign(rows).theme != found.theme
                    moved[shown] = False
                    numbers += [moved.sum(), (moved & mine).sum()]
                yield size, source, np.array([*numbers, (taught.assign(rows).theme[shown] == theme).mean()])


def measure(name: str) -> list[list[str]]:
    """Return the rows of the table for one set: means over the labels."""
    cases: dict[tuple[int, str], list[np.ndarray]] = {}
    for size, source, numbers in teach_all(name):
        cases.setdefault((size, source), []).append(numbers)
    lines = []
    for (size, source), several in cases.items():
        moved, right, moved_before, right_before, kept = np.mean(several, axis=0)
        shares = [f"{right / max(moved, 1e-9):.0%}", f"{moved_before:.1f}", f"{right_before / max(moved_before, 1e-9):.0%}"]
        lines.append([name, str(size), source, f"{moved:.1f}", *shares, f"{kept:.0%}"])
    return lines


def main() -> None:
    """Measure, write to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--markdown", type=Path)
    args = parser.parse_args()
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(line for name in args.sets for line in measure(name))]
    text = "".join("| " + " | ".join(line) + " |\n" for line in lines)
    sys.stdout.write(text)
    if args.markdown:
        args.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
