"""Seconds and memory of the scorecard of a large survey: 100,000 responses, 200 themes, two metrics, 500 resamples.

``python -m tests.bench.impact`` prints the figures; a whole run takes under a minute on two cores.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

N_RESPONSES, N_THEMES, PER_RESPONSE, BOOTSTRAPS = 100_000, 200, 3, 500


def survey(n: int, k: int) -> tuple[Any, Any, Any]:
    """Return random mentions, which of them are negative, and the mean of an outcome; three mentions a response."""
    import numpy as np
    from scipy.sparse import csr_array

    rng = np.random.default_rng(0)
    weights = 1 / np.arange(1, k + 1) ** 0.7
    columns = rng.choice(k, size=n * PER_RESPONSE, p=weights / weights.sum())
    rows = np.repeat(np.arange(n), PER_RESPONSE)
    bad = rng.random(len(rows)) < 0.5
    mentions, negative = (
        csr_array((np.ones(len(r)), (r, c)), shape=(n, k)) for r, c in ((rows, columns), (rows[bad], columns[bad]))
    )
    for matrix in (mentions, negative):
        matrix.sum_duplicates()
        matrix.data[:] = 1.0
    return mentions, negative, 30 + mentions @ rng.normal(-4, 12, k)


def measure(n: int = N_RESPONSES, k: int = N_THEMES) -> dict[str, Any]:
    """Build the scorecard once; the memory is the peak of the process, libraries and input included."""
    import numpy as np
    import pandas as pd

    from cxtext.config import Metric
    from cxtext.impact import Answers, build_scorecard
    from cxtext.metrics import make_outcome

    mentions, negative, mean = survey(n, k)
    rng = np.random.default_rng(1)
    ids = [f"T{t:03d}" for t in range(k)]
    themes = pd.DataFrame({"theme_id": ids, "parent_id": None, "status": "active", "stability": 0.8, "scope": "topic"})
    polarity = pd.DataFrame({"theme_id": ids, "polarity_mean": 0.0, "negative_share": 0.5, "positive_share": 0.5})
    score = np.clip(np.round(7 + mean / 30 + 2 * rng.normal(size=n)), 0, 10)
    stars = np.clip(np.round(3 + mean / 60 + rng.normal(size=n)), 1, 5)
    answers = [
        Answers(make_outcome(Metric(column="score", kind="nps")), score),
        Answers(make_outcome(Metric(column="stars", kind="csat", scale=(1, 5))), stars),
    ]
    start, used = time.perf_counter(), time.process_time()
    found = build_scorecard(
        themes, mentions, negative, polarity, answers, has_content=np.ones(n, dtype=bool), bootstraps=BOOTSTRAPS
    )
    seconds, cpu = time.perf_counter() - start, time.process_time() - used
    return {
        "n_responses": n,
        "n_themes": k,
        "n_rows": len(found.scorecard),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
