"""Partition-shaped work between tables: pure functions from table to table, no I/O.

Each runs the same in this process and on a worker that holds only a part of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxtext.readers import is_blank
from cxtext.schema import TABLES, Code, Issue, Level, Stage, issue
from cxtext.text import Unit, clean_texts, is_non_answer, split_texts
from cxtext.wording import one_line, plural

if TYPE_CHECKING:
    import pandas as pd
    from scipy.sparse import csr_array

    from cxtext.settings import TextConfig


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


def split_responses(
    responses: pd.DataFrame, settings: TextConfig, *, found: Callable[[list[str]], None] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
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
        issue(Stage.SPLIT, Code.REPEATED_UNIT, _describe_repeats(every, units), level=Level.INFO, response_id=ids[i])
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
