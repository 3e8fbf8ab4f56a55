"""Every error that cxtext raises on purpose, from one root.

::

    CxtextError                      1  root of all
      ConfigError                    2  a setting, an option or a file of settings
      InputError                     3  the data given
        ColumnNotFoundError          3  a column that was named
        SchemaError                  3  the columns as a whole
        UnreadableFileError          3  a file
        EmptyCorpusError             3  no text left
      ModelError                     4  a model
        ModelNotFoundError           4  its files are missing
        ModelFormatError             4  its files are damaged or of another version
      MissingExtraError              4  an optional dependency; an ImportError too
      OutputError                    1  a folder or file to write

Trouble that leaves a result is a warning, also from one root::

    CxtextWarning (a UserWarning)
      AnalysisWarning     what the run had to leave out or doubt, one a kind of issue; ``code`` is that of table ``issues``
      LeftOutWarning      records of the input that have no row in a result
      EarlierRunWarning   a run of an earlier version that says something of itself that is not so

The number is the exit code of the command line (``cxtext/cli/exits.py``). A message names the thing, the place, what was
expected and the next step, in three lines at most. Trouble with single rows never raises: it becomes a row of the ``issues``
table.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CxtextError(Exception):
    """Root of all errors that cxtext raises on purpose."""


class CxtextWarning(UserWarning):
    """Root of all warnings of cxtext: filter by it to silence or to stop at them."""


class AnalysisWarning(CxtextWarning):
    """What an analysis had to leave out, or doubts.

    Parameters
    ----------
    message : str
    code : str
        That of table ``issues``, where every case is listed.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class LeftOutWarning(CxtextWarning):
    """Records of the input have no row in what was asked for."""


class EarlierRunWarning(CxtextWarning):
    """A run that an earlier version saved says something of itself that is not so; its own tables stand."""


class ConfigError(CxtextError):
    """A setting, flag or config file that cannot be used."""


class InputError(CxtextError):
    """The data given cannot be analysed as it is."""


class ColumnNotFoundError(InputError):
    """A named column is not in the input."""

    @classmethod
    def among(cls, name: str, columns: Iterable[str], source: str, *, alike: Iterable[str] = ()) -> ColumnNotFoundError:
        """Build the error for a missing column, listing the columns there are; ``alike`` are those it may stand for."""
        names, several = list(columns), list(alike)
        shown = ", ".join(repr(c) for c in names[:12]) + (", ..." if len(names) > 12 else "")
        meant = " or ".join(repr(c) for c in several[:3]) + (" or another" if len(several) > 3 else "")
        sub_headers = [c.rpartition(": ")[2] for c in names if ": " in c]
        hint = f" Did you mean {meant}?" if several else suggest(name, names) or suggest(name, sub_headers)
        return cls(f"no column {name!r} in {source}.{hint}\nColumns found: {shown}")


class SchemaError(InputError):
    """The columns of the input do not allow an analysis; ``candidates`` are those to choose from, when there are several."""

    def __init__(self, message: str, candidates: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class UnreadableFileError(InputError):
    """A file is missing, empty, binary, or not in a format that can be read."""


class EmptyCorpusError(InputError):
    """No response is left that says anything."""


class OutputError(CxtextError):
    """The output exists already, or cannot be written."""


class RunChangedError(OutputError):
    """Somebody else saved the run since it was loaded."""


class RunBusyError(OutputError):
    """Another process writes the run just now."""


class ModelError(CxtextError):
    """A model cannot be used."""


class ModelNotFoundError(ModelError):
    """A model file or name cannot be found."""


class ModelFormatError(ModelError):
    """A model file is damaged, changed, or of another format version."""


class MissingExtraError(CxtextError, ImportError):
    """An optional dependency is not installed."""

    @classmethod
    def needs(cls, feature: str, extra: str) -> MissingExtraError:
        """Build the error that names the extra to install."""
        return cls(f"{feature} needs an optional dependency.\nInstall it: pip install 'cxtext[{extra}]'")


def suggest(word: str, choices: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return `` Did you mean 'x'?`` for the nearest known word, or an empty string when none is as alike as ``cutoff``.

    >>> suggest("scor", ["score", "date"])
    " Did you mean 'score'?"
    """
    by_lower = {name.lower(): name for name in choices}
    match = get_close_matches(word.lower(), by_lower, n=1, cutoff=cutoff)
    return f" Did you mean {by_lower[match[0]]!r}?" if match else ""
