"""Sentiment of texts, from the vectors that are there anyway."""

from cxtext.sentiment.polarity import Polarity, PolarityHead, has_head, load_head

__all__ = ["Polarity", "PolarityHead", "has_head", "load_head"]
