"""Build step: given names and surnames from the lists of the package Faker, and the words that are written in small letters."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from models.intent_data import SETS
from models.sentiment_data import describe, read_set
from models.sources import WHEELS, Entry, Sources

WHEEL = "faker"
#: Lists of places and of days, whose words are no evidence of a person.
PLACES = ("address/__init__.py", "address/en/__init__.py", "address/en_US/__init__.py")
DAYS = (
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday"
)
#: Letters of the shortest name: shorter ones are abbreviations as well.
LEAST_LETTERS = 3
#: A word is an ordinary one when it stands so often in small letters, and in so large a part of the places where it could.
LEAST_SMALL = 2
LEAST_SMALL_SHARE = 0.25
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``names/given.txt``, ``names/family.txt`` and ``names/words.txt``, one word a line in small letters."""
    members = [member for member in WHEELS[WHEEL].members if member.startswith("person/")]
    code = {member: ast.parse(sources.read(WHEEL, member)) for member in (*members, *PLACES)}
    words = count_ordinary(text for data in SETS.values() for text in read_set(replace(data, sample=None))[0])
    places = {word for member in PLACES for word in list_words(code[member], ("countr", "cit", "state"))} | set(DAYS.split())
    folder = target / "names"
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[Entry] = []
    for name, part in (("given", ("first",)), ("family", ("last",))):
        listed = {word for member in members for word in list_words(code[member], part)} - words - places
        entries.append(
            {
                "name": f"names/{name}.txt",
                "licence": "MIT",
                "origin": "Faker, https://github.com/joke2k/faker",
                "built": f"words of the lists of {name} names; without ordinary words, places, months and days",
                "built_from": [sources.describe(WHEEL, member) for member in (*members, *PLACES)],
            }
        )
        _write(folder / f"{name}.txt", listed)
    _write(folder / "words.txt", words)
    entries.append(
        {
            "name": "names/words.txt",
            "licence": "Apache-2.0",
            "origin": "words counted in the labelled sets that the heads learn from",
            "built": "words that stand in small letters twice or more, and in a quarter of the places or more",
            "built_from": [describe(data) for data in SETS.values()],
        }
    )
    return entries


def list_words(code: ast.Module, parts: tuple[str, ...]) -> set[str]:
    """Return the words of every list whose name has one of these parts, in small letters."""
    words = set()
    for node in ast.walk(code):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        named = [target.id for target in targets if isinstance(target, ast.Name)]
        value = getattr(node, "value", None)
        if value is None or not any(part in name and "format" not in name for name in named for part in parts):
            continue
        texts = (leaf.value for leaf in ast.walk(value) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str))
        words |= {word.casefold() for text in texts for word in _WORD.findall(text) if len(word) >= LEAST_LETTERS}
    return words


def count_ordinary(texts: Iterable[str]) -> set[str]:
    """Return the words that people write in small letters; a capital after a full stop says nothing."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for match in _WORD.finditer(text):
            word = match.group()
            if word.islower():
                small[word] += 1
            elif word[0].isupper() and re.search(r"[^.!?\n] \Z", text[max(0, match.start() - 2) : match.start()]):
                capital[word.casefold()] += 1
    return {word for word, n in small.items() if n >= LEAST_SMALL and n >= LEAST_SMALL_SHARE * (n + capital[word])}


def _write(path: Path, words: set[str]) -> None:
    """Write words in order, one a line."""
    path.write_text("".join(f"{word}\n" for word in sorted(words)), "utf-8", newline="\n")
