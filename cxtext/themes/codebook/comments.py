"""Change a YAML text and keep the comments of people, which ruamel.yaml holds beside the values that they follow.

A comment that stands above an entry is held by the last value of the entry before. It is its *tail*: what follows the line of
the value. Whoever moves, removes or adds values has to take the tails off first and put them where the lines are that they
followed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString
from ruamel.yaml.tokens import CommentToken

Map = CommentedMap
Seq = CommentedSeq
#: No line is broken: a text that a person wrote on one line stays there.
WIDTH = 1_000_000
#: The first entry of a list that is indented more than its key.
_INDENTED = re.compile(r"^[^\s#-][^\n]*:[^\n]*\n(?:[ ]*(?:#[^\n]*)?\n)*([ ]+)- ", re.MULTILINE)


class _TextResolver(VersionedResolver):
    """Reads every plain value as the text it is; only an empty one is none."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        """Return the tag of a node."""
        if kind is ScalarNode and implicit[0] and value:
            implicit = (False, True)
        return super().resolve(kind, value, implicit)


def load(text: str) -> Map:
    """Parse a text that :func:`~cxtext.themes.codebook.parse.parse_yaml` takes, with its comments."""
    document = _make_yaml(text).load(text)
    assert isinstance(document, CommentedMap)
    return document


def dump(document: Map, like: str = "") -> str:
    """Return a document as text, its lists indented as those of another text."""
    stream = io.StringIO()
    _make_yaml(like).dump(document, stream)
    return stream.getvalue()


def quote(text: str) -> str:
    """Return a text in quotes where other programs would read it as a number, a date or the like.

    >>> [type(quote(word)).__name__ for word in ("404", "true", "wifi")]
    ['SingleQuotedScalarString', 'SingleQuotedScalarString', 'str']
    """
    tag = _plain_resolver().resolve(ScalarNode, text, (True, False))
    return text if str(tag).endswith(":str") else SingleQuotedScalarString(text)


def set_value(entry: Map, key: str, value: str | None) -> None:
    """Set a text of a mapping; comments beside and below it, and its quotes, stay."""
    tail = _cut(entry, key) if key in entry else cut_tail(entry)
    before = entry.get(key)
    if isinstance(before, SingleQuotedScalarString | DoubleQuotedScalarString) and value is not None:
        value = type(before)(value)
    entry[key] = value
    _add(entry, key, tail)


def delete_key(entry: Map, key: str) -> None:
    """Take a key out of a mapping; comments below it stay."""
    tail = _cut(entry, key)
    keys = list(entry)
    place = keys.index(key)
    del entry[key]
    entry.ca.items.pop(key, None)
    _add(entry, keys[place - 1], _cut(entry, keys[place - 1]) + tail)


def cut_tail(entry: Map) -> str:
    """Take off what follows the last line of a mapping, and return it."""
    return _cut(entry, next(reversed(entry))) if entry else ""


def rebuild(entry: Map, key: str, keep: Sequence[int], added: Sequence[Any]) -> None:
    """Keep some items of a list of a mapping and add others at its end.

    What stands below an item that goes stays below the one before.

    Parameters
    ----------
    entry : Map
    key : str
        Of the list, which may be missing.
    keep : sequence of int
        Places of the items that stay, in order.
    added : sequence
    """
    end = _cut(entry, key) if key in entry else cut_tail(entry)
    old = entry.get(key)
    if not isinstance(old, CommentedSeq):
        entry[key] = Seq(added)
    elif _is_leaf(old):
        old.ca.items.clear()
        old[:] = [*(old[i] for i in keep), *added]
    else:
        end = _replace_items(old, keep, added) + end
    _add(entry, key, end)


def _replace_items(items: Seq, keep: Sequence[int], added: Sequence[Any]) -> str:
    """Do what :func:`rebuild` does in a list of one item a line; return the comments that no item is left to hold."""
    stay = set(keep)
    tails = [_cut(items, i) for i in range(len(items))]
    kept: list[tuple[Any, Any, str]] = []
    head = ""
    for i, value in enumerate(list(items)):
        if i in stay:
            kept.append((value, items.ca.items.get(i), head + tails[i]))
            head = ""
        elif kept:
            before, comments, tail = kept[-1]
            kept[-1] = (before, comments, tail + tails[i])
        else:
            head += tails[i]
    items.ca.items.clear()
    items[:] = [*(value for value, _, _ in kept), *added]
    for i, (_, comments, tail) in enumerate(kept):
        if comments is not None:
            items.ca.items[i] = comments
        _add(items, i, tail)
    return head


def _is_leaf(value: Any) -> bool:
    """Tell whether comments are held beside a value, not within it."""
    return not isinstance(value, CommentedMap | CommentedSeq) or not value or bool(value.fa.flow_style())


def _cut(into: Map | Seq, key: Any) -> str:
    """Take off what follows the last line of a value, and return it."""
    value = into[key]
    if not _is_leaf(value):
        return _cut(value, next(reversed(value)) if isinstance(value, CommentedMap) else len(value) - 1)
    place = 2 if isinstance(into, CommentedMap) else 0
    comments = into.ca.items.get(key)
    token = comments[place] if comments and len(comments) > place else None
    if token is None:
        return ""
    own, newline, tail = token.value.partition("\n")
    comments[place] = _make_token(own + "\n", token.start_mark.column) if own else None
    return tail if newline else ""


def _add(into: Map | Seq, key: Any, tail: str) -> None:
    """Put what follows the last line of a value after what follows it already."""
    value = into[key]
    if not tail:
        return
    if not _is_leaf(value):
        _add(value, next(reversed(value)) if isinstance(value, CommentedMap) else len(value) - 1, tail)
        return
    place = 2 if isinstance(into, CommentedMap) else 0
    comments = into.ca.items.setdefault(key, [None] * 4)
    token = comments[place]
    text, column = (token.value, token.start_mark.column) if token is not None else ("\n", 0)
    comments[place] = _make_token(text + tail, column)


def _make_token(text: str, column: int) -> CommentToken:
    """Return a comment that stands in a column."""
    return CommentToken(text, CommentMark(column), None)


def _make_yaml(like: str) -> YAML:
    """Return a reader and writer that keeps what people wrote."""
    yaml = YAML()
    yaml.Resolver = _TextResolver
    yaml.width = WIDTH
    yaml.preserve_quotes = True
    if (match := _INDENTED.search(like)) is not None:
        yaml.indent(mapping=2, sequence=len(match[1]) + 2, offset=len(match[1]))
    return yaml


@cache
def _plain_resolver() -> VersionedResolver:
    """Return the resolver of other programs."""
    return VersionedResolver((1, 1))
