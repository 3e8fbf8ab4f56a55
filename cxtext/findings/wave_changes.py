"""What became of the themes from one named wave, such as a release, to the next, as ``wave_changes`` has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cxtext.findings.release import outgoing
from cxtext.findings.rows import AnalysisLike, list_rows, top_themes
from cxtext.wording import interval, number, one_line, percent, plural

#: The statuses of a theme, in the order in which they are told.
STATUSES = ("new", "back", "fixed", "gone", "persisting", "unclear")
#: Ids of responses that are named for a theme.
IDS_NAMED = 5
#: Themes of one status that a line names.
THEMES_NAMED = 5
#: Most characters of the name of a wave, and of a theme.
WAVE_LENGTH = 40
LABEL_LENGTH = 60
#: What is said of the statuses.
EXPLAINED = (
    "New, back, fixed and gone are said only where the change of the share is more than chance and the usual swing of shares "
    "explain. Fixed: people complained, and nobody mentions it any more; why, the figures do not say. Each is set beside the one "
    "before it alone; whether a share departs from all of its past is asked of the trends."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveChange:
    """One row of table ``wave_changes``, the theme's label, and responses that mention it."""

    theme_id: str
    wave_before: str
    wave: str
    status: str
    changed: str | None
    n_before: int
    n_wave_before: int
    n: int
    n_wave: int
    n_negative_before: int
    n_negative: int
    share_before: float
    share: float
    share_high: float
    difference: float
    low: float | None
    high: float | None
    label: str = ""
    response_ids: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, int, float, str]:
        """Where it stands among the others: by status, those that changed first, then the largest."""
        return STATUSES.index(self.status), self.changed is None, -max(self.share, self.share_before), self.theme_id

    @property
    def status_text(self) -> str:
        """What became of it, in words."""
        if self.status == "unclear":
            return "not seen now, too few to tell" if self.n == 0 else "not seen before, too few to tell"
        return f"persisting, {self.changed} often" if self.status == "persisting" and self.changed else self.status

    @property
    def before(self) -> str:
        """How many mentioned it before."""
        return _count(self.n_before, self.share_before)

    @property
    def now(self) -> str:
        """How many mention it now; of nobody, what the share may be."""
        return _count(self.n, self.share) if self.n else f"0 (at most {percent(self.share_high)})"

    @property
    def difference_text(self) -> str:
        """The change of the share in percentage points."""
        return f"{number(100 * self.difference, 1, signed=True)} pp"

    @property
    def limits(self) -> str:
        """The 95% interval of that."""
        low, high = (None if one is None else 100 * one for one in (self.low, self.high))
        return interval(low, high, 1)

    @property
    def complaints(self) -> str:
        """How many of those who mention it complain, before and now."""
        return f"{number(self.n_negative_before)} → {number(self.n_negative)}"

    @property
    def text(self) -> str:
        """Name, how many mention it on either side, and the ids of some."""
        ids = f"; responses {', '.join(self.response_ids)}" if self.response_ids else ""
        counts = f"{number(self.n_before)} of {number(self.n_wave_before)} → {number(self.n)} of {number(self.n_wave)}"
        return f"“{self.label}” ({self.theme_id}: {counts}{ids})"


