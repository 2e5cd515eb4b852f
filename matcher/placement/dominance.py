"""Drops the options that a better option of the same person makes pointless."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


def undominated(problem: Problem) -> Ints:
    """Return the columns to keep: of those that take the same the person's best.

    Two options of one person that weigh the same in every row can change places in any plan,
    so that the one that is better tier by tier is enough; the first of equals stays.
    Where later tiers may give up a part of one, the best is kept for every worth in
    those that may gain by it. The safe columns stay.
    """
    before, gaining = _parted(problem)
    names = (*row_sets(problem), problem.group)
    ranked = np.lexsort((*-before[::-1], *names))
    first = _firsts(names, ranked)
    equal = (before[:, ranked] == before[:, ranked[first]]).all(axis=0)
    pool = np.sort(ranked[equal])
    kinds = [key[pool] for key in (*gaining, *names)]
    ranked = np.lexsort((*-problem.values[::-1, pool], *kinds))
    best = np.sort(pool[ranked[np.unique(_firsts(kinds, ranked))]])
    if problem.is_safe is None:
        return best
    return np.union1d(best, np.flatnonzero(problem.is_safe))


def _firsts(names: Sequence[NDArray[Any]], ranked: Ints) -> Ints:
    """Return per position in ``ranked`` the first one with the same ``names``."""
    new = np.zeros(len(ranked), dtype=np.bool_)
    new[:1] = True
    for key in names:
        new[1:] |= key[ranked[1:]] != key[ranked[:-1]]
    positions = np.where(new, np.arange(len(ranked)), 0)
    first: Ints = np.maximum.accumulate(positions)
    return first


def _parted(problem: Problem) -> tuple[Ints, Ints]:
    """Return the tiers before the first with a loss, and those that may gain by it.

    The latter end where the tier itself comes again.
    """
    lossy = np.flatnonzero(problem.loss)
    if not len(lossy):
        return problem.values[:0], problem.values[:0]
    first, values = int(lossy[0]), problem.values
    again = [
        tier
        for tier in range(first + 1, len(values))
        if np.array_equal(values[tier], values[first])
    ]
    return values[:first], values[first + 1 : (again or [len(values)])[0]]


def row_sets(problem: Problem) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return a 128-bit name of each column's rows with its weights in them.

    Sums of fixed pseudo-random numbers, one per row, times the weights: two different
    ones out of a billion share a name with a chance under 1e-20 where weights are 1, and
    hardly more where they are small.
    """
    random = np.random.Generator(np.random.PCG64(0))
    names = []
    for _ in range(2):
        key = random.integers(0, 2**63, problem.num_rows, dtype=np.int64)
        names.append(problem.row_sums(key).view(np.uint64))
    return names[0], names[1]
