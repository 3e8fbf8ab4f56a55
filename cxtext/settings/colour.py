"""Colours as a user may set them: hexadecimal, and legible on the grounds of the report."""

from __future__ import annotations

import re

#: Least contrast of text with its ground: level AA of WCAG 2.2, success criterion 1.4.3.
LEAST_CONTRAST = 4.5
#: Lightest ground of the report in light mode that the accent stands on as text, and its darkest one in dark mode.
LIGHT_GROUND = "#f5f6f8"
DARK_GROUND = "#1a2028"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def read_colour(text: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour such as ``#1d4f91``.

    Raises
    ------
    ValueError
        For anything else.
    """
    if not _HEX.fullmatch(text):
        raise ValueError(f"expected a colour such as #1d4f91: a hash and six hexadecimal digits (got {text!r})")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21.

    Notes
    -----
    (L1 + .05) / (L2 + .05) of their relative luminances: WCAG 2.2, definition of contrast ratio.

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return round((light + 0.05) / (dark + 0.05), 4)


def lighten(colour: str, ground: str = DARK_GROUND) -> str:
    """Return a colour mixed with as little white as makes it legible on a dark ground.

    >>> contrast(lighten("#1d4f91"), DARK_GROUND) >= LEAST_CONTRAST
    True
    """
    parts = read_colour(colour)
    for step in range(21):
        mixed = "#" + "".join(f"{round(part + (255 - part) * step / 20):02x}" for part in parts)
        if contrast(mixed, ground) >= LEAST_CONTRAST:
            return mixed
    return "#ffffff"


def check_accent(text: str) -> str:
    """Return an accent colour in lower case; an empty one is the usual.

    Raises
    ------
    ValueError
        When it is no colour, or too light to be read on the page.
    """
    if not text:
        return text
    read_colour(text)
    ratio = contrast(text, LIGHT_GROUND)
    if ratio < LEAST_CONTRAST:
        raise ValueError(
            f"{text} is too light to be read: its contrast with the page is {ratio:.1f} and has to be {LEAST_CONTRAST}.\n"
            "Choose a darker shade of it."
        )
    return text.lower()


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1."""
    channels = [part / 255 for part in read_colour(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
