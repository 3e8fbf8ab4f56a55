"""``cxtext guide``: the pages that explain cxtext, in the terminal."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cxtext.cli.output import Output

if TYPE_CHECKING:
    from cxtext.guide import GuidePage

#: Widest line of a rendered page; longer ones are hard to read. Tables of the reference take the width of the terminal.
_WIDEST_TEXT = 100
# What says nothing in a terminal: comments, and pictures on a line of their own.
_UNSEEN = re.compile(r"<!--.*?-->\n?|^!\[[^\]]*\]\([^)]*\)\n", re.S | re.M)
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?://)([^)#]*)(?:#[^)]*)?\)")


def guide(
    page: Annotated[str | None, typer.Argument(metavar="[PAGE]", help="Page to read; without one the pages are listed.")] = None,
    heading: Annotated[str | None, typer.Argument(metavar="[HEADING]", help="Only the part below this heading.")] = None,
    *,
    out: Output,
) -> None:
    """Print a page of the guide, or the list of pages."""
    from cxtext.guide import list_pages, read_page

    if page is None:
        pages = list_pages()
        rows = [{name: value for name, value in asdict(one).items() if name != "text"} for one in pages]
        out.result(_render_list(pages), {"pages": rows})
        out.note("Next: cxtext guide PAGE, such as: cxtext guide first-analysis")
        return
    one = read_page(page)
    text = one.text if heading is None else one.part(heading)
    if sys.stdout.isatty() and not out.as_json:
        _draw(text)
    else:
        out.result(text, {**asdict(one), "text": text})


def _render_list(pages: list[GuidePage]) -> str:
    """Return the pages by section, one line each."""
    width = max(len(one.name) for one in pages)
    lines: list[str] = []
    for section in dict.fromkeys(one.section for one in pages):
        lines += ["", section]
        lines += [f"  {one.name:<{width}}  {one.summary}" for one in pages if one.section == section]
    return "\n".join(lines[1:])


def _draw(text: str) -> None:
    """Draw Markdown on the terminal."""
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    console = Console(theme=Theme({"markdown.code": "bold cyan"}))  # rich's own has a black ground, on light terminals too
    has_wide_table = re.search(r"^\|(?:[^|\n]*\|){4,}$", text, re.M) is not None
    width = console.width if has_wide_table else min(console.width, _WIDEST_TEXT)
    console.print(Markdown(adapt_links(text), hyperlinks=False, code_theme="ansi_dark"), width=width)


def adapt_links(text: str) -> str:
    """Return a page with the links of a terminal: another page becomes the command that prints it, a file its path.

    >>> adapt_links("See [how points are made](statistics.md) and [the figures](../../tests/bench/units.md).")
    'See how points are made (`cxtext guide statistics`) and the figures (tests/bench/units.md in the repository).'
    """

    def adapt(link: re.Match[str]) -> str:
        label, target = link[1], link[2]
        if not target:
            return label
        if "/" not in target and target.endswith(".md"):
            return f"{label} (`cxtext guide {target.removesuffix('.md')}`)"
        return f"{label} ({target.removeprefix('../../')} in the repository)"

    return _LINK.sub(adapt, _UNSEEN.sub("", text))
