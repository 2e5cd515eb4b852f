"""A first plan at once: people one by one. A heuristic, and only a start."""

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


def values_of(problem: Problem, chosen: Ints) -> list[int]:
    """Return what ``chosen`` is worth in each tier."""
    return [int(value) for value in problem.values[:, chosen].sum(axis=1)]


def modest_choice(problem: Problem) -> Ints:
    """Return each group's column in the fewest rows: together these keep every row."""
    ranked = np.lexsort((np.diff(problem.first_member), problem.group))
    return ranked[problem.group_first[:-1]]


def greedy_choice(problem: Problem) -> Ints:
    """Return one column per group that keeps every row.

    Everybody begins with their most modest option. Then each person in turn, those with
    the fewest options first, takes the best option that there is still room for.
    """
    first = problem.group_first
    ranked = np.lexsort((*-problem.values[::-1], problem.group))
    chosen = modest_choice(problem)
    left = problem.capacity - problem.used(chosen)
    for group in np.argsort(np.diff(first), kind="stable"):
        rows, weights = _entries(problem, chosen[group])
        left[rows] += weights
        for column in ranked[first[group] : first[group + 1]]:
            rows, weights = _entries(problem, column)
            if (left[rows] >= weights).all():
                left[rows] -= weights
                chosen[group] = column
                break
    return chosen


def _entries(problem: Problem, column: int) -> tuple[Ints, Ints]:
    """Return the rows of ``column`` and what it weighs in each."""
    entries = slice(problem.first_member[column], problem.first_member[column + 1])
    return problem.member_row[entries], problem.member_weight[entries]
