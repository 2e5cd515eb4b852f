"""The linear relaxation, by column generation and place cuts.

Loads HiGHS: only inside a solver host.
"""

from collections.abc import Mapping
from time import monotonic

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from matcher.placement.cuts import PlaceCut, PlaceCuts
from matcher.placement.problem import Problem
from matcher.placement.proof import SCALE, Bound, Prices, dual_bound

Ints = NDArray[np.int64]

FIRST_COLUMNS = 5
"""Columns of each person in the first restricted relaxation."""

ENTERING_COLUMNS = 8
"""Most columns of each person that enter in one round."""

DIVE_SHARE = 10
"""One in so many of the open people is fixed in a round of a dive."""

ALMOST_WHOLE = 0.999


def new_solver(seconds: float) -> highspy.Highs:
    """Return a silent, single-threaded HiGHS that stops after ``seconds``."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", max(0.0, seconds))
    return solver


def column_matrix(
    problem: Problem, groups: int, reached: Mapping[int, int]
) -> csc_array:
    """Return the coefficients of all columns of ``problem``.

    Rows in this order: all ``groups`` of the whole problem, of which this may be a
    part; earlier tiers in the order of ``reached``; capacity and cuts.
    """
    ahead = 1 + len(reached)
    per_column = np.diff(problem.first_member) + ahead
    first = np.concatenate([[0], np.cumsum(per_column)])
    index = np.zeros(first[-1], dtype=np.int32)
    data = np.ones(first[-1])
    index[first[:-1]] = problem.group
    for nth, tier in enumerate(reached, start=1):
        index[first[:-1] + nth] = groups + nth - 1
        data[first[:-1] + nth] = problem.values[tier]
    inner = np.arange(len(problem.member_row)) + np.repeat(
        first[:-1] + ahead - problem.first_member[:-1], np.diff(problem.first_member)
    )
    index[inner] = groups + len(reached) + problem.member_row
    data[inner] = problem.member_weight
    shape = (groups + len(reached) + problem.num_rows, problem.num_columns)
    return csc_array((data, index, first.astype(np.int32)), shape=shape)


def as_linear_program(
    problem: Problem, worth: Ints, reached: Mapping[int, int]
) -> highspy.HighsLp:
    """Return: maximise ``worth``, one column a group, capacity, earlier tiers kept."""
    matrix = column_matrix(problem, problem.num_groups, reached)
    infinite = highspy.kHighsInf
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = problem.num_columns, matrix.shape[0]
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = worth.astype(np.float64)
    program.col_lower_ = np.zeros(problem.num_columns)
    program.col_upper_ = np.ones(problem.num_columns)
    one_each = np.ones(problem.num_groups)
    floors = np.array(list(reached.values()), dtype=np.float64)
    program.row_lower_ = np.concatenate(
        [one_each, floors, np.full(problem.num_rows, -infinite)]
    )
    program.row_upper_ = np.concatenate(
        [one_each, np.full(len(floors), infinite), problem.capacity]
    )
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    return program


class Relaxation:
    """Solves the relaxation of one aim on ever more columns and cuts.

    Every round sweeps *all* columns for its bound, so that whatever ends the rounds,
    the bound holds for the whole problem.

    Parameters
    ----------
    problem
        May have cuts already; :attr:`problem` has those found here too.
    worth
        The aim: one integer per column.
    reached
        Values of earlier tiers that must be kept.
    active
        Columns to begin with; must hold a whole plan.
    """

    def __init__(
        self,
        problem: Problem,
        worth: Ints,
        reached: Mapping[int, int],
        active: Ints,
    ) -> None:
        self.problem = problem
        self.active = np.union1d(active, _leading(problem, -worth, FIRST_COLUMNS))
        self.bound: Bound | None = None
        self._cuts = PlaceCuts(problem)
        self._worth, self._reached = worth, reached

    def solve(self, goal: int, cut_rounds: int, seconds: float) -> Bound | None:
        """Return the best bound, ``None`` if the clock came before the first.

        Stops as soon as the bound is down to ``goal``: the plan at hand is then proved.
        """
        self._ends = monotonic() + seconds
        self._solver = new_solver(seconds)
        part = self.problem.take(self.active)
        worth = self._worth[self.active]
        self._solver.passModel(as_linear_program(part, worth, self._reached))
        for _ in range(cut_rounds + 1):
            if not self._generate_columns(goal):
                break
            found = self._cuts.violated(self._shares())
            if not found:
                break
            self._add_cuts(found)
        return self.bound

    def _generate_columns(self, goal: int) -> bool:
        """Price until nothing enters; return whether a tighter bound is still wanted."""
        while True:
            self._set_clock()
            self._solver.run()
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            dual = np.asarray(self._solver.getSolution().row_dual)
            bound = self._bound_from(dual)
            if self.bound is None or bound.scaled < self.bound.scaled:
                self.bound = bound
            if self.bound.value <= goal:
                return False
            entering = self._entering(bound, dual)
            if not len(entering):
                return True
            self._add_columns(entering)

    def dive(self) -> Ints | None:
        """Round the last optimum to a plan: fix the surest people, solve again, repeat.

        Returns one column per group, or ``None`` where nobody more can be fixed. Call it
        last: it leaves the solver with everybody fixed. The bound stays what it was.
        """
        fixed = np.full(self.problem.num_groups, -1, dtype=np.int64)
        group = self.problem.group[self.active]
        while (fixed < 0).any():
            if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return None
            shares = np.asarray(self._solver.getSolution().col_value)
            sure = self._surest(shares, group, fixed)
            if not len(sure):
                return None
            fixed[group[sure]] = self.active[sure]
            rivals = np.flatnonzero(np.isin(group, group[sure]))
            ones = np.isin(rivals, sure).astype(np.float64)
            self._solver.changeColsBounds(
                len(rivals), rivals.astype(np.int32), ones, ones
            )
            self._set_clock()
            self._solver.run()
        return fixed if self.problem.allows(fixed) else None

    def _surest(self, shares: NDArray[np.float64], group: Ints, fixed: Ints) -> Ints:
        """Return active positions to fix: all whole ones, and a tenth of the others.

        Largest share first, and only as far as they keep every row together.
        """
        open_ = np.flatnonzero((shares > 1e-6) & (fixed[group] < 0))
        order = open_[np.lexsort((open_, -shares[open_]))]
        _, first = np.unique(group[order], return_index=True)
        order = order[np.sort(first)]
        most = max(1, len(order) // DIVE_SHARE)
        left = self.problem.capacity - self.problem.used(fixed[fixed >= 0])
        chosen: list[int] = []
        for position in order:
            if shares[position] < ALMOST_WHOLE and len(chosen) >= most:
                break
            _, entry = self.problem.entries_of(self.active[[position]])
            row, weight = (
                self.problem.member_row[entry],
                self.problem.member_weight[entry],
            )
            if (left[row] >= weight).all():
                left[row] -= weight
                chosen.append(int(position))
        return np.array(chosen, dtype=np.int64)

    def _set_clock(self) -> None:
        """Let the solver run until the end that :meth:`solve` was given."""
        left = max(0.0, self._ends - monotonic())
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + left)

    def _shares(self) -> NDArray[np.float64]:
        shares = np.zeros(self.problem.num_columns)
        shares[self.active] = np.asarray(self._solver.getSolution().col_value)
        return np.where(shares > 1e-9, shares, 0.0)

    def _bound_from(self, dual: NDArray[np.float64]) -> Bound:
        first = self.problem.num_groups
        last = first + len(self._reached)
        weights = dict(zip(self._reached, -dual[first:last], strict=True))
        prices = Prices.rounded(dual[last:], weights)
        return dual_bound(self.problem, self._worth, self._reached, prices)

    def _entering(self, bound: Bound, dual: NDArray[np.float64]) -> Ints:
        """Return columns outside that are worth more than their person's price."""
        price = np.rint(dual[: self.problem.num_groups] * SCALE).astype(np.int64)
        gain = (bound.best - price)[self.problem.group] - bound.reduced
        gain[self.active] = 0
        useful = np.flatnonzero(gain > SCALE // 1000)
        group = self.problem.group[useful]
        order = useful[np.lexsort((-gain[useful], group))]
        group = self.problem.group[order]
        nth = np.arange(len(order)) - np.searchsorted(group, group)
        return np.sort(order[nth < ENTERING_COLUMNS])

    def _add_columns(self, columns: Ints) -> None:
        part = self.problem.take(columns)
        matrix = column_matrix(part, self.problem.num_groups, self._reached)
        self._solver.addCols(
            len(columns),
            self._worth[columns].astype(np.float64),
            np.zeros(len(columns)),
            np.ones(len(columns)),
            matrix.nnz,
            matrix.indptr[:-1],
            matrix.indices,
            matrix.data,
        )
        self.active = np.concatenate([self.active, columns])

    def _add_cuts(self, found: list[PlaceCut]) -> None:
        position = np.full(self.problem.num_columns, -1, dtype=np.int64)
        position[self.active] = np.arange(len(self.active))
        first, index, data = [0], [], []
        for cut in found:
            columns, weight = self._cuts.weights(cut)
            inside = position[columns] >= 0
            index.append(position[columns][inside])
            data.append(weight[inside])
            first.append(first[-1] + len(index[-1]))
        self.problem = self._cuts.extended(self.problem, found)
        capacity = self.problem.capacity[-len(found) :].astype(np.float64)
        self._solver.addRows(
            len(found),
            np.full(len(found), -highspy.kHighsInf),
            capacity,
            first[-1],
            np.array(first[:-1], dtype=np.int32),
            np.concatenate(index).astype(np.int32),
            np.concatenate(data).astype(np.float64),
        )


def _leading(problem: Problem, cost: Ints, count: int) -> Ints:
    """Return the ``count`` cheapest columns of each group."""
    order = np.lexsort((cost, problem.group))
    nth = np.arange(len(order)) - problem.group_first[problem.group[order]]
    return np.sort(order[nth < count])
