"""Write codebooks, anew or into a file that people keep: there, comments and the order of keys and entries stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxtext.themes.codebook.codebook import VERSION, CodebookTheme
from cxtext.themes.codebook.read import parse_codebook

#: What the start of an exported file says.
HEAD = """\
# The themes of a run. Edit them here, then make the run follow:
#   cxtext themes RUN import FILE --dry-run    shows what would change
#   cxtext themes RUN import FILE              makes the edits
#
# What you may do, below themes:
#   rename, describe      change name, description, owner or topic
#   status, ticket        status: open, planned, in progress, done or won't do; ticket: a key or an address
#   hide, lock            hidden: yes takes a theme out of the ranking; locked: yes protects its opinions
#   merge                 merge: [T007, T009] makes these themes parts of this one; so does moving an entry below its parts
#   split                 move an entry from parts to the list of themes
#   move a part           move its entry below the parts of another theme
#   add keywords          opinions that have one come to the theme; taking one out moves none
#   add examples          opinions that are like them come to the theme
#   new theme             an entry without id, with a name and keywords or examples
# An entry or a key that you delete changes nothing. Leave version, run, edits and the ids as they are.
"""


@dataclass(frozen=True)
class Exported:
    """What a codebook is written of.

    Parameters
    ----------
    themes : sequence of CodebookTheme
    run : str
        Fingerprint of the fit of the run; empty where it has no model.
    edits : int, optional
        Lines of its log of edits.
    """

    themes: Sequence[CodebookTheme]
    run: str = ""
    edits: int | None = None

    @property
    def marks(self) -> dict[str, str]:
        """The keys that say what the file is of."""
        marks = {"version": str(VERSION), "run": self.run, "edits": "" if self.edits is None else str(self.edits)}
        return {key: value for key, value in marks.items() if value}


def render_codebook(exported: Exported) -> str:
    r"""Return the text of a new codebook.

    Parameters
    ----------
    exported : Exported

    >>> text = render_codebook(Exported([CodebookTheme(name="Parking", id="T001", keywords=("car park",))]))
    >>> print(text.removeprefix(HEAD), end="")
    version: 1
    themes:
    - id: T001
      name: Parking
      owner:
      topic:
      description:
      hidden: no
      locked: no
      status:
      ticket:
      keywords:
      - car park
    """
    from cxtext.themes.codebook.update import dump_entries  # loads ruamel.yaml

    return HEAD + dump_entries(exported.marks, exported.themes)


def update_codebook(text: str, name: str, exported: Exported) -> str:
    """Return the text of a codebook with the values of today.

    Comments stay, and so do the order of entries and keys and whatever did not change. Themes that the file lacks are added at
    the end, entries of themes that are no more are taken out. Keywords and examples are not added to an entry without them.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for errors.
    exported : Exported

    Raises
    ------
    ConfigError
        When the text is not a codebook.
    """
    from cxtext.themes.codebook.update import update_entries

    file = parse_codebook(text, name)
    return update_entries(text, dict(file.entries()), exported.marks, exported.themes)
