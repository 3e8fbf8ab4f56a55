"""What typer reads of a command: several options gathered into one parameter, and options from the table.

Typer makes a command of a function's signature. A command that shares its options with others takes them as one object:

- a parameter annotated with a dataclass stands for its fields, each ``Annotated`` with ``typer.Option``;
- one annotated ``Annotated[TableValues, TableOptions("analyze")]`` stands for the command's rows in the table of options.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import typer
from typer.core import TyperCommand

from cxtext.settings import OPTION_TABLE, Config, Option, resolve_config

#: Values of table options by name; None where an option is not given.
TableValues = Mapping[str, object]


@dataclass(frozen=True)
class TableOptions:
    """Marks the parameter that takes the options which the table lists for a command."""

    command: str


class Command(TyperCommand):
    """A command whose help names what is registered, for ``{exporters}`` and the like; looked up only when help is shown."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, with the names of plugins filled in."""
        from cxtext import plugins

        for param in self.params:
            text = getattr(param, "help", None) or ""
            for group in plugins.PARTS:
                place = f"{{{group.removeprefix('cxtext.')}}}"
                if place in text:
                    param.help = text.replace(place, ", ".join(plugins.names(group)))  # type: ignore[attr-defined]
        super().format_options(ctx, formatter)


def flatten(function: Callable[..., None]) -> Callable[..., None]:
    """Return the function with one parameter per option, as typer expects it.

    Parameters
    ----------
    function : callable
        A command, whose parameters may stand for several options each.

    >>> @dataclass
    ... class Size:
    ...     width: int = 1
    ...     height: int = 1
    >>> def draw(size: Size) -> None:
    ...     print(size.width * size.height)
    >>> flatten(draw)(width=3, height=2)
    6
    """
    parameters = inspect.signature(function, eval_str=True).parameters
    parts = {name: (parameter, _expand(parameter)) for name, parameter in parameters.items()}

    def call(**values: Any) -> None:
        arguments: dict[str, Any] = {}
        for name, (parameter, options) in parts.items():
            own = {option.name: values[option.name] for option in options if option.name in values}
            arguments[name] = _gather(parameter, own)
        function(**arguments)

    call.__name__, call.__doc__ = function.__name__, function.__doc__
    call.__signature__ = inspect.Signature([option for _, options in parts.values() for option in options])  # type: ignore[attr-defined]
    return call


def _expand(parameter: inspect.Parameter) -> list[inspect.Parameter]:
    """Return the options that a parameter stands for."""
    table = _table_of(parameter)
    if table is not None:
        options = [_read_option(option) for option in OPTION_TABLE if table.command in option.commands]
        return [*options, _keyword("context", typer.Context, inspect.Parameter.empty)]
    if _is_group(parameter):
        hints = get_type_hints(parameter.annotation, include_extras=True)
        return [
            _keyword(field.name, hints[field.name], inspect.Parameter.empty if field.default is MISSING else field.default)
            for field in fields(parameter.annotation)
        ]
    return [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)]


def _gather(parameter: inspect.Parameter, values: dict[str, Any]) -> Any:
    """Return what a parameter of the command gets."""
    if _table_of(parameter) is not None:
        order = values.pop("context").params  # as given on the command line: of several metrics the first one leads
        return {name: values[name] for name in order if name in values}
    return parameter.annotation(**values) if _is_group(parameter) else values[parameter.name]


def _is_group(parameter: inspect.Parameter) -> bool:
    """Tell whether a parameter stands for the fields of a dataclass."""
    return is_dataclass(parameter.annotation)


def _table_of(parameter: inspect.Parameter) -> TableOptions | None:
    """Return the mark of a parameter that takes options of the table."""
    return next((mark for mark in get_args(parameter.annotation)[1:] if isinstance(mark, TableOptions)), None)


def _read_option(option: Option) -> inspect.Parameter:
    """Return a row of the table as a parameter."""
    least, most = option.limits
    flags = f"{option.flag}/--no-{option.flag[2:]}" if option.value_type is bool else option.flag
    kind: Any = list[option.value_type] if option.repeats else option.value_type  # type: ignore[name-defined]
    info = typer.Option(flags, metavar=option.metavar or None, help=option.help, min=least, max=most)
    return _keyword(option.name, Annotated[kind | None, info], None)


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    """Return a keyword-only parameter."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def read_config(path: Path | None, options: TableValues) -> Config:
    """Return the config in force: defaults, file, environment, and the options given."""
    return resolve_config(path=path, options=options)
