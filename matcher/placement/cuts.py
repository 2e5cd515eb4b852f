"""Place cuts: rows that every plan keeps but the relaxation does not.

Chvátal–Gomory rounding of the seat rows of one place at one time. For a set T of n of
its slots and a divisor q,

    sum_o floor(|slots of o in T| / q) x_o <= floor(seats in T / q).

A person with three days of a seat's five leaves two that nobody with three can use:
the relaxation fills them with two thirds of a person, the cut (5, 3) does not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import NO_BUNDLE, Problem

Ints = NDArray[np.int64]

SIZES_AND_DIVISORS = ((3, 2), (4, 3), (5, 2), (5, 3))
LEAST_VIOLATION = 0.01


@dataclass(frozen=True, slots=True)
class PlaceCut:
    """The cut from ``rows`` (seat rows of one place) with ``divisor``."""

    rows: tuple[int, ...]
    divisor: int

    def capacity(self, problem: Problem) -> int:
        """Return the right-hand side."""
        return int(problem.capacity[list(self.rows)].sum()) // self.divisor


class PlaceCuts:
    """Finds the place cuts that a point of the relaxation breaks."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._rows = [
            np.flatnonzero(problem.bundle == number)
            for number in np.unique(problem.bundle[problem.bundle != NO_BUNDLE])
        ]
        order = np.argsort(problem.member_row, kind="stable")
        self._column = problem.member_column[order]
        self._first = np.searchsorted(
            problem.member_row[order], np.arange(problem.num_rows + 1)
        )

    def violated(self, shares: NDArray[np.float64]) -> list[PlaceCut]:
        """Return the cuts broken at ``shares``, one per column."""
        return [cut for rows in self._rows for cut in self._broken_at(rows, shares)]

    def _broken_at(self, rows: Ints, shares: NDArray[np.float64]) -> Iterator[PlaceCut]:
        columns, inside = self._incidence(rows, shares)
        here = shares[columns]
        for size, divisor in SIZES_AND_DIVISORS:
            for chosen in combinations(range(len(rows)), size):
                cut = PlaceCut(tuple(int(r) for r in rows[list(chosen)]), divisor)
                weight = inside[list(chosen)].sum(axis=0) // divisor
                if weight @ here > cut.capacity(self._problem) + LEAST_VIOLATION:
                    yield cut

    def _incidence(self, rows: Ints, shares: NDArray[np.float64]) -> tuple[Ints, Ints]:
        """Return the used columns in ``rows``, and (row, column) ones."""
        members = [self._column[self._first[r] : self._first[r + 1]] for r in rows]
        used = [column[shares[column] > 0] for column in members]
        columns = np.unique(np.concatenate(used))
        inside = np.zeros((len(rows), len(columns)), dtype=np.int64)
        for i, column in enumerate(used):
            inside[i, np.searchsorted(columns, column)] = 1
        return columns, inside

    def weights(self, cut: PlaceCut) -> tuple[Ints, Ints]:
        """Return the columns of ``cut`` and what each weighs in it."""
        members = [self._column[self._first[r] : self._first[r + 1]] for r in cut.rows]
        columns, count = np.unique(np.concatenate(members), return_counts=True)
        weight = count // cut.divisor
        return columns[weight > 0], weight[weight > 0]

    def extended(self, problem: Problem, cuts: list[PlaceCut]) -> Problem:
        """Return ``problem`` (the original or already extended) with more rows."""
        parts = [self.weights(cut) for cut in cuts]
        new_row = problem.num_rows + np.arange(len(cuts))
        column = np.concatenate([problem.member_column, *(c for c, _ in parts)])
        row = np.concatenate(
            [problem.member_row, np.repeat(new_row, [len(c) for c, _ in parts])]
        )
        weight = np.concatenate([problem.member_weight, *(w for _, w in parts)])
        order = np.argsort(column, kind="stable")
        capacity = [cut.capacity(self._problem) for cut in cuts]
        return replace(
            problem,
            capacity=np.concatenate([problem.capacity, capacity]).astype(np.int64),
            first_member=np.searchsorted(
                column[order], np.arange(problem.num_columns + 1)
            ),
            member_row=row[order],
            member_weight=weight[order],
            bundle=np.concatenate([problem.bundle, np.full(len(cuts), NO_BUNDLE)]),
        )
