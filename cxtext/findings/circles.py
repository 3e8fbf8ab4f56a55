"""Circles side by side without overlap, and points within one: the geometry of the theme map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

#: Turns between one point of a sunflower and the next: the golden ratio less one.
GOLDEN_TURN = (math.sqrt(5) - 1) / 2
#: Two circles that touch may overlap by this part of the largest radius: rounding, not overlap.
_TOUCH = 1e-9
#: Steps towards the smallest circle around others; each halves what is left about every tenth step.
_STEPS = 200
#: Places that are tried at once, the nearest first; most circles fit among the first few hundred.
_BATCH = 256
#: Digits by which two places are as good as each other.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Disc:
    """A circle: its centre and its radius."""

    x: float
    y: float
    radius: float

    def move(self, x: float, y: float) -> Disc:
        """Return the circle moved by ``x`` and ``y``."""
        return Disc(self.x + x, self.y + y, self.radius)


def pack_discs(radii: Sequence[float], *, aspect: float = 1.0, gap: float = 0.0) -> list[Disc]:
    """Place circles close together around the origin, none over another.

    Parameters
    ----------
    radii : sequence of float
        Above 0. The first is placed at the origin, each of the others where it touches two that are placed and is nearest to
        the origin: give the largest first.
    aspect : float
        Width over height that the whole should have.
    gap : float
        Least distance between two circles.

    Returns
    -------
    list of Disc
        In the order of ``radii``; the same numbers give the same places.

    Notes
    -----
    Every pair of placed circles that the new one can touch gives two places (the corners of a triangle with known sides), of
    which the nearest free one is taken. That takes about n² steps for n circles.

    Examples
    --------
    >>> [round(disc.x, 3) for disc in pack_discs([2.0, 1.0])]
    [0.0, 3.0]
    """
    grown = np.asarray(radii, dtype="float64") + gap / 2
    places = np.zeros((len(grown), 2))
    if len(grown) > 1:
        places[1, 0] = grown[0] + grown[1]
    for i in range(2, len(grown)):
        places[i] = _nearest_place(places[:i], grown[:i], float(grown[i]), aspect)
    return [Disc(float(x), float(y), float(radius)) for (x, y), radius in zip(places, radii, strict=True)]


def _nearest_place(places: np.ndarray, radii: np.ndarray, radius: float, aspect: float) -> np.ndarray:
    """Return the free place nearest to the origin at which a circle touches two of those that are placed."""
    first, second = np.triu_indices(len(places), 1)
    side_a, side_b = radii[first] + radius, radii[second] + radius
    line = places[second] - places[first]
    length = np.hypot(line[:, 0], line[:, 1])
    near = length <= side_a + side_b
    side_a, side_b, line, length, start = side_a[near], side_b[near], line[near], length[near], places[first[near]]
    along = (side_a**2 - side_b**2 + length**2) / (2 * length)
    across = np.sqrt(np.maximum(side_a**2 - along**2, 0.0))
    unit = line / length[:, None]
    normal = np.column_stack([-unit[:, 1], unit[:, 0]])
    base = start + along[:, None] * unit
    corners = np.concatenate([base + across[:, None] * normal, base - across[:, None] * normal])
    distance = np.round((corners[:, 0] / aspect) ** 2 + corners[:, 1] ** 2, _DIGITS)
    corners = corners[np.lexsort((np.round(corners[:, 0], _DIGITS), np.round(corners[:, 1], _DIGITS), distance))]
    least = radii + radius - _TOUCH * float(radii.max())
    for first_of_batch in range(0, len(corners), _BATCH):
        batch = corners[first_of_batch : first_of_batch + _BATCH]
        free = (np.hypot(batch[:, None, 0] - places[:, 0], batch[:, None, 1] - places[:, 1]) >= least).all(axis=1)
        if free.any():
            return np.asarray(batch[int(free.argmax())])
    raise AssertionError("there is always a free place at the edge")


def enclose(discs: Sequence[Disc]) -> Disc:
    """Return a circle around others, close to the smallest one.

    The centre moves towards the circle that reaches farthest, by ever smaller steps (Bădoiu and Clarkson, 2003).

    >>> enclose([Disc(-1.0, 0.0, 1.0), Disc(1.0, 0.0, 1.0)]).radius
    2.0
    """
    if len(discs) == 1:
        return discs[0]
    centres = np.array([(disc.x, disc.y) for disc in discs])
    radii = np.array([disc.radius for disc in discs])
    centre = (((centres - radii[:, None]).min(axis=0)) + ((centres + radii[:, None]).max(axis=0))) / 2
    best, reach = centre, float((np.hypot(*(centres - centre).T) + radii).max())
    for step in range(2, _STEPS):
        far = np.hypot(*(centres - centre).T) + radii
        centre = centre + (centres[int(far.argmax())] - centre) / step
        now = float((np.hypot(*(centres - centre).T) + radii).max())
        if now < reach:
            best, reach = centre, now
    return Disc(float(best[0]), float(best[1]), reach)


def sunflower(n: int, start: float = 0.0, end: float = 1.0) -> list[tuple[float, float]]:
    """Return ``n`` places in the circle of radius 1, from its centre outwards, evenly spread.

    Parameters
    ----------
    n : int
    start, end : float
        The wedge that the places are in, in turns from 0 to 1; the whole circle by default.

    Notes
    -----
    Place k lies at the distance sqrt((k + 1/2) / n) and k golden turns further on (Vogel, 1979); in a wedge it lies at the
    fraction of the wedge that these turns leave over.

    Examples
    --------
    >>> [round(math.hypot(x, y), 2) for x, y in sunflower(3)]
    [0.41, 0.71, 0.91]
    """
    width, places = end - start, []
    for k in range(n):
        turn = start + width * ((k * GOLDEN_TURN) % 1.0 if width < 1 else k * GOLDEN_TURN)
        reach, angle = math.sqrt((k + 0.5) / n), 2 * math.pi * turn
        places.append((reach * math.cos(angle), reach * math.sin(angle)))
    return places
