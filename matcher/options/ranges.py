"""Joins on arrays without a Python loop, and arrays that take little room."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.signedinteger[Any]]
"""Whole numbers of any width: to be compared, looked up with and widened."""

WIDTHS = (np.int8, np.int16, np.int32)


def narrowed(numbers: Whole) -> Whole:
    """Return ``numbers`` in as few bytes as hold them and their negatives."""
    most = max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))
    for width in WIDTHS:
        if most <= np.iinfo(width).max:
            return numbers.astype(width)
    return numbers


class Store:
    """Numbers put one after another, in as few bytes each as hold them all.

    They lie in one piece, that grows where it is: pieces to be joined later would take
    their room twice, and leave holes.
    """

    def __init__(self) -> None:
        self._room: Whole = np.zeros(0, dtype=np.int8)
        self._size = 0

    def put(self, numbers: Whole) -> None:
        """Add ``numbers`` at the end."""
        few = narrowed(numbers)
        if few.dtype.itemsize > self._room.dtype.itemsize:
            self._room = self._room.astype(few.dtype)
        size = self._size + len(few)
        if size > len(self._room):
            self._room.resize(size + size // 8, refcheck=False)
        self._room[self._size : size] = few
        self._size = size

    def numbers(self) -> Whole:
        """Return all that was put in; nothing more can be."""
        self._room.resize(self._size, refcheck=False)
        return self._room


def expand(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for ``counts[i]`` copies of each ``i``, the ``i`` and the copy's number.

    ``expand([2, 0, 1])`` is ``([0, 0, 2], [0, 1, 0])``.
    """
    owner = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.cumsum(counts) - counts
    return owner, np.arange(len(owner), dtype=np.int64) - first[owner]


def edges_of_blocks(sizes: NDArray[np.int64], most: int) -> list[int]:
    """Return where to cut a row of ``sizes`` into blocks, its beginning and end included.

    A block is no larger than ``most`` together, or else a single one.
    """
    edges, inside = [0], 0
    for i, size in enumerate(sizes.tolist()):
        if inside and inside + size > most:
            edges.append(i)
            inside = 0
        inside += size
    return [*edges, len(sizes)]


def positions_in(
    inside: Whole, wanted: Whole
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return where each of ``wanted`` is in ``inside`` (increasing), and if it is.

    Where it is not there, the position is one of ``inside`` all the same. Both must fit
    the numbers that ``inside`` is in.
    """
    # Numbers of another width would have all of ``inside`` copied.
    at = np.searchsorted(inside, wanted.astype(inside.dtype))
    at = np.minimum(at, max(0, len(inside) - 1))
    there = inside[at] == wanted if len(inside) else np.zeros(len(wanted), np.bool_)
    return at, there
