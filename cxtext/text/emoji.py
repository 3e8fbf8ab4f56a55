"""Emoji as short words, because embedding vocabularies lack most of them."""

from __future__ import annotations

import re
import unicodedata

from cxtext.text.draft import Draft

# Official names describe the picture; where the feeling differs from it, this table says the feeling.
_FEELINGS = {
    "👍": "thumbs up", "👎": "thumbs down", "👌": "okay", "👏": "applause", "🙏": "thanks", "🙌": "hooray", "💪": "strong",
    "😀": "happy face", "😃": "happy face", "😄": "happy face", "😁": "happy face", "😊": "happy face", "🙂": "happy face",
    "☺": "happy face", "😌": "relieved face", "😎": "cool", "🤩": "amazed face", "🥳": "celebration", "🎉": "celebration",
    "🎊": "celebration", "😍": "love", "🥰": "love", "😘": "love", "❤": "love", "♥": "love", "💕": "love", "💖": "love",
    "💗": "love", "💙": "love", "💚": "love", "💛": "love", "💜": "love", "🧡": "love", "🤗": "love", "💔": "heartbroken",
    "😂": "laughing", "🤣": "laughing", "😆": "laughing", "😅": "nervous laugh", "😜": "joking face", "🤪": "joking face",
    "😛": "joking face", "😉": "joking face", "🙃": "ironic face", "😏": "smug face", "😬": "awkward face",
    "😭": "crying face", "😢": "crying face", "😥": "sad face", "😞": "sad face", "😔": "sad face", "☹": "sad face",
    "🙁": "sad face", "😟": "worried face", "😰": "worried face", "😨": "worried face", "😕": "confused face",
    "🤔": "thinking", "😡": "angry face", "😠": "angry face", "🤬": "furious face", "😤": "frustrated face",
    "😩": "frustrated face", "😫": "frustrated face", "😖": "frustrated face", "😣": "frustrated face", "🙄": "annoyed face",
    "😒": "annoyed face", "😑": "annoyed face", "😐": "neutral face", "😶": "speechless face", "🤢": "disgusted face",
    "🤮": "disgusted face", "😱": "shocked face", "😳": "embarrassed face", "😴": "bored face", "🥱": "bored face",
    "💩": "crap", "🤷": "shrug", "🤦": "facepalm", "💯": "hundred percent", "✅": "check mark", "✔": "check mark",
    "❌": "cross mark", "⚠": "warning", "❗": "!", "❓": "?", "❕": "!", "❔": "?", "‼": "!!", "⁉": "!?",
}  # fmt: skip

_STARS = "⭐🌟★"
_MODIFIER = "\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff"
_BASE = "[\u203c\u2049\u231a\u231b\u23e9-\u23f3\u23f8-\u23fa\u2600-\u2793\u27bf\u2b1b\u2b1c\u2b50\u2b55\U0001f000-\U0001faff]"
_SEQUENCE = f"{_BASE}[{_MODIFIER}]*(?:\u200d{_BASE}[{_MODIFIER}]*)*"
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|[{_MODIFIER}]|({_SEQUENCE})(?:[ ]?\\1)*")
_NOISE = re.compile(r"\b(?:sign|symbol|emoji|black|white|heavy|negative squared|face with)\b")


def replace_emoji(draft: Draft) -> None:
    """Replace each emoji, or run of the same one, by a word or two, set off by spaces."""
    draft.substitute(_EMOJI, _word_for)


def _word_for(match: re.Match[str]) -> str:
    """Return the words for one emoji or run."""
    run, base = match.group(), match.group(1)
    if base is None:
        return " flag " if len(run) == 2 else ""
    if base[0] in _STARS:
        n = sum(run.count(star) for star in _STARS)
        return f" {n} stars " if n > 1 else " star "
    word = _FEELINGS.get(base[0])
    if word is None:
        name = unicodedata.name(base[0], "").lower().replace("-", " ")
        word = " ".join(_NOISE.sub("", name).split())
    return word if word[:1] in "!?" else f" {word} "
