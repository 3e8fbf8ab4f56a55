"""Read the word lists of a language from its folder of TOML files."""

from __future__ import annotations

import copyreg
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from cxtext.errors import ConfigError, suggest
from cxtext.language.column_lists import ColumnWords
from cxtext.language.lists import Language
from cxtext.language.phrases import Phrases

#: Word lists of each language, and those in headers and answers, of all languages at once.
WORDS = Path(__file__).with_name("words")
COLUMNS = Path(__file__).with_name("columns")

_GROUP = re.compile(r"(?<!\\)\((?!\?)")
_REFERENCE = re.compile(r"\{([a-z_]+)\}")


def list_languages() -> list[str]:
    """Return the codes of the languages that have word lists.

    >>> list_languages()
    ['en']
    """
    return sorted(path.name for path in WORDS.iterdir() if path.is_dir() and not path.name.startswith(("_", ".")))


def load_language(code: str = "en", *, stop_words: Iterable[str] = ()) -> Language:
    """Return the word lists of a language, read once per process.

    Parameters
    ----------
    code : str
        One of :func:`list_languages`.
    stop_words : iterable of str
        More words that name nothing by themselves, such as the name of the company.

    Raises
    ------
    ConfigError
        When there are no word lists for the language, or a file of them lacks a list.

    >>> sorted(load_language("en").valence.contrasts)[:3]
    ['although', 'but', 'except']
    """
    own = frozenset(word.casefold().strip() for word in stop_words) - {""}
    return _load(code) if not own else _load_with(code, own)


@cache
def _load_with(code: str, stop_words: frozenset[str]) -> Language:
    """Return the word lists of a language with more stop words: one object for each choice of them."""
    language = _load(code)
    return replace(language, names=replace(language.names, stop=language.names.stop | stop_words))


@cache
def _load(code: str) -> Language:
    """Read the word lists of a language."""
    languages = list_languages()
    if code not in languages:
        raise ConfigError(
            f"no word lists for the language {code!r}.{suggest(code, languages)}\nLanguages: {', '.join(languages)}"
        )
    return Language(code, **_read_folder(WORDS / code, Language))


def _reduce(language: Language) -> tuple[Callable[..., Language], tuple[object, ...]]:
    """Pickle one that is read from its folder as its code: another process has it once, and builds its patterns once."""
    if language.code in list_languages() and load_language(language.code) is language:
        return load_language, (language.code,)
    return Language, tuple(getattr(language, field.name) for field in fields(language))


copyreg.pickle(Language, _reduce)


@cache
def load_column_words() -> ColumnWords:
    """Return the words in headers and answers, read once per process.

    >>> "oui" in load_column_words().answers.yes
    True
    """
    return ColumnWords(**_read_folder(COLUMNS, ColumnWords))


def _read_folder(folder: Path, kind: type[Any]) -> dict[str, Any]:
    """Return the word lists of a folder: a file for each field of ``kind`` that holds lists."""
    kinds = {name: hint for name, hint in get_type_hints(kind).items() if isinstance(hint, type) and is_dataclass(hint)}
    return {name: read_words(folder / f"{name}.toml", hint) for name, hint in kinds.items()}


def read_words(path: Path, kind: type[Any]) -> Any:
    """Read one file of word lists.

    In phrases, ``( )`` groups without capturing, and ``{name}`` stands for the entries of the list of that name in the same file;
    the rest is the syntax of Python's regular expressions.

    Parameters
    ----------
    path : Path
        A TOML file with one key per field of ``kind``, and keys that phrases refer to.
    kind : type
        A dataclass of :mod:`cxtext.language.lists`.

    Raises
    ------
    ConfigError
        When the file is missing or is not TOML, a list is missing, or nothing reads a list.
    """
    try:
        file = _File(path, tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise ConfigError(f"the word lists {path} cannot be read: {error}") from error
    words = file.build(file.lists, kind)
    if unread := sorted(file.lists.keys() - file.referred - {field.name for field in fields(kind)}):
        raise ConfigError(f"the word lists {path} have {', '.join(unread)}, which nothing reads.\nExpected: {_names(kind)}")
    return words


def _names(kind: type[Any]) -> str:
    """Return the lists that a file must have."""
    return ", ".join(field.name for field in fields(kind))


class _File:
    """One file of word lists: its lists, and which of them others refer to."""

    def __init__(self, path: Path, lists: dict[str, Any]) -> None:
        self.path = path
        self.lists = lists
        self.referred: set[str] = set()

    def build(self, table: Mapping[str, Any], kind: type[Any]) -> Any:
        """Return the dataclass ``kind`` from the file or one of its tables."""
        if missing := [f.name for f in fields(kind) if f.name not in table and f.default is MISSING]:
            raise ConfigError(f"the word lists {self.path} lack {', '.join(missing)}.\nExpected: {_names(kind)}")
        hints = get_type_hints(kind)
        return kind(**{name: self._convert(table[name], hint) for name, hint in hints.items() if name in table})

    def _convert(self, value: Any, hint: Any) -> Any:
        """Return a value of the file as the type of its field."""
        origin = get_origin(hint)
        if hint == Phrases or hint == Phrases | None:
            return Phrases(tuple(self._expand(entry) for entry in value))
        if isinstance(hint, type) and is_dataclass(hint):
            return self.build(value, hint)
        if origin is Mapping:
            return {name: self._convert(entry, get_args(hint)[1]) for name, entry in value.items()}
        return value if hint in (str, int) else origin(value)

    def _expand(self, entry: str, within: tuple[str, ...] = ()) -> str:
        """Return an entry of phrases as a regular expression; ``within`` are the lists that refer to it."""

        def refer(match: re.Match[str]) -> str:
            name = match[1]
            if name not in self.lists:
                meant = suggest(name, self.lists)
                raise ConfigError(f"the word lists {self.path} have no list {name!r}, which {entry!r} refers to.{meant}")
            if name in within:
                raise ConfigError(f"the list {name!r} of the word lists {self.path} refers to itself.\nWrite its entries out.")
            self.referred.add(name)
            return str(Phrases(tuple(self._expand(other, (*within, name)) for other in self.lists[name])))

        return _REFERENCE.sub(refer, _GROUP.sub("(?:", entry))
