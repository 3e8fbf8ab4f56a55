"""Emoji as short words, because embedding vocabularies lack most of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from cxtext.language import EMOJI_START, Language
from cxtext.text.draft import Draft

_STARS, _EMPTY_STARS = "⭐🌟★✭✮", "☆✩✰"
#: Emoji that are no more than marks of an item when several begin one.
_BULLETS = "✅✔☑❌✖❎➕➖▶➡👉🔹🔸🔷🔶🔵🔴🟢🟡⚫⚪◾◽▪▫📌"
#: Emoji that begin or end statements before they are believed to.
_LEAST_BULLETS = 2
#: Characters beside an emoji that are looked at.
_WINDOW = 200
_WORD = re.compile(r"[^\W\d_]+")
_MODIFIER = "\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
_SEQUENCE = f"{EMOJI_START}[{_MODIFIER}]*(?:\u200d{EMOJI_START}[{_MODIFIER}]*)*"
_STAR_RUN = rf"[{_STARS}{_EMPTY_STARS}]\ufe0f?(?:[ ]?[{_STARS}{_EMPTY_STARS}]\ufe0f?)+"
_EMOJI = re.compile(f"{_STAR_RUN}|[\U0001f1e6-\U0001f1ff]{{2}}|[{_MODIFIER}]|({_SEQUENCE})(?:[ ]?\\1)*")


@dataclass(frozen=True)
class _Writer:
    """How emoji are written in one language: the word of each base character, and what is left out of official names."""

    words: dict[str, str]
    noise: re.Pattern[str]
    star: str
    stars: str
    flag: str

    def word_for(self, match: re.Match[str]) -> str:
        """Return the words for one emoji or run."""
        run, base = match.group(), match.group(1)
        if run[0] in _STARS + _EMPTY_STARS and len(run) > 1:
            return self._rate(run)
        if base is None:
            return f" {self.flag} " if len(run) == 2 else ""
        if base[0] in _STARS:
            n = sum(run.count(star) for star in _STARS)
            return f" {n} {self.stars} " if n > 1 else f" {self.star} "
        word = self.words.get(base[0])
        if word is None:
            name = unicodedata.name(base[0], "").lower().replace("-", " ")
            word = " ".join(self.noise.sub("", name).split())
        return word if word[:1] in "!?" else f" {word} "

    def _rate(self, run: str) -> str:
        """Return the words for full and empty stars: "2 of 5 stars"."""
        full, empty = (sum(run.count(star) for star in stars) for stars in (_STARS, _EMPTY_STARS))
        if empty:
            return f" {full}/{full + empty} {self.stars} "
        return f" {full} {self.stars} " if full > 1 else f" {self.star} "


@cache
def _writer(language: Language) -> _Writer:
    """Return how emoji are written in a language."""
    emoji = language.emoji
    words = {picture: feeling for feeling, pictures in emoji.feelings.items() for picture in pictures}
    return _Writer(words, re.compile(rf"\b{emoji.noise}\b"), emoji.star, emoji.stars, emoji.flag)


def replace_emoji(draft: Draft, language: Language) -> None:
    """Replace each emoji, or run of the same one, by a word or two, set off by spaces.

    Where emoji end statements, or begin them as bullets do, a line end is put there.
    """
    writer = _writer(language)
    edits = []
    at = 0
    for line in draft.text.split("\n"):
        edits += [(at + start, at + end, new) for start, end, new in _write_line(line, writer)]
        at += len(line) + 1
    draft.apply(edits)


def _write_line(line: str, writer: _Writer) -> list[tuple[int, int, str]]:
    """Return the edits that write the emoji of one line as words."""
    matches = [match for match in _EMOJI.finditer(line) if writer.word_for(match).strip()]
    others = [(match.start(), match.end(), "") for match in _EMOJI.finditer(line) if not writer.word_for(match).strip()]
    words = [writer.word_for(match) for match in matches]
    edits = []
    begins = _begin_statements(line, matches)
    ends = not begins and _end_statements(line, matches)
    for i, (match, word) in enumerate(zip(matches, words, strict=True)):
        says_before = _says(line[max(0, match.start() - _WINDOW) : match.start()])
        following = line[match.end() : match.end() + _WINDOW].lstrip(" ")
        is_last = i + 1 == len(matches) or not line[match.end() : matches[i + 1].start()].isspace()
        if begins:
            new = "\n" if match.group()[0] in _BULLETS else f"\n{word.lstrip()}"
            new = new if says_before else new.lstrip("\n")
        elif is_last and following and says_before and (ends or _opens(following)):
            new = f"{word.rstrip()}\n"
        else:
            new = word
        edits.append((match.start(), match.end(), new))
    return sorted(edits + others)


def _begin_statements(line: str, matches: list[re.Match[str]]) -> bool:
    """Tell whether emoji stand before statements as bullets do: the line begins with one, and each has words behind it."""
    if len(matches) < _LEAST_BULLETS or line[: matches[0].start()].strip():
        return False
    return all(_says(chunk) for chunk in _behind(line, matches))


def _end_statements(line: str, matches: list[re.Match[str]]) -> bool:
    """Tell whether statements end in emoji: the line ends with one, and several have words before them."""
    if len(matches) < _LEAST_BULLETS or _behind(line, matches)[-1].strip(" .!"):
        return False
    before = [line[: matches[0].start()], *_behind(line, matches)[:-1]]
    statements = [chunk for chunk in before if chunk.strip()]
    return len(statements) >= _LEAST_BULLETS and all(_says(chunk) for chunk in statements)


def _behind(line: str, matches: list[re.Match[str]]) -> list[str]:
    """Return what stands behind each emoji, up to the next one."""
    ends = [*(match.start() for match in matches[1:]), len(line)]
    return [line[match.end() : end] for match, end in zip(matches, ends, strict=True)]


def _says(chunk: str) -> bool:
    """Tell whether a chunk has two words or more."""
    return len(_WORD.findall(chunk)) > 1


def _opens(text: str) -> bool:
    """Tell whether a text begins as a sentence does: a capital, and a second word."""
    return text[:1].isupper() and _says(text)
