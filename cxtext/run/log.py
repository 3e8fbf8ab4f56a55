"""The log of a run: issues, seconds per stage, and the progress it reports. Logs of parts merge into one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cxtext.errors import ConfigError
from cxtext.schema import Code, Issue, Level, Stage, issue

#: Called as ``progress(stage, done, total)``; ``total`` is 0 when it is not known.
ProgressCallback = Callable[[str, int, int], None]


class RunLog:
    """Collect the issues and timings of a run, or of a part of it, and pass progress on.

    A log without ``progress`` can be pickled: a worker process fills one of its own and sends it back, and :meth:`merge` adds
    it to that of the run.

    Parameters
    ----------
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    Attributes
    ----------
    issues : list of Issue
    timings : dict of str to float
        Seconds per stage.

    >>> log, part = RunLog(), RunLog()
    >>> with part.stage(Stage.READ):
    ...     part.warn(Code.BLANK_ROW, "row 3 is blank", row=3)
    >>> log.merge(part)
    >>> log.issues[0].row, list(log.timings)
    (3, ['read'])
    """

    def __init__(self, progress: ProgressCallback | None = None) -> None:
        self.issues: list[Issue] = []
        self.timings: dict[str, float] = {}
        if progress is not None and not callable(progress):
            raise ConfigError(f"progress is {progress!r}.\nGive a function of stage, done and total.")
        self._progress = progress
        self._stage = Stage.CHECK

    @contextmanager
    def stage(self, name: Stage, total: int = 0) -> Iterator[Callable[[int], None]]:
        """Time one stage; yields a function to call with the number of items just done."""
        done = 0
        self._stage = name
        start = time.perf_counter()

        def advance(count: int) -> None:
            nonlocal done
            done += count
            if self._progress:
                self._progress(name, done, total)

        advance(0)
        yield advance
        advance(max(total, 1) - done)
        self._add_seconds(name.value, time.perf_counter() - start)

    def warn(
        self,
        code: Code,
        message: str,
        *,
        level: Level = Level.WARNING,
        row: int | None = None,
        column: str | None = None,
        response_id: str | None = None,
    ) -> None:
        """Add one issue under the current stage."""
        self.issues.append(issue(self._stage, code, message, level=level, row=row, column=column, response_id=response_id))

    def merge(self, other: RunLog) -> None:
        """Add the issues and timings of another log; seconds of the same stage add up."""
        self.issues += other.issues
        for name, seconds in other.timings.items():
            self._add_seconds(name, seconds)

    def _add_seconds(self, stage: str, seconds: float) -> None:
        """Add to the time of a stage, in milliseconds as the manifest has it."""
        self.timings[stage] = round(self.timings.get(stage, 0.0) + seconds, 3)
