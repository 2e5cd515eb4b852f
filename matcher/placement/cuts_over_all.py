"""What a cut that was found on some columns weighs on all of them."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.proof import HalfCut
from matcher.placement.cuts import Cut
from matcher.placement.ledger import Ledger
from matcher.placement.place_cuts import PlaceCuts
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


class CutsOverAll:
    """Works cuts out again from what they follow from, on all columns of a problem.

    Parameters
    ----------
    problem
        Its rows, by their numbers, are what the first cuts follow from.
    place_cuts
        Of the same problem.
    ledger
        Knows the origin of every cut.
    """

    def __init__(self, problem: Problem, place_cuts: PlaceCuts, ledger: Ledger) -> None:
        self._problem, self._place_cuts, self._ledger = problem, place_cuts, ledger
        self._row = {number: i for i, number in enumerate(problem.numbers.tolist())}
        self._by_row: csr_array | None = None
        self._known: dict[int, Cut] = {}

    def cut(self, number: int) -> Cut:
        """Return the cut of that number, over all columns."""
        if number not in self._known:
            origin = self._ledger.origin(number)
            self._known[number] = (
                self._half_cut(origin)
                if isinstance(origin, HalfCut)
                else self._place_cuts.over_all(origin)
            )
        return self._known[number]

    def _half_cut(self, origin: HalfCut) -> Cut:
        first = self._problem.group_first
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

    def _entries(self, number: int) -> tuple[Ints, Ints, int]:
        """Return columns, weights and capacity of a row or cut."""
        if number not in self._row:
            cut = self.cut(number)
            return cut.columns, cut.weights, cut.capacity
        if self._by_row is None:
            self._by_row = _by_row(self._problem)
        row = self._row[number]
        inside = slice(self._by_row.indptr[row], self._by_row.indptr[row + 1])
        columns = self._by_row.indices[inside].astype(np.int64)
        return columns, self._by_row.data[inside], int(self._problem.capacity[row])


def _by_row(problem: Problem) -> csr_array:
    entries = (problem.member_weight, (problem.member_row, problem.member_column))
    return csr_array(entries, shape=(problem.num_rows, problem.num_columns))
