"""Which groups may be shown by name: none that is small, and none from which few people follow by subtraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from cxtext.metrics import FloatArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
#: Parts of respondents are summed to this precision.
_TOLERANCE = 1e-9
#: Steps of a search for groups that leave few people of another; where it takes more, a group is hidden.
_MOST_STEPS = 2000


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way of grouping, and which groups are shown by name.

    Parameters
    ----------
    codes : ndarray of shape (n_submissions,), int64
        Group of each response; negative is none.
    shown : ndarray of shape (n_groups,), bool
    """

    codes: IntArray
    shown: BoolArray

    @property
    def blocks(self) -> IntArray:
        """Return what can be told apart: each shown group, all hidden ones, and those in none; one block if none is shown."""
        n = len(self.shown)
        if not self.shown.any():
            return np.zeros(len(self.codes), dtype=np.int64)
        return np.asarray(np.append(np.where(self.shown, np.arange(n), n), n + 1)[self.codes])


def hide_small(sizes: IntArray, least: int) -> BoolArray:
    """Return which groups may be shown by name: none below ``least``, nor one from which such a group follows by subtraction.

    What is hidden has, taken together, ``least`` respondents too: while it has not, the next smallest group is hidden with it.

    Parameters
    ----------
    sizes : ndarray of shape (n_groups,), int64
        Respondents of each group.
    least : int
        Smallest size that may be shown.

    >>> hide_small(np.array([40, 6, 3]), 5).tolist(), hide_small(np.array([40, 6, 3, 2]), 5).tolist()
    ([True, False, False], [True, True, False, False])
    """
    shown = sizes >= least
    order = np.argsort(sizes, kind="stable")
    while not shown.all() and shown.any() and sizes[~shown].sum() < least:
        shown[next(g for g in order.tolist() if shown[g])] = False
    return np.asarray(shown)


def hide_leaks(groupings: Sequence[Grouping], people: FloatArray, least: int) -> list[BoolArray]:
    """Return which groups may be shown by name when several columns are shown side by side.

    Parameters
    ----------
    groupings : sequence of Grouping
        Each column by itself is safe already.
    people : ndarray of shape (n_submissions,), float64
        Part of a respondent that each response is: 1 over the number of the respondent's responses.
    least : int
        Smallest number of respondents that may be told apart.

    Notes
    -----
    Counts of two columns give a difference away when their groups, as nodes of a graph whose edges are the people whom two
    groups share, can be parted by a cut through fewer than ``least`` people: the groups on one side of one column less those
    of the other leave just these. The least cut is that of Stoer and Wagner 1997, J. ACM 44:585. With more columns
    a group less all groups that lie within it, of whatever column, leaves ``least`` people or none. While
    something is given away, the smallest group of the finest column that it takes is hidden, of two such columns the later one.

    >>> country = Grouping(np.repeat([0, 1], [30, 30]), np.array([True, True]))
    >>> region = Grouping(np.repeat([0, 1, 2, 3, 4], [20, 7, 3, 27, 3]), np.array([True, True, False, True, False]))
    >>> [shown.tolist() for shown in hide_leaks([country, region], np.ones(60), 5)]
    [[True, True], [True, False, False, False, False]]
    """
    if len(groupings) < 2:
        return [grouping.shown for grouping in groupings]
    # Responses of the same groups are one, of so many people.
    patterns, of = np.unique(np.column_stack([one.codes for one in groupings]), axis=0, return_inverse=True)
    mass: FloatArray = np.bincount(of.ravel(), weights=people).astype(np.float64)
    now = [Grouping(codes, one.shown.copy()) for codes, one in zip(patterns.T, groupings, strict=True)]
    sizes = [np.bincount(one.codes + 1, weights=mass, minlength=len(one.shown) + 1)[1:] for one in now]
    while involved := _find_leak(now, mass, least):
        column, group = min(involved, key=lambda one: (-len(now[one[0]].shown), -one[0], sizes[one[0]][one[1]], one[1]))
        now[column].shown[group] = False
    return [one.shown for one in now]


def _find_leak(groupings: Sequence[Grouping], people: FloatArray, least: int) -> list[tuple[int, int]]:
    """Return the shown groups, as column and group, of which one is to be hidden; none when nobody is given away."""
    blocks = [grouping.blocks for grouping in groupings]
    for pair in combinations(range(len(blocks)), 2):
        cut = _cut_pair(blocks[pair[0]], blocks[pair[1]], people, least)
        if cut is None:
            continue
        shown = [(c, side, np.flatnonzero(groupings[c].shown)) for c, side in zip(pair, cut, strict=True)]
        useful = [(c, int(g)) for c, side, groups in shown for g in side.link(groups, len(groupings[c].shown))]
        return useful or [(c, int(g)) for c, _, groups in shown for g in groups]
    return _subtract_nested(groupings, people, least) if len(blocks) > 2 else []


@dataclass(frozen=True, slots=True)
class _Side:
    """Blocks of one column at a cut.

    Parameters
    ----------
    blocks : ndarray of shape (n_blocks,), int64
    place : ndarray of shape (n_blocks,), int64
        1 and -1 for the two sides of the cut, 0 for what neither side is linked to.
    is_touched : ndarray of shape (n_blocks,), bool
        Whether the cut goes through its people.
    """

    blocks: IntArray
    place: IntArray
    is_touched: BoolArray

    def link(self, shown: IntArray, hidden: int) -> IntArray:
        """Return the shown groups whose hiding links the sides: those across from the hidden ones, or that the cut touches."""
        where = self.place[self.blocks == hidden]
        chosen = self.place == -where[0] if len(where) and where[0] else self.is_touched
        return np.intersect1d(self.blocks[chosen & (self.place != 0)], shown)


