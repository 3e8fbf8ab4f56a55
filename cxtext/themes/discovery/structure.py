"""Tell whether a corpus falls into themes at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cxtext.themes.discovery.agreement import adjusted_rand
from cxtext.themes.discovery.chance import ChanceCohesion, measure_cohesion
from cxtext.themes.discovery.refits import Refits

#: Resolutions looked at, with the number of refits of each: all on small corpora, one on large ones.
REFITS = {0.7071: 4, 1.0: 4, 1.4142: 4}
REFITS_LARGE = {1.0: 2}
MOST_REFITS = max(REFITS.values())
LARGE = 2000
#: Sum of both signs from which a corpus counts as structured. Measured on samples of 120 to 700: texts on unrelated
#: subjects reach 0.6 at 120 and mostly less than 0.4, answers to a survey 0.2 to 2.6, points without any structure -2.
STRUCTURED = 0.6
UNSTABLE = 0.5
WEIGHT_OF_STABILITY = 4.0


def is_structured(rows: np.ndarray, partitions: Mapping[float, np.ndarray], chance: ChanceCohesion, refits: Refits) -> bool:
    """Tell whether communities are tighter than chance makes them, and come back when part of the data is left out.

    One sign can make up for the other: on small corpora cohesion says little, on large ones it says most.

    Parameters
    ----------
    rows : ndarray of shape (n, n_dims), float32, centred rows of unit length
    partitions : mapping of float to ndarray of shape (n,), int
        Communities by resolution.
    chance : ChanceCohesion
    refits : Refits
        Of the graph that the communities were found on.

    Returns
    -------
    bool
    """
    excess = []
    for resolution in REFITS:
        size = np.bincount(partitions[resolution])
        large = size >= 3
        excess.append(chance.excess(size[large], measure_cohesion(rows, partitions[resolution], len(size))[large]))
    plan = REFITS if len(rows) < LARGE else REFITS_LARGE
    runs = [(resolution, i) for resolution, n_refits in plan.items() for i in range(n_refits)]
    refitted, _ = refits.find(runs, cycles=1)
    agreement = [adjusted_rand(partitions[resolution], refit) for (resolution, _), refit in zip(runs, refitted, strict=True)]
    return float(np.median(excess)) + WEIGHT_OF_STABILITY * (float(np.mean(agreement)) - UNSTABLE) >= STRUCTURED
