"""The rows of one place at one time, and who could be in them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

ANYBODY = -1
"""Stands for a person where it does not matter who."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Rows of one place at one time, and the columns in them with their row sets."""

    rows: tuple[int, ...]
    capacity: Ints
    columns: Ints
    people: Ints
    masks: Ints

    def uses(self, mask: int) -> tuple[int, ...]:
        """Return how much of each row a stay on ``mask`` takes."""
        return tuple((mask >> row) & 1 for row in range(len(self.capacity)))


def bundles_of(problem: Problem) -> Iterator[Bundle]:
    """Yield the bundles of ``problem`` that have more than one row."""
    bundles, size = np.unique(problem.bundle, return_counts=True)
    several = bundles[(size > 1) & (bundles >= 0)]
    inside = np.flatnonzero(np.isin(problem.bundle[problem.member_row], several))
    number = problem.bundle[problem.member_row[inside]]
    order = inside[np.argsort(number, kind="stable")]
    column, row = problem.member_column[order], problem.member_row[order]
    ends = np.searchsorted(np.sort(number), several, side="right")
    parts = np.split(np.arange(len(order)), ends)
    for bundle, part in zip(several, parts[:-1], strict=True):
        rows = np.flatnonzero(problem.bundle == bundle)
        columns, at = np.unique(column[part], return_inverse=True)
        masks = np.zeros(len(columns), dtype=np.int64)
        bits = np.searchsorted(rows, row[part])
        np.add.at(masks, at, np.int64(1) << bits)
        yield Bundle(
            tuple(problem.numbers[rows].tolist()),
            problem.capacity[rows],
            columns,
            problem.group[columns],
            masks,
        )
