"""Clean response texts, keeping for every character its place in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from cxtext.language import Language, load_language
from cxtext.privacy import LONG_NUMBER
from cxtext.text.boilerplate import Boilerplate
from cxtext.text.draft import SAME_LENGTH, Draft, Offsets, identity
from cxtext.text.emoji import replace_emoji
from cxtext.text.mail import has_mail, strip_mail
from cxtext.text.markers import locate_marker
from cxtext.text.markup import drop_markup, has_markup, resolve_escapes
from cxtext.text.spelling import fix_spelling, has_misspelt
from cxtext.text.wrappings import drop_wrappings, has_wrapping

_DIRT = ("@", "://", "www.", "  ")
# Three of one letter or mark, the seven digits that make a long number, or three groups of digits.
_TRIPLED = re.compile(r"([A-Za-z!?.,*=_~-])\1\1|\d{7}|\d[ ./)-]{1,2}\d{2,6}[ .-]?\d\d|\+\d|[A-Z]{2}\d\d[ A-Z\d]")

# Control, format and surrogate characters; joiners that scripts and emoji need stay.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff0-\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARKED = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_ELLIPSIS = re.compile("\u2026")

_LINK = r"(?:(?:https?|ftp)://|www\.(?=\w))[^\s<>\"]{1,2000}(?<![.,;:!?)\]}'*])"
_URL = re.compile(rf"(?i)\(\s*{_LINK}\s*\)+|\[\s*{_LINK}\s*\]|<{_LINK}>|{_LINK}")
_EMAIL = re.compile(r"(?:mailto:)?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_HANDLE = re.compile(r"(?:(?<!\w)RT\s+)?(?<![\w/.@])@[A-Za-z_]\w{1,38}\b(?![/@]|\.\w|\()(?:[ ]?:(?!\w))?")

_REPEATED = re.compile(r"([^\W\d_])\1{2,}|([!?,*=_~-])\2{2,}|\.{3,}(?=[A-Za-z]{2})|\.{4,}")
_BLANKS = re.compile(r"^\s+|\s+$|[ \t]*[\n\t]\s*| {2,}")
#: Blanks of a gap that is hardly a slip of the hand.
_WIDE_GAP = 2
_GAP = re.compile(r"(?<=\S) {2,}(?=\S)")


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """A cleaned text and where it came from.

    Parameters
    ----------
    text : str
        Lines are separated by single newlines; no other white space but single spaces.
    offsets : ndarray of shape (len(text) + 1,), int32
        Position in the original where each character begins; the last entry is the end of the last character.
        Never decreases.
    ends : ndarray of shape (len(text),), int32
        Position in the original after each character: ``&amp;`` becomes one character five wide.
    """

    text: str
    offsets: Offsets
    ends: Offsets

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that ``text[start:end]`` came from.

        >>> clean_texts(["Tom &amp; Ann"])[0].original_span(4, 5)
        (4, 9)
        """
        if end <= start:
            return int(self.offsets[start]), int(self.offsets[start])
        return int(self.offsets[start]), int(self.ends[end - 1])


def clean_texts(
    texts: Sequence[str],
    *,
    language: Language | None = None,
    emoji: bool = True,
    boilerplate: Boilerplate | None = None,
    is_sided: Sequence[bool] | None = None,
) -> list[Cleaned]:
    """Clean texts for splitting and embedding.

    Characters are brought to Unicode NFC, and escapes that an export wrote out to what they stand for. Control characters, HTML,
    tags of forums, code, logs, links, e-mail addresses, @handles, long numbers, quoted mail, salutations and closings are
    removed, and what platforms, chats, forms and mail gateways put around a comment. Words that judge are brought to their usual
    spelling, other letters repeated three times or more are kept twice; emoji become words; white space is collapsed. A text that
    needs nothing is passed through.

    Parameters
    ----------
    texts : sequence of str
        The texts as they were read.
    language : Language, optional
        Whose greetings and closings are removed, and in whose words emoji are written; English by default.
    emoji : bool, default True
        Whether emoji become words; otherwise they stay.
    boilerplate : Boilerplate, optional
        Words that most responses of the survey share, which are removed as well.
    is_sided : sequence of bool, optional
        Of each text, whether it answers a question for what is good or for what is not: the marker that it begins with, such as
        ``Pros:``, is removed as well.

    Returns
    -------
    list of Cleaned
        One for each text, in order.

    >>> item, = clean_texts(["Soooo <b>slow</b> 👎 see https://example.org/x"])
    >>> item.text
    'So slow thumbs down see'
    """
    language = language or load_language()
    cleaned = []
    for text, has_side in zip(texts, is_sided or repeat(False), strict=False):
        shared = boilerplate.locate(text) if boilerplate else []
        cleaned.append(_clean(text, language, emoji, shared or (locate_marker(text, language) if has_side else [])))
    return cleaned


