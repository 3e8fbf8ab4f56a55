"""Bring the themes up to date with the texts that edits left them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cxtext.themes.assignment import Assigned
from cxtext.themes.curation.theme_set import ThemeSet
from cxtext.themes.naming import KEYPHRASES, Counts, Words, count_terms, key_of, measure_focus, readability, tokenize
from cxtext.themes.theme import Status, Theme

#: Texts of a theme that a word has at least to be one of its key phrases. A choice.
LEAST_TEXTS = 2
#: Typical texts that a theme of an earlier run is given.
MOST_QUOTES = 5


def refresh_items(
    themes: ThemeSet,
    assigned: Assigned,
    before: tuple[ThemeSet, Assigned],
    words: Words,
    texts: list[str],
    counts: np.ndarray,
    *,
    lasting: bool = False,
) -> tuple[Theme, ...]:
    """Return the themes with what can be said of them by the texts that they have now.

    A theme keeps the typical texts and the key phrases that it still has. One that lost all typical texts shows its strongest
    text; one that has no key phrase, as one that a person began by examples, gets the words that tell it most. The focus of a
    theme that has other texts than before is measured again; one that is left without any is hidden.

    Parameters
    ----------
    themes : ThemeSet
    assigned : Assigned
        Of the texts, as indices of the themes.
    before : (ThemeSet, Assigned)
        The same of the fit.
    words : Words
    texts : list of str
        Those of the run, each once.
    counts : ndarray of shape (n_texts,), int
        Units that have each text.
    lasting : bool
        Whether the themes are those of an earlier run: what was said of them there stays, and a theme that nobody mentions here
        is not hidden. Typical texts are those of this run; a theme without any keeps the ones that it has.
    """
    place = {text: i for i, text in enumerate(texts)}
    now, fit = _list_members(themes, assigned), _list_members(*before)
    terms = count_terms(words, assigned.theme, counts, len(themes.theme_ids))
    spread = np.round(measure_focus(words, terms, assigned.theme, counts).shared, 6)
    focus = dict(zip(themes.theme_ids, map(float, spread), strict=True))
    items = []
    for item in themes.items:
        members = now[item.theme_id]
        item = replace(item, exemplar_texts=_keep_exemplars(item, members, assigned.strength, place, texts, lasting=lasting))
        if lasting:
            item = replace(item, focus=focus.get(item.theme_id, item.focus) if len(members) else item.focus)
        elif item.theme_id not in fit or not np.array_equal(members, fit[item.theme_id]):
            phrases = _keep_phrases(item.keyphrases, words.take(members), words)
            if not phrases and item.theme_id in focus and item.theme_id not in fit:
                phrases = _list_telling(terms, themes.theme_ids.index(item.theme_id))
            status = item.status if len(members) else Status.HIDDEN
            item = replace(item, keyphrases=phrases, focus=focus.get(item.theme_id, item.focus), status=status)
        items.append(item)
    return tuple(items)


def _list_members(themes: ThemeSet, assigned: Assigned) -> dict[str, np.ndarray]:
    """Return the positions of the texts of each theme and sub-theme."""
    members = {name: np.flatnonzero(assigned.theme == k) for k, name in enumerate(themes.theme_ids)}
    return members | {name: np.flatnonzero(assigned.subtheme == k) for k, name in enumerate(themes.subtheme_ids)}


def _list_telling(terms: Counts, theme: int) -> tuple[str, ...]:
    """Return the words that tell a theme most, each in several of its texts."""
    weights = terms.weigh()[theme]
    often = {word for word in terms.terms if terms.of(word, theme)[0] >= LEAST_TEXTS and terms.tells(word)}
    ordered = sorted(often, key=lambda word: (-weights[terms.terms[word]], word))
    return tuple(terms.spelling.get(word, word) for word in ordered[:KEYPHRASES])


def _keep_exemplars(
    item: Theme, members: np.ndarray, strength: np.ndarray, place: dict[str, int], texts: list[str], *, lasting: bool
) -> tuple[str, ...]:
    """Return the typical texts that are still the theme's; its strongest text where none is.

    Of a theme of an earlier run they are filled up with strong texts of this one, those that read well first.
    """
    is_member = set(members.tolist())
    own = tuple(text for text in item.exemplar_texts if place.get(text) in is_member)
    wanted = min(len(members), MOST_QUOTES if lasting else 1)
    if len(own) >= wanted:
        return own if len(members) or not lasting else item.exemplar_texts
    value = strength[members] + [readability(texts[i]) * lasting for i in members.tolist()]
    order = members[np.lexsort((members, -np.round(value, 6)))].tolist()
    return (*own, *(texts[i] for i in order if texts[i] not in own))[:wanted]


def _keep_phrases(phrases: tuple[str, ...], own: Words, words: Words) -> tuple[str, ...]:
    """Return the phrases of which a text of the theme has all words."""
    keys = [key_of(tokenize(phrase), words.language) for phrase in phrases]
    listed = sorted({key for key in keys if key})
    has = np.asarray(own.find_together(listed).sum(axis=0)).ravel() > 0 if listed else np.zeros(0, dtype=bool)
    there = {key for key, any_text in zip(listed, has, strict=True) if any_text}
    return tuple(phrase for phrase, key in zip(phrases, keys, strict=True) if key in there)
