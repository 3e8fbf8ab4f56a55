"""What two runs have in common: responses that are in both, and how far the one speaks of the subjects of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxtext.metrics import wilson
from cxtext.schema import Code, active_themes
from cxtext.wording import percent, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.run import Analysis, RunLog

#: Share of B's responses that are in A too from which the reader is warned.
OVERLAP = 0.01
#: The runs are about other subjects when B's share of responses in themes of A is surely below so much of A's own: parts of
#: one survey had .85 and more in eight comparisons, unrelated surveys .62 or less in thirteen and .79 in one.
RELATED = 2 / 3


def warn_overlap(a: Analysis, b: Analysis, record: RunLog) -> None:
    """Warn when responses of B are in A as well."""
    said_a, said_b = (one.responses.loc[one.responses["status"] == "content", ["response_id", "text"]] for one in (a, b))
    shared = len(said_b.merge(said_a.drop_duplicates()))
    if len(said_b) and shared / len(said_b) >= OVERLAP:
        whole = f"{shared:,} of the {plural(len(said_b), 'response')} of B are in A too, with the same id and text"
        record.warn(Code.OVERLAP, f"{whole}: intervals take the runs as independent, and what is new in B is diluted.")


def warn_unrelated(a: Analysis, runs: tuple[tuple[Analysis, pd.Series], ...], record: RunLog) -> dict[str, float]:
    """Warn when B hardly speaks of the subjects of A.

    Verdicts ("great", "never again") fit any survey, so that those of A are left out. The warning waits until the upper
    limit of Wilson's 95% interval of B's share is below :data:`RELATED` of A's share.

    Parameters
    ----------
    a : Analysis
    runs : pair of (Analysis, Series of str)
        A and B, each with the theme of each of its units under A's themes.
    record : RunLog

    Returns
    -------
    dict
        ``in_themes_a`` and ``in_themes_b``: share of the responses with content that lie in a theme of A that is a cause.
    """
    themes = active_themes(a.themes)
    subjects = themes.loc[themes["kind"] == "cause", "theme_id"]
    sizes = [int((run.responses["status"] == "content").sum()) for run, _ in runs]
    inside = [run.units.loc[units.isin(subjects).to_numpy(), "response_id"].nunique() for run, units in runs]
    of_a, of_b = (n / size if size else 0.0 for n, size in zip(inside, sizes, strict=True))
    if of_a and wilson(of_b, sizes[1])[1] < RELATED * of_a:
        whole = f"{percent(of_b)} of B's responses mention a topic of A, while {percent(of_a)} of A's do"
        record.warn(
            Code.UNRELATED_RUNS,
            f"{whole}: the two runs are about different topics, so do not rely on what the change of a metric is split into.",
        )
    return {"in_themes_a": of_a, "in_themes_b": of_b}
