"""The linear relaxation, by column generation and cuts.

Loads HiGHS: only inside a solver host.
"""

from collections.abc import Mapping
from time import monotonic

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.placement.cuts import Cut, with_cuts, without_rows
from matcher.placement.cuts_over_all import CutsOverAll
from matcher.placement.dive import rounded_choice
from matcher.placement.greedy import NO_COLUMN
from matcher.placement.half_cuts import half_cuts
from matcher.placement.leading import leading
from matcher.placement.ledger import Ledger
from matcher.placement.linear_program import (
    as_linear_program,
    column_matrix,
    new_solver,
)
from matcher.placement.place_cuts import PlaceCuts
from matcher.placement.problem import A_CUT
from matcher.placement.proof import SCALE, Bound, Prices, dual_bound
from matcher.placement.tightened import Tightened

Ints = NDArray[np.int64]

FIRST_COLUMNS = 5
"""Columns of each person in the first restricted relaxation."""

ENTERING_COLUMNS = 8
"""Most columns of each person that enter in one round."""

DECIDED = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kTimeLimit,
)

DUAL, PRIMAL = 1, 4
"""HiGHS' numbers of the two simplex methods."""

MOST_ITERATIONS = 12_000
"""Simplex iterations after which the interior point is tried instead."""

MUCH_NEW = 24_000_000
"""New columns times rows: with more at once the simplex takes more than its iterations."""

LARGE = 100_000_000
"""Columns times rows of a relaxation with more than a thousand people.

There cuts take longer than looking for a better plan.
"""

VERY_LARGE = 1_000_000_000
"""The same with some thousands of people: an optimum of it takes a minute."""

NEAR_SHARE = 100
"""Columns outside that could close less than one part in so many of the gap wait."""

STALL_ROUNDS = 3
STALL_SHARE = 100
"""Rounds that together close less than one part in so many of the gap are enough."""

MOST_SEARCHES, SEARCHED_COLUMNS = 3, 30_000
"""Searches for half cuts in a round, and columns gone through in all of them."""

ALMOST = 3
"""How much more patience the last unit of a gap deserves."""

HOPELESS_SHARE = 2
"""Columns are worth dropping when fewer than one in so many are left."""

ROUNDS_INSIDE = 4
"""Rounds of cuts between two sweeps over all columns."""

GOING_WITHOUT = 2
"""Times the largest difference between options of one person."""

FEW_PLACE_CUTS = 15
"""With more of them than this, half cuts wait: place cuts are the cheaper."""

UNMOVED = 1e-4
"""An optimum that cuts lower by less has stayed."""


