"""Read codebook files, and say in which line of one a person made which mistake."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cxtext.errors import ConfigError, suggest
from cxtext.themes.codebook.codebook import VERSION, Codebook, CodebookTheme
from cxtext.themes.codebook.parse import Document, Place, YamlFault, parse_yaml
from cxtext.wording import one_line

#: A larger file is not read.
MOST_BYTES = 1_000_000
#: A name without quotes, and the comment without a space that cuts it.
_CUT = re.compile(r"""\bname:\s+[^\s'"|>](?:(?!\s#).)*\s(?P<rest>#[^\s#].*)$""")
_HINT = "Write a list below 'themes:', each entry with a name and, if you like, description, keywords, examples."


@dataclass(frozen=True)
class CodebookFile:
    """A codebook, and where in its file everything stands.

    Parameters
    ----------
    name : str
        Of the file, as it was given.
    book : Codebook
    document : Document
        What the file says, and in which lines.
    """

    name: str
    book: Codebook
    document: Document

    def entries(self) -> Iterator[tuple[Place, CodebookTheme]]:
        """Yield every theme, each followed by its parts, with its place in the file."""
        yield from _walk(self.book.themes, ("themes",))

    def has(self, place: Place, key: str) -> bool:
        """Tell whether a theme has a key in the file."""
        return (*place, key) in self.document.lines

    def locate(self, place: Place) -> str:
        """Return file, line and theme of a place in words."""
        return locate(self.name, self.document, place)

    def fault(self, place: Place, problem: str, hint: str = "") -> ConfigError:
        """Return the error for a mistake at a place of the file."""
        return make_fault(self.name, self.document, place, problem, hint)


def locate(name: str, document: Document, place: Place) -> str:
    """Return file, line and theme of a place in words."""
    theme = _name_theme(document.data, place)
    return f"codebook {name!r}, line {document.line(place)}{f', {theme}' if theme else ''}"


def make_fault(name: str, document: Document, place: Place, problem: str, hint: str = "") -> ConfigError:
    """Return an error that names file, line and theme."""
    where = locate(name, document, place)
    end = "" if problem.endswith(("?", ".")) else "."
    return ConfigError(f"{where}: {problem}{end}" + (f"\n{hint}" if hint else ""))


def read_codebook(path: str | os.PathLike[str]) -> Codebook:
    """Read and check a codebook.

    Parameters
    ----------
    path : path-like
        YAML (or JSON) in UTF-8: a list under ``themes``.

    Raises
    ------
    ConfigError
        When the file cannot be read, or is not a codebook; the message names the file, the line, the theme and the key.
    """
    return open_codebook(path).book


def open_codebook(path: str | os.PathLike[str]) -> CodebookFile:
    """Read and check a codebook, and keep where everything stands.

    Raises
    ------
    ConfigError
        As :func:`read_codebook` does.
    """
    return parse_codebook(read_text(path), str(Path(path)))


def parse_codebook(text: str, name: str) -> CodebookFile:
    """Check the text of a codebook.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for errors.

    Raises
    ------
    ConfigError
        When it is not a codebook.
    """
    try:
        document = parse_yaml(text)
    except YamlFault as fault:
        where = f", line {fault.line}" if fault.line else ""
        raise ConfigError(f"codebook {name!r}{where}: {str(fault).rstrip('.')}.\n{_HINT}") from None
    if not isinstance(document.data, dict):
        raise ConfigError(f"codebook {name!r} is {_kind(document.data)}, not a mapping with the key 'themes'.\n{_HINT}")
    try:
        book = Codebook.model_validate(document.data)
    except ValidationError as error:
        # of a list whose entries all have mistakes, pydantic says in addition that it holds none
        faults = [one for one in error.errors() if one["type"] != "too_short"] or error.errors()
        # of an entry, a key that is misspelt comes before the one that is missing for it
        faults.sort(key=lambda one: (document.line(one["loc"][:-1]), one["type"] != "extra_forbidden", document.line(one["loc"])))
        raise _explain(faults[0], document, name) from None
    file = CodebookFile(name, book, document)
    _check_whole(file, text.splitlines())
    _check_once(file, "id")
    _check_once(file, "name")
    return file


def read_text(path: str | os.PathLike[str]) -> str:
    """Return the text of a codebook file.

    Raises
    ------
    ConfigError
        When it cannot be read, is too large, or is not UTF-8.
    """
    file = Path(path)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"no codebook {str(file)!r}.\n{_HINT}") from None
    except OSError as error:
        raise ConfigError(f"codebook {str(file)!r} cannot be read: {error.strerror or error}.") from None
    if len(content) > MOST_BYTES:
        raise ConfigError(f"codebook {str(file)!r} has {len(content):,} bytes; at most {MOST_BYTES:,} are read.\n{_HINT}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            f"codebook {str(file)!r}, line {line}: it is not UTF-8 text (byte {error.start}).\nSave it as UTF-8."
        ) from None


