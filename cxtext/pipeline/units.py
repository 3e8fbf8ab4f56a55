"""Partition-shaped work between tables: pure functions from table to table, no I/O.

Each runs the same in this process and on a worker that holds only a part of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.impact import Answers
from cxtext.metrics.count import CountOutcome
from cxtext.readers.cells.table import is_blank
from cxtext.schema.frames import EXPOSURE_PREFIX, METRIC_PREFIX, TABLES, issue
from cxtext.text.clean import clean_texts
from cxtext.text.non_answers import is_non_answer
from cxtext.text.split import Unit, split_texts
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.settings.config import TextConfig
    from cxtext.metrics import Outcome


#: Code of the issue that says how many answers a metric leaves out, and which; how many different ones it names.
EXCLUDED, EXCLUDED_SHOWN = "answers-left-out", 5


#: Code of the issues on counts whose exposure is missing or not above 0: one each, and one that sums them up.
UNEXPOSED = "exposure-unusable"

#: Code of the issue that says which units of a response are left out, as it says them twice.
REPEATED = "repeated-unit"

#: Responses split at a time, as what is found can be put to use meanwhile: at first few, so that this begins early.
FIRST_PART, PART = 125, 1000


@dataclass(frozen=True)
class UniqueTexts:
    """The different unit texts in sorted order: only these are embedded, whatever the order of the rows.

    Parameters
    ----------
    texts : list of str
        Sorted, each once.
    of_unit : ndarray of shape (n_units,), int64
        Position in ``texts`` of each unit.
    counts : ndarray of shape (n_texts,), int64
        Units that have each text.
    """

    texts: list[str]
    of_unit: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class Submissions:
    """One entry a submitted record: what the impact is measured on.

    Parameters
    ----------
    rows : ndarray of shape (n_submissions,), int64
        Record numbers, ascending.
    first : ndarray of shape (n_submissions,), int64
        Position in the responses table of each record's first response.
    of_response : ndarray of shape (n_responses,), int64
        Submission of each response.
    has_content : ndarray of shape (n_submissions,), bool
        Whether any of its texts says something.
    cluster : ndarray of shape (n_submissions,), int64
        Respondent of each submission.
    weight : ndarray of shape (n_submissions,), float64
        Survey weight.
    value : ndarray of shape (n_submissions,), float64
        Worth of the respondent, ``nan`` where it is not known.
    """

    rows: np.ndarray
    first: np.ndarray
    of_response: np.ndarray
    has_content: np.ndarray
    cluster: np.ndarray
    weight: np.ndarray
    value: np.ndarray


def split_responses(
    responses: pd.DataFrame, settings: TextConfig, *, found: Callable[[list[str]], None] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[dict[str, object]]]:
    """Clean and split: return the responses with their status, the units table, and issues.

    Non-answers keep their row and are marked; they have no units. What one response says twice in the same words is one
    unit, the first; an issue tells how many were left out.

    Parameters
    ----------
    responses : DataFrame
        Table responses.
    settings : TextConfig
    found : callable, optional
        Given the unit texts of each part of the responses but the last, as soon as they are known.
    """
    import pandas as pd

    texts = responses["text"].tolist()
    status: list[str] = []
    said: list[list[Unit]] = []
    once: list[list[Unit]] = []
    start, size = 0, FIRST_PART
    while start < len(texts):
        marks, part = _split_part(texts[start : start + size], settings)
        status += marks
        said += part
        once += map(_say_once, part)
        if found is not None and start + size < len(texts):
            found([unit.text for units in once[start:] for unit in units])
        start, size = start + size, min(2 * size, PART)
    responses = responses.assign(status=pd.array(status, dtype="str"))
    ids = responses["response_id"].tolist()
    records = [
        (f"{ids[i]}#{position}", ids[i], position, unit.start, unit.end, unit.text)
        for i, units in enumerate(once)
        for position, unit in enumerate(units)
    ]
    issues = [
        issue("split", REPEATED, _describe_repeats(every, units), level="info", response_id=ids[i])
        for i, (every, units) in enumerate(zip(said, once, strict=True))
        if len(every) > len(units)
    ]
    columns = [c for c in TABLES["units"] if c != "repeats"]
    units = pd.DataFrame(records, columns=columns)
    units["repeats"] = units.groupby("text", sort=False)["text"].transform("size").astype("int64") if len(units) else 0
    return responses, units, issues


def _split_part(texts: Sequence[str], settings: TextConfig) -> tuple[list[str], list[list[Unit]]]:
    """Return the status of each response, and its units."""
    cleaned = clean_texts(texts)
    status = [
        "blank" if is_blank(original) else "non_answer" if is_non_answer(item.text) else "content"
        for original, item in zip(texts, cleaned, strict=True)
    ]
    kept = [item for item, mark in zip(cleaned, status, strict=True) if mark == "content"]
    units = iter(split_texts(kept, clauses=settings.split_clauses, max_chars=settings.max_unit_chars))
    return status, [next(units) if mark == "content" else [] for mark in status]


def _say_once(units: Sequence[Unit]) -> list[Unit]:
    """Return the units of one response without those that say the same as one before them, whatever the case."""
    first: dict[str, Unit] = {}
    for unit in units:
        first.setdefault(unit.text.casefold(), unit)
    return list(first.values())


def _describe_repeats(said: Sequence[Unit], kept: Sequence[Unit]) -> str:
    """Say how many units a response repeats."""
    n = len(said) - len(kept)
    most, times = Counter(unit.text.casefold() for unit in said).most_common(1)[0]
    verb = "repeats another of the same response and counts" if n == 1 else "repeat others of the same response and count"
    return f"{n:,} of {plural(len(said), 'opinion unit')} {verb} once; {one_line(most, 40)!r} stands there {times:,} times"


def unique_texts(units: pd.DataFrame) -> UniqueTexts:
    """Return the different texts of the units, sorted, and where each unit's text is among them."""
    position = {text: i for i, text in enumerate(sorted(set(units["text"])))}
    of_unit = np.fromiter((position[text] for text in units["text"]), dtype=np.int64, count=len(units))
    return UniqueTexts(list(position), of_unit, np.bincount(of_unit, minlength=len(position)).astype(np.int64))


