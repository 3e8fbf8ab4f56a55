"""What each column is: text, id, respondent, date, metric, group, weight, value, consent or unused; with one reason each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cxtext.errors import ColumnNotFoundError, SchemaError
from cxtext.language import question_slant
from cxtext.metrics import KINDS
from cxtext.readers.cells import Hint
from cxtext.readers.columns import headers as words
from cxtext.readers.columns.answer_words import first_values, has_answers, read_words, require_answers
from cxtext.readers.columns.declared import resolve_metric
from cxtext.readers.columns.groups import guess_groups, guess_ticks
from cxtext.readers.columns.metrics import choose_guesses, guess_outcome
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.role import Role, Roles
from cxtext.readers.columns.text import ENOUGH_WORDS_NAMED, choose_text, score_text
from cxtext.readers.columns.ticks import TickBox, asks_several, find_tick_boxes
from cxtext.readers.columns.unused import describe_undeclared, describe_unusable, describe_unused
from cxtext.schema import Code
from cxtext.settings import InputConfig, Metric
from cxtext.wording import normalize

#: Most values of a column that may be the waves: as many as the course of a theme has.
MOST_WAVES = 24


def assign_roles(
    profiles: Mapping[str, ColumnProfile],
    config: InputConfig,
    metrics: Sequence[Metric],
    *,
    hints: Mapping[str, Hint],
    guess_metrics: bool,
    source: str,
    need_text: bool = True,
) -> Roles:
    """Give every column a role: what the user said first, then known layouts, then guesses.

    Without ``need_text`` a missing or tied text column is a note instead of an error.

    Raises
    ------
    ColumnNotFoundError
        When a named column does not exist.
    SchemaError
        When a column is named for two roles, no text column is found, or two are equally good.
    """
    roles = Roles(dict.fromkeys(profiles, Role("", "")))
    boxes = _mark_ticks(profiles)
    _take_user(roles, profiles, config, metrics, source)
    for column, hint in hints.items():
        if column not in profiles or roles.by_column[column].role:
            continue
        fits = hint.role in ("date", "id") and not roles.first(hint.role) and profiles[column].n_filled
        fits = fits or (hint.role == "respondent" and not roles.first("respondent"))
        if fits or hint.role == "unused":
            roles.by_column[column] = Role(hint.role, hint.reason)
    _guess_fixed(roles, profiles)
    if not roles.of("text"):
        try:
            _guess_text(roles, profiles, hints, source)
        except SchemaError as error:
            if need_text:
                raise
            _note_text_needed(roles, error)
    not_guessed = "declared metrics are the only ones" if metrics else "" if guess_metrics else "guess_metrics is off"
    if not not_guessed:
        _guess_metrics(roles, profiles)
    guess_groups(roles, profiles, not_guessed)
    guess_ticks(roles, profiles, boxes)
    if config.wave_column is None:
        _note_waves(roles, profiles)
    groups = roles.of("group") if metrics and not config.group_columns else []
    spare = [profiles[column] for column in roles.of("unused") + groups if column not in hints]
    note = describe_undeclared(spare) if metrics else "" if not_guessed else describe_unused(spare)
    roles.notes += [(Code.UNUSED_RATING, "", note)] if note else []
    return roles


def _note_waves(roles: Roles, profiles: Mapping[str, ColumnProfile]) -> None:
    """Say of a group of versions, or of one named as a wave where there are no dates, that it may be the waves."""
    for column in roles.of("group"):
        profile = profiles[column]
        is_wave = words.names_version(profile) or (words.names_wave(profile) and not roles.of("date"))
        if roles.by_column[column].chosen_by == "guess" and is_wave and 2 <= profile.n_distinct <= MOST_WAVES:
            note = f"column {column!r} is a group; to follow themes from one {column!r} to the next: --wave-column {column!r}"
            roles.notes.append((Code.WAVES_POSSIBLE, column, note))


def _mark_ticks(profiles: Mapping[str, ColumnProfile]) -> dict[str, TickBox]:
    """Find the tick boxes, and mark their columns; a yes-or-no outcome is none unless its question asks for several answers."""
    boxes = find_tick_boxes(profiles)
    boxes = {c: box for c, box in boxes.items() if asks_several(box) or not box.not_chosen or not _is_binary(profiles[c])}
    for column in boxes:
        profiles[column].is_tick = True
    return boxes


def _is_binary(profile: ColumnProfile) -> bool:
    """Return whether a column reads as a yes-or-no outcome."""
    guess = guess_outcome(profile)
    return guess is not None and guess.metric.kind == "binary"


def _guess_text(roles: Roles, profiles: Mapping[str, ColumnProfile], hints: Mapping[str, Hint], source: str) -> None:
    """Find the text column: that of a known layout, else the one that reads most like it."""
    is_list = {c for c, p in profiles.items() if p.options is not None or p.is_tick}
    free = {c: p for c, p in profiles.items() if not roles.by_column[c].role and not p.joined and c not in is_list}
    hinted = [(c, hint.reason, "") for c, hint in hints.items() if hint.role == "text" and c in free]
    blank = [p for c, p in profiles.items() if not p.n_filled and roles.by_column[c].chosen_by == "guess" and not p.joined]
    lists = [p for c, p in profiles.items() if c in is_list and not roles.by_column[c].role]
    pair = _find_pair([p for c, p in free.items() if c not in hints or hints[c].role == "text"])
    if pair and (not hinted or hinted[0][0] in pair):
        why = "one of two questions, for what is good and for what is not: both are read"
        roles.by_column |= {column: Role("text", why) for column in pair}
        return
    column, reason, note = hinted[0] if hinted else choose_text(list(free.values()), source, blank=blank, lists=lists)
    roles.by_column[column] = Role("text", reason)
    roles.notes += [(Code.TEXT_COLUMN_GUESSED, column, note)] if note else []


def _find_pair(profiles: Sequence[ColumnProfile]) -> tuple[str, ...]:
    """Return the columns of the one open question for what is good and of the one for what is not; none where more ask so."""
    texts = [p for p in profiles if score_text(p, enough=ENOUGH_WORDS_NAMED) > 0]
    sides = [[p.name for p in texts if question_slant(p.label or p.name) == slant] for slant in (1, -1)]
    return (sides[0][0], sides[1][0]) if [len(side) for side in sides] == [1, 1] else ()


def _note_text_needed(roles: Roles, error: SchemaError) -> None:
    """Keep the choice that the user has to make as a note, and mark the columns to choose from."""
    roles.notes.append((Code.TEXT_COLUMN_NEEDED, "", str(error)))
    why = "reads as open text, as others do; to use it: --text-column"
    roles.by_column |= {column: Role("unused", f"{why} '{column}'") for column in error.candidates}


def _take_user(
    roles: Roles, profiles: Mapping[str, ColumnProfile], config: InputConfig, metrics: Sequence[Metric], source: str
) -> None:
    """Give the columns that the user named their roles."""
    named: list[tuple[str, str | None]] = [
        *(("text", column) for column in config.text_columns),
        ("id", config.id_column),
        ("respondent", config.respondent_column),
        ("date", config.date_column),
        ("weight", config.weight_column),
        ("value", config.value_column),
        ("consent", config.consent_column),
        *(("group", column) for column in config.group_columns),
    ]
    for role, wanted in named:
        if wanted is not None:
            column = match_column(wanted, profiles, source)
            _note_found(roles, wanted, column)
            _put_user(roles, column, role, "named by the user", "")
    if config.wave_column is not None:
        roles.wave = match_column(config.wave_column, profiles, source)
        _note_found(roles, config.wave_column, roles.wave)
        if roles.by_column[roles.wave].role != "group":
            _put_user(roles, roles.wave, "wave", "named by the user", "")
    for metric in metrics:
        column = match_column(metric.column, profiles, source)
        _note_found(roles, metric.column, column)
        exposure = None if metric.exposure is None else match_column(metric.exposure, profiles, source)
        named_metric = metric.model_copy(update={"column": column, "name": metric.name or column, "exposure": exposure})
        if named_metric.label in (m.label for m in roles.metrics):
            raise SchemaError(f"two metrics are named {named_metric.label!r}.\nGive one another name in cxtext.toml.")
        resolved, notes = resolve_metric(named_metric, profiles[column])
        resolved, word_notes = read_words(resolved, profiles[column])
        require_answers(resolved, profiles[column])
        roles.notes += word_notes
        taken = roles.by_column[column]
        if taken.role not in ("metric", "group"):
            _put_user(roles, column, "metric", "declared by the user", _detail(resolved))
        if exposure is not None:
            _note_found(roles, str(metric.exposure), exposure)
            _put_user(roles, exposure, "exposure", f"what {named_metric.label!r} is counted out of", "")
        roles.metrics.append(resolved)
        roles.notes += [(Code.METRIC_ASSUMED, column, note) for note in notes]


def _note_found(roles: Roles, wanted: str, column: str) -> None:
    """Say which column a name that is not quite its own was taken for."""
    if wanted != column:
        roles.notes.append((Code.COLUMN_FOUND, column, f"{wanted!r} is taken for column {column!r}"))


def _put_user(roles: Roles, column: str, role: str, reason: str, detail: str) -> None:
    """Set a role that the user chose, once."""
    before = roles.by_column[column].role
    if before == role:
        return
    if before:
        raise SchemaError(f"column {column!r} is named for two roles, {before} and {role}.\nName another column for one of them.")
    roles.by_column[column] = Role(role, reason, detail, "user")


def match_column(name: str, profiles: Mapping[str, ColumnProfile], source: str) -> str:
    """Return the column of this name; else the only one whose name or question differs in case and blanks, or begins so.

    Of a name that joins a question with its sub-header the sub-header is enough. A name may be given as it is shown, with
    ``[link]`` or another such word where the header has personal data.
    """
    if name in profiles:
        return name
    plain = normalize(name)
    similar = [c for c, p in profiles.items() if plain in (normalize(c), normalize(p.label))]
    if not similar and plain:
        # Survey questions make long names; the first words are enough.
        similar = [
            c for c, p in profiles.items() if plain == words.first_words(c, plain) or plain == words.first_words(p.label, plain)
        ]
    if not similar:
        similar = [c for c in profiles if normalize(c).endswith(f": {plain}")]
    if not similar:
        similar = [c for c in profiles if _is_concealed(normalize(c), plain)]
    if len(similar) == 1:
        return similar[0]
    raise ColumnNotFoundError.among(name, profiles, source, alike=similar)


def _is_concealed(column: str, shown: str) -> bool:
    """Tell whether a name is that of a column with its personal data taken out.

    >>> _is_concealed("would you recommend example.org to a friend?", "would you recommend [link] to a friend?")
    True
    >>> _is_concealed("would you recommend us?", "would you recommend us")
    False
    """
    parts = re.split(r"\[[a-z][a-z -]*\]", shown)
    return len(parts) > 1 and re.fullmatch(".+?".join(map(re.escape, parts)), column) is not None


def _detail(metric: Metric) -> str:
    """Describe a metric in a few words."""
    scale = f" {metric.scale[0]:g} to {metric.scale[1]:g}" if metric.scale else ""
    unit = f" in {metric.unit}" if KINDS[metric.kind].is_time and metric.unit else ""
    exposure = f" per {metric.exposure}" if metric.exposure else ""
    return f"{metric.kind}{scale}{unit}{exposure}, {metric.direction} is better"


def _guess_fixed(roles: Roles, profiles: Mapping[str, ColumnProfile]) -> None:
    """Find blank and personal columns, the date, the ids and the weight; a joined column is none of the last three."""
    free = {c: p for c, p in profiles.items() if not roles.by_column[c].role and not p.is_tick}
    for column, profile in free.items():
        reason = describe_unusable(profile)
        if reason:
            roles.by_column[column] = Role("unused", reason)
    free = {c: p for c, p in free.items() if not roles.by_column[c].role}
    for column, profile in free.items():
        if words.holds_dates(profile) and guess_outcome(profile) is None:
            why = "of a joined file" if profile.joined else "but another column is taken as the date"
            roles.by_column[column] = Role("unused", f"dates, {why}", holds_dates=True)
    if roles.first("date") is None:
        dated = [p for c, p in free.items() if roles.by_column[c].holds_dates and not p.joined]
        best = min(dated, key=lambda p: (-words.date_rank(p), -p.filled, p.name), default=None)
        if best is not None:
            roles.by_column[best.name] = Role(
                "date", "the cells are dates" + (" and the name fits best" if len(dated) > 1 else "")
            )
    free = {c: p for c, p in free.items() if not roles.by_column[c].role and not p.joined}
    _guess_ids(roles, free)
    weights = [c for c, p in free.items() if words.is_weight(p) and not roles.by_column[c].role]
    if len(weights) == 1 and roles.first("weight") is None:
        roles.by_column[weights[0]] = Role("weight", "the name says weight and the cells are positive numbers")


def _guess_ids(roles: Roles, free: Mapping[str, ColumnProfile]) -> None:
    """Find the id of the response and of the respondent."""
    people = [p for p in free.values() if words.is_respondent(p)]
    if people and roles.first("respondent") is None:
        person = min(people, key=lambda p: (p.varied, p.name))
        unique = person.varied == 1.0 and person.filled == 1.0
        others = [p for p in free.values() if words.is_id(p) and p is not person]
        if unique and not others and roles.first("id") is None:
            roles.by_column[person.name] = Role("id", "names the respondent and never repeats, so it names the response too")
        else:
            roles.by_column[person.name] = Role(
                "respondent", "the name says who answered" + ("" if unique else " and values repeat")
            )
    if roles.first("id") is not None:
        return
    named = [p for p in free.values() if words.is_id(p) and p.varied >= 0.5 and not roles.by_column[p.name].role]
    coded = [p for p in free.values() if _is_coded(p) and not roles.by_column[p.name].role]
    if named:
        best = min(named, key=lambda p: (-words.id_rank(p), -p.varied, p.name))
        roles.by_column[best.name] = Role(
            "id", "the name says id and " + ("no value repeats" if best.varied == 1.0 else "values rarely repeat")
        )
    elif len(coded) == 1:
        roles.by_column[coded[0].name] = Role("id", "every cell is a different code")
    for profile in free.values():
        if words.is_id(profile) and not roles.by_column[profile.name].role:
            roles.by_column[profile.name] = Role("unused", "the name says id, but it does not name the response")


def _is_coded(profile: ColumnProfile) -> bool:
    """Return whether every cell is another code."""
    return profile.n_rows >= 10 and profile.codes >= 0.95 and profile.n_distinct == profile.n_rows


def _guess_metrics(roles: Roles, profiles: Mapping[str, ColumnProfile]) -> None:
    """Find the outcome columns."""
    guesses = [g for c, p in profiles.items() if not roles.by_column[c].role and (g := guess_outcome(p)) is not None]
    chosen, rejected = choose_guesses(guesses)
    for guess in chosen:
        column = guess.metric.column
        metric, word_notes = read_words(guess.metric, profiles[column])
        if not has_answers(metric, profiles[column]):
            reason = f"reads as {_detail(guess.metric)}, but no answer is valid: {first_values(profiles[column])}"
            rejected[column] = reason
            roles.notes.append((Code.METRIC_DROPPED, column, f"{column!r} {reason}; it is not used"))
            continue
        roles.by_column[column] = Role("metric", guess.reason, _detail(guess.metric))
        roles.metrics.append(metric)
        roles.notes += word_notes
        roles.notes.append((Code.METRIC_GUESSED, column, f"{column!r} is taken as {_detail(guess.metric)}: {guess.reason}"))
        if guess.warning:
            roles.notes.append((Code.METRIC_ASSUMED, column, guess.warning))
    for column, reason in rejected.items():
        roles.by_column[column] = Role("unused", reason)
