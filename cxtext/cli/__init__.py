"""The ``cxtext`` command."""

from __future__ import annotations

import gc
import sys

#: Objects that are made before Python looks for cycles among them. Tables and words are many objects without a cycle, and a
#: command ends soon: with Python's own threshold the search was a sixth of the time of an edit.
OBJECTS_BETWEEN_COLLECTIONS = 1_000_000

TYPE_CHECKING = False  # as typing has it, without loading it
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Bare ``--help`` and ``--version`` are answered here, before anything is loaded.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; those of the process by default.

    Returns
    -------
    int
        0 ok; 1 failed, or warnings with ``--strict``; 2 usage or config; 3 input; 4 missing extra or model;
        5 a condition of ``compare --fail-if`` is met; 130 interrupted; 143 or 129 ended by SIGTERM or SIGHUP.

    >>> main(["--version"])
    cxtext 0.1.0
    0
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if not args or args[0] in ("-h", "--help"):
        from cxtext.cli.help import render_help

        sys.stdout.write(render_help())
        return 0
    if args[0] == "--version":
        from cxtext import __version__

        sys.stdout.write(f"cxtext {__version__}\n")
        return 0
    if argv is None:
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    from cxtext.cli.exits import ignore_signals, run

    if argv is None:
        from cxtext.language import spare_torch

        spare_torch()
    code = run(args)
    if argv is None:
        ignore_signals()
        gc.freeze()  # Python looks through all objects for cycles when it ends, which was a sixteenth of the time of an edit
    return code
