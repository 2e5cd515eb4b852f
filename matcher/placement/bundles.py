"""The rows of one place at one time, and who could be in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.options.ranges import Whole
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

ANYBODY = -1
"""Stands for a person where it does not matter who."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rows of one place at one time, and the columns in them with their row sets.

    Those who ask for the people and the sets need numbers of full width.
    """

    rows: tuple[int, ...]
    capacity: Ints
    columns: Whole
    people: Whole
    masks: Whole

    def uses(self, mask: int) -> tuple[int, ...]:
        """Return how much of each row a stay on ``mask`` takes."""
        return tuple((mask >> row) & 1 for row in range(len(self.capacity)))


class RowIndex:
    """The columns of every row and of every bundle of a problem, found when asked for.

    Most bundles of a large problem are never asked for.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._by_row: tuple[Whole, Whole, Whole] | None = None
        self._bundles: dict[int, Bundle] = {}
        numbers, size = np.unique(problem.bundle, return_counts=True)
        self._several = numbers[(size > 1) & (numbers >= 0)]

    def entries(self, row: int) -> tuple[Whole, Whole]:
        """Return the columns of ``row``, increasing, and what they weigh in it."""
        if self._by_row is None:
            self._by_row = self._problem.by_row()
        first, columns, weights = self._by_row
        inside = slice(first[row], first[row + 1])
        return columns[inside], weights[inside]

    def bundle_of(self, row: int) -> Bundle:
        """Return the bundle that ``row`` belongs to."""
        number = int(self._problem.bundle[row])
        if number not in self._bundles:
            self._bundles[number] = self._bundle(number)
        return self._bundles[number]

    def bundles_at(self, columns: Ints) -> list[Bundle]:
        """Return the bundles of more than one row that any of ``columns`` is in."""
        _, entry = self._problem.entries_of(columns)
        rows = np.unique(self._problem.member_row[entry])
        numbers, nth = np.unique(self._problem.bundle[rows], return_index=True)
        several = np.isin(numbers, self._several)
        return [self.bundle_of(int(row)) for row in rows[nth[several]]]

    def _bundle(self, number: int) -> Bundle:
        rows = np.flatnonzero(self._problem.bundle == number)
        inside = [self.entries(int(row))[0] for row in rows]
        columns, at = np.unique(np.concatenate(inside), return_inverse=True)
        masks = np.zeros(len(columns), dtype=np.int32)
        np.add.at(
            masks, at, np.repeat(1 << np.arange(len(rows)), list(map(len, inside)))
        )
        return Bundle(
            tuple(rows.tolist()),
            self._problem.capacity[rows],
            columns,
            self._problem.group[columns],
            masks,
        )
