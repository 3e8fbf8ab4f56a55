import pytest

from cxtext.settings import count_workers


@pytest.mark.parametrize(("jobs", "expected"), [(3, 3), (0, 2)])
def test_zero_jobs_are_one_per_core_that_the_process_may_use(monkeypatch: pytest.MonkeyPatch, jobs: int, expected: int) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda process: {0, 5}, raising=False)
    assert count_workers(jobs) == expected
