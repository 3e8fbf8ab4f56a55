"""Codebooks: themes that people agreed on, as a YAML file that they can read and edit."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from cxtext.errors import ConfigError, suggest
from cxtext.language import Language
from cxtext.themes.naming import name_subject

#: A larger file is not read.
MOST_BYTES = 1_000_000
MOST_THEMES = 300
#: Keywords per theme.
MOST_KEYWORDS = 50
#: Examples per theme.
MOST_EXAMPLES = 100
_KEYS_OF_FILE = ["themes"]
_HINT = "Write a list below 'themes:', each entry with a name and, if you like, description, keywords, examples."


def _nothing_is_empty(value: object) -> object:
    """Read a key without a value as an empty list."""
    return () if value == "" else value


def _put_on_one_line(value: object) -> object:
    """Collapse white space, so that a folded line of YAML is the text it was."""
    return " ".join(value.split()) if isinstance(value, str) else value


_Line = BeforeValidator(_put_on_one_line)
_Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=2000), _Line]
_Name = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=200), _Line]
_Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]


class CodebookTheme(BaseModel):
    """One theme of a codebook.

    Parameters
    ----------
    name : str
        Its label in all outputs.
    id : str, optional
        Its id in all outputs; by default ``T001`` and so on, in the order of the file.
    description : str
        What belongs to it, in a sentence.
    keywords : tuple of str
        Words and phrases that stand for it.
    examples : tuple of str
        Opinions that belong to it, word for word as people give them. A handful helps much, twenty help more.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: _Name
    id: _Id | None = None
    description: Annotated[str, StringConstraints(strict=True, max_length=2000), _Line] = ""
    keywords: Annotated[tuple[_Text, ...], BeforeValidator(_nothing_is_empty), Field(max_length=MOST_KEYWORDS)] = ()
    examples: Annotated[tuple[_Text, ...], BeforeValidator(_nothing_is_empty), Field(max_length=MOST_EXAMPLES)] = ()

    def phrases(self, language: Language | None = None) -> list[str]:
        """Return the texts that describe the theme: name, description, keywords, and the name without "problems" and its like."""
        subject = name_subject(self.name, language)
        return [text for text in (self.name, subject if subject != self.name else "", self.description, *self.keywords) if text]


