"""Opinions that only their tone brought together, sorted by the topics of the catalogue that they speak of."""

from __future__ import annotations

import numpy as np

from cxtext.themes.catalogue.match import SAME_TOPIC, TopicMatcher

#: Share of the weight of all texts that speaks of a topic, at least, for the topic to become a theme,
LEAST_SHARE = 0.03
#: and their number.
LEAST_TEXTS = 10
#: Standard deviations by which an opinion is nearer to its topic than opinions are on average, at least, beside a word of it.
LEAST_NEARNESS = 1.0


def pull_topics(matcher: TopicMatcher, theme_of: np.ndarray, loose: np.ndarray) -> np.ndarray:
    """Return the theme of each text after loose ones went to the theme on their topic, or to a new one.

    Topics that most loose texts speak of come first. Each takes the texts that have a word of it and are near to it, as a theme
    of its own where they are enough.

    Parameters
    ----------
    matcher : TopicMatcher
        Of the same texts.
    theme_of : ndarray of shape (n_texts,), int
        Theme of each text; negative is none.
    loose : ndarray of shape (n_loose,), int
        Positions of the texts that may go to another theme.

    Returns
    -------
    ndarray of shape (n_texts,), int64
        New themes have the numbers from the largest so far on.
    """
    pulled = np.asarray(theme_of, dtype=np.int64).copy()
    n_themes = int(pulled.max(initial=-1)) + 1
    if not matcher.topics or not n_themes or not len(loose):
        return pulled
    speaks = matcher.find_speakers(loose, LEAST_NEARNESS)
    weight, least = matcher.weight[loose], max(LEAST_SHARE * float(matcher.weight.sum()), LEAST_TEXTS)
    firm = pulled.copy()
    firm[loose] = -1
    share = matcher.weigh(firm, n_themes).share
    size = weight @ speaks
    while size.any():
        topic = int(np.argmax(size))
        own = int(np.argmax(share[:, topic]))
        is_known = share[own, topic] >= SAME_TOPIC
        if is_known or size[topic] >= least:
            taken = speaks[:, topic].copy()
            pulled[loose[taken]] = own if is_known else int(pulled.max()) + 1
            speaks[taken] = False
            size = weight @ speaks
        speaks[:, topic] = False
        size[topic] = 0.0
    return pulled