@dataclass(frozen=True, slots=True)
class WaveStep:
    """One wave beside the one before it.

    Parameters
    ----------
    wave_before, wave : str
    n_before, n : int
        Responses of each with content.
    rows : tuple of WaveChange
        By status, those that changed first, then the largest.
    """

    wave_before: str
    wave: str
    n_before: int
    n: int
    rows: tuple[WaveChange, ...]

    def take(self, *statuses: str) -> list[WaveChange]:
        """Return the rows of some statuses."""
        return [row for row in self.rows if row.status in statuses]

    @property
    def title(self) -> str:
        """The two waves with their sizes."""
        return f"{self.wave} ({plural(self.n, 'response')}) beside {self.wave_before} ({number(self.n_before)})"

    @property
    def lines(self) -> tuple[str, ...]:
        """What became of the themes, a line for each status; the new and the fixed always have one."""
        kept, unclear = self.take("persisting"), self.take("unclear")
        lines = [f"New: {_name(self.take('new'))}."]
        lines += [f"Back: {_name(self.take('back'))}."] if self.take("back") else []
        lines.append(f"Fixed: {_name(self.take('fixed'))}.")
        lines += [f"No longer mentioned, and no complaint: {_name(self.take('gone'))}."] if self.take("gone") else []
        moved = [(word, [row for row in kept if row.changed == word]) for word in ("more", "less")]
        still = "" if any(rows for _, rows in moved) else "; none of them is mentioned more or less often beyond chance"
        lines.append(f"Persisting: {_name(kept, short=True)}{still}.")
        lines += [f"Of these mentioned {word} often: {_name(rows)}." for word, rows in moved if rows]
        lines += [f"Seen in one of the two only, too few to tell: {_name(unclear, short=True)}."] if unclear else []
        return tuple(lines)

    @property
    def sentence(self) -> str:
        """The new and the fixed by name, and how many persist."""
        parts = [f"{word} {_name(self.take(word), short=True)}" for word in ("new", "back", "fixed") if self.take(word)]
        statuses = "; ".join(parts) or "no theme is new or fixed beyond chance"
        return f"{self.wave} beside {self.wave_before}: {statuses}; {plural(len(self.take('persisting')), 'theme')} persisting."


def list_wave_steps(analysis: AnalysisLike) -> list[WaveStep]:
    """Return each named wave beside the one before it, the latest first; nothing without a column of waves."""
    themes = top_themes(analysis)
    rows = [row for row in list_rows(WaveChange, analysis.tables["wave_changes"]) if row.theme_id in themes]
    if not rows:
        return []
    ids = _list_ids(analysis, [(row.wave if row.n else row.wave_before, row.theme_id) for row in rows])
    steps: dict[tuple[str, str], list[WaveChange]] = {}
    for row, named in zip(rows, ids, strict=True):
        label = one_line(themes[row.theme_id].label, LABEL_LENGTH)
        steps.setdefault((row.wave_before, row.wave), []).append(replace(row, label=label, response_ids=named))
    return [_make_step(of) for of in reversed(steps.values())]


def _make_step(rows: Sequence[WaveChange]) -> WaveStep:
    """Return two waves side by side."""
    first = rows[0]
    return WaveStep(
        one_line(first.wave_before, WAVE_LENGTH),
        one_line(first.wave, WAVE_LENGTH),
        first.n_wave_before,
        first.n_wave,
        tuple(sorted(rows, key=lambda row: row.order)),
    )


def _list_ids(analysis: AnalysisLike, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return the names of the first responses of a wave that mention a theme, those who complain first."""
    tables, names = analysis.tables, outgoing(analysis)
    wave_of: Mapping[str, str] = dict(zip(tables["responses"]["response_id"], tables["responses"]["wave"], strict=True))
    is_negative: dict[tuple[str, str], dict[str, bool]] = {pair: {} for pair in wanted}
    columns = (tables["units"]["response_id"], tables["assignments"]["theme_id"], tables["sentiment"]["label"])
    for response_id, theme_id, label in zip(*(column.tolist() for column in columns), strict=True):
        mine = is_negative.get((wave_of[response_id], theme_id))
        if mine is not None:
            mine[response_id] = mine.get(response_id, False) or label == "negative"
    firsts = [sorted(is_negative[pair], key=lambda one: (not is_negative[pair][one], one))[:IDS_NAMED] for pair in wanted]
    return [tuple(names.name_all(first)) for first in firsts]


def _count(n: int, share: float) -> str:
    """Write how many mention a theme, and their share."""
    return f"{number(n)} ({percent(share)})"


def _name(rows: Sequence[WaveChange], *, short: bool = False) -> str:
    """Name the first themes and count the others; "none" without any."""
    named = [f"“{row.label}”" if short else row.text for row in rows[:THEMES_NAMED]]
    left = len(rows) - THEMES_NAMED
    return (", " if short else "; ").join([*named, *([f"{left} more"] if left > 0 else [])]) or "none"
