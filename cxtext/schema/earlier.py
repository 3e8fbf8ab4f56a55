"""What runs of earlier versions lack, and what stands in its place when they are read.

The one table is :data:`CHANGES`. A run of format 2 is read whichever of these changes it is older than: a table that it lacks is
empty, a column that may be null is null, and any other column has the default that is given here. Whoever adds a table, or
a column that may not be null, adds a line; a test reads a run of the first version of format 2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cxtext.schema.frames import empty

if TYPE_CHECKING:
    import pandas as pd

#: The values of a column, made of the other columns of its table.
Default = Callable[["pd.DataFrame"], "pd.Series | str | float"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one change added to the tables.

    Parameters
    ----------
    added : str
        In words.
    tables : tuple of str
        Tables that were new: empty where a run lacks them.
    nullable : mapping of str to tuple of str
        By table, new columns that may be null: null where a run lacks them.
    defaults : mapping of (str, str) to callable
        By table and column, the values of new columns that may not be null.
    emptied : mapping of str to str
        Tables whose rows mean something else since they have this column: without it they are read as empty.
    """

    added: str
    tables: tuple[str, ...] = ()
    nullable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[tuple[str, str], Default] = field(default_factory=dict)
    emptied: Mapping[str, str] = field(default_factory=dict)


def _always(value: str | float) -> Default:
    """Return the default that is one value."""
    return lambda frame: value


def _copy(column: str) -> Default:
    """Return the default that is another column."""
    return lambda frame: frame[column]


#: All changes of the tables within format 2, oldest first.
CHANGES: tuple[Change, ...] = (
    Change(added="themes are a cut of one tree, at a height", emptied={"resolutions": "height"}),
    Change(
        added="a theme is a cause, a verdict or an aside; before, every theme was ranked as a cause",
        defaults={("themes", "kind"): _always("cause")},
    ),
    Change(added="parts of a theme with their points", tables=("subthemes",)),
    Change(added="topics of the catalogue", nullable={"themes": ("topic",)}),
    Change(added="the language of each response", nullable={"responses": ("language",)}),
    Change(added="how often each phrase of a theme is used", tables=("phrases",)),
    Change(
        added="effects shrunk after selection, themes drawn anew in the interval, q-values",
        nullable={"scorecard": ("shrunken", "shrunken_low", "shrunken_high", "redrawn_se", "p_value", "q_value")},
    ),
    Change(
        added="a model that stays on the scale",
        nullable={"metrics": ("off_scale",), "scorecard": ("bounded", "bounded_low", "bounded_high")},
    ),
    # The labels are taken as right, and the limits are those that hold whatever the errors of the labels are.
    Change(
        added="shares with the errors of the sentiment labels allowed for",
        nullable={"asymmetry": ("penalty_counted", "reward_counted")},
        defaults={
            ("scorecard", "negative_share_corrected"): _copy("negative_share"),
            ("scorecard", "negative_share_corrected_low"): _always(0.0),
            ("scorecard", "negative_share_corrected_high"): _always(1.0),
            ("scorecard", "positive_share_corrected"): _copy("positive_share"),
            ("scorecard", "positive_share_corrected_low"): _always(0.0),
            ("scorecard", "positive_share_corrected_high"): _always(1.0),
            # exact where each response has one opinion on the theme
            ("scorecard", "complaint_share"): lambda card: card["share"] * card["negative_share"],
            ("scorecard", "complaint_share_corrected"): lambda card: card["share"] * card["negative_share"],
            ("scorecard", "complaint_share_corrected_low"): _always(0.0),
            ("scorecard", "complaint_share_corrected_high"): _copy("share"),
        },
    ),
    Change(
        added="groups compared at equal length of the responses",
        nullable={"groups": ("length_lift", "length_low", "length_high", "length_p_value")},
    ),
    Change(
        added="how far the metric and a gap depend on scores that are missing",
        nullable={
            "metrics": ("n_unscored", "unscored_share", "unscored_shift"),
            "silence": ("unscored_with", "unscored_without", "gap_tip"),
        },
    ),
    Change(
        added="season, mix of groups and copies beside a trend, and the power to see a doubling",
        nullable={"trends": ("n_copies", "goes_with", "not_ruled_out", "doubling_power")},
    ),
    Change(
        added="the rank check",
        tables=("rank_check",),
        nullable={"scorecard": ("rank_kept", "rank_kept_by_chance")},
    ),
    Change(
        added="how many answers each term of a decomposition applies to",
        emptied={"decomposition": "n"},
    ),
    Change(
        added="edits of themes by people",
        nullable={
            "themes": ("owner",),
            "assignments": ("fit_theme_id", "fit_subtheme_id", "fit_strength", "reason", "either", "fit_either"),
        },
        defaults={("themes", "locked"): _always(False)},
    ),
    Change(added="what changed in the themes since the run that gave them", tables=("drift",)),
    Change(added="the figures of a run before it was restated under the themes of another one", tables=("restated",)),
    Change(
        added="whose voice each response is, and which responses are copies",
        nullable={"responses": ("copy_of",), "themes": ("n_voices",), "scorecard": ("n_voices",)},
        defaults={("responses", "voice_id"): _copy("respondent_id")},
    ),
    Change(
        added="the course of each metric over time, and its good and bad answers",
        tables=("metric_waves",),
        nullable={"metrics": ("good_share", "middle_share", "bad_share")},
    ),
    Change(added="where the polarity of an opinion comes from", defaults={("sentiment", "source"): _always("model")}),
    Change(added="time by the clocks of the survey", defaults={("responses", "local_time"): _copy("created_at")}),
    Change(added="which themes are mentioned together, and the metric among those", tables=("theme_pairs",)),
    Change(added="how the metrics moved between the last two complete waves, by theme", tables=("wave_bridge",)),
    Change(added="how far people are with a theme, and where", nullable={"themes": ("work_status", "ticket")}),
    Change(added="what became of each theme from one named wave to the next", tables=("wave_changes",)),
    Change(added="which responses are copies in a wave, so that edits do not look again", nullable={"responses": ("burst",)}),
)


def is_later_table(name: str) -> bool:
    """Tell whether runs of an earlier version may lack the table ``name``."""
    return any(name in change.tables for change in CHANGES)


def complete(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it was read, with the columns that its version did not have and that have a value for it.

    Parameters
    ----------
    name : str
        A key of :data:`cxtext.schema.TABLES`.
    frame : DataFrame
        Of any version of format 2.

    Returns
    -------
    DataFrame
        The frame itself where nothing is missing. Columns that are null for it are not added here, :func:`conform` does that.

    Raises
    ------
    KeyError
        When a column is missing that an earlier version had as well and a default is made of.

    Examples
    --------
    >>> import pandas as pd
    >>> complete("themes", pd.DataFrame({"theme_id": ["T001"]}))["kind"].tolist()
    ['cause']
    """
    for change in CHANGES:
        if name in change.emptied and change.emptied[name] not in frame:
            return empty(name)
        for (table, column), default in change.defaults.items():
            if table == name and column not in frame:
                frame = frame.assign(**{column: default(frame)})
    return frame
