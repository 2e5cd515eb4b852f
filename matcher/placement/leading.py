"""The cheapest columns of each person, without sorting all columns."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def leading(group_first: Ints, cost: Ints, count: int) -> Ints:
    """Return the ``count`` cheapest columns of each group, the first of equals.

    ``group_first`` as :attr:`Problem.group_first`. Increasing.
    """
    found = [np.zeros(0, dtype=np.int64)]
    ends = group_first.tolist()
    for first, last in pairwise(ends):
        if last - first <= count:
            found.append(np.arange(first, last))
        else:
            found.append(first + cheapest(cost[first:last], count))
    return np.concatenate(found)


def cheapest(cost: Ints, count: int) -> Ints:
    """Return where the ``count`` smallest of ``cost`` are, the first of equals; increasing."""
    limit = np.partition(cost, count - 1)[count - 1]
    inside = cost < limit
    equal = np.flatnonzero(cost == limit)
    inside[equal[: count - int(np.count_nonzero(inside))]] = True
    return np.flatnonzero(inside)