def _cut_pair(first: IntArray, second: IntArray, people: FloatArray, least: int) -> tuple[_Side, _Side] | None:
    """Return a cut through fewer than ``least`` people between blocks of two columns; None when there is no such cut."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    (a, of_a), (b, of_b) = (np.unique(blocks, return_inverse=True) for blocks in (first, second))
    n, m = len(a), len(b)
    cells = np.bincount(of_a.ravel() * m + of_b.ravel(), weights=people, minlength=n * m).reshape(n, m)
    graph = np.block([[np.zeros((n, n)), cells], [cells.T, np.zeros((m, m))]])
    together = connected_components(csr_array(graph), directed=False)[1]
    # No small cut goes through an edge of enough people.
    strong = connected_components(csr_array(np.where(graph >= least - _TOLERANCE, graph, 0.0)), directed=False)[1]
    for piece in np.unique(together):
        nodes = np.unique(strong[together == piece])
        if len(nodes) < 2:
            continue
        merge = (strong[:, None] == nodes).astype(np.float64)
        weight, inside = least_cut(merge.T @ graph @ merge)
        if weight < least - _TOLERANCE:
            place = np.where(together == piece, np.where(np.isin(strong, nodes[inside]), 1, -1), 0)
            crossing: BoolArray = np.asarray((cells > 0) & (place[:n, None] * place[n:] < 0))
            rows, columns = np.asarray(crossing.any(axis=1)), np.asarray(crossing.any(axis=0))
            return _Side(a, place[:n], rows), _Side(b, place[n:], columns)
    return None


def least_cut(graph: FloatArray) -> tuple[float, IntArray]:
    """Return the weight of the least cut of a connected graph, and the nodes on one side of it.

    Parameters
    ----------
    graph : ndarray of shape (n, n), float64
        Symmetric weights of the edges, n at least 2; the diagonal does not count.

    >>> least_cut(np.array([[0.0, 3, 1], [3, 0, 1], [1, 1, 0]]))
    (2.0, array([2]))
    """
    graph = graph.copy()
    np.fill_diagonal(graph, 0.0)
    members = [[node] for node in range(len(graph))]
    alive = list(range(len(graph)))
    best, side = float("inf"), [0]
    while len(alive) > 1:
        order, pull = [alive[0]], graph[alive[0]].copy()
        while len(order) < len(alive):
            last = max((node for node in alive if node not in order), key=lambda node: (pull[node], -node))
            weight = float(pull[last])
            order.append(last)
            pull += graph[last]
        before, last = order[-2:]
        if weight < best:
            best, side = weight, members[last]
        members[before] = members[before] + members[last]
        graph[before] += graph[last]
        graph[:, before] += graph[:, last]
        graph[before, before] = 0.0
        alive.remove(last)
    return best, np.sort(side)


def _subtract_nested(groupings: Sequence[Grouping], people: FloatArray, least: int) -> list[tuple[int, int]]:
    """Return a group and disjoint groups within it, of any column, that leave few people of it; none when there are none."""
    patterns, of = np.unique(np.column_stack([one.blocks for one in groupings]), axis=0, return_inverse=True)
    mass = np.bincount(of.ravel(), weights=people).tolist()
    named = [(c, int(g)) for c, one in enumerate(groupings) for g in np.flatnonzero(one.shown)]
    others = [(c, len(one.shown) + extra) for c, one in enumerate(groupings) if one.shown.any() for extra in (0, 1)]
    sets = [_pack(patterns[:, c] == block) for c, block in named + others]
    everybody = _pack(np.ones(len(patterns), dtype=bool))
    for i, whole in enumerate([*sets, everybody]):
        inside = [j for j in range(len(named)) if sets[j] & ~whole == 0 and sets[j] != whole]
        leaves = _leave_few(whole, [sets[j] for j in inside], mass, least)
        if leaves is not None:
            return [named[j] for j in [*(inside[k] for k in leaves), *([i] if i < len(named) else [])]]
    return []


def _pack(members: BoolArray) -> int:
    """Return a set as the bits of a number."""
    return int.from_bytes(np.packbits(members, bitorder="little").tobytes(), "little")


def _leave_few(whole: int, parts: list[int], mass: list[float], least: int) -> list[int] | None:
    """Return disjoint parts that leave some, but fewer than ``least`` people of a set; all parts when the search is too long."""
    pending: list[tuple[int, int, list[int], list[int]]] = [(whole, 0, list(range(len(parts))), [])]
    done: set[tuple[int, int]] = set()
    while pending:
        left, skipped, usable, taken = pending.pop()
        if (left, skipped) in done:
            continue
        done.add((left, skipped))
        if len(done) > _MOST_STEPS:
            return list(range(len(parts)))
        usable = [k for k in usable if parts[k] & ~left == 0]
        covered = 0
        for k in usable:
            covered |= parts[k]
        missed = skipped | (left & ~covered)
        if _weigh(missed, mass, least) >= least - _TOLERANCE:
            continue
        if not covered:
            if missed and taken:
                return taken
            continue
        first = covered & -covered
        pending.append((covered & ~first, missed | first, usable, taken))
        pending += [(covered & ~parts[k], missed, usable, [*taken, k]) for k in usable if parts[k] & first]
    return None


def _weigh(members: int, mass: list[float], enough: float) -> float:
    """Return how many people are in a set, counting no further than needed."""
    total = 0.0
    while members and total < enough:
        lowest = members & -members
        total += mass[lowest.bit_length() - 1]
        members ^= lowest
    return total
