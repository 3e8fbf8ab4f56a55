"""What a run keeps about itself while it goes: issues, timings, notes, and the progress it reports."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cxtext.errors import ConfigError
from cxtext.schema import Code, Issue, Level, Stage, issue

#: Called as ``progress(stage, done, total)``; ``total`` is 0 when it is not known.
ProgressCallback = Callable[[str, int, int], None]


class RunRecord:
    """Collects the issues and timings of one run and passes progress on.

    Parameters
    ----------
    progress : callable, optional
        Called as ``progress(stage, done, total)``.

    >>> record = RunRecord()
    >>> with record.stage(Stage.READ):
    ...     record.warn(Code.BLANK_ROW, "row 3 is blank", row=3)
    >>> record.issues[0].row, list(record.timings)
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
        self.timings[name.value] = round(self.timings.get(name, 0.0) + time.perf_counter() - start, 3)

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
