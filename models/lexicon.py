"""Build step: the valences of words, emoticons and emoji that the sentiment heads read, from VADER's two lexicon files.

And the words of the language, by their frequency, which tell a misspelt word from one that is only rare.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from models.sources import Entry, Sources

WHEEL = "vader_sentiment"
WORDS, EMOJI = "vader_lexicon.txt", "emoji_utf8_lexicon.txt"
#: Picture or text style of an emoji, not a character of its own.
STYLES = "\ufe0e\ufe0f"

#: Common emoji that the descriptions say nothing about, rated here.
RATED_HERE = {"👍": 2.0, "👌": 1.5, "👏": 2.0, "🎉": 2.0, "🔥": 1.0, "💯": 2.0, "⭐": 1.5, "🙏": 1.0, "🤩": 2.5, "👎": -2.0}
RATED_HERE |= {"😡": -2.5, "😤": -1.5, "🙄": -1.5, "🤮": -2.5, "🤢": -2.0, "💩": -2.0, "💔": -2.0, "🤬": -3.0, "🤦": -1.5}


def build(target: Path, sources: Sources) -> list[Entry]:
    """Write ``lexicon/valences.json``: a word's mean rating, an emoji's sum over the words of its description."""
    valences: dict[str, float] = {}
    for line in sources.read(WHEEL, WORDS).decode("utf-8").splitlines():
        if line.strip():
            word, mean, *_ = line.strip().split("\t")
            valences[word.casefold()] = float(mean)
    for line in sources.read(WHEEL, EMOJI).decode("utf-8").splitlines():
        emoji, description = line.rstrip().split("\t")
        valence = round(sum(valences.get(word.casefold(), 0.0) for word in description.split()), 1)
        if valence:
            valences.setdefault(emoji.strip(STYLES), valence)
    valences |= RATED_HERE
    (target / "lexicon").mkdir(parents=True, exist_ok=True)
    document = json.dumps(dict(sorted(valences.items())), indent=0, ensure_ascii=False) + "\n"
    (target / "lexicon/valences.json").write_text(document, "utf-8", newline="\n")
    (target / "lexicon/words.json").write_text(list_words(target, valences), "utf-8", newline="\n")
    return [
        {
            "name": "lexicon/words.json",
            "licence": "MIT",
            "origin": "vocabulary of bge-small-en-v1.5, https://huggingface.co/BAAI/bge-small-en-v1.5",
            "built": "whole words of two letters or more, the most frequent first; then the other rated words",
            "built_from": [sources.describe("bge_small_en", "tokenizer.json"), sources.describe(WHEEL, WORDS)],
        },
        {
            "name": "lexicon/valences.json",
            "licence": "MIT",
            "origin": "VADER's lexicon, https://github.com/cjhutto/vaderSentiment",
            "built": "mean rating of each word; an emoji has the sum over the words of its description, some are rated here",
            "built_from": [sources.describe(WHEEL, WORDS), sources.describe(WHEEL, EMOJI)],
        },
    ]


def list_words(target: Path, rated: Iterable[str]) -> str:
    """Return the words of the default embedder's vocabulary, which lists them by falling frequency, and the rated words."""
    vocabulary: dict[str, int] = json.loads((target / "bge_small_en/tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    ordered = dict.fromkeys([*sorted(vocabulary, key=vocabulary.__getitem__), *sorted(rated)])
    words = [word for word in ordered if len(word) > 1 and word.isascii() and word.isalpha() and word.islower()]
    return json.dumps(words, indent=0) + "\n"
