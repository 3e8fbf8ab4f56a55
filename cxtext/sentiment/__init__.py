"""Sentiment, intent and emotion of texts, from vectors that exist already."""

from __future__ import annotations

from cxtext.sentiment.emotion import (
    EMOTIONS,
    NONE,
    WORDS,
    EmotionHead,
    Emotions,
    choose,
    find_trigger,
    load_emotion_head,
    locate,
    tokens_of,
)
from cxtext.sentiment.form import FORMS, form_features
from cxtext.sentiment.heads import Heads, load_heads
from cxtext.sentiment.intent import INTENTS, IntentHead, load_intent_head
from cxtext.sentiment.judgements import JUDGEMENTS, find_judgements, judgement_logits
from cxtext.sentiment.linear import FORMAT, LinearHead
from cxtext.sentiment.ngrams import hash_ngrams
from cxtext.sentiment.polarity import CLASSES, Polarity, PolarityHead, has_head, load_head
from cxtext.sentiment.valence import ALPHA, FEATURES, TURNED, lexicon_features

__all__ = [
    "ALPHA",
    "CLASSES",
    "EMOTIONS",
    "FEATURES",
    "FORMAT",
    "FORMS",
    "INTENTS",
    "JUDGEMENTS",
    "NONE",
    "TURNED",
    "WORDS",
    "EmotionHead",
    "Emotions",
    "Heads",
    "IntentHead",
    "LinearHead",
    "Polarity",
    "PolarityHead",
    "choose",
    "find_judgements",
    "find_trigger",
    "form_features",
    "has_head",
    "hash_ngrams",
    "judgement_logits",
    "lexicon_features",
    "load_emotion_head",
    "load_head",
    "load_heads",
    "load_intent_head",
    "locate",
    "tokens_of",
]