def _clean(original: str, language: Language, emoji: bool, shared: list[tuple[int, int]]) -> Cleaned:
    """Clean one text, without the spans that others share."""
    text = original if original.isascii() else original.translate(SAME_LENGTH)
    if not shared and _is_clean(text, language):
        whole = identity(len(text))
        return Cleaned(text, whole, whole[1:])
    draft = Draft(text.translate(SAME_LENGTH))
    draft.apply([(start, end, "") for start, end in shared])
    resolve_escapes(draft)
    _fix_characters(draft)
    drop_markup(draft)
    if has_wrapping(draft.text, language):
        drop_wrappings(draft, language)
    if has_mail(draft.text, language):
        strip_mail(draft, language)
    _drop_addresses(draft)
    if emoji and not draft.text.isascii():
        replace_emoji(draft, language)
    if has_misspelt(draft.text, language):
        fix_spelling(draft, language)
    draft.substitute(_REPEATED, _shorten)
    _mark_gaps(draft)
    draft.substitute(_BLANKS, _one_blank)
    offsets = np.append(draft.starts, draft.ends[-1:] if draft.text else np.int32(0)).astype(np.int32, copy=False)
    return Cleaned(draft.text, offsets, draft.ends)


def _is_clean(text: str, language: Language) -> bool:
    """Tell whether a text needs no cleaning: a quick look that spares most texts the rest."""
    plain = text.isascii() and text.isprintable() and text == text.strip()
    if not plain or any(dirt in text for dirt in _DIRT) or _TRIPLED.search(text) or has_markup(text):
        return False
    return not (has_mail(text, language) or has_wrapping(text, language) or has_misspelt(text, language))


def _fix_characters(draft: Draft) -> None:
    """Remove control characters and compose letters with their marks."""
    draft.substitute(_CONTROL, "")
    if draft.text.isascii():
        return
    draft.substitute(_ELLIPSIS, "...")
    if not unicodedata.is_normalized("NFC", draft.text):
        edits = []
        for match in _MARKED.finditer(draft.text):
            if not unicodedata.is_normalized("NFC", match.group()):
                edits += _compose(match.group(), match.start())
        draft.apply(edits)


def _compose(text: str, at: int) -> list[tuple[int, int, str]]:
    """Return the edits that bring ``text``, which begins at ``at``, to NFC, one for each letter with its marks."""
    edits = []
    start = 0
    cluster = text[0]
    for i in range(1, len(text) + 1):
        char = text[i : i + 1]
        if char and (unicodedata.combining(char) or _joins(cluster, char)):
            cluster += char
            continue
        new = unicodedata.normalize("NFC", cluster)
        if new != cluster:
            edits.append((at + start, at + i, new))
        start, cluster = i, char
    return edits


def _joins(cluster: str, char: str) -> bool:
    """Tell whether NFC melts ``char`` into the letter before it, as it does with Hangul parts."""
    apart = unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", char)
    return unicodedata.normalize("NFC", cluster + char) != apart


def _drop_addresses(draft: Draft) -> None:
    """Remove links, e-mail addresses, handles, and numbers of seven digits or more."""
    if "://" in draft.text or "www." in draft.text.lower():
        draft.substitute(_URL, "")
    if "@" in draft.text:
        draft.substitute(_EMAIL, "")
        draft.substitute(_HANDLE, "")
    draft.substitute(LONG_NUMBER, "")


def _shorten(match: re.Match[str]) -> str:
    """Shorten a run of one character; AAA and III stay."""
    run = match.group()
    if run[0] == ".":
        return "... " if match.string[match.end() : match.end() + 1].isalpha() else "..."
    before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
    if len(run) == 3 and run.isupper() and not before.isalnum() and not after.isalnum():
        return run
    return run[:2]


def _mark_gaps(draft: Draft) -> None:
    """Make line ends of wide gaps that part statements, which begin with a capital or are told by gaps of three blanks."""
    if "  " not in draft.text:
        return
    edits = []
    at = 0
    for line in draft.text.split("\n"):
        gaps = [gap.span() for gap in _GAP.finditer(line)]
        if gaps and _parts_statements(gaps, _GAP.split(line.strip(" "))):
            edits += [(at + start, at + end, "\n") for start, end in gaps]
        at += len(line) + 1
    draft.apply(edits)


def _parts_statements(gaps: list[tuple[int, int]], chunks: list[str]) -> bool:
    """Tell whether wide gaps part statements: chunks of two words or more, without marks at their ends."""
    are_wide = all(end - start > _WIDE_GAP for start, end in gaps)
    if len(gaps) == 1 and not are_wide:
        return False
    opens = all(chunk[:1].isupper() for chunk in chunks[1:])
    whole = all(" " in chunk for chunk in chunks) and all(chunk[-1] not in ".!?,;:" for chunk in chunks[:-1])
    return whole and (opens or (are_wide and len(gaps) > 1))


def _one_blank(match: re.Match[str]) -> str:
    """Return what stands for a run of white space; a tab parts fields as a line end does."""
    if match.start() == 0 or match.end() == len(match.string):
        return ""
    return "\n" if "\n" in match.group() or "\t" in match.group() else " "
