"""Joins on arrays: repeat rows and run through ranges without a Python loop."""

import numpy as np
from numpy.typing import NDArray


def expand(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for ``counts[i]`` copies of each ``i``, the ``i`` and the copy's number.

    ``expand([2, 0, 1])`` is ``([0, 0, 2], [0, 1, 0])``.
    """
    owner = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    return owner, np.arange(len(owner), dtype=np.int64) - first[owner]


def positions_in(
    inside: NDArray[np.int64], wanted: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where each of ``wanted`` is in ``inside`` (increasing), and if it is.

    Where it is not there, the position is one of ``inside`` all the same.
    """
    at = np.minimum(np.searchsorted(inside, wanted), max(0, len(inside) - 1))
    there = inside[at] == wanted if len(inside) else np.zeros(len(wanted), np.bool_)
    return at, there