def group_submissions(responses: pd.DataFrame) -> Submissions:
    """Group the responses by the record they were submitted in."""
    rows, first, of_response = np.unique(responses["row"].to_numpy(), return_index=True, return_inverse=True)
    has_content = np.zeros(len(rows), dtype=bool)
    np.logical_or.at(has_content, of_response, (responses["status"] == "content").to_numpy())
    cluster = responses["respondent_id"].iloc[first].factorize(sort=True)[0]
    weight, value = (responses[name].to_numpy(dtype=np.float64)[first] for name in ("weight", "value"))
    return Submissions(rows, first, of_response, has_content, cluster, weight, value)


def validate_metrics(
    responses: pd.DataFrame, raw: pd.DataFrame, outcomes: Sequence[Outcome]
) -> tuple[pd.DataFrame, dict[str, int], list[dict[str, object]]]:
    """Check every score cell: return the responses with their valid answers, exclusion counts and issues.

    There is one issue for each cell that is no valid answer, and one for each metric that sums them up.

    Parameters
    ----------
    responses : DataFrame
        Table responses.
    raw : DataFrame of shape (n_responses, n_metrics)
        The cells as they were read, one column a metric label, and exposure columns.
    outcomes : sequence of Outcome
        The metrics.
    """
    issues: list[dict[str, object]] = []
    excluded: dict[str, int] = {}
    valid: dict[str, np.ndarray] = {}
    ids, rows = responses["response_id"].tolist(), responses["row"].tolist()
    is_first = ~responses["row"].duplicated().to_numpy()
    for outcome in outcomes:
        values, reasons = outcome.validate(raw[outcome.label])
        valid[METRIC_PREFIX + outcome.label] = values
        listed = [(i, reason) for i, reason in reasons if is_first[i]]
        excluded[outcome.label] = len(listed)
        column, cells = outcome.metric.column, raw[outcome.label].tolist()
        for i, reason in listed:
            issues.append(
                issue("metrics", "score-excluded", reason, level="info", column=column, response_id=ids[i], row=rows[i])
            )
        if listed:
            n_answers = len(listed) + int(np.isfinite(values[is_first]).sum())
            note = _describe_excluded(outcome.label, [str(cells[i]) for i, _ in listed], n_answers)
            issues.append(issue("metrics", EXCLUDED, note, column=column))
        if isinstance(outcome, CountOutcome) and EXPOSURE_PREFIX + outcome.label in raw:
            unexposed = _validate_exposure(responses, raw, outcome, valid)
            issues += unexposed
            excluded[outcome.label] += sum(row["row"] is not None for row in unexposed)
        taken = np.where(is_first, valid[METRIC_PREFIX + outcome.label], np.nan)
        issues += [issue("metrics", "metric-caveat", note, level="info", column=column) for note in outcome.caveats(taken)]
    return responses.assign(**valid), excluded, issues


