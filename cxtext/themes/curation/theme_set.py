"""The themes of a model while they are edited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cxtext.errors import ConfigError
from cxtext.themes.codebook import number_on
from cxtext.themes.theme import Origin, Status, Theme, ThemeKind
from cxtext.wording import tidy

#: Key phrases and typical texts that a merged theme takes over from each of its parts in turn, at most.
MOST_PHRASES, MOST_EXEMPLARS = 10, 10


@dataclass(frozen=True)
class ThemeSet:
    """Themes and sub-themes as the edits so far have left them.

    Parameters
    ----------
    items : tuple of Theme
        Themes, then sub-themes.
    lessons : mapping of str to tuple of str
        Examples that a theme was taught with, by its id.
    retired : mapping of str to str
        Ids of themes that no longer exist, with the theme that has their texts now.
    used : frozenset of str
        Every id that was ever given, that of an undone edit too: no id is given twice.
    """

    items: tuple[Theme, ...]
    lessons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    retired: Mapping[str, str] = field(default_factory=dict)
    used: frozenset[str] = frozenset()

    @classmethod
    def of(cls, items: tuple[Theme, ...]) -> ThemeSet:
        """Return the themes of a fit, which nobody has edited."""
        return cls(items, used=frozenset(item.theme_id for item in items))

    @property
    def theme_ids(self) -> list[str]:
        """Ids of the themes."""
        return [item.theme_id for item in self.items if item.parent_id is None]

    @property
    def subtheme_ids(self) -> list[str]:
        """Ids of the sub-themes."""
        return [item.theme_id for item in self.items if item.parent_id is not None]

    def get(self, theme_id: str) -> Theme:
        """Return a theme or sub-theme by its id.

        Raises
        ------
        ConfigError
            When there is none.
        """
        for item in self.items:
            if item.theme_id == theme_id:
                return item
        if theme_id in self.retired:
            into = self.retired[theme_id]
            raise ConfigError(f"theme {theme_id!r} is no more: an edit gave its texts to {into!r}.\nName {into!r}.")
        raise ConfigError(f"no theme {theme_id!r}.\nThemes: {', '.join(self.theme_ids[:20])}")

    def get_theme(self, theme_id: str) -> Theme:
        """Return a theme of the upper level that no lock protects from edits of its texts.

        Raises
        ------
        ConfigError
            When there is none, when it is a sub-theme, or when it is locked.
        """
        item = self.get(theme_id)
        if item.parent_id is not None:
            raise ConfigError(f"{theme_id!r} is a sub-theme of {item.parent_id!r}; here a theme is needed.")
        if item.locked:
            raise ConfigError(
                f"theme {theme_id!r} ({item.label!r}) is locked: its texts stay as they are.\nUnlock it first, then edit it."
            )
        return item

    def trace(self, theme_id: str | None) -> str | None:
        """Return the theme of the upper level that has the texts of a theme, sub-theme or retired theme; None for no such id."""
        if theme_id is None:
            return None
        theme_id = self.retired.get(theme_id, theme_id)
        item = next((item for item in self.items if item.theme_id == theme_id), None)
        return None if item is None else item.parent_id or item.theme_id

    def parts_of(self, theme_id: str) -> list[Theme]:
        """Return the sub-themes of a theme."""
        return [item for item in self.items if item.parent_id == theme_id]

    def change(self, theme_id: str, **values: Any) -> ThemeSet:
        """Return the set with other values of one theme or sub-theme."""
        self.get(theme_id)
        return self.with_items(replace(item, **values) if item.theme_id == theme_id else item for item in self.items)

    def mark_edited(self, theme_ids: Collection[str]) -> ThemeSet:
        """Return the set with themes that other texts belong to than in the fit: what refits say of them holds no longer."""
        return self.with_items(
            replace(item, origin=Origin.EDITED, stability=None, cohesion=None, label_rank=None)
            if item.theme_id in theme_ids
            else item
            for item in self.items
        )

    def add(self, theme_id: str, name: str) -> ThemeSet:
        """Return the set with a new theme that a person named.

        Raises
        ------
        ConfigError
            When the id was given before.
        """
        if theme_id in self.used or theme_id in {item.theme_id for item in self.items}:
            raise ConfigError(f"the id {theme_id!r} was given before; ids are never given twice.")
        made = Theme(
            theme_id=theme_id,
            parent_id=None,
            label=name,
            description="",
            keyphrases=(),
            exemplar_texts=(),
            cohesion=None,
            stability=None,
            focus=0.0,
            kind=ThemeKind.CAUSE,
            label_rank=None,
            n_units=0,
            n_responses=0,
            origin=Origin.EDITED,
            named_by="person",
        )
        return replace(self.with_items([*self.items, made]), used=self.used | {theme_id})

    def retire(self, theme_id: str, into: str) -> ThemeSet:
        """Return the set without a theme whose texts another one has now; its lessons and sub-themes follow."""
        items = [replace(item, parent_id=into) if item.parent_id == theme_id else item for item in self.items]
        lessons = {key: texts for key, texts in self.lessons.items() if key != theme_id}
        if theme_id in self.lessons:
            lessons[into] = tuple(sorted({*lessons.get(into, ()), *self.lessons[theme_id]}))
        retired = {key: into if target == theme_id else target for key, target in self.retired.items()} | {theme_id: into}
        rest = self.with_items(item for item in items if item.theme_id != theme_id)
        return replace(rest, lessons=lessons, retired=retired)

    def with_items(self, items: Any) -> ThemeSet:
        """Return the set with these themes, those of the upper level first, else in the order given."""
        listed = list(items)
        return replace(self, items=tuple(sorted(listed, key=lambda item: item.parent_id is not None)))

    def new_id(self) -> str:
        """Return an id that no theme has or had."""
        return number_on([*self.used, *(item.theme_id for item in self.items)], 1)[0]

    def check_name(self, name: str, own_id: str | None = None) -> str:
        """Return a name, cleaned, that no other theme of the upper level has.

        Raises
        ------
        ConfigError
            When it is empty, too long, or another theme's.
        """
        cleaned = " ".join(tidy(name).split())
        if not cleaned or len(cleaned) > MOST_NAME:
            raise ConfigError(f"a name has 1 to {MOST_NAME} characters, this one has {len(cleaned)}.")
        for item in self.items:
            if item.parent_id is None and item.theme_id != own_id and item.label.casefold() == cleaned.casefold():
                raise ConfigError(
                    f"theme {item.theme_id!r} has the name {item.label!r} already.\n"
                    f"Give another name, or merge the two: cxtext themes RUN merge {item.theme_id} {own_id or 'THEME'}"
                )
        return cleaned

    def is_shown(self, theme_id: str) -> bool:
        """Tell whether a theme is ranked and shown."""
        return self.get(theme_id).status is not Status.HIDDEN


#: Most characters of a name.
MOST_NAME = 200


def interleave(lists: list[tuple[str, ...]], at_most: int) -> tuple[str, ...]:
    """Return the first of each list, then the second of each, and so on, each text once.

    >>> interleave([("a", "b"), ("c",), ("a", "d")], 4)
    ('a', 'c', 'b', 'd')
    """
    longest = max((len(one) for one in lists), default=0)
    merged = dict.fromkeys(one[i] for i in range(longest) for one in lists if i < len(one))
    return tuple(merged)[:at_most]
