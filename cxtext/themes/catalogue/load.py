"""Read the catalogue of topics of a language from its folder of YAML files, one per domain."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cxtext.errors import ConfigError, suggest
from cxtext.themes.catalogue.topic import GENERAL, Topic

#: A folder per language.
TOPICS = Path(__file__).with_name("topics")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORD = re.compile(r"[^\s*]+\*?(?: [^\s*]+\*?)*")
_REQUIRED = ("id", "name", "definition", "words", "examples")
_OPTIONAL = ("pain", "strength", "instead_of")


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The topics of one language.

    Parameters
    ----------
    language : str
        Code, such as ``"en"``.
    topics : tuple of Topic
        By domain, in the order of the files.
    markers : mapping of str to tuple of str
        Per domain, the words that show that a survey speaks of it, written as the words of topics are.
    """

    language: str
    topics: tuple[Topic, ...]
    markers: Mapping[str, tuple[str, ...]]

    @property
    def fingerprint(self) -> str:
        """Sha256 of every text that is embedded, as 64 hexadecimal digits: vectors of other texts do not fit."""
        record = json.dumps([[topic.topic_id, *topic.texts] for topic in self.topics], ensure_ascii=True)
        return hashlib.sha256(record.encode("ascii")).hexdigest()


@cache
def load_catalogue(language: str = "en") -> Catalogue | None:
    """Return the catalogue of a language, read once per process; None where there is none.

    Parameters
    ----------
    language : str

    Raises
    ------
    ConfigError
        When a file is not YAML, or a topic lacks a part or has one that is not allowed.

    >>> {topic.topic_id: topic.name for topic in load_catalogue().topics}["waiting-time"]
    'Waiting time'
    """
    folder = TOPICS / language
    return read_catalogue(folder) if folder.is_dir() else None


def read_catalogue(folder: Path) -> Catalogue:
    """Read the catalogue of a folder, which is called as its language.

    Raises
    ------
    ConfigError
        When a file is not YAML, or a topic lacks a part or has one that is not allowed.
    """
    topics: list[Topic] = []
    markers: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != GENERAL, path.stem)):
        document = _parse(path)
        if path.stem != GENERAL:
            markers[path.stem] = _texts(path, "the file", document, "markers")
        topics += [_build(path, record) for record in document.get("topics") or []]
    _check_ids(folder, topics)
    return Catalogue(folder.name, tuple(topics), markers)


def _parse(path: Path) -> dict[str, Any]:
    """Parse a file: nothing is read as a number, a date or yes and no."""
    import yaml

    try:
        # The parser in C is 10 times as fast; a build of PyYAML may lack it.
        document = yaml.load(path.read_text("utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigError(f"the topics {path} cannot be read: {' '.join(str(error).split())}") from error
    expected = {"topics"} if path.stem == GENERAL else {"topics", "markers"}
    if not isinstance(document, dict) or set(document) != expected:
        raise ConfigError(f"the topics {path} must have exactly {' and '.join(sorted(expected))}.")
    return document


def _build(path: Path, record: Any) -> Topic:
    """Return the topic of one record, or raise ConfigError."""
    if not isinstance(record, dict):
        raise ConfigError(f"the topics {path} hold {record!r}, which is not a topic.\nExpected: {', '.join(_REQUIRED)}.")
    topic_id = str(record.get("id", ""))
    where = f"topic {topic_id!r}"
    if not _ID.fullmatch(topic_id):
        raise ConfigError(
            f"{where} in {path} is not an id.\nExpected: small letters, digits and hyphens, such as 'waiting-time'."
        )
    missing = [key for key in _REQUIRED if not record.get(key)]
    unread = sorted(record.keys() - {*_REQUIRED, *_OPTIONAL})
    if missing or unread:
        problem = f"lacks {', '.join(missing)}" if missing else f"has {', '.join(unread)}, which nothing reads"
        raise ConfigError(f"{where} in {path} {problem}.\nExpected: {', '.join(_REQUIRED)}; optional: {', '.join(_OPTIONAL)}.")
    names = {key: record[key] for key in ("name", "definition", "pain", "strength") if key in record}
    if bad := [key for key, value in names.items() if not isinstance(value, str)]:
        raise ConfigError(f"{where} in {path}: {', '.join(bad)} must be text.")
    words, examples = _texts(path, where, record, "words"), _texts(path, where, record, "examples")
    instead_of = _texts(path, where, record, "instead_of") if "instead_of" in record else ()
    return Topic(topic_id, domain=path.stem, words=words, examples=examples, instead_of=instead_of, **names)


def _texts(path: Path, where: str, record: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of texts, or raise ConfigError."""
    values = record[key]
    if not isinstance(values, list) or not values or not all(isinstance(value, str) and value for value in values):
        raise ConfigError(f"{where} in {path}: {key} must be a list of texts, such as [wait*, queue].")
    if key != "examples" and (bad := [value for value in values if not _WORD.fullmatch(value) or value != value.lower()]):
        raise ConfigError(
            f"{where} in {path}: {bad[0]!r} of {key} is not a word.\nExpected: small letters, perhaps a * at the end."
        )
    return tuple(values)


def _check_ids(folder: Path, topics: list[Topic]) -> None:
    """Raise ConfigError when an id or a name is there twice, or a topic takes the place of one that there is not."""
    ids = [topic.topic_id for topic in topics]
    for topic in topics:
        if unknown := [other for other in topic.instead_of if other not in ids]:
            hint = suggest(unknown[0], ids)
            raise ConfigError(f"topic {topic.topic_id!r} in {folder} is instead of the unknown topic {unknown[0]!r}.{hint}")
    for kind, values in (("id", ids), ("name", [t.name for t in topics])):
        if repeated := sorted({value for value in values if values.count(value) > 1}):
            raise ConfigError(f"the {kind} {repeated[0]!r} of a topic in {folder} is there twice.\nGive each topic its own.")
