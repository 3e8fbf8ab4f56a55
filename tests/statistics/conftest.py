"""What simulations share: a check that keeps what it measured, and the table of what the long ones did."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fixtures.simulated import Check, write_record

MEASURED = pytest.StashKey[list[dict[str, object]]]()


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Iterator[Check]:
    """Judge and keep what one simulation measured."""
    item = request.node
    params = getattr(item, "callspec", None)
    chosen = {k: v for k, v in (params.params if params else {}).items() if k not in ("repeats", "surveys", "runs")}
    name = item.originalname.removeprefix("test_").replace("_", " ")
    told = ", ".join(f"{key} {value}" for key, value in chosen.items())
    found = Check(f"{name}: {told}" if told else name)
    yield found
    if item.get_closest_marker("long"):
        item.session.stash.setdefault(MEASURED, []).extend(found.rows)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what was measured, when the long simulations ran."""
    if rows := session.stash.get(MEASURED, []):
        write_record(rows)
