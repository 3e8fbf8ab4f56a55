"""The survey that the benchmark of the measurement makes up is one that the pipeline takes."""

from __future__ import annotations

import numpy as np
from bench.impact import SILENT, survey

from cxtext.run import gather_submissions


def test_the_survey_of_the_benchmark_is_one_that_the_pipeline_takes() -> None:
    submissions = gather_submissions(survey(80, 5))
    assert submissions.n == 80 and submissions.mentions.any.shape == (80, 5)
    assert np.asarray(submissions.has_content).sum() == 80 - 80 // SILENT
