"""Audits: a sample for a person to label, and what the labels say about a run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.errors import InputError
from cxtext.findings import UNRANKED, AnalysisLike, Kind, list_findings, metric_views, outgoing
from cxtext.impact import audit_theme
from cxtext.run import Submissions, gather_submissions
from cxtext.studies.audit.labels import CHECKED, DRAWN, ID, RECORD, TEXT, Labels, read_labels
from cxtext.studies.audit.opinions import SentimentAudit, audit_sentiment, draw_opinions
from cxtext.studies.audit.sample import draw_sample, stratify
from cxtext.studies.evidence import find_active_theme, take_points
from cxtext.wording import neutralise, one_line

if TYPE_CHECKING:
    import pandas as pd

#: Themes that are audited when none is named: more columns than this nobody fills in with care.
DEFAULT_THEMES = 6
#: Rows of a sample by default. A choice: about an hour of reading.
SAMPLE_ROWS = 400
#: Characters of a response that the sample shows.
TEXT_CHARS = 5000
#: Columns of an audit's result that need labels of sentiment.
SENTIMENT_COLUMNS = (
    "negative_share", "negative_share_corrected", "negative_share_corrected_low", "negative_share_corrected_high",
)  # fmt: skip
#: Why a theme has no figures of its labels.
NOT_AUDITED = "not audited: its column is empty in every checked row; write 0 where a text does not mention it"
#: Columns of an audit's result that are counts.
COUNTS = ("n_tagged", "n_checked", "n_right", "n_wrong", "n_missed")


def draw_audit(
    analysis: AnalysisLike, n: int = SAMPLE_ROWS, *, themes: Sequence[str] = (), blind: bool = False, random_state: int = 0
) -> pd.DataFrame:
    """Draw a sample of responses for a person to label.

    Parameters
    ----------
    analysis : Analysis
    n : int
        Rows; half are from responses in which none of the themes was found, so that missed mentions show.
    themes : sequence of str
        Ids or labels of the themes to audit; by default the six first pain points, then the largest themes.
    blind : bool
        Leave the cells of the themes empty. By default they hold what the machine says, which is quicker to correct, but
        leads the eye.
    random_state : int

    Returns
    -------
    DataFrame
        One row per response in random order: ``record``, ``response_id``, ``drawn_from`` (the stratum and how many of it
        were drawn: the sampling probability), ``checked`` (to be filled in), a column per theme, ``text``; then ``unit_id`` and
        ``opinion``, one of its opinions at random, and ``sentiment``, which may be filled in: negative, neutral or positive.
        As CSV it opens in a spreadsheet: no cell is a formula.

    Raises
    ------
    ConfigError
        When a theme is not in the run.
    InputError
        When the run has no theme.
    """
    import pandas as pd

    submissions = gather_submissions(analysis.tables)
    ids = list(dict.fromkeys(find_active_theme(analysis, name) for name in themes)) or _choose_themes(analysis)
    if not ids:
        raise InputError("this run has no theme: there is nothing to audit.")
    order, stratum, tagged = _strata(submissions, ids)
    drawn = draw_sample(stratum, n, random_state=random_state)
    counts, sizes = (np.bincount(codes, minlength=len(ids) + 1) for codes in (stratum[drawn], stratum))
    rows = order[drawn]
    labels = dict(zip(submissions.theme_ids, submissions.themes["label"].map(str), strict=True))
    names = [*ids, "none"]
    table: dict[str, Any] = {
        RECORD: submissions.rows[rows],
        ID: [neutralise(i) for i in outgoing(analysis).name_all(submissions.first["response_id"].iloc[rows].tolist())],
        DRAWN: [f"{names[h]}: {counts[h]} of {sizes[h]}" for h in stratum[drawn]],
        CHECKED: [""] * len(rows),
    }
    for j, theme_id in enumerate(ids):
        cells = ["" if blind else "1" if hit else "0" for hit in tagged[drawn, j]]
        table[neutralise(f"{theme_id} {one_line(labels[theme_id], 60)}")] = cells
    table[TEXT] = _texts(analysis, submissions, rows)
    return pd.DataFrame(table | draw_opinions(analysis, submissions, rows, random_state))


def score_audit(analysis: AnalysisLike, labels: str | os.PathLike[str] | pd.DataFrame) -> pd.DataFrame:
    """Read a labelled sample back: precision and recall of each audited theme, and its share and impact corrected.

    Parameters
    ----------
    analysis : Analysis
        The run that the sample was drawn from.
    labels : path or DataFrame
        The table of :func:`draw_audit` with labels. A row counts when its ``checked`` cell is filled in; 1, x or yes say that it
        mentions the theme, 0, no or nothing that it does not. A theme whose column is empty in all of them is not audited.
        Spreadsheets may have changed delimiter, encoding and columns.

    Returns
    -------
    DataFrame
        One row per theme: ``theme_id, label``, counts, ``precision``, ``recall``, ``tagged_share``, ``share``, ``metric``,
        ``tagged_impact``, ``impact`` (removal lens) with ``_low`` and ``_high`` at 95%, and ``note``. ``negative_share`` is that
        of its opinions as labelled by the machine, ``negative_share_corrected`` with the errors of the labels allowed for, with
        ``_low`` and ``_high``; they need labels of sentiment, and are null where those leave every share possible.

    Raises
    ------
    InputError
        When the file is not a labelled sample of this run; the message names the first rows and why.
    """
    import pandas as pd

    submissions = gather_submissions(analysis.tables)
    read = read_labels(labels, submissions, analysis.tables["responses"], outgoing(analysis))
    order, codes, tagged = _strata(submissions, read.theme_ids)
    stratum = np.full(len(submissions.first), -1, dtype=np.int64)
    stratum[order] = codes
    _check_strata(read, stratum)
    metric = metric_views(analysis)[0].name
    points = take_points(analysis, submissions, metric)
    names = dict(zip(submissions.theme_ids, submissions.themes["label"].map(str), strict=True))
    sentiment = _audit_sentiment(analysis, submissions, read, stratum)
    shares = None if sentiment is None else sentiment.shares(submissions).set_index("theme_id")
    rows = []
    for j, theme_id in enumerate(read.theme_ids):
        mask, label = np.zeros(len(stratum), dtype=bool), np.full(len(stratum), np.nan)
        mask[order], label[read.places] = tagged[:, j], read.values[:, j]
        columns, note = audit_theme(mask, label, stratum, points, submissions.design)
        notes = [NOT_AUDITED if np.isnan(read.values[:, j]).all() else note]
        if shares is not None and np.isnan(shares["negative_share_corrected"][theme_id]):
            notes.append("the labels of sentiment say nothing about its negative share: any is possible")
        counts = {name: int(columns.pop(name)) for name in COUNTS}
        about = {"theme_id": theme_id, "label": names[theme_id], **counts}
        rows.append(
            about
            | {k: float(v) for k, v in columns.items()}
            | {k: np.nan if shares is None else float(shares[k][theme_id]) for k in SENTIMENT_COLUMNS}
            | {"metric": None if points is None else metric, "note": "; ".join(filter(None, notes)) or None}
        )
    return pd.DataFrame(rows)


def score_sentiment(analysis: AnalysisLike, labels: str | os.PathLike[str] | pd.DataFrame) -> pd.DataFrame | None:
    """Read how often the sentiment labels of a run are right, from the opinions that a person has labelled.

    Parameters
    ----------
    analysis, labels
        As for :func:`score_audit`.

    Returns
    -------
    DataFrame or None
        The table ``confusion`` of :class:`~cxtext.studies.audit.opinions.SentimentAudit`; None where no sentiment is filled in.
    """
    submissions = gather_submissions(analysis.tables)
    read = read_labels(labels, submissions, analysis.tables["responses"], outgoing(analysis))
    order, codes, _ = _strata(submissions, read.theme_ids)
    stratum = np.full(len(submissions.first), -1, dtype=np.int64)
    stratum[order] = codes
    _check_strata(read, stratum)
    sentiment = _audit_sentiment(analysis, submissions, read, stratum)
    return None if sentiment is None else sentiment.confusion


def _audit_sentiment(
    analysis: AnalysisLike, submissions: Submissions, read: Labels, stratum: np.ndarray
) -> SentimentAudit | None:
    """Return what the labelled opinions say, each standing for the responses of its stratum that were not checked."""
    size = np.bincount(stratum[stratum >= 0], minlength=len(read.theme_ids) + 1)
    checked = np.bincount(stratum[read.places], minlength=len(size))
    weight_of = {int(place): float(size[stratum[place]] / checked[stratum[place]]) for place in read.places}
    return audit_sentiment(analysis, submissions, read.sentiment, weight_of)


def _choose_themes(analysis: AnalysisLike) -> list[str]:
    """Return the first pain points, then the most mentioned themes."""
    findings = list_findings(analysis, metric_views(analysis)[0])
    pains = [f for f in findings if f.kind == Kind.PAIN]
    others = sorted(
        (f for f in findings if f.kind != Kind.PAIN), key=lambda f: (f.kind in UNRANKED, -f.score.n_responses, f.theme_id)
    )
    return [f.theme_id for f in [*pains, *others]][:DEFAULT_THEMES]


def _strata(submissions: Submissions, theme_ids: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the responses with content in the order of their ids, their strata, and their tags of the audited themes."""
    content = np.flatnonzero(submissions.has_content)
    order = content[np.argsort(submissions.first["response_id"].to_numpy(dtype=object)[content], kind="stable")]
    columns = [submissions.theme_ids.index(theme_id) for theme_id in theme_ids]
    tagged = submissions.mentions.any[order][:, columns].toarray() > 0
    return order, stratify(tagged), tagged


def _texts(analysis: AnalysisLike, submissions: Submissions, rows: np.ndarray) -> list[str]:
    """Return what each response says, all its answers on one line."""
    responses = analysis.tables["responses"]
    content = responses[responses["status"] == "content"]
    wanted = submissions.rows[rows]
    words = outgoing(analysis)
    drawn = content.loc[content["row"].isin(wanted), ["row", "response_id"]]
    words.prepare(drawn["response_id"])
    joined = drawn["response_id"].map(lambda one: words.response(one).text).groupby(drawn["row"]).agg(" // ".join)
    return [neutralise(one_line(joined[row], TEXT_CHARS)) for row in wanted]


def _check_strata(read: Labels, stratum: np.ndarray) -> None:
    """Raise when a row was not drawn from where the file says: its theme columns or the run are others by now."""
    names = [*read.theme_ids, "none"]
    for place, drawn_from, line in zip(read.places, read.drawn_from, read.lines, strict=True):
        if stratum[place] < 0 or names[stratum[place]] != drawn_from:
            raise InputError(
                f"{read.source!r}, row {line}: drawn from {drawn_from!r}, but in this run it belongs elsewhere.\n"
                "The run or the theme columns were changed since the draw: leave the columns as they are, or draw again."
            )
