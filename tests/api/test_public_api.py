"""The names that users rely on: there, documented, typed, cheap to import."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import cxtext

MODULES = sorted(m.name for m in pkgutil.walk_packages(cxtext.__path__, "cxtext.") if not m.name.endswith("__main__"))


def test_the_public_names_are_these():
    assert sorted(cxtext.__all__) == [
        "Analysis",
        "Comparison",
        "Config",
        "CxtextError",
        "CxtextWarning",
        "Embeddings",
        "Metric",
        "ThemeModel",
        "ThemeTransformer",
        "__version__",
        "analyze",
        "compare",
        "draw_audit",
        "measure_fix",
        "nps",
        "read_responses",
        "score_audit",
    ]
    assert dir(cxtext) == sorted(cxtext.__all__)


@pytest.mark.parametrize("name", cxtext.__all__)
def test_every_public_name_is_there_and_described(name: str):
    value = getattr(cxtext, name)
    if name != "__version__":
        assert (inspect.getdoc(value) or "").count("\n") >= 2 or issubclass(value, Exception)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'cxtext' has no attribute 'analyse'"):
        cxtext.analyse  # noqa: B018


def test_lazy_names_are_the_ones_that_type_checkers_see():
    source = Path(cxtext.__file__).read_text("utf-8")
    imports = re.findall(r"^    from (cxtext\S+) import (.+)$", source, re.M)
    seen = {name.strip(): home for home, names in imports for name in names.split(",")}
    assert seen == cxtext._HOME
    assert sorted([*cxtext._HOME, "__version__"]) == sorted(cxtext.__all__)


def test_the_package_says_that_it_is_typed():
    assert (Path(cxtext.__file__).parent / "py.typed").is_file()


def public_members(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Give the public functions, classes and methods that a module defines."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value):
            yield name, value
        if inspect.isclass(value):
            yield name, value
            for method, function in vars(value).items():
                raw = function.fget if isinstance(function, property) else getattr(function, "__func__", function)
                if not method.startswith("_") and inspect.isfunction(raw):
                    yield f"{name}.{method}", raw


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_and_class_is_described(name: str):
    module = importlib.import_module(name)
    assert module.__doc__
    bare = [member for member, value in public_members(module) if not value.__doc__]
    assert bare == []


@pytest.mark.parametrize("name", ["cxtext", *MODULES])
def test_the_examples_in_the_docstrings_work(name: str, working_folder: Path):
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


def test_there_are_examples_in_the_docstrings():
    finder = doctest.DocTestFinder()
    found = sum(len(t.examples) for name in MODULES for t in finder.find(importlib.import_module(name)))
    assert found > 100


def test_no_module_prints_logs_or_touches_the_filters_of_its_user():
    # The command line is the user here: it may silence the remarks of other libraries within one call.
    pattern = re.compile(r"^\s*(print\(|import logging\b|logging\.basicConfig|warnings\.(simplefilter|filterwarnings))", re.M)
    root = Path(cxtext.__file__).parent
    found = [str(p.relative_to(root)) for p in sorted(root.rglob("*.py")) if pattern.search(p.read_text("utf-8"))]
    assert found == ["cli/exits.py"]


def test_nothing_is_pickled_or_evaluated():
    pattern = re.compile(r"(?<!copyreg\.)\b(pickle|joblib|shelve|marshal)\b|(?<![\w.])(eval|exec)\(|allow_pickle=True")
    root = Path(cxtext.__file__).parent
    found = [str(p.relative_to(root)) for p in sorted(root.rglob("*.py")) if pattern.search(p.read_text("utf-8"))]
    assert found == []
