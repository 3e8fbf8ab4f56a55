"""Sentiment and intent of texts, from the vectors that are there anyway."""

from cxtext.sentiment.emotion import EMOTIONS, EmotionHead, Emotions, load_emotion_head
from cxtext.sentiment.both import Heads, load_heads
from cxtext.sentiment.intent import INTENTS, IntentHead, load_intent_head
from cxtext.sentiment.polarity import Polarity, PolarityHead, has_head, load_head

__all__ = [
    "EMOTIONS",
    "INTENTS",
    "EmotionHead",
    "Emotions",
    "Heads",
    "IntentHead",
    "Polarity",
    "PolarityHead",
    "has_head",
    "load_emotion_head",
    "load_head",
    "load_heads",
    "load_intent_head",
]
