"""Tier after tier by relaxation, proof and kernel. Only inside a solver host."""

from collections.abc import Callable
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import StoppedBy
from matcher.placement.greedy import greedy_choice, values_of
from matcher.placement.kernel import KernelResult, search_kernel
from matcher.placement.problem import Problem
from matcher.placement.proof import SCALE, Bound, Prices, dual_bound
from matcher.placement.relaxation import Relaxation
from matcher.placement.worker import Incumbent

Ints = NDArray[np.int64]

FIRST_KERNEL = 25
"""Columns a person in the first kernel."""

KERNEL_GROWTH = 4

OnNews = Callable[[Incumbent], None]


class TierSearch:
    """The search in one component.

    First a scout: all tiers weighed together, roughly, in one relaxation and one small
    kernel. It proves nothing, but its plan is good in every tier at once. Then tier by
    tier: most close at once, since the scout's plan reaches the relaxation's bound
    rounded down; the others grow kernels. A closed tier drops every option with which
    its value cannot be kept.

    Parameters
    ----------
    problem
        The component.
    scout
        Weight of each tier in the scout's aim.
    nodes
        Branch-and-bound nodes per tier.
    seconds
        Wall clock for the whole component.
    on_news
        Told of every better plan and every closed tier.
    """

    def __init__(
        self,
        problem: Problem,
        scout: Ints,
        nodes: int,
        seconds: float,
        on_news: OnNews,
    ) -> None:
        self._whole, self._scout, self._nodes = problem, scout, nodes
        self._ends = monotonic() + seconds
        self._on_news = on_news
        self._problem = problem  # the columns left, with the cuts found so far
        self._alive = np.arange(problem.num_columns)
        self._active = np.zeros(0, dtype=np.int64)  # columns of the last relaxation
        chosen = greedy_choice(problem)
        tops = [int(problem.group_max(worth).sum()) for worth in problem.values]
        self.best = Incumbent(chosen, values_of(problem, chosen), tops)

    def run(self) -> Incumbent:
        """Return the best plan, proved as far as the limits allow."""
        self._on_news(self.best)
        self._polish(0)
        for tier in range(len(self._whole.values)):
            before = self.best.values[tier]
            self._drop_hopeless(tier, self._solve_tier(tier))
            if self.best.values[tier] > before:
                self._polish(tier + 1)
            self._on_news(self.best)
        return self.best

    def _polish(self, tier: int) -> None:
        """Improve ``tier`` and all after it together; proves nothing."""
        worth = self._scout[tier:] @ self._problem.values[tier:]
        reached = self._binding(tier)
        bound = self._relax(worth, reached, goal=int(worth[self._start()].sum()))
        if bound is not None:
            near = np.argsort(bound.reduced, kind="stable")[: self._kernel_size()]
            self._search(worth, reached, near, self._nodes)

    def _solve_tier(self, tier: int) -> Bound:
        """Close ``tier`` as far as the limits allow; return its best dual bound."""
        problem = self._problem
        free = Prices(np.zeros(problem.num_rows, dtype=np.int64), {})
        ceiling = dual_bound(problem, problem.values[tier], {}, free)
        self._lower(tier, ceiling.value)
        if self._is_closed(tier):
            return ceiling
        reached = self._binding(tier)
        bound = self._relax(problem.values[tier], reached, self.best.values[tier])
        if bound is None:
            self.best.stopped_by = StoppedBy.CLOCK
            return ceiling
        self._lower(tier, bound.value)
        self._grow_kernels(tier, reached, bound)
        return bound

    def _binding(self, tier: int) -> dict[int, int]:
        """Return the earlier tiers that the columns left do not keep by themselves."""
        values = self._problem.values
        least = [-int(self._problem.group_max(-values[i]).sum()) for i in range(tier)]
        reached = self.best.values
        return {i: reached[i] for i in range(tier) if least[i] < reached[i]}

    def _relax(self, worth: Ints, reached: dict[int, int], goal: int) -> Bound | None:
        known = np.isin(self._alive, self._active)
        begin = np.union1d(self._start(), np.flatnonzero(known))
        relaxation = Relaxation(self._problem, worth, reached, begin)
        bound = relaxation.solve(goal, self._left())
        self._problem = relaxation.problem
        self._active = self._alive[relaxation.active]
        return bound

    def _grow_kernels(self, tier: int, reached: dict[int, int], bound: Bound) -> None:
        """Search ever more of the columns that could improve the plan, best first.

        A plan with a column outside the kernel is worth at most that column's bound:
        so each round proves something about all columns.
        """
        worth = self._problem.values[tier]
        order = np.argsort(bound.reduced, kind="stable")
        size, nodes = self._kernel_size(), self._nodes
        while not self._is_closed(tier):
            useful = bound.can_reach(self.best.values[tier] + 1)
            inside = order[:size][useful[order[:size]]]
            outside = order[size:][useful[order[size:]]]
            found = self._search(worth, reached, inside, nodes)
            nodes -= max(1, found.nodes)
            proved = max(found.bound, self.best.values[tier])
            if len(outside):
                least = int(bound.reduced[outside].min())
                proved = max(proved, (bound.scaled - least) // SCALE)
            self._lower(tier, proved)
            if found.out_of_time:
                self.best.stopped_by = StoppedBy.CLOCK
                return
            if nodes <= 0 or not len(outside):
                break
            size *= KERNEL_GROWTH
        if not self._is_closed(tier) and self.best.stopped_by is StoppedBy.PROOF:
            self.best.stopped_by = StoppedBy.WORK_LIMIT

    def _search(
        self,
        worth: Ints,
        reached: dict[int, int],
        inside: Ints,
        nodes: int,
    ) -> KernelResult:
        start = self._start()
        kernel = np.union1d(inside, start)
        columns = self._alive[kernel]

        def better(chosen: Ints) -> None:
            self._accept(columns[chosen])

        found = search_kernel(
            self._problem.take(kernel),
            worth[kernel],
            reached,
            np.searchsorted(kernel, start),
            nodes,
            self._left(),
            better,
        )
        if found.chosen is not None:
            better(found.chosen)
        return found

    def _accept(self, chosen: Ints) -> None:
        """Take over a plan that is better, compared tier by tier."""
        values = values_of(self._whole, chosen)
        if values > self.best.values:
            self.best.chosen, self.best.values = chosen, values
            self._on_news(self.best)

    def _drop_hopeless(self, tier: int, bound: Bound) -> None:
        """Drop the columns with which the value of ``tier`` cannot be kept."""
        kept = np.flatnonzero(bound.can_reach(self.best.values[tier]))
        if len(kept) < len(self._alive):
            self._problem = self._problem.take(kept)
            self._alive = self._alive[kept]

    def _start(self) -> Ints:
        """Return the best plan as positions among the columns left."""
        return np.searchsorted(self._alive, self.best.chosen)

    def _kernel_size(self) -> int:
        return FIRST_KERNEL * self._whole.num_groups

    def _lower(self, tier: int, bound: int) -> None:
        self.best.bounds[tier] = min(self.best.bounds[tier], bound)

    def _is_closed(self, tier: int) -> bool:
        return self.best.values[tier] >= self.best.bounds[tier]

    def _left(self) -> float:
        return self._ends - monotonic()
