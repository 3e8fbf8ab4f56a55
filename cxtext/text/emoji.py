"""Emoji as short words, because embedding vocabularies lack most of them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from cxtext.language import EMOJI_START, Language
from cxtext.text.draft import Draft

_STARS = "⭐🌟★"
_MODIFIER = "\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
_SEQUENCE = f"{EMOJI_START}[{_MODIFIER}]*(?:\u200d{EMOJI_START}[{_MODIFIER}]*)*"
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[{_MODIFIER}]|({_SEQUENCE})(?:[ ]?\\1)*")


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


@cache
def _writer(language: Language) -> _Writer:
    """Return how emoji are written in a language."""
    emoji = language.emoji
    words = {picture: feeling for feeling, pictures in emoji.feelings.items() for picture in pictures}
    return _Writer(words, re.compile(rf"\b{emoji.noise}\b"), emoji.star, emoji.stars, emoji.flag)


def replace_emoji(draft: Draft, language: Language) -> None:
    """Replace each emoji, or run of the same one, by a word or two, set off by spaces."""
    draft.substitute(_EMOJI, _writer(language).word_for)
