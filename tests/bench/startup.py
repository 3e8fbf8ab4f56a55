"""How long ``cxtext --help`` takes, against a Python that does nothing, in one run.

``python -m tests.bench.startup`` prints the figures.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 40


def measure(rounds: int = ROUNDS) -> dict[str, float]:
    """Return the seconds of both, the least of several rounds taken in turns, and their ratio.

    The least is the figure that other work on the machine disturbs least; taking turns lets both
    meet the same disturbances.
    """
    program = str(Path(sys.executable).with_name("cxtext"))
    commands = {"python_pass": [sys.executable, "-c", "pass"], "cxtext_help": [program, "--help"]}
    for command in commands.values():
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    least = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            least[name] = min(least[name], time.perf_counter() - start)
    seconds = {f"{name}_seconds": round(value, 5) for name, value in least.items()}
    return {**seconds, "ratio": round(least["cxtext_help"] / least["python_pass"], 2)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
