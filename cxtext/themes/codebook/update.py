"""Bring the entries of a codebook file up to date, and write new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxtext.themes.codebook.codebook import CodebookTheme
from cxtext.themes.codebook.comments import Map, Seq, delete_key, dump, load, quote, rebuild, set_value
from cxtext.themes.codebook.parse import Place

_SCALARS = ("name", "owner", "topic", "description", "hidden", "locked", "status", "ticket")
_LISTS = ("keywords", "examples")
#: Keys that a part has in a file, and those that only themes have.
_OF_PARTS = ("name", "owner", "description", "status", "ticket")
_NOT_OF_PARTS = ("hidden", "locked", "keywords", "examples", "parts")


def dump_entries(marks: Mapping[str, str], themes: Sequence[CodebookTheme]) -> str:
    """Return the text of a new file: what it is of, and its themes."""
    entries = Seq([_make_map(theme, is_part=False) for theme in themes])
    return dump(Map({**{key: _mark(value) for key, value in marks.items()}, "themes": entries}))


def update_entries(
    text: str, entries: Mapping[Place, CodebookTheme], marks: Mapping[str, str], themes: Sequence[CodebookTheme]
) -> str:
    """Return the text of a file with other values; comments, order and what did not change stay.

    Parameters
    ----------
    text : str
    entries : mapping of Place to CodebookTheme
        What the file says now.
    marks : mapping of str to str
        What it is of: keys above its themes.
    themes : sequence of CodebookTheme
        What it shall say.
    """
    document = load(text)
    for position, (key, value) in enumerate(marks.items()):
        if key not in document:
            document.insert(position, key, _mark(value))
        elif str(document[key]) != value:
            set_value(document, key, _mark(value))
    _Update(document, entries, themes).run()
    return dump(document, like=text)


class _Update:
    """Brings the entries of a parsed file up to date.

    Parameters
    ----------
    document : Map
        Changed in place.
    entries : mapping of Place to CodebookTheme
        What the file says now.
    themes : sequence of CodebookTheme
        What it shall say.
    """

    def __init__(self, document: Map, entries: Mapping[Place, CodebookTheme], themes: Sequence[CodebookTheme]) -> None:
        self.document = document
        self.themes = themes
        self.said: dict[int, CodebookTheme] = {}
        self.node_of: dict[str, Map] = {}
        named: dict[str, Map] = {}
        for place, entry in entries.items():
            node = document
            for step in place:
                node = node[step]
            self.said[id(node)] = entry
            if entry.id is not None:
                self.node_of[entry.id] = node
            elif len(place) == 2:
                named[entry.name.casefold()] = node
        for theme in themes:
            if theme.id not in self.node_of and theme.name.casefold() in named:
                self.node_of[str(theme.id)] = named[theme.name.casefold()]

    def run(self) -> None:
        """Take out what no longer belongs where it is, then put in what does, then change values."""
        lists: list[tuple[Map, str, Sequence[CodebookTheme]]] = [(self.document, "themes", self.themes)]
        parts = {id(self.node_of[one.id]): one.parts for one in self.themes if one.id in self.node_of}
        nodes = [node for node in self.node_of.values() if "parts" in node or parts.get(id(node))]
        lists += [(node, "parts", parts.get(id(node), ())) for node in nodes]
        for into, key, wanted in lists:
            self._take_out(into, key, wanted)
        is_moved = {id(node) for into, key, wanted in lists for node in self._put_in(into, key, wanted)}
        for theme in self.themes:
            for one in (theme, *theme.parts):
                if (node := self.node_of.get(str(one.id))) is not None:
                    self._update_theme(node, one, is_part=one is not theme, is_moved=id(node) in is_moved)

    def _take_out(self, into: Map, key: str, wanted: Sequence[CodebookTheme]) -> None:
        """Leave in a list the entries that belong there."""
        present = list(into.get(key) or ())
        own = {id(self.node_of[one.id]) for one in wanted if one.id in self.node_of}
        keep = [i for i, node in enumerate(present) if id(node) in own]
        if len(keep) < len(present):
            rebuild(into, key, keep, ())

    def _put_in(self, into: Map, key: str, wanted: Sequence[CodebookTheme]) -> list[Map]:
        """Add to a list the entries that it lacks, and return those that stood elsewhere."""
        present = list(into.get(key) or ())
        here = {id(node) for node in present}
        moved = [node for one in wanted if (node := self.node_of.get(str(one.id))) is not None and id(node) not in here]
        made = [_make_map(one, is_part=key == "parts") for one in wanted if str(one.id) not in self.node_of]
        if moved or made:
            rebuild(into, key, range(len(present)), [*moved, *made])
        elif key == "parts" and key in into and not present:
            delete_key(into, key)
        return moved

    def _update_theme(self, node: Map, theme: CodebookTheme, *, is_part: bool, is_moved: bool) -> None:
        """Update the entry of a theme or part."""
        said = self.said[id(node)]
        if said.id is None:
            node.insert(0, "id", theme.id)
        for key in _SCALARS:
            value = getattr(theme, key)
            if getattr(said, key) != value and (not is_part or key in _OF_PARTS or key in node):
                set_value(node, key, _write(value))
        for key in ("merge", *(_NOT_OF_PARTS if is_part else ())):
            if key in node:
                delete_key(node, key)
        for key in () if is_part else _LISTS:
            said_texts, texts = getattr(said, key), getattr(theme, key)
            if (key in node and set(said_texts) != set(texts)) or (is_moved and key not in node and texts):
                keep = [i for i, text in enumerate(said_texts) if text in texts]
                rebuild(node, key, keep, [_write(text) for text in texts if text not in said_texts])


def _make_map(theme: CodebookTheme, *, is_part: bool) -> Map:
    """Return a new entry; a theme shows every key that a person may fill in, a part those that it has."""
    entry = Map({"id": theme.id} if theme.id else {})
    for key in _OF_PARTS if is_part else _SCALARS:
        value = getattr(theme, key)
        if value != "" or not is_part:
            entry[key] = _write(value)
    if not is_part:
        for key in _LISTS:
            if texts := getattr(theme, key):
                entry[key] = Seq([_write(text) for text in texts])
        if theme.parts:
            entry["parts"] = Seq([_make_map(part, is_part=True) for part in theme.parts])
    return entry


def _write(value: str | bool) -> str | None:
    """Return a value as the file has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return quote(value) if value else None


def _mark(value: str) -> str:
    """Return a value of a key above the themes as the file has it: counts are numbers, a fingerprint never is one."""
    return value if len(value) < 10 and value.isdigit() else quote(value)
