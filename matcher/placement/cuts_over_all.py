"""What a cut that was found on some columns weighs on all of them."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.proof import HalfCut, PlaceCut
from matcher.options.ranges import Whole, narrowed
from matcher.placement.cuts import Cut
from matcher.placement.ledger import Ledger
from matcher.placement.place_cuts import PlaceCuts
from matcher.placement.tightened import Tightened

Ints = NDArray[np.int64]


class CutsOverAll:
    """Works cuts out again from what they follow from, on all columns of a problem.

    Parameters
    ----------
    problem
        Its rows and cuts, by their numbers, are what the first cuts follow from.
    place_cuts
        Of the same problem.
    ledger
        Knows the origin of every cut.
    """

    def __init__(
        self, problem: Tightened, place_cuts: PlaceCuts, ledger: Ledger
    ) -> None:
        self._plain, self._index = problem.plain, problem.index
        self._place_cuts, self._ledger = place_cuts, ledger
        self._known: dict[int, Cut] = dict(
            zip(problem.cut_numbers.tolist(), problem.cuts, strict=True)
        )

    def cut(self, number: int) -> Cut:
        """Return the cut of that number, over all columns, in narrow numbers."""
        if number not in self._known:
            origin = self._ledger.origin(number)
            cut = self._over_all(origin)
            self._known[number] = replace(
                cut, columns=narrowed(cut.columns), weights=narrowed(cut.weights)
            )
        return self._known[number]

    def _over_all(self, origin: HalfCut | PlaceCut) -> Cut:
        if isinstance(origin, HalfCut):
            return self._half_cut(origin)
        return self._place_cuts.over_all(origin)

    def _half_cut(self, origin: HalfCut) -> Cut:
        first = self._plain.group_first
        parts = [self._entries(number) for number in origin.rows]
        people = [np.arange(first[p], first[p + 1]) for p in origin.people]
        column = np.concatenate([*(part[0] for part in parts), *people])
        weight = np.concatenate(
            [*(part[1] for part in parts), *map(np.ones_like, people)]
        )
        columns, at = np.unique(column, return_inverse=True)
        halves = np.zeros(len(columns), dtype=np.int64)
        np.add.at(halves, at, weight)
        halves //= 2
        inside = halves > 0
        most = sum(part[2] for part in parts) + len(people)
        return Cut(columns[inside], halves[inside], most // 2, origin)

    def _entries(self, number: int) -> tuple[Whole, Whole, int]:
        """Return columns, weights and capacity of a row or cut."""
        if number >= self._plain.num_rows:
            cut = self.cut(number)
            return cut.columns, cut.weights, cut.capacity
        columns, weights = self._index.entries(number)
        return columns, weights, int(self._plain.capacity[number])