class Codebook(BaseModel):
    """The themes of a codebook, in the order of the file.

    >>> Codebook.model_validate({"themes": [{"name": "Parking"}, {"name": "Food", "id": "food"}]}).ids
    ['T001', 'food']
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    themes: Annotated[tuple[CodebookTheme, ...], Field(min_length=1, max_length=MOST_THEMES)]

    @property
    def names(self) -> list[str]:
        """The labels."""
        return [theme.name for theme in self.themes]

    @property
    def fingerprint(self) -> str:
        """A hash of its content, whatever the layout of the file."""
        return sha256(self.model_dump_json().encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def ids(self) -> list[str]:
        """The id of each theme: the one given, else the next free number."""
        fresh = number_ids({theme.id.casefold() for theme in self.themes if theme.id})
        return [theme.id or next(fresh) for theme in self.themes]


def number_ids(taken: set[str], start: int = 1) -> Iterator[str]:
    """Yield ``T001``, ``T002`` and so on without those taken (in lower case).

    >>> ids = number_ids({"t001"})
    >>> next(ids), next(ids)
    ('T002', 'T003')
    """
    number = start
    while True:
        name = f"T{number:03d}"
        if name.casefold() not in taken:
            yield name
        number += 1


def number_on(ids: list[str], n: int) -> list[str]:
    """Return ``n`` fresh ids above every number in use, so that a theme added later never takes the id of another.

    >>> number_on(["T001", "food", "T007"], 2)
    ['T008', 'T009']
    """
    numbers = [int(match[1]) for name in ids if (match := re.fullmatch(r"[Tt](\d{1,9})", name))]
    fresh = number_ids({name.casefold() for name in ids}, max(numbers, default=0) + 1)
    return [next(fresh) for _ in range(n)]


def read_codebook(path: str | os.PathLike[str]) -> Codebook:
    """Read and check a codebook.

    Parameters
    ----------
    path : path-like
        YAML (or JSON) in UTF-8: a list under ``themes``.

    Raises
    ------
    ConfigError
        When the file cannot be read, or is not a codebook; the message names the file, the theme and the key.
    """
    file = Path(path)
    data = _parse(file)
    if not isinstance(data, dict):
        raise ConfigError(f"codebook {str(file)!r} is {_kind(data)}, not a mapping with the key 'themes'.\n{_HINT}")
    try:
        book = Codebook.model_validate(data)
    except ValidationError as error:
        raise _explain(error, data, file) from None
    for key in ("name", "id"):
        first: dict[str, int] = {}
        for number, theme in enumerate(book.themes, 1):
            value = getattr(theme, key) or ""
            if value and first.setdefault(value.casefold(), number) != number:
                where = f"themes {first[value.casefold()]} and {number} of codebook {str(file)!r}"
                raise ConfigError(f"{where} have the same {key} {value!r}.\nGive each its own, or make them one theme.")
    return book


def render_codebook(themes: list[dict[str, Any]]) -> str:
    """Return themes as the text of a codebook.

    Parameters
    ----------
    themes : list of dict
        Keys as the fields of :class:`CodebookTheme`; empty values are left out.

    >>> print(render_codebook([{"name": "Parking", "keywords": ["car park"]}]), end="")
    themes:
    - name: Parking
      keywords:
      - car park
    """
    import yaml

    entries = [{key: value for key, value in theme.items() if value} for theme in themes]
    return str(yaml.safe_dump({"themes": entries}, allow_unicode=True, sort_keys=False, width=100))


def _parse(file: Path) -> Any:
    """Parse YAML into mappings, lists and text: nothing is read as a number, a date or yes and no."""
    import yaml

    class Loader(yaml.BaseLoader):
        """Refuses a key that is given twice, which would silently drop the first."""

        def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
            seen: set[str] = set()
            for key, _ in node.value:
                if isinstance(key.value, str) and key.value in seen:
                    problem = f"the key {key.value!r} is given twice; each theme starts with '- '"
                    raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
                seen.add(str(key.value))
            return super().construct_mapping(node, deep=deep)

    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise ConfigError(f"no codebook {str(file)!r}.\n{_HINT}") from None
    except OSError as error:
        raise ConfigError(f"codebook {str(file)!r} cannot be read: {error.strerror or error}.") from None
    if len(content) > MOST_BYTES:
        raise ConfigError(f"codebook {str(file)!r} has {len(content):,} bytes; at most {MOST_BYTES:,} are read.\n{_HINT}")
    try:
        return yaml.load(content.decode("utf-8-sig"), Loader=Loader)
    except UnicodeDecodeError as error:
        raise ConfigError(f"codebook {str(file)!r} is not UTF-8 text (byte {error.start}).\nSave it as UTF-8.") from None
    except RecursionError:
        raise ConfigError(f"codebook {str(file)!r} is nested too deeply.\n{_HINT}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise ConfigError(f"codebook {str(file)!r} is not valid YAML{where}: {problem}.\n{_HINT}") from None


def _kind(value: object) -> str:
    """Say what a parsed value is."""
    return "empty" if value in (None, "") else "a list" if isinstance(value, list) else "text"


def _explain(error: ValidationError, data: dict[str, Any], file: Path) -> ConfigError:
    """Turn the first validation error into one message: file, theme, key, what is expected."""
    first = error.errors()[0]
    loc, kind = first["loc"], first["type"]
    where = f"codebook {str(file)!r}"
    if len(loc) > 1 and isinstance(loc[1], int):
        item = data["themes"][loc[1]]
        name = item.get("name") if isinstance(item, dict) else None
        where = f"theme {loc[1] + 1}{f' ({name[:60]!r})' if isinstance(name, str) and name else ''} of {where}"
    if kind == "extra_forbidden":
        keys = list(CodebookTheme.model_fields) if len(loc) > 1 else _KEYS_OF_FILE
        return ConfigError(f"unknown key {loc[-1]!r} in {where}.{suggest(str(loc[-1]), keys)}\nKnown: {', '.join(keys)}")
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in (loc[2:] if len(loc) > 2 else loc[-1:]))
    if len(loc) == 2:
        return ConfigError(f"{where} is {_kind(item)}, not a mapping with a name.\n{_HINT}")
    return ConfigError(
        f"{key!r} in {where}: {_MESSAGES.get(kind, first['msg'].lower()).format(**first.get('ctx', {}))}.\n{_HINT}"
    )


_MESSAGES = {
    "missing": "it is missing",
    "string_type": "text is expected",
    "string_too_short": "it is empty",
    "string_too_long": "it is longer than {max_length} characters",
    "string_pattern_mismatch": "an id is a letter followed by at most 31 letters, digits, _ or -",
    "tuple_type": "a list is expected",
    "too_short": "it holds no theme",
    "too_long": "it holds {actual_length} entries, at most {max_length} are allowed",
}
