"""Cuts: rows that every whole plan keeps but the relaxation does not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.proof import HalfCut, PlaceCut
from matcher.options.ranges import Whole, positions_in
from matcher.placement.problem import A_CUT, Problem

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cut:
    """One more row: the weights of the chosen columns add up to at most a capacity.

    Attributes
    ----------
    columns
        Positions in the problem, increasing.
    weights
        Of these columns, each at least 1; all others weigh nothing.
    capacity
        The most that the columns of a whole plan weigh together.
    origin
        What it follows from.
    """

    columns: Whole
    weights: Whole
    capacity: int
    origin: HalfCut | PlaceCut

    def on(self, columns: Ints) -> "Cut":
        """Return the cut where there are only ``columns`` (increasing), renumbered."""
        at, there = positions_in(columns, self.columns)
        return replace(self, columns=at[there], weights=self.weights[there])


def with_cuts(
    problem: Problem, cuts: Sequence[Cut], numbers: Ints | None = None
) -> Problem:
    """Return ``problem`` with a row for every cut, after all others.

    ``numbers`` are theirs in a proof; ``None``: the next ones.
    """
    rows = [(cut.columns, cut.weights, cut.capacity) for cut in cuts]
    return with_rows(problem, rows, numbers)


def with_rows(
    problem: Problem,
    rows: Sequence[tuple[Whole, Whole, int]],
    numbers: Ints | None = None,
) -> Problem:
    """Return ``problem`` with more ``rows``, each (columns, weights, capacity).

    Like a cut they belong to no place.
    """
    new_row = problem.num_rows + np.arange(len(rows))
    sizes = [len(columns) for columns, _, _ in rows]
    column = np.concatenate([np.zeros(0, dtype=np.int64), *(c for c, _, _ in rows)])
    order = np.argsort(column, kind="stable")
    # New rows come after all others: each column's entries are put at its end.
    end = problem.first_member[1:][column[order]]
    row = np.repeat(new_row, sizes)[order]
    weight = np.concatenate([np.zeros(0, dtype=np.int64), *(w for _, w, _ in rows)])
    more = np.concatenate(
        [[0], np.cumsum(np.bincount(column, minlength=problem.num_columns))]
    )
    capacity = np.array([capacity for _, _, capacity in rows], dtype=np.int64)
    marked = np.full(len(rows), A_CUT, dtype=np.int64)
    return replace(
        problem,
        capacity=np.concatenate([problem.capacity, capacity]),
        first_member=problem.first_member + more,
        member_row=np.insert(problem.member_row, end, row),
        member_weight=np.insert(problem.member_weight, end, weight[order]),
        bundle=np.concatenate([problem.bundle, marked]),
        row_numbers=np.concatenate(
            [
                problem.numbers,
                problem.numbers.max(initial=-1) + 1 + np.arange(len(rows))
                if numbers is None
                else numbers,
            ]
        ),
    )


def without_rows(problem: Problem, dropped: Ints) -> Problem:
    """Return ``problem`` without the rows ``dropped``, the others renumbered."""
    kept = np.ones(problem.num_rows, dtype=np.bool_)
    kept[dropped] = False
    number = np.cumsum(kept) - 1
    inside = kept[problem.member_row]
    column = problem.member_column[inside]
    return replace(
        problem,
        capacity=problem.capacity[kept],
        first_member=np.searchsorted(column, np.arange(problem.num_columns + 1)),
        member_row=number[problem.member_row[inside]],
        member_weight=problem.member_weight[inside],
        bundle=problem.bundle[kept],
        row_numbers=problem.numbers[kept],
    )


def possible_columns(problem: Problem) -> Ints:
    """Return the columns that no row excludes by itself."""
    over = problem.member_weight > problem.capacity[problem.member_row]
    excluded = np.zeros(problem.num_columns, dtype=np.bool_)
    excluded[problem.member_column[over]] = True
    return np.flatnonzero(~excluded)


def without_slack_rows(problem: Problem) -> Problem:
    """Return ``problem`` without the rows that hold whatever is chosen."""
    row, column = problem.member_row, problem.member_column
    key = row * max(1, problem.num_groups) + problem.group[column]
    order = np.lexsort((problem.member_weight, key))
    heaviest = order[np.flatnonzero(np.diff(key[order], append=-1))]
    most = np.zeros(problem.num_rows, dtype=np.int64)
    np.add.at(most, row[heaviest], problem.member_weight[heaviest])
    tight = without_rows(problem, np.flatnonzero(most <= problem.capacity))
    return replace(tight, row_numbers=None)
