"""Rounding a relaxation to a plan, by diving. Loads HiGHS: only inside a solver host."""

from collections.abc import Callable

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.placement.greedy import NO_COLUMN
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

FIXED_SHARE = 10
"""One in so many of the open people is fixed in a round."""

ALMOST_WHOLE = 0.999

DEAD_ENDS = 12
"""How often what was fixed last is taken back."""


def rounded_choice(
    solver: highspy.Highs,
    optimise: Callable[[], bool],
    problem: Problem,
    active: Ints,
) -> Ints | None:
    """Fix the surest people, solve again, and so on until nobody more can be fixed.

    Where nothing is left that fits, half of what was fixed last is taken back, and a
    column that alone was too much is ruled out.

    Parameters
    ----------
    solver
        Holds a relaxation of ``problem`` on the columns ``active``, in that order; its
        bounds are changed and not put back. People may go without only where it lets
        them.
    optimise
        Solves it and tells whether an optimum was found.

    Returns
    -------
    A column per group, ``NO_COLUMN`` for those that go without, which keep every row
    together; ``None`` where the dead ends were too many.
    """
    return _Dive(solver, problem, active).run(optimise)


class _Dive:
    def __init__(self, solver: highspy.Highs, problem: Problem, active: Ints) -> None:
        self._solver, self._problem, self._active = solver, problem, active
        self._group = problem.group[active]
        self._fixed = np.full(problem.num_groups, NO_COLUMN)
        self._upper = np.ones(len(active))

    def run(self, optimise: Callable[[], bool]) -> Ints | None:
        batch: Ints = np.zeros(0, dtype=np.int64)
        dead_ends = 0
        while True:
            if optimise():
                batch = self._surest()
                if not len(batch):
                    return self._fixed
            elif len(batch) and dead_ends < DEAD_ENDS:
                dead_ends += 1
                self._release(batch)
                batch = batch[: len(batch) // 2]
            else:
                return None
            self._fix(batch)

    def _fix(self, batch: Ints) -> None:
        group = self._group
        self._fixed[group[batch]] = self._active[batch]
        rivals = np.flatnonzero(np.isin(group, group[batch]))
        ones = np.isin(rivals, batch).astype(np.float64)
        self._set_bounds(rivals, ones, ones)

    def _release(self, batch: Ints) -> None:
        group = self._group
        self._fixed[group[batch]] = NO_COLUMN
        if len(batch) == 1:
            self._upper[batch] = 0.0
        opened = np.flatnonzero(np.isin(group, group[batch]))
        self._set_bounds(opened, np.zeros(len(opened)), self._upper[opened])

    def _set_bounds(
        self, columns: Ints, lower: NDArray[np.float64], upper: NDArray[np.float64]
    ) -> None:
        self._solver.changeColsBounds(
            len(columns), columns.astype(np.int32), lower, upper
        )

    def _surest(self) -> Ints:
        """Return active positions to fix: all whole ones, and a tenth of the others.

        Largest share first, and only as far as they keep every row together.
        """
        problem, group, fixed = self._problem, self._group, self._fixed
        shares = np.asarray(self._solver.getSolution().col_value)
        open_ = np.flatnonzero((shares > 1e-6) & (fixed[group] == NO_COLUMN))
        order = open_[np.lexsort((open_, -shares[open_]))]
        _, first = np.unique(group[order], return_index=True)
        order = order[np.sort(first)]
        most = max(1, len(order) // FIXED_SHARE)
        left = problem.capacity - problem.used(fixed[fixed != NO_COLUMN])
        chosen: list[int] = []
        for position in order:
            if shares[position] < ALMOST_WHOLE and len(chosen) >= most:
                break
            _, entry = problem.entries_of(self._active[[position]])
            row, weight = problem.member_row[entry], problem.member_weight[entry]
            if (left[row] >= weight).all():
                left[row] -= weight
                chosen.append(int(position))
        return np.array(chosen, dtype=np.int64)
