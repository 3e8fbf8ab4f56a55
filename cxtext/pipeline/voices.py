"""Whose voice each response is: a person who answers several times, or one text given over several channels, is one voice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from cxtext.schema import Code, Issue, Level, Stage, issue
from cxtext.text import LEAST_WORDS, find_words, group_copies
from cxtext.wording import one_line, percent, plural

if TYPE_CHECKING:
    import pandas as pd

    from cxtext.text import Words

#: Codes of what is said of voices.
OF_VOICES = (Code.VOICES, Code.TEXTS_TWICE)
#: How to take the joining back, as issues say it.
HOW_TO_COUNT = "--copies count counts each"
#: Share of the responses with content that are copies of another one from which a run warns. A choice.
MANY = 0.1
#: Days between two short texts of one respondent in the same words that are one answer on two channels. A choice.
SAME_TIME = 7
#: Texts that are quoted, and responses that are named for each.
SHOWN, NAMED = 3, 4
#: Words that a text needs, and texts of that length that there must be, to tell from them that texts occur twice, and the share
#: of the different ones that do. A choice: "very good" occurs in every survey several times.
TWICE_WORDS, TWICE_TEXTS, TWICE_SHARE = 4, 20, 0.9


@dataclass(frozen=True)
class _Submission:
    """What one response says and who gave it, as the input says: ``given`` is None where it does not."""

    first: int
    words: Words
    respondent: str
    given: str | None
    wave: str | None
    day: float | None


def mark_voices(responses: pd.DataFrame, units: pd.DataFrame, *, join: bool = True) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the responses with ``voice_id`` and ``copy_of``, and what was joined as issues; bursts are to be looked for anew.

    Parameters
    ----------
    responses : DataFrame
        Table responses, with status.
    units : DataFrame
        Table units: what letters and mail programs put around a comment is in none, and does not count as its text.
    join : bool
        Whether the same text is one voice; else a voice is a respondent.

    Notes
    -----
    A response is a copy of another one when :func:`cxtext.text.group_copies` says so of all its texts together, in one wave, by
    the same respondent or where it is not known of one of them who gave it: two respondents that the input tells apart
    stay two voices. Short texts are copies when one known respondent gave them within :data:`SAME_TIME` days.
    """
    voice, copy = responses["respondent_id"].to_numpy(dtype=object, copy=True), np.full(len(responses), None, dtype=object)
    issues: list[Issue] = []
    if len(responses):
        rows, of_response = np.unique(responses["row"].to_numpy(), return_inverse=True)
        submissions = _read_submissions(responses, units, of_response.ravel(), len(rows))
        issues += _note_twice(submissions)
        if join:
            voices, copies = _join(submissions)
            first = responses["response_id"].to_numpy(dtype=object)[[one.first for one in submissions]]
            voice = np.array(voices, dtype=object)[of_response.ravel()]
            copy_of = np.array([None if k is None else first[k] for k in copies], dtype=object)
            copy = copy_of[of_response.ravel()]
            issues += _note_joined(responses, submissions, copies, copy_of)
    return responses.assign(voice_id=voice, copy_of=copy, burst=None), issues


def _read_submissions(responses: pd.DataFrame, units: pd.DataFrame, of_response: np.ndarray, n: int) -> list[_Submission]:
    """Return the responses in the order of their records."""
    spans = units.groupby("response_id", sort=False).agg(start=("start", "min"), end=("end", "max"))
    spans = spans.reindex(responses["response_id"]).fillna(0).astype(np.int64)
    words: list[list[str]] = [[] for _ in range(n)]
    first = [-1] * n
    places, status, texts = of_response.tolist(), responses["status"].tolist(), responses["text"].tolist()
    starts, ends = spans["start"].tolist(), spans["end"].tolist()
    for i, k in enumerate(places):
        first[k] = i if first[k] < 0 else first[k]
        if status[i] == "content":
            words[k].extend(find_words(texts[i][starts[i] : ends[i]]))
    head = responses.iloc[first]
    own = head["response_id"].where(head["question"].isna(), head["response_id"].str.replace(r"/q\d+$", "", regex=True))
    given = head["respondent_id"].where(head["respondent_id"] != own, None).astype(object)
    days = (head["created_at"].astype("int64") / 86_400e6).where(head["created_at"].notna(), np.nan)
    columns = (head["respondent_id"], given, head["wave"].astype(object), days)
    return [
        _Submission(at, tuple(said), who, _none(one), _none(wave), _none(day))
        for at, said, who, one, wave, day in zip(first, words, *(column.tolist() for column in columns), strict=True)
    ]


def _none(value: Any) -> Any:
    """Return None for a missing value."""
    return None if value is None or value != value else value


