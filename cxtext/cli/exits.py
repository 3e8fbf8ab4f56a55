"""The one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import typer

from cxtext.cli.app import build_app
from cxtext.cli.codes import FAILED, INPUT, INTERRUPTED, MISSING, USAGE
from cxtext.cli.output import Output, give_up_stream
from cxtext.errors import (
    ConfigError,
    CxtextError,
    CxtextWarning,
    EarlierRunWarning,
    EmptyCorpusError,
    InputError,
    MissingExtraError,
    ModelError,
    suggest,
)

# What a message has that quotes an address, a number or a name of two words.
_MAY_QUOTE = re.compile(r"@|\d[ -]?\d{3}|['\"\u201c][^'\"]*[A-Z]\w+ [A-Z]")
# A message of Python that quotes nothing; any other may hold a cell of the input, and only -v shows it.
_PLAIN = re.compile(r"[A-Za-z ,-]{1,80}")
_SHORT_FLAGS = re.compile(r"-[qhv]*v[qhv]*")


class Stopped(BaseException):
    """The system asked the process to end; ``exit_code`` is what a shell reports of that signal."""

    def __init__(self, signum: int) -> None:
        super().__init__(signal.Signals(signum).name)
        self.exit_code = 128 + signum


#: First match wins.
EXIT_CODES: tuple[tuple[type[BaseException], int], ...] = (
    (ConfigError, USAGE),
    (InputError, INPUT),
    (EmptyCorpusError, INPUT),
    (MissingExtraError, MISSING),
    (ModelError, MISSING),
    (KeyboardInterrupt, INTERRUPTED),
    (BaseException, FAILED),
)


def run(args: Sequence[str]) -> int:
    """Run one command; every failure ends here."""
    output = Output(as_json="--json" in args)
    verbose = "--verbose" in args or any(map(_SHORT_FLAGS.fullmatch, args))
    _open_closed_streams()
    for signum in _signals("SIGTERM", "SIGHUP"):
        signal.signal(signum, _stop)
    try:
        with warnings.catch_warnings():
            if not verbose:  # what a library warns about its own code is not for this reader
                warnings.simplefilter("ignore")
            warnings.simplefilter("ignore", CxtextWarning)  # commands show the issues of a run themselves
            warnings.simplefilter("always", EarlierRunWarning)
            warnings.showwarning = _tell(output)
            code = _dispatch(args)
            sys.stdout.flush()
        return code
    except BrokenPipeError:
        # The reader of a pipe (head, less) went away: nobody reads a message.
        give_up_stream(1)
        return FAILED
    except (Exception, KeyboardInterrupt, Stopped) as error:
        if verbose:
            output.story(traceback.format_exc())
        try:
            output.failure(error_code(error), describe(error))
            sys.stdout.flush()
        except OSError:  # stdout cannot be written either; the message is on stderr already
            give_up_stream(1)
        return exit_code(error)


def _tell(output: Output) -> Callable[..., None]:
    """Return what shows a warning: those of cxtext as a line of its own, others as Python does."""
    shown = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, EarlierRunWarning):
            output.story(f"warning: {message}")
        else:
            shown(message, category, *place, **more)

    return show


def _open_closed_streams() -> None:
    """Open os.devnull in place of the streams that the caller closed."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115


def ignore_signals() -> None:
    """Ignore signals from now on: the command is done, and a late signal must not change its exit code."""
    for signum in _signals("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(signum, signal.SIG_IGN)


def _signals(*names: str) -> list[signal.Signals]:
    """Return those of the signals that this thread may handle: Windows has no SIGHUP, and under nohup it stays ignored."""
    if threading.current_thread() is not threading.main_thread():
        return []
    available = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    return [signum for signum in available if signal.getsignal(signum) is not signal.SIG_IGN]


def _stop(signum: int, frame: object) -> None:
    """End on SIGTERM and SIGHUP as on Ctrl-C: what is half done is cleaned up."""
    raise Stopped(signum)


def exit_code(error: BaseException) -> int:
    """Return the exit code of an error.

    >>> exit_code(InputError("no text"))
    3
    """
    own_code = getattr(error, "exit_code", None)  # usage errors of the parser carry theirs
    return own_code if isinstance(own_code, int) else next(code for kind, code in EXIT_CODES if isinstance(error, kind))


def error_code(error: BaseException) -> str:
    """Return the short stable code of an error, after its class.

    >>> error_code(EmptyCorpusError("..."))
    'empty-corpus'
    """
    if getattr(error, "exit_code", None) == USAGE:
        return "usage"
    if isinstance(error, KeyboardInterrupt | Stopped):
        return "interrupted"
    if not isinstance(error, CxtextError | OSError):
        return "internal"
    name = type(error).__name__.removesuffix("Error")
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).strip("-") if isinstance(error, CxtextError) else "system"


