"""What a codebook wants of the themes of a run: which entry is which theme, and what shall be part of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cxtext.errors import suggest
from cxtext.themes.codebook import CodebookFile, CodebookTheme, Place
from cxtext.themes.curation.theme_set import ThemeSet
from cxtext.themes.theme import Theme

#: Ids that an error lists.
SHOWN = 12


@dataclass(frozen=True)
class Wanted:
    """One entry of a codebook, and the theme that it is about.

    Parameters
    ----------
    theme_id : str
        Of the theme; a new one for a theme that shall be made.
    entry : CodebookTheme
    place : Place
        Of the entry in the file.
    is_new : bool
        Whether the theme shall be made.
    """

    theme_id: str
    entry: CodebookTheme
    place: Place
    is_new: bool = False


@dataclass(frozen=True)
class Parent:
    """What a theme shall be part of, and where the file says so.

    Parameters
    ----------
    theme_id : str or None
        None for a theme of its own.
    place : Place
    by_merge : bool
        Whether a list of ids to merge says so.
    """

    theme_id: str | None
    place: Place
    by_merge: bool = False


def match_entries(file: CodebookFile, now: ThemeSet, before: ThemeSet) -> tuple[Wanted, ...]:
    """Return which theme each entry of a codebook is about, in the order of the file.

    An entry is about the theme with its id. One without an id is about the theme or part that has its name and that no other
    entry names; where there is none, it is a new theme.

    Parameters
    ----------
    file : CodebookFile
    now : ThemeSet
        Today's themes.
    before : ThemeSet
        Those of the time when the file was exported.

    Raises
    ------
    ConfigError
        When an id is no theme's, a part has neither an id nor a known name, or a new theme says nothing of what belongs to it.
    """
    by_id = {entry.id for _, entry in file.entries() if entry.id}
    named = {item.label.casefold(): item for item in now.items if item.theme_id not in by_id and item.parent_id is None}
    of_place: dict[Place, Wanted] = {}
    used = now
    for place, entry in file.entries():
        above = of_place.get(place[:-2])
        if entry.id is not None:
            _check_id(file, (*place, "id"), entry.id, now, before, name=entry.name)
            wanted = Wanted(entry.id, entry, place)
        elif (item := _find_named(entry, above, named, now, by_id)) is not None:
            wanted = Wanted(item.theme_id, entry, place)
        else:
            _check_new(file, place, entry, now, is_part=above is not None)
            wanted = Wanted(used.new_id(), entry, place, is_new=True)
            used = used.add(wanted.theme_id, entry.name)
        of_place[place] = wanted
    return tuple(of_place.values())


def list_parents(file: CodebookFile, entries: tuple[Wanted, ...], now: ThemeSet, before: ThemeSet) -> dict[str, Parent]:
    """Return what each theme that the file names shall be part of; a list of ids to merge goes before an entry's place.

    Raises
    ------
    ConfigError
        When an id to merge is no theme's, two themes merge the same one, or a theme would be part of itself.
    """
    of_place = {wanted.place: wanted for wanted in entries}
    parents = {}
    for wanted in entries:
        above = of_place.get(wanted.place[:-2])
        parents[wanted.theme_id] = Parent(above.theme_id if above else None, wanted.place)
    for wanted in entries:
        for i, name in enumerate(wanted.entry.merge):
            place = (*wanted.place, "merge", i)
            _check_id(file, place, name, now, before)
            earlier = parents.get(name)
            if name == wanted.theme_id:
                raise file.fault(place, f"{name!r} would be a part of itself", "Take it out of the list.")
            if earlier is not None and earlier.by_merge and earlier.theme_id != wanted.theme_id:
                line = file.document.line(earlier.place)
                raise file.fault(
                    place, f"{name!r} is merged into {earlier.theme_id!r} in line {line} already", "Name it in one list."
                )
            parents[name] = Parent(wanted.theme_id, place, by_merge=True)
    for name in parents:
        find_root(file, name, parents)
    return _follow_retired(file, parents, now)


def _follow_retired(file: CodebookFile, parents: Mapping[str, Parent], now: ThemeSet) -> dict[str, Parent]:
    """Return the parents, where a theme that is no more belongs to the one that has its opinions now."""
    gone = {name: replace(parents[name], theme_id=into, by_merge=True) for name, into in now.retired.items() if name in parents}
    followed = {**parents, **gone}
    for name, parent in gone.items():
        wanted = parents[name]
        if wanted.by_merge and find_root(file, name, {**followed, name: wanted}) != find_root(file, name, followed):
            raise file.fault(
                wanted.place, f"theme {name!r} is no more: its opinions went to {parent.theme_id!r}", f"Name {parent.theme_id!r}."
            )
    return followed


def find_root(file: CodebookFile, theme_id: str, parents: Mapping[str, Parent]) -> str:
    """Return the theme of the upper level that a theme shall belong to, itself if it is one; raise for a circle."""
    path = [theme_id]
    while (parent := parents.get(path[-1])) is not None and parent.theme_id is not None:
        path.append(parent.theme_id)
        if parent.theme_id in path[:-1]:
            circle = " into ".join(path[path.index(parent.theme_id) :])
            raise file.fault(parent.place, f"themes are merged in a circle: {circle}", "Take one of the ids out of its list.")
    return path[-1]


def _find_named(
    entry: CodebookTheme, above: Wanted | None, named: Mapping[str, Theme], now: ThemeSet, by_id: set[str]
) -> Theme | None:
    """Return the theme or part that an entry without an id is about."""
    if above is None:
        return named.get(entry.name.casefold())
    same = [item for item in now.parts_of(above.theme_id) if item.label.casefold() == entry.name.casefold()]
    free = [item for item in same if item.theme_id not in by_id]
    return free[0] if len(free) == 1 else None


def _check_id(file: CodebookFile, place: Place, theme_id: str, now: ThemeSet, before: ThemeSet, *, name: str = "") -> None:
    """Raise for an id that no theme has; one that a theme had when the file was exported is none of its mistakes.

    ``name`` is that of the entry with the id: where a theme has it, that one was meant.
    """
    ids = [item.theme_id for item in now.items]
    if theme_id in ids or (theme_id in now.retired and theme_id in {item.theme_id for item in before.items}):
        return
    if theme_id in now.retired:
        into = now.retired[theme_id]
        raise file.fault(
            place, f"theme {theme_id!r} is no more: its opinions went to {into!r} ({now.get(into).label!r})", f"Name {into!r}."
        )
    words = {theme_id.casefold(), name.casefold()}
    named = [item.theme_id for item in now.items if item.label.casefold() in words]
    meant = f" Did you mean {named[0]!r}, which has this name?" if named else suggest(theme_id, ids, cutoff=0.75)
    shown = ", ".join(now.theme_ids[:SHOWN]) + (", ..." if len(now.theme_ids) > SHOWN else "")
    raise file.fault(
        place,
        f"the run has no theme {theme_id!r}.{meant}",
        f"A new theme has no id. Is the file of another run? Themes of this one: {shown}",
    )


def _check_new(file: CodebookFile, place: Place, entry: CodebookTheme, now: ThemeSet, *, is_part: bool) -> None:
    """Raise for a new entry that cannot become a theme."""
    meant = suggest(entry.name, [item.label for item in now.items])
    if is_part:
        raise file.fault(
            place, f"a part needs the id of a part or theme of the run.{meant}", "A new theme is an entry of its own, not a part."
        )
    if not (entry.keywords or entry.examples or entry.merge or entry.parts):
        raise file.fault(
            place,
            f"no theme has this name, and a new one needs keywords or examples.{meant}",
            "Give it some, or give the entry the id of the theme that you mean.",
        )


def check_run(file: CodebookFile, run: str, n_edits: int) -> None:
    """Raise when a file was exported from another run, or from a copy of this one that has other edits.

    Parameters
    ----------
    file : CodebookFile
    run : str
        Fingerprint of the fit of this run.
    n_edits : int
        Lines of its log of edits.

    Raises
    ------
    ConfigError
    """
    if file.book.run and not run.startswith(file.book.run):
        raise file.fault(
            ("run",),
            "the file was exported from another run, where the same ids are other themes",
            "Export this run: cxtext themes RUN export FILE. Or delete the line, if the themes are the same.",
        )
    if file.book.edits is not None and file.book.edits > n_edits:
        raise file.fault(
            ("edits",),
            f"the file was exported after edit {file.book.edits}, this run has {n_edits}",
            "Import it into the run that it came from, or export this one: cxtext themes RUN export FILE",
        )
