"""Write phrases in sentence case, with names as people write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from cxtext.language import Language, load_language
from cxtext.themes.naming.words import WORD, is_empty

#: Letters of the longest acronym.
LONGEST_ACRONYM = 5
#: Uses in capitals from which on a short word is an acronym,
LEAST_CAPITALS = 2
#: and their share among its uses.
CAPITALS = 0.4


class Casing:
    """Learn from running text which words are names (NHS, Kubernetes, Wi-Fi) and keep their capitals."""

    def __init__(self, language: Language | None = None) -> None:
        self.language = language or load_language()
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

    def is_name(self, word: str) -> bool:
        """Tell whether a word is mostly written with capitals inside sentences."""
        return self._usual(word) != word.lower()

    def is_acronym(self, word: str) -> bool:
        """Tell whether a word is one of a few capitals, perhaps in the plural: a name for a thing, not of one."""
        usual = self._word(word).removesuffix("s")
        return usual.isupper() and len(usual) <= LONGEST_ACRONYM

    def _word(self, word: str) -> str:
        """Return one word as it is mostly written in sentences; acronyms stay upper-case even if often typed in lower case."""
        forms = self._forms.get(word.lower())
        if forms and len(word) <= LONGEST_ACRONYM and not is_empty(word.lower(), self.language):
            capitals = forms.get(word.upper(), 0)
            if capitals >= max(LEAST_CAPITALS, CAPITALS * forms.total()):
                return word.upper()
        return self._usual(word)

    def _usual(self, word: str) -> str:
        """Return one word in its most frequent form."""
        forms = self._forms.get(word.lower())
        if word.lower().replace("\u2019", "'").split("'")[0] in self.language.names.always_capital:
            return word[:1].upper() + word[1:]
        if not forms:
            return word if len(word) > 1 and word.isupper() and len(word) <= 5 else word.lower()
        lower = forms.get(word.lower(), 0)
        if 2 * lower >= forms.total():
            return word.lower()
        return min(forms, key=lambda f: (-forms[f], f))