def describe(error: BaseException) -> str:
    """Return the message of an error, in three lines at most."""
    if isinstance(error, InputError):
        return _without_words(str(error))
    if isinstance(error, CxtextError):
        return str(error)
    if isinstance(error, KeyboardInterrupt):
        return "interrupted; an output is written whole or not at all."
    if isinstance(error, Stopped):
        return f"stopped by {error}; an output is written whole or not at all."
    if hasattr(error, "format_message"):
        return _describe_usage(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    if isinstance(error, MemoryError):
        return "out of memory.\nTry --limit, or --embedder fast."
    where = f": {error}" if _PLAIN.fullmatch(str(error)) else _place(error)
    return f"unexpected {type(error).__name__}{where}\nThis is a fault of cxtext; -v shows where."


def _without_words(message: str) -> str:
    """Return a message about an input without personal data in what it quotes of cells; names of files stay."""
    if not _MAY_QUOTE.search(message):
        return message
    from cxtext.pipeline import redact_message
    from cxtext.privacy import Redaction, Redactor

    return redact_message(message, Redactor(Redaction.PATTERNS))


def _place(error: BaseException) -> str:
    """Return where in cxtext an error was raised, empty where it was nowhere there."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "cxtext" in Path(frame.filename).parts]
    return f" in {frames[-1].name}, {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def _describe_usage(error: BaseException) -> str:
    """Format a usage error like our own errors, with a did-you-mean."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "cxtext"
    option = getattr(error, "option_name", None)
    if option and type(error).__name__ == "NoSuchOption":
        flags = [name for param in context.command.params for name in param.opts] if context is not None else []
        message = f"no option {option!r}.{suggest(_flag_of(option), flags, cutoff=0.75)}"
    else:
        message = str(error.format_message())  # type: ignore[attr-defined]
    cause = error.__cause__
    if type(cause).__name__ == "ValidationError":  # typer checks limits with pydantic, and quotes it
        from cxtext.settings import describe_expected

        message = f"{message.partition(': ')[0]}: {describe_expected(cause)}"  # type: ignore[arg-type]
    run_first = _hint_run_first(context)
    shown = command.replace("{RUN}", "RUN")
    return f"{message}\n{run_first or f'See: {shown} --help'}"


def _hint_run_first(context: Any) -> str:
    """Say that the run comes first, where a command of ``themes`` stands in its place."""
    from cxtext.cli.help import THEMES_COMMANDS

    run = str(context.params.get("run", "")) if context is not None and context.info_name == "themes" else ""
    commands = [row[0] for row in THEMES_COMMANDS]
    if not run:
        return ""
    if run in commands:
        return f"The run comes first: cxtext themes RUN {run}"
    return f"The commands are {', '.join(commands)}; the run comes before them: cxtext themes {run} list"


def _flag_of(flag: str) -> str:
    """Return our flag for one that other libraries would have, such as --themes for --n-topics; any other as it is."""
    from cxtext.settings import OPTION_TABLE, OTHER_NAMES

    name = OTHER_NAMES.get(flag.removeprefix("--").replace("-", "_"))
    return next((option.flag for option in OPTION_TABLE if option.name == name), flag)


def _dispatch(args: Sequence[str]) -> int:
    """Parse the arguments and call the command."""
    try:
        code = typer.main.get_command(build_app())(list(args), prog_name="cxtext", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0
