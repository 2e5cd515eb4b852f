"""A first plan at once: people one by one. A heuristic, and only a start."""

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

NO_COLUMN = -1


def values_of(problem: Problem, chosen: Ints) -> list[int]:
    """Return what ``chosen`` is worth in each tier."""
    return [int(value) for value in problem.values[:, chosen].sum(axis=1)]


def modest_choice(problem: Problem) -> Ints:
    """Return a column of each group that together keep every row.

    The safe ones where the problem names them, else those in the fewest rows.
    """
    if problem.is_safe is not None:
        return np.flatnonzero(problem.is_safe)
    rows = np.diff(problem.first_member)
    first = problem.group_first[:-1]
    fewest = np.minimum.reduceat(rows, first)[problem.group]
    modest = np.flatnonzero(rows == fewest)
    _, nth = np.unique(problem.group[modest], return_index=True)
    found: Ints = modest[nth]
    return found


def greedy_choice(problem: Problem) -> Ints:
    """Return one column per group that keeps every row.

    Everybody begins with their most modest option. Then each person in turn, those with
    the fewest options first, takes the best option that there is still room for. Where
    rows tie people together all have a second turn: what somebody left opens up more.
    """
    chosen = modest_choice(problem)
    left = problem.capacity - problem.used(chosen)
    first = problem.group_first
    order = np.argsort(np.diff(first), kind="stable")
    for group in order if problem.is_safe is None else np.tile(order, 2):
        _take(problem, chosen[group], left, -1)
        chosen[group] = _best_with_room(problem, first[group], first[group + 1], left)
        _take(problem, chosen[group], left, 1)
    return chosen


def resumed_choice(problem: Problem, wanted: Ints) -> Ints:
    """Return one column per group that keeps every row: those ``wanted`` if there is room.

    ``wanted`` has a column of each group or ``NO_COLUMN``. They are taken in turn; then
    everybody else takes the best option that there is still room for, those with the
    fewest options first.
    """
    chosen = modest_choice(problem)
    left = problem.capacity - problem.used(chosen)
    first = problem.group_first
    is_open = np.ones(problem.num_groups, dtype=np.bool_)
    for group in np.flatnonzero(wanted != NO_COLUMN):
        _take(problem, chosen[group], left, -1)
        rows, weights = _entries(problem, wanted[group])
        if (left[rows] >= weights).all():
            chosen[group], is_open[group] = wanted[group], False
        _take(problem, chosen[group], left, 1)
    order = np.argsort(np.diff(first), kind="stable")
    order = order[is_open[order]]
    for group in order if problem.is_safe is None else np.tile(order, 2):
        _take(problem, chosen[group], left, -1)
        chosen[group] = _best_with_room(problem, first[group], first[group + 1], left)
        _take(problem, chosen[group], left, 1)
    return chosen


def completed(problem: Problem, chosen: Ints) -> Ints | None:
    """Return ``chosen`` with a column for those that have none, ``NO_COLUMN``.

    They come in turn, those with the fewest options first. ``None`` where there is no
    room for somebody.
    """
    chosen = chosen.copy()
    left = problem.capacity - problem.used(chosen[chosen != NO_COLUMN])
    open_ = np.flatnonzero(chosen == NO_COLUMN)
    first = problem.group_first
    size = np.diff(first)[open_]
    for group in open_[np.argsort(size, kind="stable")]:
        chosen[group] = _best_with_room(problem, first[group], first[group + 1], left)
        if chosen[group] == NO_COLUMN:
            return None
        _take(problem, chosen[group], left, 1)
    return chosen


def _best_with_room(problem: Problem, first: int, last: int, left: Ints) -> int:
    """Return the best column from ``first`` to before ``last`` that there is room for.

    The first of equals; ``NO_COLUMN`` where ``left`` has room for none.
    """
    ends = problem.first_member[first : last + 1]
    entries = slice(ends[0], ends[-1])
    over = left[problem.member_row[entries]] < problem.member_weight[entries]
    over_before = np.concatenate([[0], np.cumsum(over)])[ends - ends[0]]
    fitting = first + np.flatnonzero(over_before[1:] == over_before[:-1])
    if not len(fitting):
        return NO_COLUMN
    for values in problem.values:
        worth = values[fitting]
        fitting = fitting[worth == worth.max()]
    return int(fitting[0])


def _take(problem: Problem, column: int, left: Ints, times: int) -> None:
    rows, weights = _entries(problem, column)
    left[rows] -= times * weights


def _entries(problem: Problem, column: int) -> tuple[Ints, Ints]:
    """Return the rows of ``column`` and what it weighs in each."""
    entries = slice(problem.first_member[column], problem.first_member[column + 1])
    return problem.member_row[entries], problem.member_weight[entries]
