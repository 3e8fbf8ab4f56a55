"""Write phrases in sentence case, with names as people write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cxtext.themes.words import WORD


class Casing:
    """Learn from running text which words are names (NHS, Kubernetes, Wi-Fi) and keep their capitals."""

    def __init__(self) -> None:
        self._forms: dict[str, Counter[str]] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Count how words are written when they do not begin a sentence; texts in capitals teach nothing."""
        for text in texts:
            if text.isupper():
                continue
            for match in WORD.finditer(text):
                before = text[: match.start()].rstrip()
                if before and before[-1] not in '.!?:"\u201c(-':
                    word = match.group()
                    self._forms.setdefault(word.lower(), Counter())[word] += 1

    def write(self, phrase: str) -> str:
        """Return a phrase in lower case, except for names."""
        return " ".join(self._word(w) for w in phrase.split())

    def title(self, phrase: str) -> str:
        """Return a phrase in sentence case.

        >>> Casing().title("slow login")
        'Slow login'
        """
        written = self.write(phrase)
        first = written.split(" ", 1)[0]
        return written if first != first.lower() else written[:1].upper() + written[1:]

    def _word(self, word: str) -> str:
        """Return one word as it is mostly written inside sentences."""
        forms = self._forms.get(word.lower())
        if word.lower() == "i" or word.lower().startswith(("i'", "i\u2019")):
            return "I" + word[1:]
        if not forms:
            return word if len(word) > 1 and word.isupper() and len(word) <= 5 else word.lower()
        lower = forms.get(word.lower(), 0)
        if 2 * lower >= forms.total():
            return word.lower()
        return min(forms, key=lambda f: (-forms[f], f))
