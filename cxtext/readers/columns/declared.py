"""What a declared metric leaves open: its scale, its direction, the numbers of its words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cxtext.errors import SchemaError
from cxtext.language import load_column_words
from cxtext.metrics import KINDS, Outcome
from cxtext.readers.columns.directions import find_reversed, turned_words
from cxtext.readers.columns.duration_unit import resolve_unit
from cxtext.readers.columns.metrics import ces_direction
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.scales import declared_scale, doubt_usual_scale
from cxtext.readers.columns.word_scales import GOOD_BY_ITSELF, find_word_scale
from cxtext.readers.columns.writings import as_numbers, find_writing
from cxtext.settings import Direction, Metric
from cxtext.wording import quote_argument

_WORDS = load_column_words().metrics
#: Header words by the kind of the metric that is better when it is low.
_LOWER = {"binary": re.compile(str(_WORDS.lower_binary)), "count": re.compile(rf"\b{_WORDS.lower_count}\b")}


def resolve_metric(metric: Metric, profile: ColumnProfile) -> tuple[Metric, list[str]]:
    """Fill in the scale and direction of a declared metric; return it with what was assumed.

    Raises
    ------
    SchemaError
        When a ces metric has no direction and its header does not tell, or the column holds no usable answer.
    """
    kind = KINDS[metric.kind]
    writing = find_writing(profile, is_nps=metric.kind == "nps")
    profile = profile if writing is None else as_numbers(profile, writing)
    notes: list[str] = []
    changes: dict[str, object] = {}
    if metric.scale is None and kind.usual_scale is not None:
        changes["scale"] = kind.usual_scale
        doubt = doubt_usual_scale(metric, profile, kind.usual_scale)
        notes += [doubt] if doubt else []
    if kind.is_time:
        changes["unit"], note = resolve_unit(metric, profile)
        notes += [note] if note else []
    if kind.scale_from_answers:
        word_scale = None if metric.words else find_word_scale(profile, least=2)
        if metric.scale is None or (word_scale is not None and metric.scale == word_scale.scale):
            scale, words, note = declared_scale(metric, profile, word_scale)
            changes |= {"scale": scale, "words": words}
            notes.append(note)
            if word_scale is not None and word_scale.family in GOOD_BY_ITSELF and metric.direction is None:
                changes["direction"] = "higher"
    if metric.kind == "nps" and metric.direction == "lower" and not metric.words:
        changes |= {"direction": "higher", "words": turned_words(profile, metric.scale or (0.0, 10.0))}
        notes.append(f"answers to {metric.label!r} are turned round, as declared: low ones are the good ones")
    elif metric.direction is None and "direction" not in changes:
        changes["direction"], note = _direction(metric, kind, profile)
        notes += [note] if note else []
        if (label := find_reversed(profile)) and not metric.words and not changes.get("words"):
            changes |= _turned(metric, changes, profile)
            notes.append(f"low answers to {metric.label!r} are taken as the good ones: {label}")
    return metric.model_copy(update=changes), notes


def _turned(metric: Metric, changes: Mapping[str, object], profile: ColumnProfile) -> dict[str, object]:
    """Return what changes in a declared metric whose low numbers have the good labels."""
    if metric.kind == "nps":
        return {"words": turned_words(profile, metric.scale or (0.0, 10.0))}
    return {"direction": "higher" if changes["direction"] == "lower" else "lower"}


def _direction(metric: Metric, kind: type[Outcome], profile: ColumnProfile) -> tuple[Direction, str]:
    """Return the better direction of a declared metric, and what was assumed."""
    if kind.needs_direction:
        direction = ces_direction(profile.words)
        if direction is None:
            lower, higher = (quote_argument(f"{metric.column}:ces:{end}") for end in ("lower", "higher"))
            raise SchemaError(
                f"column {metric.column!r}: effort or ease? Its name does not say which way is better.\n"
                f"Declare it: --metric {lower} for effort, {higher} for ease."
            )
        asked = "effort; lower" if direction == "lower" else "ease; higher"
        return direction, f"{metric.label!r} asks about {asked} is taken as better"
    if metric.kind in _LOWER and _LOWER[metric.kind].search(profile.words):
        return "lower", f"{kind.fewer} are taken as better for {metric.label!r}, from its name"
    if kind.doubts_direction:
        flip = f"if not, declare it: --metric {quote_argument(f'{metric.column}:{metric.kind}:lower')}"
        return kind.usual_direction, f"more are taken as better for {metric.label!r}; {flip}"
    return kind.usual_direction, ""