def _validate_exposure(
    responses: pd.DataFrame, raw: pd.DataFrame, outcome: CountOutcome, valid: dict[str, np.ndarray]
) -> list[dict[str, object]]:
    """Put the exposures of a count beside it in ``valid``, and return an issue for each count that has none, and one for all."""
    name, cells = METRIC_PREFIX + outcome.label, raw[EXPOSURE_PREFIX + outcome.label]
    n_counts = int(np.isfinite(valid[name][~responses["row"].duplicated().to_numpy()]).sum())
    valid[name], valid[EXPOSURE_PREFIX + outcome.label], reasons = outcome.expose(valid[name], cells)
    ids, rows, column = responses["response_id"].tolist(), responses["row"].tolist(), outcome.metric.exposure
    why = {rows[i]: (ids[i], reason) for i, reason in reversed(reasons)}
    issues = [
        issue("metrics", UNEXPOSED, f"exposure {reason}", level="info", column=column, response_id=given, row=row)
        for row, (given, reason) in sorted(why.items())
    ]
    if issues:
        n_missing = sum(reason == "missing" for _, reason in why.values())
        note = (
            f"{len(issues):,} of {plural(n_counts, 'count')} in {outcome.label!r} left out: the exposure in {column!r} is "
            f"missing ({n_missing:,}) or no number above 0 ({len(issues) - n_missing:,})"
        )
        issues.append(issue("metrics", UNEXPOSED, note, column=column))
    return issues


def _describe_excluded(label: str, cells: Sequence[str], n_answers: int) -> str:
    """Say how many answers a metric leaves out, and the most frequent of them."""
    counts = Counter(" ".join(cell.split()) for cell in cells)
    ordered = sorted(counts, key=lambda cell: (-counts[cell], cell))
    shown = ", ".join(f"{one_line(cell, 40)!r} ({counts[cell]:,})" for cell in ordered[:EXCLUDED_SHOWN])
    more = f" and {plural(len(ordered) - EXCLUDED_SHOWN, 'other')}" if len(ordered) > EXCLUDED_SHOWN else ""
    verb = "is" if len(cells) == 1 else "are"
    whole = f"{len(cells):,} of {plural(n_answers, 'answer')} to {label!r}"
    return f"{whole} {verb} not valid and left out of the metric: {shown}{more}"


def take_answers(
    responses: pd.DataFrame, outcomes: Sequence[Outcome], excluded: Mapping[str, int], submissions: Submissions
) -> list[Answers]:
    """Return each metric's answers, one a submission."""
    found = []
    for outcome in outcomes:
        raw = responses[METRIC_PREFIX + outcome.label].to_numpy()[submissions.first]
        exposed = EXPOSURE_PREFIX + outcome.label
        exposure = responses[exposed].to_numpy()[submissions.first] if exposed in responses else None
        rate = raw if exposure is None else raw / exposure
        found.append(Answers(outcome, rate, excluded[outcome.label], exposure))
    return found


def index_members(units: pd.DataFrame, texts: UniqueTexts, responses: pd.DataFrame) -> csr_array:
    """Return which text occurs in which response, as a 0 / 1 matrix of shape (n_texts, n_responses).

    Columns follow the sorted response ids, so that the order of the rows does not matter.
    """
    import pandas as pd
    from scipy.sparse import csr_array

    ids = pd.Index(responses["response_id"]).sort_values()
    column = ids.get_indexer(units["response_id"])
    matrix = csr_array((np.ones(len(units), dtype=np.int8), (texts.of_unit, column)), shape=(len(texts.texts), len(ids)))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix
