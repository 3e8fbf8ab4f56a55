"""The survey that the benchmark of the measurement makes up is one that the pipeline takes."""

from __future__ import annotations

from bench.impact import SILENT, lay

from cxtext.pipeline.measure import measure_impact
from cxtext.run import gather_submissions


def test_the_survey_of_the_benchmark_is_measured() -> None:
    laid = lay(400, 6)
    submissions = gather_submissions(laid[0])
    assert submissions.n == 400 and submissions.mentions.any.shape == (400, 6)
    assert submissions.has_content.sum() == 400 - 400 // SILENT
    found = measure_impact(*laid)
    assert len(found["scorecard"]) == 2 * 6
    assert all(len(found[name]) for name in ("decomposition", "groups", "trends", "silence"))
