"""Read YAML as mappings, lists and text, with the line of everything: nothing becomes a number, a date or yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Levels of nesting that are read; a theme with parts that have parts needs eight.
MOST_LEVELS = 24
#: Where a value stands: keys of mappings, places in lists from 0 on.
Place = tuple[str | int, ...]


class YamlFault(ValueError):
    """A text that is not read.

    Parameters
    ----------
    problem : str
    line : int
        From 1 on; 0 where no line is to blame.
    """

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True)
class Document:
    """What a YAML text says.

    Parameters
    ----------
    data : dict, list, str or None
        None for an empty text.
    lines : mapping of Place to int
        Line of each key, and of each entry of a list; from 1 on.
    """

    data: Any
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        r"""Return the line of a place, or of the nearest that it is in; 1 for the whole.

        >>> parse_yaml("a:\n- b: c").line(("a", 0, "b", "nothing"))
        2
        """
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


@dataclass
class _Open:
    """A mapping or list that is being read; ``key`` is the key whose value comes next."""

    value: Any
    place: Place
    key: str | None = None
    seen: dict[str, int] = field(default_factory=dict)


def parse_yaml(text: str) -> Document:
    r"""Parse one YAML (or JSON) document.

    Tags, anchors and aliases are refused: no object is made, and a short text cannot stand for a long one.

    Parameters
    ----------
    text : str

    Raises
    ------
    YamlFault
        When it is not YAML, is nested too deeply, or has a key twice, a tag or an alias.

    >>> parse_yaml("a: 1\nb: [yes, 'no']").data
    {'a': '1', 'b': ['yes', 'no']}
    """
    import yaml

    builder = _Builder()
    try:
        # The parser in C is 10 times as fast; a build of PyYAML may lack it.
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            builder.take(event)
    except yaml.reader.ReaderError as error:
        raise YamlFault("a character that no text file has", text.count("\n", 0, error.position) + 1) from None
    except yaml.YAMLError as error:
        raise _explain(error, text) from None
    return Document(builder.data, builder.lines)


class _Builder:
    """Builds the document from the events of the parser, without recursion."""

    def __init__(self) -> None:
        self.data: Any = None
        self.lines: dict[Place, int] = {}
        self.open: list[_Open] = []
        self.n_documents = 0

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
        import yaml

        line = event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                self.n_documents += 1
                if self.n_documents > 1:
                    raise YamlFault("a second document begins after '---'; a file holds one", line)
            case yaml.AliasEvent():
                raise YamlFault(f"'*{event.anchor}' stands for another place of the file; write it out", line)
            case yaml.ScalarEvent() | yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._start(event, line)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self.open.pop()

    def _start(self, event: Any, line: int) -> None:
        """Take a text, or the start of a list or mapping."""
        import yaml

        if event.anchor is not None:
            raise YamlFault(f"'&{event.anchor}' marks a place for other places; leave it out", line)
        if event.tag not in (None, "!"):
            raise YamlFault(f"the tag {event.tag!r} is not read; leave it out", line)
        is_text = isinstance(event, yaml.ScalarEvent)
        if self.open and isinstance(self.open[-1].value, dict) and self.open[-1].key is None:
            if not is_text:
                raise YamlFault("a list or mapping stands where a key is expected", line)
            self._open_key(str(event.value), line)
            return
        value: Any = event.value if is_text else [] if isinstance(event, yaml.SequenceStartEvent) else {}
        place = self._put(value, line)
        if not is_text:
            if len(self.open) >= MOST_LEVELS:
                raise YamlFault(f"it is nested too deeply, more than {MOST_LEVELS} levels", line)
            self.open.append(_Open(value, place))

    def _open_key(self, key: str, line: int) -> None:
        """Take the key of a mapping; its value comes next."""
        into = self.open[-1]
        if key in into.seen:
            raise YamlFault(
                f"the key {key[:40]!r} is given twice, in line {into.seen[key]} before; each theme starts with '- '", line
            )
        into.seen[key] = line
        into.key = key
        self.lines[(*into.place, key)] = line

    def _put(self, value: Any, line: int) -> Place:
        """Put a value where it belongs, and return its place."""
        if not self.open:
            self.data = value
            return ()
        into = self.open[-1]
        if isinstance(into.value, dict):
            assert into.key is not None
            place, into.value[into.key], into.key = (*into.place, into.key), value, None
            return place
        place = (*into.place, len(into.value))
        into.value.append(value)
        self.lines[place] = line
        return place


def _explain(error: Any, text: str) -> YamlFault:
    """Say what is wrong with a text that is not YAML, and where."""
    problem = " ".join(str(getattr(error, "problem", None) or error).split())
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in problem and getattr(error, "context_mark", None) is not None:
        mark = error.context_mark  # where it was opened, not the end of the file
    line = 0 if mark is None else mark.line + 1
    lines = text.split("\n")
    own = lines[line - 1] if 0 < line <= len(lines) else ""
    if "\t" in own[: len(own) - len(own.lstrip())]:
        return YamlFault("the line starts with a tab; indent with spaces", line)
    cause = next((cause for part, cause in _CAUSES.items() if part in problem), problem)
    return YamlFault(f"it is not valid YAML: {cause}", line)


#: What people did where the parser says this.
_CAUSES = {
    "end of stream": "a quote or bracket is not closed",
    "mapping values are not allowed": "a text holds ': '; put it in quotes",
    "cannot start any token": "a text begins with a character that YAML uses itself; put it in quotes",
    "did not find expected": "this line is indented in another way than those above, or a quote is missing",
}
