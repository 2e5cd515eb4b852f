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
    rows, weights = problem.member_row, problem.member_weight
    first_row = problem.first_member
    first = problem.group_first
    ranked = np.lexsort((*-problem.values[::-1], problem.group))
    chosen = modest_choice(problem)
    left = problem.capacity - problem.used(chosen)
    for group in np.argsort(np.diff(first), kind="stable"):
        mine = slice(first_row[chosen[group]], first_row[chosen[group] + 1])
        left[rows[mine]] += weights[mine]
        for column in ranked[first[group] : first[group + 1]]:
            its = slice(first_row[column], first_row[column + 1])
            if (left[rows[its]] >= weights[its]).all():
                left[rows[its]] -= weights[its]
                chosen[group] = column
                break
    return chosen
