"""Labels, keyphrases and exemplars of themes."""

from __future__ import annotations

from cxtext.themes.naming.candidates import Candidate, choose_labels, put_wide_first, rank_candidates
from cxtext.themes.naming.casing import Casing
from cxtext.themes.naming.describe import KEYPHRASES, Describer, Description
from cxtext.themes.naming.exemplars import pick_exemplars, readability
from cxtext.themes.naming.fidelity import hold_out, rank_labels
from cxtext.themes.naming.focus import Focus, find_whole, measure_focus, split_by_tone
from cxtext.themes.naming.kind import judge_opinion, judge_themes
from cxtext.themes.naming.level import KEPT_REACH, LEAST_REACH, TopicName
from cxtext.themes.naming.llm import Namer, check_url, make_namer, read_answer
from cxtext.themes.naming.phrases import Phrase, find_phrases, key_of, whole_texts
from cxtext.themes.naming.proposals import Proposer, break_rule, content_of, passes_gate
from cxtext.themes.naming.term_counts import Counts, Words, count_terms
from cxtext.themes.naming.tone import Tone, discord
from cxtext.themes.naming.words import is_empty, name_subject, picture_pattern, stem, tokenize

__all__ = [
    "KEPT_REACH",
    "KEYPHRASES",
    "LEAST_REACH",
    "Candidate",
    "Casing",
    "Counts",
    "Describer",
    "Description",
    "Focus",
    "Namer",
    "Phrase",
    "Proposer",
    "Tone",
    "TopicName",
    "Words",
    "break_rule",
    "check_url",
    "choose_labels",
    "content_of",
    "count_terms",
    "discord",
    "find_phrases",
    "find_whole",
    "hold_out",
    "is_empty",
    "judge_opinion",
    "judge_themes",
    "key_of",
    "make_namer",
    "measure_focus",
    "name_subject",
    "passes_gate",
    "pick_exemplars",
    "picture_pattern",
    "put_wide_first",
    "rank_candidates",
    "rank_labels",
    "read_answer",
    "readability",
    "split_by_tone",
    "stem",
    "tokenize",
    "whole_texts",
]
