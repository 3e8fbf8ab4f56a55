"""How often a fix seems to have worked, or to have done harm, at dates at which nothing was released.

``python -m tests.bench.placebos RUN...`` takes runs with dates. Each theme is judged as the one that was worked on, at dates
spread evenly over the middle of the responses. At most one of twenty is to seem better. Themes and dates of one run are not
independent: the figures of several runs tell how far they may be trusted.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

#: Shares of the dated responses before a placebo date.
BEFORE = (0.3, 0.4, 0.5, 0.6, 0.7)


def judge_run(folder: Path) -> dict[str, Any]:
    """Count the verdicts on all themes of one run at all dates."""
    from cxtext import Analysis
    from cxtext.studies.fixes import measure_fix

    analysis = Analysis.load(folder)
    themes = analysis.themes[analysis.themes["parent_id"].isna() & (analysis.themes["status"] == "active")]
    dates = sorted({f"{date:%Y-%m-%d}" for date in analysis.responses["local_time"].quantile(list(BEFORE))})
    verdicts = Counter(
        measure_fix(analysis, theme, date=date).facts["verdict"] for date in dates for theme in themes["theme_id"].tolist()
    )
    tries = sum(verdicts.values())
    return {
        "run": folder.name,
        "dates": dates,
        "tries": tries,
        "verdicts": dict(verdicts),
        "seems to have worked": round(verdicts["better"] / tries, 3),
    }


if __name__ == "__main__":
    for run in sys.argv[1:]:
        sys.stdout.write(json.dumps(judge_run(Path(run))) + "\n")
        sys.stdout.flush()
