"""What every test shares: no network, a small survey, one finished analysis, a way to call the command line."""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

GUARD = Path(__file__).parent / "guard"
sys.path.insert(0, str(GUARD))
import netguard  # noqa: E402

if TYPE_CHECKING:
    from cxtext import Analysis

netguard.install()
# How long one example takes is the machine's matter.
settings.register_profile("cxtext", deadline=None)
settings.load_profile("cxtext")
# Programs that tests start are guarded too: Python loads sitecustomize from there.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(GUARD), os.environ.get("PYTHONPATH")]))


@dataclass(frozen=True)
class Finished:
    """What one call of the command line left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture
def cxtext_cli(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., Finished]:
    """Call ``main`` as the console script does."""
    from cxtext.cli import main

    def call(*args: object) -> Finished:
        capfdbinary.readouterr()
        code = main([str(a) for a in args])
        out, err = capfdbinary.readouterr()
        return Finished(code, out.decode("utf-8"), err.decode("utf-8"))

    return call


#: Complaints and praise in the manner of a product survey, with the score that tends to go with each.
TOPICS: dict[str, tuple[int, list[str]]] = {
    "login": (
        2,
        [
            "The {} login keeps failing",
            "I cannot log in to the {} account",
            "Password reset for {} never arrives",
            "Signing in on {} takes three attempts",
        ],
    ),
    "price": (
        4,
        [
            "The {} subscription is too expensive",
            "Price of {} went up again without warning",
            "I pay too much for {} every month",
            "The {} plan costs more than it is worth",
        ],
    ),
    "support": (
        9,
        [
            "The {} support team was quick and friendly",
            "Support answered my {} question within minutes",
            "Very helpful agents on the {} chat",
            "Great customer service for {}",
        ],
    ),
    "reports": (
        6,
        [
            "Exporting {} reports to Excel is slow",
            "The {} report takes ages to load",
            "Charts in the {} report are hard to read",
            "I wish the {} reports could be scheduled",
        ],
    ),
}
THINGS = ["web", "mobile", "team", "admin", "billing", "guest", "work", "home"]


def write_survey(path: Path, n: int = 120) -> Path:
    """Write a survey of four topics; some answers are blank, say nothing, or have no score."""
    import csv

    rng = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "date", "plan", "score", "comment"])
        for i in range(n):
            score, texts = TOPICS[rng.choice(sorted(TOPICS))]
            text = rng.choice(texts).format(rng.choice(THINGS))
            text = "" if i % 30 == 29 else "n/a" if i % 30 == 14 else text
            answer = "" if i % 40 == 5 else min(10, max(0, score + rng.randint(-2, 1)))
            writer.writerow([f"r{i:04d}", f"2026-0{1 + i % 6}-15", rng.choice(["free", "pro"]), answer, text])
    return path


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    """A small survey as a CSV file."""
    return write_survey(tmp_path / "survey.csv")


@pytest.fixture(scope="session")
def small_analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    """The analysis of the small survey, computed once."""
    import cxtext

    path = write_survey(tmp_path_factory.mktemp("small") / "survey.csv")
    return cxtext.analyze(path, nps_column="score", embedder="fast")


@pytest.fixture
def saved_run(small_analysis: Analysis, tmp_path: Path) -> Path:
    """The same, saved as ``run``."""
    return small_analysis.save(tmp_path / "run")


@pytest.fixture
def working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in an empty folder, without settings from outside."""
    for name in [n for n in os.environ if n.startswith("CXTEXT_") and n != "CXTEXT_EVAL_DATA"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