class Relaxation:
    """Solves the relaxation of one aim on ever more columns and cuts.

    Cuts are looked for on the columns that have entered, a few rounds at a time. Then
    those that are left are worked out for *all* columns, and a sweep over these gives
    the bound and the columns to enter: whatever ends the rounds, the bound holds for
    the whole problem.

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
    ledger
        Numbers the cuts.
    is_far
        Whether ``active`` says little of the optimum.
    """

    def __init__(
        self,
        problem: Tightened,
        worth: Ints,
        reached: Mapping[int, int],
        active: Ints,
        ledger: Ledger,
        *,
        is_far: bool = True,
    ) -> None:
        self.problem = problem
        best = leading(problem.plain.group_first, -worth, FIRST_COLUMNS)
        self.active = np.union1d(active, best)
        self.bound: Bound | None = None
        # Far from the optimum the interior point is the quicker.
        self._is_far = is_far
        # The optimum before the first cuts, and whether these left it where it was.
        self._uncut: float | None = None
        self.cuts_are_idle = False
        # Whether the simplex once lost its way when cuts had come.
        self._cuts_lead_far = False
        self._random = np.random.Generator(np.random.PCG64(1))
        self._worth, self._reached, self._ledger = worth, reached, ledger
        self._place_cuts = PlaceCuts(problem.index)
        self._over_all = CutsOverAll(problem, self._place_cuts, ledger)

    def solve(
        self,
        goal: int,
        cut_rounds: int,
        seconds: float,
        patience: int = STALL_ROUNDS,
        *,
        until_smaller: bool = False,
        while_lowering: bool = False,
    ) -> Bound | None:
        """Return the best bound, ``None`` if the clock came before the first.

        Stops as soon as the bound is down to ``goal``: the plan at hand is then proved;
        when ``patience`` rounds of cuts have hardly lowered it; and, with
        ``until_smaller``, as soon as most columns can no longer reach the goal: the rest
        is quicker without them; with ``while_lowering``, where cuts are dear and the first
        leave the optimum where it was: then it is rather the plan that lacks. May be
        called again with another goal, and goes on where it stopped.
        """
        self._ends = monotonic() + seconds
        self._patience = patience
        if self.bound is None:
            self._begin()
        lowest: list[int] = []
        # The cuts of the last pass serve dives and kernels.
        for _ in range(cut_rounds + 1):
            if not self._generate_columns(goal) or self._stalls(lowest, goal):
                break
            if until_smaller and self.is_mostly_hopeless(goal):
                break
            are_dear = self._size > LARGE and not self._nearly_at(goal)
            if not self._tighten(goal, while_lowering and are_dear):
                break
        self._lift()
        return self.bound

    def _tighten(self, goal: int, while_lowering: bool) -> bool:
        """Add cuts round by round, with no column entering; tell whether to go on.

        Ends when a round has the optimum down to ``goal``.
        """
        for rounds in range(ROUNDS_INSIDE):
            found = self._violated()
            if not found:
                return rounds > 0
            if self._uncut is None:
                self._uncut = self._optimum()
            self._add_cuts(found)
            if not self._optimised_with_cuts() or self._optimum() < goal + 1:
                break
            if while_lowering and self._uncut - self._optimum() < UNMOVED:
                self.cuts_are_idle = True
                return False
        return True

    def _optimised_with_cuts(self) -> bool:
        """Solve again now that cuts have come, by what did so best."""
        self._is_far = self._cuts_lead_far
        is_optimal = self._optimised()
        if self._solver.getInfo().ipm_iteration_count > 0:
            self._cuts_lead_far = True
        return is_optimal

    def _optimum(self) -> float:
        optimum: float = self._solver.getInfo().objective_function_value
        return optimum

    def is_mostly_hopeless(self, goal: int) -> bool:
        """Tell whether few columns can still reach ``goal``: drop the others first."""
        assert self.bound is not None
        hopeful = np.count_nonzero(self.bound.can_reach(goal))
        return bool(hopeful * HOPELESS_SHARE < self.problem.num_columns)

    def _stalls(self, lowest: list[int], goal: int) -> bool:
        """Note the bound; tell whether the last rounds hardly lowered it."""
        assert self.bound is not None
        lowest.append(self.bound.scaled)
        step = max(SCALE // 4, (self.bound.scaled - goal * SCALE) // STALL_SHARE)
        patience = self._patience * (ALMOST if self._nearly_at(goal) else 1)
        before = lowest[-patience - 1 :][0]
        return len(lowest) > patience and before - lowest[-1] < step

    def _nearly_at(self, goal: int) -> bool:
        """Tell whether the bound is no more than the last unit above ``goal``."""
        return self.bound is not None and self.bound.value <= goal + 1

    def _generate_columns(self, goal: int) -> bool:
        """Price until nothing enters; return whether a tighter bound is still wanted."""
        while True:
            if not self._optimised():
                return False
            dual = np.asarray(self._solver.getSolution().row_dual)
            self._lift()
            bound = self._bound_from(dual)
            if self.bound is None or bound.scaled < self.bound.scaled:
                self.bound = bound
            if self.bound.value <= goal:
                return False
            entering = self._entering(bound, dual)
            if not len(entering) or self._is_near(bound, goal):
                return True
            self._add_columns(entering)

    @property
    def is_infeasible(self) -> bool:
        """Tell whether no shares of the columns that have entered keep all rows."""
        status = self._solver.getModelStatus()
        return bool(status == highspy.HighsModelStatus.kInfeasible)

    def _is_near(self, bound: Bound, goal: int) -> bool:
        """Tell whether all columns together could hardly change the bound."""
        optimum = self._optimum()
        gap = max(SCALE // 8, (bound.scaled - goal * SCALE) // NEAR_SHARE)
        return bound.scaled - optimum * SCALE <= gap

    @property
    def is_slow(self) -> bool:
        """Tell whether it has become so large that every optimum takes long."""
        return self._size > VERY_LARGE

    @property
    def _size(self) -> int:
        return len(self.active) * self._inside.num_rows

    def dive(self, seconds: float) -> Ints | None:
        """Round the optimum to a plan that keeps what earlier tiers have reached.

        Returns one column per group, or ``None`` where the dive did not get that far. No
        column enters and the bound stays.
        """
        self._ends = monotonic() + seconds
        chosen = self._rounded()
        return None if chosen is None or (chosen == NO_COLUMN).any() else chosen

    def soft_dive(self, worth: Ints, lone: Ints, seconds: float) -> Ints | None:
        """Round the optimum of ``worth`` as far as it goes.

        What earlier tiers have reached need not be kept, so that ``worth`` must weigh
        them too.

        Parameters
        ----------
        worth
            One integer per column; it need not be the aim of the relaxation.
        lone
            The groups that cannot go without a column.
        seconds
            Wall clock for it.

        Returns
        -------
        One column per group, ``NO_COLUMN`` for who goes without, which keep every row
        together; ``None`` where no optimum was found.
        """
        self._ends = monotonic() + seconds
        groups = self.problem.num_groups
        least, most = np.zeros(groups), np.ones(groups)
        least[lone] = 1.0
        # To go without is worth so little that nobody else's best is a reason.
        worst = -self.problem.group_max(-worth)
        spread = int((self.problem.group_max(worth) - worst).max())
        without = worst - GOING_WITHOUT * spread
        inside = self.active
        self._set_costs(worth[inside] - without[self.problem.group[inside]])
        self._set_rows(least, np.full(len(self._reached), -highspy.kHighsInf))
        if self._size > LARGE:
            self._keep_groups_full()
        chosen = self._rounded()
        self._set_costs(self._worth[self.active])
        self._set_rows(most, np.array(list(self._reached.values()), dtype=np.float64))
        return chosen

    def _keep_groups_full(self) -> None:
        """Begin where every group has its column, which is still the optimum.

        Else those that may go without now would all begin without.
        """
        basis = self._solver.getBasis()
        at_least, at_most = (
            highspy.HighsBasisStatus.kLower,
            highspy.HighsBasisStatus.kUpper,
        )
        groups = self.problem.num_groups
        basis.row_status = [
            at_most if i < groups and status == at_least else status
            for i, status in enumerate(basis.row_status)
        ]
        self._solver.setBasis(basis)

    def _rounded(self) -> Ints | None:
        basis, size = self._solver.getBasis(), len(self.active)
        inside = np.empty(size, dtype=np.int64)
        inside[self._by_column] = np.arange(size)
        chosen = rounded_choice(self._solver, self._optimised, self._inside, inside)
        if chosen is not None:
            entered = self.active[self._by_column]
            chosen = np.where(chosen == NO_COLUMN, NO_COLUMN, entered[chosen])
        everything = np.arange(size, dtype=np.int32)
        self._solver.changeColsBounds(size, everything, np.zeros(size), np.ones(size))
        self._solver.setBasis(basis)
        return chosen

    def _set_costs(self, worth: Ints) -> None:
        everything = np.arange(len(worth), dtype=np.int32)
        self._solver.changeColsCost(len(worth), everything, worth.astype(np.float64))

    def _set_rows(
        self, least: NDArray[np.float64], reached: NDArray[np.float64]
    ) -> None:
        """Set how many columns each group has at least, and what tiers must keep."""
        most = [1.0] * len(least) + [highspy.kHighsInf] * len(reached)
        for row, low in enumerate([*least.tolist(), *reached.tolist()]):
            self._solver.changeRowBounds(row, low, most[row])

    def _optimised(self) -> bool:
        """Solve what the solver holds; tell whether an optimum was found.

        From nothing, and where many columns have entered, the interior point is quicker,
        from the last optimum the simplex.
        Where one loses its way, among many equal optima for instance, the other tries.
        """
        methods = ("simplex", "ipm")
        status = highspy.HighsModelStatus.kNotset
        for method in methods[::-1] if self._is_far else methods:
            if status not in DECIDED:
                self._solver.setOptionValue("solver", method)
                self._set_limits()
                self._solver.run()
                status = self._solver.getModelStatus()
        # What the clock has stopped left nothing to go on from.
        self._is_far = status == highspy.HighsModelStatus.kTimeLimit
        self._solver.setOptionValue("simplex_strategy", DUAL)
        return status == highspy.HighsModelStatus.kOptimal

    def _set_limits(self) -> None:
        """Let the solver run until the end that :meth:`solve` was given."""
        left = max(0.0, self._ends - monotonic())
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + left)
        self._solver.setOptionValue("simplex_iteration_limit", MOST_ITERATIONS)

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
        most = leading(self.problem.plain.group_first, -gain, ENTERING_COLUMNS)
        return most[gain[most] > SCALE // 1000]

    def _add_columns(self, columns: Ints) -> None:
        part = self.problem.wide(columns)
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
        self._is_far = len(columns) * matrix.shape[0] > MUCH_NEW
        self.active = np.concatenate([self.active, columns])
        self._take_inside()
        # The last optimum is still feasible, only no longer the best: the dual simplex
        # would first have to shift the costs.
        self._solver.setOptionValue("simplex_strategy", PRIMAL)

    def _begin(self) -> None:
        self._solver = new_solver(0.0)
        self._take_inside()
        worth = self._worth[self.active]
        self._solver.passModel(as_linear_program(self._inside, worth, self._reached))

    def _take_inside(self) -> None:
        """Note what has entered, in the order of the columns."""
        self._by_column = np.argsort(self.active)
        self._inside = self.problem.wide(self.active[self._by_column])

    def _violated(self) -> list[Cut]:
        """Return place cuts, and half cuts too where few places have one."""
        entered = np.asarray(self._solver.getSolution().col_value)
        entered = np.where(entered > 1e-9, entered, 0.0)
        shares = np.zeros(self.problem.num_columns)
        shares[self.active] = entered
        inside = self.active[self._by_column]
        found = [cut.on(inside) for cut in self._place_cuts.violated(shares)]
        if len(found) < FEW_PLACE_CUTS:
            shares_inside = entered[self._by_column]
            searches = max(1, min(MOST_SEARCHES, SEARCHED_COLUMNS // len(inside)))
            found += half_cuts(self._inside, shares_inside, self._random, searches)
        return found

    def _add_cuts(self, found: list[Cut]) -> None:
        self._drop_loose_cuts()
        first, index, data = [0], [], []
        for cut in found:
            index.append(self._by_column[cut.columns])
            data.append(cut.weights)
            first.append(first[-1] + len(index[-1]))
        numbers = self._ledger.number([cut.origin for cut in found])
        self._inside = with_cuts(self._inside, found, numbers)
        capacity = self._inside.capacity[-len(found) :].astype(np.float64)
        self._solver.addRows(
            len(found),
            np.full(len(found), -highspy.kHighsInf),
            capacity,
            first[-1],
            np.array(first[:-1], dtype=np.int32),
            np.concatenate(index).astype(np.int32),
            np.concatenate(data).astype(np.float64),
        )

    def _drop_loose_cuts(self) -> None:
        """Drop the cuts that the optimum does not touch."""
        ahead = self.problem.num_groups + len(self._reached)
        solution = self._solver.getSolution()
        used = np.asarray(solution.row_value)[ahead:]
        price = np.asarray(solution.row_dual)[ahead:]
        loose = (used < self._inside.capacity - 1e-6) & (np.abs(price) < 1e-9)
        dropped = np.flatnonzero(loose & (self._inside.bundle == A_CUT))
        if len(dropped):
            rows = (dropped + ahead).astype(np.int32)
            self._solver.deleteRows(len(rows), rows)
            self._inside = without_rows(self._inside, dropped)

    def _lift(self) -> None:
        """Give all columns the cuts that those inside have now."""
        mine, theirs = self.problem.numbers, self._inside.numbers
        new = theirs[~np.isin(theirs, mine)]
        cuts = [self._over_all.cut(number) for number in new.tolist()]
        self.problem = self.problem.with_only(theirs).with_cuts(cuts, new)
