"""The pages of the guide, in the order in which they are listed.

A page is a Markdown file in this folder. Its first line is its title, and its first paragraph says in one sentence what it is
for. A new page is its file and its name in :data:`SECTIONS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cxtext.errors import ConfigError, suggest

#: The pages by section.
SECTIONS: dict[str, tuple[str, ...]] = {
    "How to": (
        "first-analysis",
        "results",
        "columns",
        "files",
        "copies",
        "edits",
        "codebooks",
        "review",
        "next-wave",
        "compare",
        "tickets",
        "audits",
        "batch",
        "python",
    ),
    "Reference": ("commands", "settings", "tables"),
    "Background": ("statistics", "themes", "trends", "groups", "benchmarks", "privacy", "limits"),
}
_FOLDER = Path(__file__).parent
#: Most pages that a message names.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide.

    Parameters
    ----------
    name : str
        What ``cxtext guide NAME`` calls it; the file is ``NAME.md``.
    section : str
        A key of :data:`SECTIONS`.
    title, summary : str
        Its first line, and its first paragraph as one line.
    text : str
        The whole page, in Markdown.
    """

    name: str
    section: str
    title: str
    summary: str
    text: str

    def part(self, heading: str) -> str:
        """Return the part of the page below a heading, with the heading.

        Parameters
        ----------
        heading : str
            The heading, or words that stand in it, whatever their capitals.

        Raises
        ------
        ConfigError
            When no heading has these words; the message lists the headings.

        Examples
        --------
        >>> read_page("tables").part("issues").splitlines()[0]
        '## issues'
        """
        parts = re.split(r"^(?=#{2,3} )", self.text, flags=re.M)[1:]
        headings = [part.partition("\n")[0].lstrip("# ") for part in parts]
        wanted = heading.casefold()
        matches = [i for i, one in enumerate(headings) if wanted == one.casefold()]
        matches += [i for i, one in enumerate(headings) if wanted in one.casefold()]
        if not matches:
            shown = ", ".join(headings) or "none"
            raise ConfigError(f"no part {heading!r} in guide page {self.name!r}.{suggest(heading, headings)}\nIts parts: {shown}")
        return parts[matches[0]].rstrip() + "\n"


def list_pages() -> list[GuidePage]:
    """Return every page of the guide, in the order in which they are listed.

    >>> list_pages()[0].name
    'first-analysis'
    """
    return [_load(name, section) for section, names in SECTIONS.items() for name in names]


def read_page(name: str) -> GuidePage:
    """Return the page of a name.

    Parameters
    ----------
    name : str
        As ``cxtext guide`` lists it; capitals, blanks for hyphens and a final ``.md`` make no difference.

    Raises
    ------
    ConfigError
        When there is no such page; the message has the nearest name, or the pages that say most of the word.

    Examples
    --------
    >>> read_page("Next wave").name
    'next-wave'
    """
    wanted = "-".join(name.lower().removesuffix(".md").split())
    for section, names in SECTIONS.items():
        if wanted in names:
            return _load(wanted, section)
    every_name = [page for pages in SECTIONS.values() for page in pages]
    hint = suggest(wanted, every_name)
    more = "" if hint else _name_pages_with(wanted)
    raise ConfigError(f"no guide page {name!r}.{hint or more}\nPages: {', '.join(every_name)}")


def _load(name: str, section: str) -> GuidePage:
    """Read the file of a page."""
    text = (_FOLDER / f"{name}.md").read_text("utf-8")
    title, summary, *_ = text.split("\n\n", 2)
    return GuidePage(name, section, title.removeprefix("# "), " ".join(summary.split()), text)


def _name_pages_with(word: str) -> str:
    """Return a hint with the pages that say a word, those that say it most first; empty when none does."""
    pattern = re.compile(rf"\b{re.escape(word.replace('-', ' '))}", re.I)
    counts = {page.name: len(pattern.findall(page.text)) for page in list_pages()}
    names = sorted((name for name, n in counts.items() if n), key=lambda name: -counts[name])
    return f" These say something of it: {', '.join(names[:_MOST_NAMED])}." if names else ""
