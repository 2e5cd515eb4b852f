"""Sets and relations as integers, so that no rule loops over pairs."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

BITS_PER_WORD = 64


class Relation:
    """A sparse set of (left, right) index pairs.

    Parameters
    ----------
    pairs
        The related indices; doubles are fine.
    num_left, num_right
        Indices lie in ``[0, num_left)`` and ``[0, num_right)``.
    """

    def __init__(
        self, pairs: Iterable[tuple[int, int]], num_left: int, num_right: int
    ) -> None:
        self._num_right = num_right
        keys = np.array([a * num_right + b for a, b in pairs], dtype=np.int64)
        self._keys = np.unique(keys)
        self._has_any = np.zeros(num_left, dtype=np.bool_)
        self._has_any[self._keys // max(1, num_right)] = True

    def holds(self, left: Ints, right: Ints) -> Bools:
        """Return for each position whether (left, right) is in the relation."""
        found = np.zeros(len(left), dtype=np.bool_)
        if not len(self._keys):
            return found
        asked = np.flatnonzero(self._has_any[left])
        keys = left[asked].astype(np.int64) * self._num_right + right[asked]
        at = np.searchsorted(self._keys, keys)
        at[at == len(self._keys)] = 0
        found[asked] = self._keys[at] == keys
        return found


def numbering(sets: Iterable[Iterable[str]]) -> dict[str, int]:
    """Return a number for each word that occurs in ``sets``, in sorted order."""
    return {word: i for i, word in enumerate(sorted({w for s in sets for w in s}))}


def bit_words(
    sets: Sequence[frozenset[str]], number: dict[str, int]
) -> list[NDArray[np.uint64]]:
    """Return ``sets`` as bit masks: one array of ``len(sets)`` per 64 words numbered.

    Words without a number are left out.
    """
    num_words = -(-len(number) // BITS_PER_WORD)
    masks = [np.zeros(len(sets), dtype=np.uint64) for _ in range(num_words)]
    for row, members in enumerate(sets):
        for member in members:
            if member in number:
                word, bit = divmod(number[member], BITS_PER_WORD)
                masks[word][row] |= np.uint64(1 << bit)
    return masks
