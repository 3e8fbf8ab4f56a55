"""Edits of themes by people: a log that is only added to, and what it does to themes and texts."""

from __future__ import annotations

from cxtext.themes.curation.answers import Confirm, Either, LearnLabels
from cxtext.themes.curation.correction import Correction, LearntLabels
from cxtext.themes.curation.edits import (
    AddTheme,
    ChangeKeywords,
    Describe,
    Edit,
    Hide,
    Lock,
    Merge,
    Move,
    MovePart,
    Rename,
    SetKind,
    SetOwner,
    SetStatus,
    SetTicket,
    SetTopic,
    Split,
    SplitByExamples,
    SplitByWords,
    Teach,
)
from cxtext.themes.curation.kinds import EDITS
from cxtext.themes.curation.labels import Texts, text_key
from cxtext.themes.curation.learnt import Learnt
from cxtext.themes.curation.log import EditLog, Entry, Redo, Undo
from cxtext.themes.curation.plan import Plan, PlannedEdit, plan_edits
from cxtext.themes.curation.questions import LEAST_GAIN, LOOK_BACK, UNLABELLED, Asked, Asking, QuestionPool
from cxtext.themes.curation.refresh import refresh_items
from cxtext.themes.curation.replay import Curation, Label
from cxtext.themes.curation.theme_set import ThemeSet
from cxtext.themes.curation.wanted import check_run

__all__ = [
    "EDITS",
    "LEAST_GAIN",
    "LOOK_BACK",
    "UNLABELLED",
    "AddTheme",
    "Asked",
    "Asking",
    "ChangeKeywords",
    "Confirm",
    "Correction",
    "Curation",
    "Describe",
    "Edit",
    "EditLog",
    "Either",
    "Entry",
    "Hide",
    "Label",
    "LearnLabels",
    "Learnt",
    "LearntLabels",
    "Lock",
    "Merge",
    "Move",
    "MovePart",
    "Plan",
    "PlannedEdit",
    "QuestionPool",
    "Redo",
    "Rename",
    "SetKind",
    "SetOwner",
    "SetStatus",
    "SetTicket",
    "SetTopic",
    "Split",
    "SplitByExamples",
    "SplitByWords",
    "Teach",
    "Texts",
    "ThemeSet",
    "Undo",
    "check_run",
    "plan_edits",
    "refresh_items",
    "text_key",
]
