"""The order of work: from a source to an :class:`Analysis`."""

from __future__ import annotations

from cxtext.pipeline.announce import announce
from cxtext.pipeline.answers import validate_metrics
from cxtext.pipeline.assign import assign_texts
from cxtext.pipeline.batch import Batch, index_answers, index_members, unite_batches
from cxtext.pipeline.caller import as_texts
from cxtext.pipeline.conceal import FIGURES, conceal_read, make_redactor, redact_message, redacted_as
from cxtext.pipeline.descriptions import count_phrases, describe_tables
from cxtext.pipeline.edit import ThemeEdits
from cxtext.pipeline.embedder import find_vectors, load_embedder_of, recall_embeddings
from cxtext.pipeline.flow import analyze
from cxtext.pipeline.forgetting import Forgotten, forget
from cxtext.pipeline.guard import warn_of, warn_of_each
from cxtext.pipeline.measure import ImpactInputs, measure_impact
from cxtext.pipeline.notes import note_themes, note_wrappings
from cxtext.pipeline.preflight import Inputs, check_inputs
from cxtext.pipeline.restatement import restate
from cxtext.pipeline.review import Answer, Question, Review, Verdict
from cxtext.pipeline.revise import remeasure
from cxtext.pipeline.sentiment import Sentiment, SentimentReader, label_errors
from cxtext.pipeline.steps import assign_units, classify_units, cut_responses, embed_units, split_responses
from cxtext.pipeline.suggest import Suggestion, suggest_edits
from cxtext.pipeline.tables import (
    count_repeats,
    mark_status,
    summarize_polarity,
    tabulate_sentiment,
    tabulate_themes,
)
from cxtext.pipeline.teach import Taught, teach_theme
from cxtext.pipeline.units import UniqueTexts, unique_texts
from cxtext.pipeline.wave import continue_config
from cxtext.pipeline.words import TextWords, read_words

__all__ = [
    "FIGURES",
    "Answer",
    "Batch",
    "Forgotten",
    "ImpactInputs",
    "Inputs",
    "Question",
    "Review",
    "Sentiment",
    "SentimentReader",
    "Suggestion",
    "Taught",
    "TextWords",
    "ThemeEdits",
    "UniqueTexts",
    "Verdict",
    "analyze",
    "announce",
    "as_texts",
    "assign_texts",
    "assign_units",
    "check_inputs",
    "classify_units",
    "conceal_read",
    "continue_config",
    "count_phrases",
    "count_repeats",
    "cut_responses",
    "describe_tables",
    "embed_units",
    "find_vectors",
    "forget",
    "index_answers",
    "index_members",
    "label_errors",
    "load_embedder_of",
    "make_redactor",
    "mark_status",
    "measure_impact",
    "note_themes",
    "note_wrappings",
    "read_words",
    "recall_embeddings",
    "redact_message",
    "redacted_as",
    "remeasure",
    "restate",
    "split_responses",
    "suggest_edits",
    "summarize_polarity",
    "tabulate_sentiment",
    "tabulate_themes",
    "teach_theme",
    "unique_texts",
    "unite_batches",
    "validate_metrics",
    "warn_of",
    "warn_of_each",
]
