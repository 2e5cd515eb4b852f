"""Drops the options that a better option of the same person makes pointless."""

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


def undominated(problem: Problem) -> Ints:
    """Return the columns to keep: of those in the same rows the person's best.

    Two options of one person in exactly the same rows can change places in any plan,
    so that the one that is better tier by tier is enough; the first of equals stays.
    """
    ranked = np.lexsort((*-problem.values[::-1], *_row_sets(problem), problem.group))
    same = np.ones(len(ranked), dtype=np.bool_)
    same[:1] = False
    for key in (*_row_sets(problem), problem.group):
        same[1:] &= key[ranked[1:]] == key[ranked[:-1]]
    return np.sort(ranked[~same])


def _row_sets(problem: Problem) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return a 128-bit name of each column's set of rows.

    Sums of fixed pseudo-random numbers, one per row: two different sets out of a
    billion share a name with a chance under 1e-20.
    """
    random = np.random.Generator(np.random.PCG64(0))
    names = []
    for _ in range(2):
        key = random.integers(0, 2**63, problem.num_rows, dtype=np.int64)
        names.append(problem.row_sums(key).view(np.uint64))
    return names[0], names[1]
