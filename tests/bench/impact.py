"""Seconds and memory of all that is measured on a large survey: 100,000 responses, 200 themes, two metrics, 500 resamples.

``python -m tests.bench.impact`` prints the figures: of the whole of ``measure_impact`` (scorecard with ranking, decomposition,
gaps shared with other themes, penalty and reward, the silent, trends over twelve months, groups of two columns, events, new
subjects), and of each of its parts. The goal is under 25 seconds of CPU and 1 GB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

N_RESPONSES, N_THEMES, PER_RESPONSE, BOOTSTRAPS = 100_000, 200, 3, 500
#: Every so many-th response has no comment.
SILENT = 8
WORDS, TEXTS = 3_000, 30_000


def survey(n: int, k: int) -> dict[str, Any]:
    """Return the tables that stages before the measurement lay out: about three opinions in a response."""
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(0)
    ids = np.array([f"T{t:03d}" for t in range(k)], dtype=object)
    said = np.arange(n) % SILENT > 0
    of_unit = np.repeat(np.flatnonzero(said), PER_RESPONSE)
    weights = 1 / np.arange(1, k + 1) ** 0.7
    theme = rng.choice(k, size=len(of_unit), p=weights / weights.sum())
    label = rng.choice(np.array(["negative", "neutral", "positive"], dtype=object), len(of_unit), p=[0.5, 0.2, 0.3])
    effect = rng.normal(-4, 12, k)
    mean = 30 + np.bincount(of_unit, effect[theme] * (label != "neutral"), n)
    names = np.array([f"r{i:06d}" for i in range(n)], dtype=object)
    units = pd.DataFrame({"unit_id": [f"u{i:06d}" for i in range(len(of_unit))], "response_id": names[of_unit]})
    months = pd.date_range("2024-01-01", "2024-12-31", periods=n, tz="UTC").astype("datetime64[us, UTC]")
    responses = pd.DataFrame(
        {
            "response_id": names,
            "respondent_id": names,
            "voice_id": names,
            "copy_of": None,
            "burst": None,
            "row": np.arange(1, n + 1),
            "question": None,
            "text": np.where(said, names, ""),
            "status": np.where(said, "content", "blank"),
            "created_at": months,
            "local_time": months,
            "wave": pd.Series([None] * n, dtype="object"),
            "weight": 1.0,
            "value": np.nan,
            "metric.score": np.clip(np.round(7 + mean / 30 + 2 * rng.normal(size=n)), 0, 10),
            "metric.stars": np.clip(np.round(3 + mean / 60 + rng.normal(size=n)), 1, 5),
            "group.plan": rng.choice(["free", "team", "business"], n),
            "group.region": rng.choice(["north", "south", "east", "west", "abroad"], n),
        }
    )
    themes = pd.DataFrame(
        {"theme_id": ids, "label": ids, "parent_id": None, "status": "active", "stability": 0.8, "kind": "cause"}
    )
    polarity = np.array([{"negative": -0.8, "neutral": 0.0, "positive": 0.8}[one] for one in label])
    return {
        "responses": responses,
        "units": units,
        "themes": themes,
        "assignments": units[["unit_id"]].assign(
            theme_id=np.where(rng.random(len(theme)) < 0.8, ids[theme], None), subtheme_id=None
        ),
        "sentiment": units[["unit_id"]].assign(label=label, polarity=polarity),
        "columns": pd.DataFrame({"column": ["plan", "region"], "role": "group", "chosen_by": "user"}),
    }


def say(n_units: int) -> tuple[Any, Any]:
    """Return texts of five words for the units, and their words."""
    import numpy as np

    from cxtext.pipeline import UniqueTexts
    from cxtext.themes.naming import Words

    rng = np.random.default_rng(2)
    share = 1 / np.arange(1, WORDS + 1)
    letters = np.array(list("bcdfghklmnprstvz"))
    words = np.array(["".join(letters[rng.integers(0, len(letters), 6)]) for _ in range(WORDS)])
    texts = sorted({" ".join(row) for row in words[rng.choice(WORDS, (TEXTS, 5), p=share / share.sum())]})
    of_unit = rng.integers(0, len(texts), n_units)
    return UniqueTexts(texts, of_unit, np.bincount(of_unit, minlength=len(texts))), Words(texts)


def redraw(n_texts: int, k: int) -> Any:
    """Return the theme of each text in six refits on 2,500 texts each."""
    import numpy as np

    from cxtext.themes import LEFT_OUT

    rng = np.random.default_rng(3)
    redrawn = np.full((n_texts, 6), LEFT_OUT)
    for refit in redrawn.T:
        refit[rng.permutation(n_texts)[:2500]] = rng.integers(0, k, min(2500, n_texts))
    return redrawn


def timed(seconds: dict[str, float], name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, its time added up under ``name``."""

    def run(*args: Any, **options: Any) -> Any:
        start = time.perf_counter()
        try:
            return call(*args, **options)
        finally:
            seconds[name] = round(seconds.get(name, 0.0) + time.perf_counter() - start, 1)

    return run


def lay(n: int, k: int) -> tuple[Any, ...]:
    """Return the survey as ``measure_impact`` takes it: tables, inputs, texts, words, settings and log."""
    import pandas as pd

    from cxtext.embed import load_embedder
    from cxtext.metrics import make_outcome
    from cxtext.pipeline import ImpactInputs, label_errors
    from cxtext.run import RunLog
    from cxtext.settings import Config, Metric

    laid = survey(n, k)
    texts, words = say(len(laid["units"]))
    outcomes = [make_outcome(Metric(column="score", kind="nps")), make_outcome(Metric(column="stars", kind="csat", scale=(1, 5)))]
    events = pd.DataFrame({"date": [pd.Timestamp("2024-06-15", tz="UTC")], "label": ["release"]})
    embedder = load_embedder("default").fingerprint
    inputs = ImpactInputs(
        outcomes, {one.label: 0 for one in outcomes}, events, redraw(len(texts.texts), k), errors=label_errors(embedder, "en")
    )
    return laid, inputs, texts, words, Config(), RunLog()


def measure(n: int = N_RESPONSES, k: int = N_THEMES) -> dict[str, Any]:
    """Measure once; the memory is the peak of the process, libraries and input included."""
    import cxtext.pipeline.measure as module

    laid = lay(n, k)
    parts: dict[str, float] = {}
    for name in ("measure_groups", "measure_trends", "measure_events", "tabulate_silence", "find_new_topics", "_score"):
        setattr(module, name, timed(parts, name, getattr(module, name)))
    start, used = time.perf_counter(), time.process_time()
    found = module.measure_impact(*laid)
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    return {
        "n_responses": n,
        "n_themes": k,
        "rows": {name: len(table) for name, table in found.items()},
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "seconds_of_parts": parts,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
