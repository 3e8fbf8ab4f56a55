"""The targets hold on their seeds and on changed ones, so that they are right when a fuzzer is started."""

from __future__ import annotations

import random

import pytest
from fuzz.seeds import SEEDS
from fuzz.targets import TARGETS

#: Changed inputs per target; a fuzzer tries many more.
N_CHANGED = 60


def change(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few of them changed, left out, or written twice."""
    own = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(own) + 1)
        kind = chance.randrange(3)
        if kind == 0:
            own[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            del own[at : at + chance.randint(1, 8)]
        else:
            own[at:at] = own[at : at + chance.randint(1, 40)]
    return bytes(own)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds(name: str):
    for seed in SEEDS[name]:
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_seeds(name: str):
    chance = random.Random(name)
    for _ in range(N_CHANGED):
        TARGETS[name](change(chance.choice(SEEDS[name]), chance))


@pytest.mark.parametrize("name", TARGETS)
def test_empty(name: str):
    TARGETS[name](b"")
