"""Which columns divide responses into groups: few short values, lists of options, and tick boxes."""

from __future__ import annotations

from collections.abc import Mapping

from cxtext.readers.columns import headers as words
from cxtext.readers.columns.profile import ColumnProfile
from cxtext.readers.columns.role import Role, Roles
from cxtext.readers.columns.text import describe_text
from cxtext.readers.columns.ticks import TickBox
from cxtext.readers.columns.unused import describe_outcome
from cxtext.wording import quote_argument

#: Groups that are guessed, each option of a question being one.
MAX_GROUPS = 12


def guess_groups(roles: Roles, profiles: Mapping[str, ColumnProfile], not_guessed: str) -> None:
    """Find the columns that divide responses into a few groups; all else is unused, an outcome with why it was not guessed."""
    roles.options = {column: found for column in roles.of("group") if (found := profiles[column].options) is not None}
    n_groups, are_named = len(roles.of("group")), bool(roles.of("group"))
    # Lists of options come last: they may have many.
    for column, profile in sorted(profiles.items(), key=lambda item: item[1].options is not None):
        if roles.by_column[column].role or profile.is_tick:
            continue
        reason, is_group = words.group_reason(profile)
        reason = reason if is_group else describe_text(profile) or reason
        reason = describe_outcome(profile, reason, not_guessed, is_group=is_group)
        taken = "others were named" if are_named else f"{MAX_GROUPS} are taken already" if n_groups >= MAX_GROUPS else ""
        if is_group and taken:
            is_group, reason = False, f"could be a group, but {taken}; to use it: --group-column {quote_argument(column)}"
        if is_group and profile.options is not None:
            roles.options[column] = profile.options.most_chosen(MAX_GROUPS - n_groups)
            n_groups += len(roles.options[column].counts)
        elif is_group:
            n_groups += 1
        roles.by_column[column] = Role("group" if is_group else "unused", reason)


def guess_ticks(roles: Roles, profiles: Mapping[str, ColumnProfile], boxes: Mapping[str, TickBox]) -> None:
    """Make groups of tick boxes, of those with the most answers first where there are many."""
    n_groups = sum(len(roles.options[c].counts) if c in roles.options else 1 for c in roles.of("group"))
    are_named = any(roles.by_column[column].chosen_by == "user" for column in roles.of("group"))
    roles.ticks = {column: boxes[column] for column in roles.of("group") if column in boxes}
    free = [column for column in boxes if not roles.by_column[column].role]
    for column in sorted(free, key=lambda c: -sum(profiles[c].counts[cell] for cell in boxes[c].chosen)):
        reason = f"one of {len(boxes[column].columns)} options that people could choose"
        taken = "others were named" if are_named else f"{MAX_GROUPS} are taken already" if n_groups >= MAX_GROUPS else ""
        if taken:
            to_use = f"to use it: --group-column {quote_argument(column)}"
            roles.by_column[column] = Role("unused", f"{reason}; could be a group, but {taken}; {to_use}")
            continue
        n_groups += 1
        roles.by_column[column] = Role("group", reason)
        roles.ticks[column] = boxes[column]