def _walk(themes: tuple[CodebookTheme, ...], place: Place) -> Iterator[tuple[Place, CodebookTheme]]:
    """Yield themes and their parts with their places."""
    for i, theme in enumerate(themes):
        yield (*place, i), theme
        yield from _walk(theme.parts, (*place, i, "parts"))


def _check_whole(file: CodebookFile, lines: Sequence[str]) -> None:
    """Raise when a name without quotes goes on with ``#`` and a word, which YAML takes for a comment and leaves out."""
    for place, theme in file.entries():
        line = lines[file.document.line((*place, "name")) - 1]
        cut = _CUT.search(line)
        if cut:
            problem = f"the name is {theme.name!r} here: YAML takes {cut['rest']!r} for a comment"
            raise file.fault((*place, "name"), problem, "Put the name in quotes; a comment has a space after its #.")


def _check_once(file: CodebookFile, key: str) -> None:
    """Raise when two themes have the same id, or two that are no parts the same name."""
    first: dict[str, Place] = {}
    for place, theme in file.entries():
        value = getattr(theme, key)
        if not value or (key == "name" and len(place) > 2):
            continue
        before = first.setdefault(value.casefold(), place)
        if before != place:
            line = file.document.line((*before, key))
            problem = f"the theme of line {line} has the same {key} {value!r}"
            raise file.fault((*place, key), problem, "Give each its own, or make them one theme.")


def _name_theme(data: Any, place: Place) -> str:
    """Name the theme that a place is in, by id and name; empty outside of themes."""
    named = ""
    for i, step in enumerate(place):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(step, int) and place[i - 1] in ("themes", "parts"):
            entry = data if isinstance(data, dict) else {}
            name, theme_id = (str(entry.get(key, "")) if isinstance(entry.get(key), str) else "" for key in ("name", "id"))
            label = repr(one_line(name, 60)) if name.strip() else ""
            named = f"theme {theme_id or label or step + 1}" + (f" ({label})" if theme_id and label else "")
    return named


def _kind(value: object) -> str:
    """Say what a parsed value is."""
    return "empty" if value in (None, "") else "a list" if isinstance(value, list) else "text"


def _explain(error: ErrorDetails, document: Document, name: str) -> ConfigError:
    """Turn a validation error into a message: file, line, theme, key, what is expected."""
    place, kind = tuple(error["loc"]), error["type"]
    key = next((step for step in reversed(place) if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        keys = list((CodebookTheme if len(place) > 1 else Codebook).model_fields)
        return make_fault(name, document, place, f"unknown key {key!r}.{suggest(str(key), keys)}", f"Keys: {', '.join(keys)}")
    if key == "version":
        return make_fault(
            name,
            document,
            place,
            f"it has version {error['input']!r}, this cxtext reads {VERSION}",
            "Export the codebook again with this cxtext, or install the one that wrote it.",
        )
    if kind == "model_type":
        return make_fault(name, document, place, f"it is {_kind(error['input'])}, not a mapping with a name", _HINT)
    shown = f"{key!r}" + (f", entry {place[-1] + 1}" if isinstance(place[-1], int) else "")
    return make_fault(name, document, place, f"{shown}: {_say(error)}", _HINT)


def _say(error: ErrorDetails) -> str:
    """Say what is expected."""
    return _MESSAGES.get(error["type"], error["msg"].lower()).format(**error.get("ctx", {}))


_MESSAGES = {
    "missing": "it is missing",
    "work_status": "{problem}",
    "string_type": "text is expected",
    "string_too_short": "it is empty",
    "string_too_long": "it is longer than {max_length} characters",
    "string_pattern_mismatch": "an id is a letter followed by at most 31 letters, digits, _, - or .",
    "tuple_type": "a list is expected",
    "too_short": "it holds no theme",
    "too_long": "it holds {actual_length} entries, at most {max_length} are allowed",
    "int_parsing": "a whole number is expected",
}
