"""A catalogue of topics of customer experience: what they are called, and which theme is on which."""

from __future__ import annotations

from cxtext.themes.catalogue.embedding import ARRAY, FOLDER, embed_topics, get_topic_vectors
from cxtext.themes.catalogue.load import Catalogue, load_catalogue, read_catalogue
from cxtext.themes.catalogue.match import Evidence, TopicMatch, TopicMatcher, find_entries
from cxtext.themes.catalogue.pull import pull_topics
from cxtext.themes.catalogue.topic import Topic

__all__ = [
    "ARRAY",
    "FOLDER",
    "Catalogue",
    "Evidence",
    "Topic",
    "TopicMatch",
    "TopicMatcher",
    "embed_topics",
    "find_entries",
    "get_topic_vectors",
    "load_catalogue",
    "pull_topics",
    "read_catalogue",
]
