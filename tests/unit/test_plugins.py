from __future__ import annotations

from importlib import metadata

import pytest

from cxtext import plugins
from cxtext.backlog import load_exporter
from cxtext.errors import ConfigError


@pytest.mark.parametrize(("group", "name"), [(g, n) for g, parts in plugins.PARTS.items() for n in parts])
def test_every_registered_part_can_be_loaded(group: str, name: str):
    part = plugins.load(group, name)
    assert callable(part)
    assert part.__doc__


@pytest.mark.parametrize("value", ["cxtext.no_such_module:Exporter", "cxtext.plugins:NoSuchExporter"])
def test_a_part_of_another_package_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch, value: str):
    broken = metadata.EntryPoint("broken", value, "cxtext.exporters")
    monkeypatch.setattr(plugins, "entry_points", lambda **wanted: [broken])
    with pytest.raises(ConfigError, match=f"exporter 'broken' of another package cannot be imported from '{value}'"):
        plugins.load("cxtext.exporters", "broken")


@pytest.mark.parametrize("error", [RuntimeError("no licence file"), SyntaxError("invalid syntax"), KeyError()])
def test_a_part_of_another_package_that_fails_as_it_is_imported_is_named(monkeypatch: pytest.MonkeyPatch, error: Exception):
    def fail(self: metadata.EntryPoint) -> None:
        raise error

    monkeypatch.setattr(metadata.EntryPoint, "load", fail)
    monkeypatch.setattr(plugins, "entry_points", lambda **wanted: [metadata.EntryPoint("broken", "a.b:C", "cxtext.exporters")])
    with pytest.raises(ConfigError, match=f"exporter 'broken' of .* from 'a.b:C': {error or 'KeyError'}") as raised:
        plugins.load("cxtext.exporters", "broken")
    assert str(raised.value).count("\n") <= 2


def test_an_unknown_part_names_the_known_ones():
    with pytest.raises(ConfigError, match=r"unknown exporter 'jria'. Did you mean 'jira'\?\nKnown: csv, xlsx, markdown, jira"):
        plugins.load("cxtext.exporters", "jria")


class Foreign:
    """A part that another package registers."""


def test_entry_points_add_parts_and_never_replace_ours(monkeypatch: pytest.MonkeyPatch):
    here = f"{__name__}:Foreign"
    ours = [metadata.EntryPoint("mine", here, "cxtext.exporters"), metadata.EntryPoint("csv", here, "cxtext.exporters")]

    def entry_points(**wanted: str) -> list[metadata.EntryPoint]:
        return [e for e in ours if all(getattr(e, key) == value for key, value in wanted.items())]

    monkeypatch.setattr(plugins, "entry_points", entry_points)
    monkeypatch.setattr(metadata.EntryPoint, "load", lambda self: Foreign)
    assert plugins.names("cxtext.exporters") == ["csv", "xlsx", "markdown", "jira", "codebook", "mine"]
    assert plugins.load("cxtext.exporters", "mine") is Foreign
    with pytest.raises(ConfigError, match=r"exporter 'mine' cannot be used: .*Foreign has no method export"):
        load_exporter("mine")
    assert plugins.load("cxtext.exporters", "csv") is not Foreign