def _join(submissions: Sequence[_Submission]) -> tuple[list[str], list[int | None]]:
    """Return the voice of each response, and the first of its copies; None where there is no other."""
    voices = [one.respondent for one in submissions]
    groups: dict[Hashable, list[int]] = defaultdict(list)
    alike: dict[int, list[int]] = defaultdict(list)
    for k, text in enumerate(group_copies([one.words for one in submissions]).tolist()):
        if text >= 0:
            alike[text].append(k)
        elif submissions[k].words and submissions[k].given is not None:
            groups[submissions[k].given, submissions[k].wave, submissions[k].words].append(k)
    pairs = [part for members in groups.values() if len(members) > 1 for part in _part_by_time(members, submissions)]
    for members in alike.values():
        if len(members) == 1:
            continue
        known = sorted({given for k in members if (given := submissions[k].given) is not None})
        whose = known[0] if known else submissions[members[0]].respondent
        parts: dict[tuple[str, str | None], list[int]] = defaultdict(list)
        for k in members:
            voices[k] = submissions[k].given or whose
            parts[voices[k], submissions[k].wave].append(k)
        pairs += parts.values()
    copies: list[int | None] = [None] * len(submissions)
    for members in pairs:
        for k in members if len(members) > 1 else ():
            copies[k] = members[0]
    return voices, copies


def _part_by_time(members: Sequence[int], submissions: Sequence[_Submission]) -> list[list[int]]:
    """Part responses where more than :data:`SAME_TIME` days lie between one and the next; those without a date go first."""
    order = sorted(members, key=lambda k: (submissions[k].day is not None, submissions[k].day or 0.0))
    parts = [[order[0]]]
    for before, k in pairwise(order):
        one, other = submissions[before].day, submissions[k].day
        if one is not None and other is not None and other - one > SAME_TIME:
            parts.append([])
        parts[-1].append(k)
    return [sorted(part) for part in parts]


def _note_joined(
    responses: pd.DataFrame, submissions: Sequence[_Submission], copies: Sequence[int | None], copy_of: np.ndarray
) -> list[Issue]:
    """Say which responses count as one, and how to count each."""
    groups: dict[int, list[int]] = defaultdict(list)
    for k, first in enumerate(copies):
        if first is not None:
            groups[first].append(k)
    if not groups:
        return []
    n, n_content = sum(map(len, groups.values())), sum(bool(one.words) for one in submissions)
    ids, texts = responses["response_id"].tolist(), responses["text"].tolist()
    n_texts = Counter(first for first, members in groups.items() for _ in {submissions[k].words for k in members})
    largest = sorted(groups.values(), key=lambda members: (-len(members), submissions[members[0]].words))
    examples = []
    for members in largest[:SHOWN]:
        named = ", ".join(str(ids[submissions[k].first]) for k in members[:NAMED]) + (", ..." if len(members) > NAMED else "")
        how = "the same text" if n_texts[members[0]] == 1 else "nearly the same text"
        quote = one_line(min(texts[submissions[k].first] for k in members), 50)
        examples.append(f"{len(members):,} with {how}, such as {quote!r} ({named})")
    scored = [str(column) for column in responses.columns if str(column).startswith("metric.")]
    differ = sum(any(_differ(responses[c].to_numpy(), submissions, members) for c in scored) for members in groups.values())
    scores = f" In {plural(differ, 'group')} the scores differ: they are averaged." if differ else ""
    rest = "" if len(groups) <= SHOWN else f"; {plural(len(groups) - SHOWN, 'group')} more are in column copy_of"
    note = (
        f"{plural(n, 'response')} are {plural(len(groups), 'group')} of copies and count as {len(groups):,}: "
        f"{'; '.join(examples)}{rest}.{scores} {HOW_TO_COUNT}."
    )
    level = Level.WARNING if n - len(groups) > MANY * n_content else Level.INFO
    return [issue(Stage.SPLIT, Code.VOICES, note, level=level)]


def _differ(values: np.ndarray, submissions: Sequence[_Submission], members: Sequence[int]) -> bool:
    """Tell whether the answers of some responses differ where they are given."""
    answers = values[[submissions[k].first for k in members]]
    answers = answers[np.isfinite(answers.astype(np.float64))]
    return len(np.unique(answers)) > 1


def _note_twice(submissions: Sequence[_Submission]) -> list[Issue]:
    """Say when nearly all texts occur several times."""
    counts = Counter(one.words for one in submissions if len(one.words) >= TWICE_WORDS)
    n_twice = sum(n > 1 for n in counts.values())
    if len(counts) < TWICE_TEXTS or n_twice < TWICE_SHARE * len(counts):
        return []
    share = f"{percent(n_twice / len(counts))} of the different texts of {TWICE_WORDS} words or more occur several times"
    note = (
        f"{share}: was a file read twice, or one put behind itself? Only texts of {LEAST_WORDS} different words or more are "
        "joined as copies; shorter ones count as often as they occur. Leave the repeated records out"
    )
    return [issue(Stage.SPLIT, Code.TEXTS_TWICE, note)]
