"""How numbers and other people's words are written: one place for the report, the summary and the exports."""

from __future__ import annotations

import html
import math
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html.entities import html5

#: Characters that are markup anywhere, underscores at the edge of a word, and brackets that close a link.
_MARKDOWN = re.compile(r"([\\`*|~$]|(?<!\w)_|_(?!\w)|\[(?=\^)|\](?=[(\[:]))")
#: Where a tracker makes a link, mention or emoji of plain text; an invisible space at that place stops it.
_LINKED = re.compile(r"(?i)(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=@)(?=\w)|(?<=:)(?=[a-z0-9_+-]{1,40}:)(?!\d+:)")
#: An ampersand that begins a character reference: any other shows as it is.
_ENTITY = re.compile(r"&(?=#?\w+;)")
#: A character reference with a semicolon, escaped once or more often.
ENTITY = re.compile(r"&(?:amp;)*(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ESCAPED_AGAIN = re.compile(r"&(?:amp;)+")
#: An option with its value, to be typed as it stands.
_OPTION = re.compile(r"--(?:metric|primary-metric|[a-z]+-column) (?:'[^']*'|[^\s'\"]*[^\s'\".,;:)])")
#: Stands for an option while the text around it is escaped: a character that no text has.
_CODE_PLACE = "\ue000"
#: A number nearer to zero is what arithmetic leaves of it.
_NOTHING = 1e-9
_FORMULA_STARTS = tuple("=+-@\t\r\x00\uff1d\uff0b\uff0d\uff20")
# Where a cell may begin within a text, up to what would make it a formula.
_INNER_FORMULA = re.compile('[;|\t\r\n][\\s"\u201c\u201d]*(?=[=+@\uff1d\uff0b\uff0d\uff20-])')
#: Marks that turn the direction of all text after them; the direction of the letters themselves is kept.
_BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
#: Characters that show nothing: a cell made of these is blank.
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad\x00"
#: How numbers may be written: by an example, what separates thousands, and the decimal point.
NUMBER_STYLES = {"1,234.5": (",", "."), "1.234,5": (".", ","), "1 234,5": ("\u202f", ","), "1234.5": ("", ".")}
_number_style: ContextVar[str] = ContextVar("number_style", default="1,234.5")
_CONTROLS = dict.fromkeys(c for c in [*range(32), *range(127, 160), *_BIDI] if chr(c) not in "\n\t")
_HAS_CONTROL = re.compile(f"[{''.join(map(chr, _CONTROLS))}]")  # to look is much quicker than to translate


def is_missing(value: object) -> bool:
    """Tell whether ``value`` is None or not a number.

    >>> is_missing(float("nan")), is_missing(0)
    (True, False)
    """
    return value is None or (isinstance(value, float) and math.isnan(value)) or type(value).__name__ in {"NAType", "NaTType"}


def is_blank(cell: str) -> bool:
    r"""Return whether a cell shows nothing.

    >>> is_blank(" \u200b"), is_blank("0")
    (True, False)
    """
    if not cell or cell[0].isalnum():
        return not cell
    return not cell.strip().strip(INVISIBLE).strip()


@contextmanager
def write_numbers(style: str) -> Iterator[None]:
    """Let numbers be written in a style, a key of :data:`NUMBER_STYLES`, while the block runs.

    >>> with write_numbers("1.234,5"):
    ...     number(-1234.5, 1), percent(0.0421)
    ('−1.234,5', '4,2%')
    """
    token = _number_style.set(style)
    try:
        yield
    finally:
        _number_style.reset(token)


def number_style() -> str:
    """Return the style in which numbers are written."""
    return _number_style.get()


def localise(text: str) -> str:
    """Return a number that is written ``1,234.5`` in the style in force."""
    thousands, point = NUMBER_STYLES[_number_style.get()]
    return text.translate({ord(","): thousands, ord("."): point})


def number(value: float | None, decimals: int = 0, *, signed: bool = False) -> str:
    """Write a number with a true minus sign, thousands separators, and a dash when it is missing.

    >>> number(-1234.5, 1), number(2, signed=True), number(None)
    ('−1,234.5', '+2', '–')
    """
    if value is None or is_missing(value):
        return "–"
    rounded = round(float(value), decimals) + 0.0
    text = localise(f"{abs(rounded):,.{decimals}f}")
    if rounded < 0:
        return f"−{text}"
    return f"+{text}" if signed and rounded > 0 else text


def percent(share: float | None) -> str:
    """Write a share as a percentage: whole from 10% on, one decimal below; 100% only for all.

    >>> percent(0.143), percent(0.0421), percent(0.0), percent(0.998), percent(1.0)
    ('14%', '4.2%', '0%', '>99%', '100%')
    """
    if share is None or is_missing(share):
        return "–"
    value = 100 * float(share)
    if 0 < value < 0.05:
        return localise("<0.1%")
    if 99.5 <= value < 100:
        return ">99%"
    return f"{value:.0f}%" if value >= 9.95 or value == 0 else localise(f"{value:.1f}%")


def tell_apart(share: float, other: float) -> tuple[str, str]:
    """Write two shares that differ so that it shows, where one decimal can.

    >>> tell_apart(0.143, 0.25), tell_apart(0.1134, 0.1071)
    (('14%', '25%'), ('11.3%', '10.7%'))
    """
    if percent(share) != percent(other):
        return percent(share), percent(other)
    return f"{number(100 * share, 1)}%", f"{number(100 * other, 1)}%"


def chance(p: float | None) -> str:
    """Write a chance that was told from resamples, which can neither be none nor certain.

    >>> chance(0.88), chance(1.0), chance(0.0)
    ('88%', '>99%', '<1%')
    """
    if p is None or is_missing(p) or 0.01 <= p <= 0.99:
        return percent(p)
    return ">99%" if p > 0.5 else "<1%"


def interval(low: float | None, high: float | None, decimals: int = 0, *, signed: bool = True) -> str:
    """Write a 95% interval, or nothing when it is missing: every interval of a column with as many decimals.

    A limit of an interval that excludes zero is not written as zero.

    >>> interval(-2.13, 0.4, 1), interval(-2.13, -0.04, 1)
    ('[−2.1, +0.4]', '[−2.1, >−0.1]')
    """
    if low is None or high is None or is_missing(low) or is_missing(high):
        return ""
    write = number_off_zero if low * high > 0 else number
    return f"[{write(low, decimals, signed=signed)}, {write(high, decimals, signed=signed)}]"


def percent_limits(low: float | None, high: float | None) -> tuple[str, str]:
    """Write both limits of an interval of shares, with as many decimals: one where a limit is below 10%.

    >>> percent_limits(0.143, 0.251), percent_limits(0.067, 0.25), percent_limits(0.0, 0.12)
    (('14%', '25%'), ('6.7%', '25.0%'), ('0%', '12%'))
    """
    if low is None or high is None or is_missing(low) or is_missing(high):
        return percent(low), percent(high)
    if not any(0 < 100 * limit < 9.95 for limit in (low, high)):
        return percent(low), percent(high)
    texts = [percent(limit) if 0 < 100 * limit < 9.95 else f"{number(100 * limit, 1)}%" for limit in (low, high)]
    return texts[0], texts[1]


def percent_interval(low: float | None, high: float | None) -> str:
    """Write a 95% interval of shares, or nothing when it is missing.

    >>> percent_interval(0.067, 0.25), percent_interval(None, 0.25)
    ('[6.7%, 25.0%]', '')
    """
    if low is None or high is None or is_missing(low) or is_missing(high):
        return ""
    return f"[{', '.join(percent_limits(low, high))}]"


def number_off_zero(value: float, decimals: int = 0, *, signed: bool = False) -> str:
    """Write a number that is not zero so that it does not look like it, with as many decimals as others beside it.

    >>> number_off_zero(0.04, 1), number_off_zero(-0.04, 1), number_off_zero(0.04, 1, signed=True), number_off_zero(0.4, 1)
    ('<0.1', '>−0.1', '<+0.1', '0.4')
    """
    if abs(value) < _NOTHING or round(float(value), decimals):
        return number(value, decimals, signed=signed)
    least = 10.0**-decimals
    return f">{number(-least, decimals)}" if value < 0 else f"<{number(least, decimals, signed=signed)}"


def without_sign(text: str) -> str:
    """Return a written number as an amount.

    >>> without_sign("−0.4"), without_sign("+2"), without_sign(">−0.1")
    ('0.4', '2', '<0.1')
    """
    return f"<{text[1:].lstrip('+−')}" if text.startswith(("<", ">")) else text.lstrip("+−")


def plural(n: int, noun: str) -> str:
    """Write a count with its noun.

    >>> plural(1, "response"), plural(1200, "response"), plural(2, "reply"), plural(2, "survey")
    ('1 response', '1,200 responses', '2 replies', '2 surveys')
    """
    if n == 1:
        return f"{number(n)} {noun}"
    return f"{number(n)} {noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{number(n)} {noun}s"


def by_people(n: int, n_people: int | None) -> str:
    """Write how many people ``n`` responses are by; nothing where that is as many, or not known.

    >>> by_people(12, 9), by_people(2, 1), by_people(9, 9)
    (' by 9 people', ' by 1 person', '')
    """
    if n_people is None or n_people >= n:
        return ""
    return f" by {number(n_people)} {'person' if n_people == 1 else 'people'}"


def normalize(text: str) -> str:
    """Return ``text`` in lower case with single spaces: how cells and names are compared.

    >>> normalize("  Very   Satisfied ")
    'very satisfied'
    """
    return " ".join(text.lower().split())


def quote_argument(text: str) -> str:
    r"""Return an argument of a command in quotes, as a shell takes it.

    >>> quote_argument("Score (1-5)"), quote_argument("What's new?")
    ("'Score (1-5)'", '\'What\'"\'"\'s new?\'')
    """
    return f"'{text}'" if "'" not in text else shlex.quote(text)


def tidy(text: object) -> str:
    r"""Return ``text`` as encodable Unicode without direction marks, and without control characters but newline and tab.

    >>> tidy("a\x00b\ud800\u202e")
    'ab?'
    """
    text = str(text)
    if text.isascii() and text.isprintable():  # most texts: nothing to be taken out
        return text
    if _HAS_CONTROL.search(text):
        text = text.translate(_CONTROLS)
    return text.encode("utf-8", "replace").decode("utf-8")


def unescape_entities(text: str) -> str:
    r"""Return text with each character reference of HTML as the character, however often it was escaped; unknown names stay.

    >>> unescape_entities("&quot;Tom&#39;s&quot; &amp;amp; R&D;, 5&nbsp;kg")
    '"Tom\'s" & R&D;, 5 kg'
    """
    return ENTITY.sub(lambda match: resolve_entity(match.group()), text) if "&" in text else text


def resolve_entity(entity: str) -> str:
    """Return the character of one reference, as :data:`ENTITY` finds it; an unknown name stays."""
    once = _ESCAPED_AGAIN.sub("&", entity)
    if once in ("&amp;", "&"):
        return "&"
    return html.unescape(once).replace("\xa0", " ") if once[1] == "#" or once[1:] in html5 else entity


def one_line(text: object, limit: int = 240) -> str:
    r"""Return ``text`` on one line, cut at a word near ``limit`` characters.

    >>> one_line("The page\nnever loads", 14)
    'The page…'
    """
    text = tidy(text)
    is_tidy = text.isascii() and text.isprintable() and "  " not in text and not text.startswith(" ")  # as most texts are
    line = text.rstrip(" ") if is_tidy else " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    head, sep, _ = cut.rpartition(" ")
    return (head if sep and len(head) > limit // 2 else cut).rstrip(" ,;:.") + "…"


def escape_markdown(text: object) -> str:
    r"""Return ``text`` so that Markdown shows it as it is: on one line, no markup, no HTML, no link, no mention, no emoji.

    >>> escape_markdown("*bold* <b> [x](http://y)")
    '\\*bold\\* &lt;b> [x\\](http:\u200b//y)'
    """
    line = " ".join(tidy(text).split())
    line = unlink(_MARKDOWN.sub(r"\\\1", _ENTITY.sub("&amp;", line).replace("<", "&lt;")))
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^([#>=+-])", r"\\\1", line))


def escape_message(text: object) -> str:
    r"""Return a message as Markdown that shows it as it is, with options to be typed as code, so that they can be copied.

    >>> escape_message("a *rating*; declare it: --metric 'score:csat:lower'")
    "a \\*rating\\*; declare it: `--metric 'score:csat:lower'`"
    """
    line = tidy(text).replace(_CODE_PLACE, "")
    options = map(code_span, _OPTION.findall(line))
    return re.sub(_CODE_PLACE, lambda _: next(options), escape_markdown(_OPTION.sub(_CODE_PLACE, line)))


def code_span(text: str) -> str:
    """Return text as Markdown code, which shows every character as it is.

    >>> code_span("--limit 5"), code_span("a`b")
    ('`--limit 5`', '`` a`b ``')
    """
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def unlink(text: str) -> str:
    r"""Return ``text`` so that no tracker makes a link, mention or emoji of it; it reads the same.

    >>> unlink("see www.example.org :smile:")
    'see www\u200b.example.org :\u200bsmile:'
    """
    return _LINKED.sub("\u200b", text)


def neutralise(text: object) -> str:
    """Return a text cell that no spreadsheet evaluates: a leading ``= + - @`` or control gets an apostrophe.

    So does one after a semicolon, tab, bar or line break, where a cell begins for a spreadsheet that takes these for the
    separator.

    >>> neutralise("=1+1"), neutralise("fine"), neutralise("bad;=1+1")
    ("'=1+1", 'fine', "bad;'=1+1")
    """
    raw = str(text)
    clean = _INNER_FORMULA.sub(r"\g<0>'", tidy(raw))
    if raw.startswith(_FORMULA_STARTS) or tidy(raw).lstrip().startswith(_FORMULA_STARTS):
        return f"'{clean}"
    return clean


def decimals_for(width: float | None) -> int:
    """Return the decimals that show an interval of this width with two digits.

    >>> decimals_for(3.2), decimals_for(0.04), decimals_for(120.0)
    (1, 3, 0)
    """
    if width is None or is_missing(width) or width <= 0 or math.isinf(width):
        return 1
    return min(4, max(0, 1 - math.floor(math.log10(width))))
