"""Clean response texts, keeping for every character its place in the original."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html.entities import html5

import numpy as np

from cxtext.language import Language, load_language
from cxtext.text.draft import Draft, Offsets, identity
from cxtext.text.emoji import replace_emoji
from cxtext.text.mail import has_mail, strip_mail

# One for one, so that offsets do not move: typographic quotes and the many kinds of space and line end.
_SAME_LENGTH = {
    **dict.fromkeys(map(ord, "‘’‛ʼ´`"), "'"),
    **dict.fromkeys(map(ord, "“”‟„″"), '"'),
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys([0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029], "\n"),
}
_DIRT = ("<", "&", "@", "://", "www.", "  ")
# Three of one letter or mark, or the seven digits that make a long number.
_TRIPLED = re.compile(r"([A-Za-z!?.,*=_~-])\1\1|\d{7}")

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_BLOCK = "br|p|div|li|ul|ol|tr|table|tbody|thead|hr|h[1-6]|blockquote|section|article|header|footer|pre|dl|dt|dd|body|html|head"
_INLINE = (
    "a|abbr|b|big|center|cite|code|del|em|font|i|img|ins|label|mark|meta|o:p|q|s|small|span|strike|strong|sub|sup|td|th|title"
    "|tt|u|var"
)
_HIDDEN = re.compile(
    r"(?i)<(script|style)\b[^<>]{0,500}>[^<]*+(?:<(?!/?\1\b)[^<]*+)*+</\1\s*>|<!--(?:[^-<]|-(?!->)|<(?!!--))*+-->"
)
_TAG = re.compile(rf"(?i)</?(?:({_BLOCK})|(?:{_INLINE}))(?:\s[^<>]{{0,2000}})?/?>")

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

# Numbers of orders, calls and accounts: as good as an address, and no part of an opinion. A million is a quantity.
_LONG_NUMBER = re.compile(r"\+?(?<!\d)\d{7,}(?!\d)(?<!000)")

_REPEATED = re.compile(r"([^\W\d_])\1{2,}|([!?,*=_~-])\2{2,}|\.{4,}")
_BLANKS = re.compile(r"^\s+|\s+$|[ \t]*[\n\t]\s*| {2,}")


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


def clean_texts(texts: Sequence[str], *, language: Language | None = None, emoji: bool = True) -> list[Cleaned]:
    """Clean texts for splitting and embedding.

    Characters are brought to Unicode NFC; control characters, HTML, links, e-mail addresses, @handles, numbers of
    seven digits or more, quoted mail, salutations and closings are removed; letters repeated three times or more
    are kept twice; emoji become words; white space is collapsed. A text that needs nothing is passed through.

    Parameters
    ----------
    texts : sequence of str
        The texts as they were read.
    language : Language, optional
        Whose greetings and closings are removed, and in whose words emoji are written; English by default.
    emoji : bool, default True
        Whether emoji become words; otherwise they stay.

    Returns
    -------
    list of Cleaned
        One for each text, in order.

    >>> item, = clean_texts(["Soooo <b>slow</b> 👎 see https://example.org/x"])
    >>> item.text
    'Soo slow thumbs down see'
    """
    language = language or load_language()
    return [_clean(text, language, emoji) for text in texts]


def _clean(original: str, language: Language, emoji: bool) -> Cleaned:
    """Clean one text."""
    text = original if original.isascii() else original.translate(_SAME_LENGTH)
    if _is_clean(text, language):
        whole = identity(len(text))
        return Cleaned(text, whole, whole[1:])
    draft = Draft(text.translate(_SAME_LENGTH))
    _drop_markup(draft)
    _fix_characters(draft)
    if has_mail(draft.text, language):
        strip_mail(draft, language)
    _drop_addresses(draft)
    if emoji and not draft.text.isascii():
        replace_emoji(draft, language)
    draft.substitute(_REPEATED, _shorten)
    draft.substitute(_BLANKS, _one_blank)
    offsets = np.append(draft.starts, draft.ends[-1:] if draft.text else np.int32(0)).astype(np.int32, copy=False)
    return Cleaned(draft.text, offsets, draft.ends)


def _is_clean(text: str, language: Language) -> bool:
    """Tell whether a text needs no cleaning: a quick look that spares most texts the rest."""
    plain = text.isascii() and text.isprintable() and text == text.strip()
    return plain and not any(dirt in text for dirt in _DIRT) and not _TRIPLED.search(text) and not has_mail(text, language)


def _drop_markup(draft: Draft) -> None:
    """Resolve entities and remove HTML; entities first, because exports often escape whole fragments."""
    if "&" in draft.text:
        draft.substitute(_ENTITY, _resolve)
    if "<" in draft.text:
        draft.substitute(_HIDDEN, " ")
        draft.substitute(_TAG, lambda m: "\n" if m.group(1) else "")


def _resolve(match: re.Match[str]) -> str:
    """Return the character of an entity; an unknown name stays."""
    entity = match.group()
    is_defined = entity[1] == "#" or entity[1:] in html5
    return html.unescape(entity).translate(_SAME_LENGTH) if is_defined else entity


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
    draft.substitute(_LONG_NUMBER, "")


def _shorten(match: re.Match[str]) -> str:
    """Shorten a run of one character; AAA and III stay."""
    run = match.group()
    if run[0] == ".":
        return "..."
    before, after = match.string[: match.start()][-1:], match.string[match.end() : match.end() + 1]
    if len(run) == 3 and run.isupper() and not before.isalnum() and not after.isalnum():
        return run
    return run[:2]


def _one_blank(match: re.Match[str]) -> str:
    """Return what stands for a run of white space; a tab parts fields as a line end does."""
    if match.start() == 0 or match.end() == len(match.string):
        return ""
    return "\n" if "\n" in match.group() or "\t" in match.group() else " "
