"""Every kind of edit by the word that the log has for it."""

from __future__ import annotations

from cxtext.themes.curation.answers import Confirm, Either, LearnLabels
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

EDITS: dict[str, type[Edit]] = {
    edit.kind: edit
    for edit in (
        *(Rename, Describe, SetOwner, SetStatus, SetTicket, SetTopic, SetKind, Lock, Hide),
        *(Merge, Split, SplitByWords, SplitByExamples, Move, MovePart, Teach),
        *(AddTheme, ChangeKeywords),
        *(Confirm, Either, LearnLabels),
    )
}
