"""The best of one tier beside what all tiers before must keep. Only in a solver host.

For questions about a plan that stands: the rows have the cuts of its proof already, and
few columns are near its prices. Their relaxation is mostly whole, or nearly so.
"""

from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import StoppedBy
from matcher.placement.greedy import values_of
from matcher.placement.job import LastTier
from matcher.placement.kernel import search_kernel
from matcher.placement.ledger import Ledger
from matcher.placement.problem import Problem
from matcher.placement.proof import Bound
from matcher.placement.relaxation import Relaxation
from matcher.placement.tightened import Tightened
from matcher.placement.worker import Incumbent

Ints = NDArray[np.int64]

CUT_ROUNDS, PATIENCE = 4, 1
"""Few: what the proof's cuts leave is mostly decided sooner by branching."""

TURNS = 2
"""How often a bound is lowered again towards a better plan."""

NEAR = (2, 16, 128)
"""How far below the bound a plan is looked for, one after another."""


def solve_last_tier(
    problem: Problem, asked: LastTier, nodes: int, seconds: float
) -> Incumbent:
    """Return the best plan in the last tier of ``problem``, and what bounds it there.

    No more is searched than what is asked for. Without such a plan the choice is empty.
    """
    return _Search(problem.widened(), asked, nodes, seconds).run()


@dataclass(slots=True)
class _Best:
    """The best plan so far, if there is one, and what it is worth, or what is asked."""

    chosen: Ints | None
    value: int


class _Search:
    def __init__(
        self, problem: Problem, asked: LastTier, nodes: int, seconds: float
    ) -> None:
        self._problem, self._nodes = problem, nodes
        self._ends = monotonic() + seconds
        self._worth = problem.values[-1]
        self._kept = {
            tier: kept
            for tier, kept in enumerate(asked.kept)
            if -int(problem.group_max(-problem.values[tier]).sum()) < kept
        }
        # Where no plan is known yet, the first one has to be above this.
        self._best = _Best(None, asked.least - 1)
        self._bound = int(problem.group_max(self._worth).sum())
        self._out_of_time = False
        self._begin = asked.begin
        if len(asked.start):
            self._accept(asked.start)

    def run(self) -> Incumbent:
        """Return the best plan, proved as far as the limits allow."""
        for begin in (self._begin, np.arange(self._problem.num_columns)):
            relaxation = self._relaxation(begin)
            bound = self._relax(relaxation)
            if bound is not None or not relaxation.is_infeasible:
                break
        if bound is not None:
            self._branch(relaxation.problem, bound)
        elif relaxation.is_infeasible:
            self._lower(self._best.value)
        else:
            self._out_of_time = True
        return self._found()

    @property
    def _is_closed(self) -> bool:
        return self._bound <= self._best.value

    def _relaxation(self, begin: Ints) -> Relaxation:
        if self._best.chosen is not None:
            begin = np.union1d(begin, self._best.chosen)
        return Relaxation(
            Tightened.of(self._problem),
            self._worth,
            self._kept,
            begin,
            Ledger(self._problem.num_rows),
            is_far=False,
        )

    def _relax(self, relaxation: Relaxation) -> Bound | None:
        """Lower the bound, and round the optimum to a plan."""
        bound = None
        for _ in range(TURNS):
            before = self._best.value
            bound = relaxation.solve(before, CUT_ROUNDS, self._left(), PATIENCE)
            if bound is None:
                return None
            self._lower(bound.value)
            if not self._is_closed:
                dived = relaxation.dive(self._left())
                if dived is not None:
                    self._accept(dived)
            if self._is_closed or self._best.value == before:
                break
        return bound

    def _branch(self, problem: Tightened, bound: Bound) -> None:
        """Search the columns near ``bound``, and at last all that could be better."""
        for near in (*NEAR, bound.value):
            if self._is_closed or self._left() <= 0:
                return
            least = max(self._best.value + 1, bound.value - near)
            inside = np.flatnonzero(bound.can_reach(least))
            found = self._kernel(problem, inside)
            # With any other column a plan is below what these were chosen for.
            self._lower(max(found, least - 1))

    def _kernel(self, problem: Tightened, inside: Ints) -> int:
        """Search the columns ``inside``; return a bound on what is found among them."""
        start = self._best.chosen
        if start is not None:
            inside = np.union1d(inside, start)
        found = search_kernel(
            problem.wide(inside),
            self._worth[inside],
            self._kept,
            None if start is None else np.searchsorted(inside, start),
            self._nodes,
            self._left(),
            lambda _: None,
        )
        if found.chosen is not None:
            self._accept(inside[found.chosen])
        self._out_of_time = self._out_of_time or found.out_of_time
        return found.bound

    def _accept(self, chosen: Ints) -> None:
        """Take over a plan that is better."""
        value = int(self._worth[chosen].sum())
        if value > self._best.value and self._allows(chosen):
            self._best = _Best(chosen, value)

    def _allows(self, chosen: Ints) -> bool:
        values = values_of(self._problem, chosen)
        return self._problem.allows(chosen) and all(
            values[tier] >= kept for tier, kept in self._kept.items()
        )

    def _lower(self, bound: int) -> None:
        self._bound = min(self._bound, bound)

    def _found(self) -> Incumbent:
        chosen = self._best.chosen
        if chosen is None:
            chosen = np.zeros(0, dtype=np.int64)
        values = values_of(self._problem, chosen)
        stopped_by = StoppedBy.PROOF
        if not self._is_closed:
            stopped_by = StoppedBy.CLOCK if self._out_of_time else StoppedBy.WORK_LIMIT
        return Incumbent(chosen, values, [*values[:-1], self._bound], stopped_by)

    def _left(self) -> float:
        return self._ends - monotonic()
