"""Fuzz the targets with atheris: ``python -m tests.fuzz.run [TARGET ...] [--minutes M]``, which ``make fuzz`` does.

Each target runs in a process of its own for its share of the minutes. An exception does not end it: its input is kept in
``tests/fuzz/found/TARGET/``, one for each place that fails, and counted. A target that takes too long for one input is ended by
the fuzzer and started again. What was run is written to ``tests/fuzz/results/latest.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).parent
FOUND = HERE / "found"
RESULTS = HERE / "results" / "latest.json"
#: Seconds that one input may take, and megabytes; bytes of the longest input.
MOST_SECONDS = 30
MOST_MEGABYTES = 3_000
LONGEST_INPUT = 3_000


def fuzz_one(name: str, corpus: Path, seconds: int) -> None:
    """Fuzz one target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["cxtext"]):
        from fuzz.targets import TARGETS

    check = TARGETS[name]
    places: set[str] = set()

    def run(data: bytes) -> None:
        try:
            check(data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            own = [frame for frame in frames if "/cxtext/" in frame.filename or frame.filename.endswith("targets.py")]
            place = f"{type(error).__name__} {own[-1].filename}:{own[-1].lineno}"
            if place not in places:
                places.add(place)
                key = hashlib.sha256(place.encode()).hexdigest()[:12]
                (FOUND / name).mkdir(parents=True, exist_ok=True)
                (FOUND / name / f"{key}.bin").write_bytes(data)
                (FOUND / name / f"{key}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")

    limits = [f"-timeout={MOST_SECONDS}", f"-rss_limit_mb={MOST_MEGABYTES}", f"-max_len={LONGEST_INPUT}"]
    atheris.Setup([sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-artifact_prefix={FOUND}/{name}-", *limits], run)
    atheris.Fuzz()


def fuzz(name: str, seconds: int) -> dict[str, object]:
    """Fuzz one target for so long, and return what was run."""
    from fuzz.seeds import SEEDS

    FOUND.mkdir(exist_ok=True)
    n_runs, n_ended = 0, 0
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cxtext-corpus-") as folder:
        for i, seed in enumerate(SEEDS[name]):
            Path(folder, f"seed{i}").write_bytes(seed)
        while (left := int(seconds - (time.monotonic() - start))) > 0:
            done = subprocess.run(
                [sys.executable, "-m", "tests.fuzz.run", "--in-process", name, "--corpus", folder, "--seconds", str(left)],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
            )
            counts = [int(n) for n in re.findall(r"^(?:#|Done )(\d+)", done.stderr, re.MULTILINE)]
            n_runs += max(counts, default=0)
            n_ended += done.returncode != 0
            if not counts:
                raise RuntimeError(f"the fuzzer did not start: {done.stderr[-2000:]}")
        n_corpus = len(list(Path(folder).iterdir()))
    places = sorted(path.stem for path in (FOUND / name).glob("*.bin")) if (FOUND / name).exists() else []
    minutes = round((time.monotonic() - start) / 60, 1)
    return {"executions": n_runs, "minutes": minutes, "inputs_kept": n_corpus, "ended": n_ended, "places_failing": places}


def main() -> int:
    """Fuzz the targets named, all by default.

    Returns
    -------
    int
        1 when anything failed.
    """
    sys.path.insert(0, str(HERE.parent))
    from fuzz.seeds import SEEDS

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.run", description="Fuzz what reads the words of strangers.")
    parser.add_argument("names", nargs="*", metavar="TARGET", help=f"of {', '.join(SEEDS)}; all by default")
    parser.add_argument("--minutes", type=float, default=60, metavar="M", help="for all together; 60 by default")
    parser.add_argument("--in-process", help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_process:
        fuzz_one(options.in_process, options.corpus, options.seconds)
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    names = options.names or list(SEEDS)
    for name in names:
        results[name] = fuzz(name, int(60 * options.minutes / len(names)))
        sys.stdout.write(f"{name}: {json.dumps(results[name])}\n")
        sys.stdout.flush()
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return int(any(results[name]["ended"] or results[name]["places_failing"] for name in names))


if __name__ == "__main__":
    sys.exit(main())
