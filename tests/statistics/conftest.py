"""What simulations share: a check that keeps what it measured; what the long ones measured is written down."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fixtures.simulated import Check, write_record


@pytest.fixture
def check(request: pytest.FixtureRequest) -> Iterator[Check]:
    """Judge and keep what one simulation measured."""
    item = request.node
    params = getattr(item, "callspec", None)
    chosen = {k: v for k, v in (params.params if params else {}).items() if k not in ("repeats", "surveys", "ties")}
    name = item.originalname.removeprefix("test_").replace("_", " ")
    told = ", ".join(f"{key} {value}" for key, value in chosen.items())
    found = Check(f"{name}: {told}" if told else name)
    yield found
    if item.get_closest_marker("long"):
        write_record(found.rows)
