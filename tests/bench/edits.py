"""What an edit of themes costs: seconds of each step of ``cxtext themes RUN merge``, beside the analysis of the same file.

``CXTEXT_EVAL_DATA=... python -m tests.bench.run edits`` takes some minutes, ``python -m tests.bench.edits 5000`` does it with
so many comments. Different comments of real sets, with a 0-10 answer and a date where the set has one, are analysed once; then
each kind of edit is made, each time in a process of its own: in the run as it is, and a merge in one whose themes
were taught (``taught``), where it needs the vectors of all texts. CPU seconds of one thread, and wall seconds, from the start of
the interpreter to the saved run with its report, memory collected as seldom as by the command line. Other work
on the machine makes both larger: the least of several tries counts.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxtext import Analysis
    from cxtext.pipeline import ThemeEdits

ROWS, TRIES = 25_000, 3
#: Examples that a theme is taught with, and opinions that are moved.
EXAMPLES, MOVED = 5, 3
SETS = (
    "cncf_maintainers_long",
    "jupyter_ux2015",
    "nhs_fft_themes",
    "skytrax_lounge",
    "vader_amazon_valence",
    "app_review_types",
    "jupyter2020_open",
    "kotzias_yelp",
    "kotzias_amazon",
    "course_evaluations",
    "is22_feature_sentiment",
    "acos_rest16",
)
#: Column of 1 to 10 answers of a set.
SCORES = {"cncf_maintainers_long": "score10", "skytrax_lounge": "rating"}


def write_survey(path: Path, n: int) -> None:
    """Write ``n`` different real comments of the sets as a survey with id, score, date and comment, in random order."""
    import pandas as pd

    parts = []
    for name in SETS:
        own = pd.read_csv(Path(os.environ["CXTEXT_EVAL_DATA"]) / f"{name}.csv.gz", dtype=str, keep_default_na=False)
        score = own[SCORES[name]] if name in SCORES else ""
        half = own["wave"].str.replace("H1", "-04-01").str.replace("H2", "-10-01") if "wave" in own else ""
        date = own.get("date", half)
        parts.append(pd.DataFrame({"score": score, "date": date, "comment": own["text"]}, index=own.index))
    survey = pd.concat(parts)
    survey = survey[survey["comment"].str.strip() != ""].drop_duplicates("comment").sample(frac=1, random_state=1).head(n)
    survey.insert(0, "id", [f"r{i}" for i in range(len(survey))])
    survey.to_csv(path, index=False)


def run_analyze(folder: Path) -> None:
    """Analyse the survey and save the run."""
    from cxtext import analyze

    analysis = analyze(
        folder / "survey.csv", text_column="comment", metric="score:nps", date_column="date", id_column="id", jobs=1
    )
    analysis.save(folder / "run", force=True)


def run_teach(folder: Path) -> None:
    """Teach the third largest theme with some of its opinions, and save the run."""
    from cxtext import Analysis

    analysis = Analysis.load(folder / "run")
    theme = list_themes(analysis)[2]
    own = analysis.units["text"][(analysis.tables["assignments"]["theme_id"] == theme).to_numpy()]
    analysis.edit().teach(theme, sorted(set(own))[:EXAMPLES]).apply().save(folder / "taught", force=True)


def list_themes(analysis: Analysis) -> list[str]:
    """Return the themes, the largest first."""
    themes = analysis.themes[analysis.themes["parent_id"].isna()]
    return [str(name) for name in themes.sort_values("n_responses", ascending=False)["theme_id"]]


def make_edit(analysis: Analysis, kind: str) -> ThemeEdits:
    """Return an edit of one kind, of the two largest themes, or of the largest that has parts."""
    first, second, *_ = themes = list_themes(analysis)
    edits: ThemeEdits = analysis.edit()
    if kind == "rename":
        return edits.rename(first, "Another name")
    if kind == "split":
        whole = set(analysis.themes["parent_id"].dropna())
        return edits.split(next(theme for theme in themes if theme in whole))
    if kind == "move":
        assigned = analysis.tables["assignments"]
        return edits.move(assigned["unit_id"][(assigned["theme_id"] == first).to_numpy()].tolist()[:MOVED], second)
    return edits.hide(second) if kind == "hide" else edits.merge(first, second)


def run_edit(folder: Path, kind: str, run: str = "run") -> dict[str, float]:
    """Make one edit and save the run; return the CPU seconds of each step."""
    marks = [time.process_time()]
    from cxtext import Analysis
    from cxtext.cli import OBJECTS_BETWEEN_COLLECTIONS

    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    analysis = Analysis.load(folder / run)
    marks.append(time.process_time())
    edited = make_edit(analysis, kind).apply()
    marks.append(time.process_time())
    edited.save(folder / "edited", force=True)
    marks.append(time.process_time())
    steps = zip(("load_cpu_s", "apply_cpu_s", "save_cpu_s"), marks, marks[1:], strict=False)
    return {name: after - before for name, before, after in steps}


KINDS = ("rename", "merge", "split", "move", "hide")
TASKS: dict[str, Any] = {
    "analyze": run_analyze,
    "teach": run_teach,
    "taught": partial(run_edit, kind="merge", run="taught"),
    **{kind: partial(run_edit, kind=kind) for kind in KINDS},
}


def in_own_process(task: str, folder: Path) -> dict[str, float]:
    """Run one task in a fresh interpreter, whose start counts."""
    command = [sys.executable, "-m", "tests.bench.edits", task, str(folder)]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures | {"wall_s": time.perf_counter() - start}


def measure(n_responses: int = ROWS) -> dict[str, Any]:
    """Return the seconds of an analysis and of an edit, and their ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_survey(folder / "survey.csv", n_responses)
        whole = in_own_process("analyze", folder)
        figures = {f"analyze_{key}": value for key, value in whole.items()}
        in_own_process("teach", folder)
        edit = {}
        for task in (*KINDS, "taught"):
            tries = [in_own_process(task, folder) for _ in range(TRIES)]
            edit[task] = {key: min(one[key] for one in tries) for key in tries[0]}
            figures |= {f"{task}_{key}": value for key, value in edit[task].items()}
    return {key: round(value, 2) for key, value in figures.items()} | {
        "n_responses": n_responses,
        "edit_over_analyze": round(edit["merge"]["cpu_s"] / whole["cpu_s"], 3),
    }


def main() -> None:
    """Measure with another number of responses, or run one task for the parent process."""
    if len(sys.argv) == 2:
        sys.stdout.write(json.dumps(measure(int(sys.argv[1])), indent=1) + "\n")
        return
    task, folder = sys.argv[1:]
    figures = TASKS[task](Path(folder)) or {}
    sys.stdout.write(json.dumps(figures | {"cpu_s": time.process_time()}) + "\n")


if __name__ == "__main__":
    main()
