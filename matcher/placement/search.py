"""Tier after tier by relaxation, proof and kernel. Only inside a solver host."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import StoppedBy
from matcher.domain.policy import SolverLimits
from matcher.options.ranges import Whole, positions_in
from matcher.placement.aims import Aims
from matcher.placement.best_plan import BestPlan, OnNews
from matcher.placement.cuts import Cut
from matcher.placement.greedy import NO_COLUMN, completed, modest_choice
from matcher.placement.kernel import KernelResult, search_kernel
from matcher.placement.leading import leading
from matcher.placement.ledger import Ledger
from matcher.placement.neighbourhoods import COLUMNS_EACH, Neighbourhoods, Reach
from matcher.placement.problem import Problem
from matcher.placement.proof import Bound, Prices, dual_bound
from matcher.placement.relaxation import STALL_ROUNDS, Relaxation
from matcher.placement.tightened import Tightened
from matcher.placement.worker import Incumbent

Ints = NDArray[np.int64]

TURNS = 2
"""How often a bound is lowered and a plan raised in turn."""

CUT_ROUNDS = 40

KERNEL = 6
"""Options a person in the kernel that is tried for a better plan."""

KERNEL_NODES = 20

PRODUCTIVE = 30
"""A look at everybody must close at least one part in so many of the gap."""

SCOUT_ROUNDS = 2
SCOUT_PATIENCE = 1
"""The scout proves nothing: it only leaves cuts and a plan."""

SCOUT_SHARE = 2
"""Of the clock one part in so many is for the scout's bound: a plan must come after it."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """The columns that were left when a tier was begun, with their cuts."""

    alive: Whole
    cuts: tuple[Cut, ...]
    cut_numbers: Ints
    parent: int


class TierSearch:
    """The search in one component.

    First a scout: all tiers weighed together in one relaxation, whose optimum is
    rounded and then improved neighbourhood by neighbourhood. It proves nothing, but its
    plan is good in every tier at once, and so are the cuts that it leaves. Then tier by
    tier: a relaxation with ever more cuts bounds the tier; many close at once, since the
    plan reaches the bound rounded down. Where one does not, its optimum is rounded and
    improved in neighbourhoods for as long as these pay, and a small kernel near the bound
    is tried; if the options that could still improve it are few enough, branch and bound
    decides. A tier drops every option with which its value cannot be kept.

    Parameters
    ----------
    problem
        The component.
    weights
        Two rows, one weight per tier: those of the scout's relaxation, mild enough for
        a stable simplex, and the steep ones by which neighbourhoods compare plans.
    limits
        Nodes, neighbourhoods and kernel size; its clock is that of the whole run.
    seconds
        Wall clock for this component.
    on_news
        Told of every better plan and every closed tier.
    start
        A plan that is good in the first tiers: there is then no need of a scout.
        ``None``: begin from nothing.
    """

    def __init__(
        self,
        problem: Problem,
        weights: Ints,
        limits: SolverLimits,
        seconds: float,
        on_news: OnNews,
        start: Ints | None = None,
    ) -> None:
        self._whole, self._limits = problem, limits
        self._needs_scout = start is None
        self._aims = Aims(*weights)
        self._ends = monotonic() + seconds
        self._reach = Reach(np.random.Generator(np.random.PCG64(0)))
        self._on_news = on_news
        # The columns left, with the cuts found so far; those of the last relaxation;
        # and how far each is from the scout's bound.
        self._problem = Tightened.of(problem)
        self._alive = np.arange(problem.num_columns, dtype=np.int32)
        self._active = np.zeros(0, dtype=np.int64)
        self._far = np.zeros(problem.num_columns, dtype=np.int64)
        self._dropped_for = 0
        self._ledger = Ledger(problem.num_rows)
        # Per tier that was begun, what was left then; per settled one, its value.
        self._begun: list[_Begun] = []
        self._settled: list[int] = []
        self._lone = np.flatnonzero(np.diff(problem.group_first) == 1)
        self._plans = BestPlan(problem, on_news, start)

    @property
    def best(self) -> Incumbent:
        """The best plan so far, and what is proved of it."""
        return self._plans.incumbent

    def run(self) -> Incumbent:
        """Return the best plan, proved as far as the limits allow."""
        self._on_news(self.best)
        if self._needs_scout:
            self._scout()
        tier = 0
        while tier < len(self._whole.values):
            self._begun[tier:] = [
                _Begun(
                    self._alive,
                    self._problem.cuts,
                    self._problem.cut_numbers,
                    self._ledger.parent,
                )
            ]
            self._solve_tier(tier)
            self._plans.take_waiting()
            self._settle(tier)
            self._on_news(self.best)
            tier = self._first_fallen(tier + 1)
        self.best.evidence = self._ledger.evidence()
        return self.best

    def _scout(self) -> None:
        worth = self._whole.weighed(self._aims.mild)
        begin = np.union1d(self.best.chosen, modest_choice(self._whole))
        relaxation = Relaxation(self._problem, worth, {}, begin, self._ledger)
        seconds = self._left() / SCOUT_SHARE
        for _ in range(TURNS):
            goal = int(worth[self.best.chosen].sum())
            with self._timed("relaxation"):
                bound = relaxation.solve(goal, SCOUT_ROUNDS, seconds, SCOUT_PATIENCE)
            if bound is None:
                self._improve(self.best.chosen, self._ceiling(worth), self._aims.steep)
                return
            rounded = self._round(relaxation, self._aims.mild)
            self._problem, self._active = relaxation.problem, relaxation.active
            self._far = bound.reduced
            self._improve(rounded, bound, self._aims.steep)
            if relaxation.is_slow:
                return
            seconds = self._left() / SCOUT_SHARE

    def _round(self, relaxation: Relaxation, weights: Ints) -> Ints:
        """Return a plan near the optimum that ``relaxation`` has for these weights.

        It may be worth less in earlier tiers than the best plan, which is returned where
        there is none.
        """
        worth = self._problem.plain.weighed(weights)
        with self._timed("relaxation"):
            dived = relaxation.soft_dive(worth, self._lone, self._left())
        if dived is None:
            return self.best.chosen
        chosen = np.where(dived == NO_COLUMN, NO_COLUMN, self._columns(dived))
        rounded = completed(self._whole, chosen)
        if rounded is None:
            return self.best.chosen
        self._accept(rounded)
        return rounded

    def _improve(self, chosen: Ints, bound: Bound, weights: Ints) -> None:
        """Look again at everybody, as often as the limits say, near ``bound``.

        Begins with the plan ``chosen``, and goes after what weighs most.
        """
        first = self._problem.plain.group_first
        near = leading(first, bound.reduced, COLUMNS_EACH)
        columns = np.union1d(self._columns(near), chosen)
        problem = self._whole.take(columns).widened()
        at, is_alive = positions_in(self._alive, columns)
        far = np.where(is_alive, bound.reduced[at], np.iinfo(np.int64).max)
        worth = problem.weighed(weights)
        neighbourhoods = Neighbourhoods(problem, worth, far, self._reach)
        looks = self._limits.neighbourhoods * self._whole.num_groups
        chosen = np.searchsorted(columns, chosen)
        with self._timed("neighbourhood"):
            while neighbourhoods.looks < looks and self._left() > 0:
                chosen = neighbourhoods.improve(chosen, self._left())
                self._accept(columns[chosen])
                if neighbourhoods.is_exhausted:
                    return

    def _solve_tier(self, tier: int) -> None:
        """Close ``tier`` as far as the limits allow."""
        self._dropped_for = self.best.values[tier]
        ceiling = self._ceiling(self._problem.values[tier])
        self._ledger.note(tier, ceiling.grounds)
        self._plans.lower(tier, ceiling.value)
        self._drop_hopeless(tier, ceiling)
        if self._plans.is_closed(tier):
            return
        bound = self._close_in(tier)
        if (
            bound is not None
            and not self._plans.is_closed(tier)
            and self._plans.is_first_open(tier)
        ):
            self._search_kernel(tier, bound)
        if not self._plans.is_closed(tier) and self.best.stopped_by is StoppedBy.PROOF:
            in_time = self._left() > 0
            self.best.stopped_by = StoppedBy.WORK_LIMIT if in_time else StoppedBy.CLOCK

    def _ceiling(self, worth: Whole) -> Bound:
        """Return the bound that gives everybody their best."""
        free = Prices(np.zeros(self._problem.num_rows, dtype=np.int64), {})
        return dual_bound(self._problem, worth, {}, free)

    def _settle(self, tier: int) -> None:
        """Note what must be kept of ``tier``; put back what was dropped for more."""
        self._plans.settle(tier)
        self._settled[tier:] = [self._plans.kept(tier)]
        if self._plans.kept(tier) < self._dropped_for:
            self._put_back(tier)

    def _put_back(self, tier: int) -> None:
        """Take again all columns that there were when ``tier`` was begun."""
        begun = self._begun[tier]
        plain = self._whole.take(begun.alive)
        self._problem = Tightened.of(plain).with_cuts(begun.cuts, begun.cut_numbers)
        self._alive, self._ledger.parent = begun.alive, begun.parent

    def _first_fallen(self, settled: int) -> int:
        """Return the first of the ``settled`` tiers to solve again, or else how many.

        Where an earlier tier was left open and is better now, one after it may be worth
        less: the bounds from there on were those of too few plans.
        """
        for tier in range(settled):
            if self._plans.kept(tier) < self._settled[tier]:
                self._put_back(tier)
                self._plans.forget_bounds_after(tier)
                return tier
        return settled

    def _close_in(self, tier: int) -> Bound | None:
        """Lower the bound and raise the plan in turns; return the bound.

        A better plan makes a smaller gap: fewer columns are left, and more cuts are
        worth their time. Where cuts leave the bound at once where it was, it is rather
        the plan that lacks, and they wait until it has been raised.
        """
        bound, turns, has_waited = None, 0, False
        while turns < TURNS:
            before = self.best.values[tier]
            relaxation = self._relaxation(tier)
            bound = self._relax(relaxation, tier, while_lowering=not has_waited)
            self._problem = relaxation.problem
            self._active = self._columns(relaxation.active)
            if bound is None:
                return None
            if not self._plans.is_closed(tier):
                self._raise(relaxation, tier, bound)
            waits = relaxation.cuts_are_idle and not self._will_decide(tier, bound)
            if not self._plans.is_closed(tier) and (
                waits or relaxation.is_mostly_hopeless(self.best.values[tier])
            ):
                has_waited = has_waited or waits
                self._drop_hopeless(tier, bound)
                continue
            turns += 1
            if not self._plans.is_closed(tier):
                self._try_kernel(tier, bound)
            kept = self._drop_hopeless(tier, bound)
            bound = bound.take(kept)
            if (
                self._plans.is_closed(tier)
                or self.best.values[tier] == before
                or self._will_decide(tier, bound)
            ):
                break
        return bound

    def _relax(
        self, relaxation: Relaxation, tier: int, *, while_lowering: bool
    ) -> Bound | None:
        """Lower the bound as far as cuts can, and dive as soon as they falter.

        The optimum may be whole long before they are at their end.
        """
        bound = None
        for patience in (1, STALL_ROUNDS):
            goal = self.best.values[tier]
            with self._timed("relaxation"):
                bound = relaxation.solve(
                    goal,
                    CUT_ROUNDS,
                    self._left(),
                    patience,
                    until_smaller=True,
                    while_lowering=while_lowering,
                )
            if bound is None:
                return None
            self._ledger.note(tier, bound.grounds)
            self._plans.lower(tier, max(bound.value, self._dropped_for - 1))
            if self._plans.is_closed(tier) or relaxation.is_mostly_hopeless(goal):
                break
            self._dive(relaxation)
            if relaxation.cuts_are_idle:
                break
        return bound

    def _raise(self, relaxation: Relaxation, tier: int, bound: Bound) -> None:
        """Improve what the optimum of ``relaxation`` is rounded to, then the best plan.

        This goes on as long as it pays; not where most columns can be dropped first.
        """
        weights = self._aims.cautious(tier, bound.grounds.weights)
        chosen, is_rounded = self._round(relaxation, weights), True
        while not self._plans.is_closed(tier) and self._left() > 0:
            before = self.best.values[tier]
            if relaxation.is_mostly_hopeless(before):
                return
            gap = self.best.bounds[tier] - before
            self._improve(chosen, bound, self._aims.strict(tier))
            gained = self.best.values[tier] - before
            if not is_rounded and gained * PRODUCTIVE < gap:
                return
            chosen, is_rounded = self.best.chosen, False

    def _binding(self, tier: int) -> dict[int, int]:
        """Return the earlier tiers that the columns left do not keep by themselves."""
        values = self._problem.values
        least = [-int(self._problem.group_max(-values[i]).sum()) for i in range(tier)]
        kept = [self._plans.kept(i) for i in range(tier)]
        return {i: kept[i] for i in range(tier) if least[i] < kept[i]}

    def _relaxation(self, tier: int) -> Relaxation:
        at, is_known = positions_in(self._alive, np.sort(self._active))
        begin = np.union1d(self._start(), at[is_known])
        worth = self._problem.values[tier].astype(np.int64)
        reached = self._binding(tier)
        return Relaxation(self._problem, worth, reached, begin, self._ledger)

    def _dive(self, relaxation: Relaxation) -> None:
        """Round the optimum, where that is a plan that keeps the tiers before."""
        with self._timed("relaxation"):
            dived = relaxation.dive(self._left())
        if dived is not None:
            self._accept(self._columns(dived))

    def _try_kernel(self, tier: int, bound: Bound) -> None:
        """Improve ``tier`` and what follows on the few options nearest to the bound.

        Branch and bound on a part of the columns: good plans, but nothing proved.
        """
        worth = self._problem.plain.weighed(self._aims.ahead(tier))
        most = min(KERNEL * self._whole.num_groups, len(self._alive))
        limit = np.partition(bound.reduced, most - 1)[most - 1]
        near = np.flatnonzero(bound.reduced <= limit)
        far = self._far[self._alive[near]]
        near = near[np.lexsort((far, bound.reduced[near]))[:most]]
        if not self._will_decide(tier, bound):
            self._branch(near, worth, self._binding(tier), KERNEL_NODES)

    def _will_decide(self, tier: int, bound: Bound) -> bool:
        """Tell whether so few columns could improve ``tier`` that a search settles it."""
        useful = np.count_nonzero(bound.can_reach(self.best.values[tier] + 1))
        most = min(2 * KERNEL * self._whole.num_groups, self._limits.kernel_columns)
        return self._plans.is_first_open(tier) and bool(useful <= most)

    def _search_kernel(self, tier: int, bound: Bound) -> None:
        """Decide by branch and bound over all columns that could improve the plan.

        Left alone where these are too many: a search that cannot end proves nothing.
        """
        useful = np.flatnonzero(bound.can_reach(self.best.values[tier] + 1))
        if len(useful) > self._limits.kernel_columns:
            return
        worth = self._problem.values[tier].astype(np.int64)
        found = self._branch(useful, worth, self._binding(tier), self._limits.nodes)
        self._plans.lower(tier, max(found.bound, self.best.values[tier]))
        if found.out_of_time:
            self.best.stopped_by = StoppedBy.CLOCK

    def _branch(
        self, inside: Ints, worth: Ints, reached: dict[int, int], nodes: int
    ) -> KernelResult:
        """Search the columns ``inside`` and those of the best plan."""
        start = self._start()
        kernel = np.union1d(inside, start)
        columns = self._columns(kernel)
        with self._timed("kernel"):
            found = search_kernel(
                self._problem.wide(kernel),
                worth[kernel],
                reached,
                np.searchsorted(kernel, start),
                nodes,
                self._left(),
                lambda chosen: self._accept(columns[chosen]),
            )
        if found.chosen is not None:
            self._accept(columns[found.chosen])
        return found

    def _accept(self, chosen: Ints) -> None:
        self._plans.accept(chosen, self._alive)

    def _drop_hopeless(self, tier: int, bound: Bound) -> Ints:
        """Drop the columns with which the value of ``tier`` cannot be kept.

        Returns where the others were. A plan that is better in an earlier tier may come
        and be worth less in this one: what was dropped is then missed.
        """
        value = self.best.values[tier]
        kept = np.flatnonzero(bound.can_reach(value))
        if len(kept) < len(self._alive):
            self._dropped_for = max(self._dropped_for, value)
            self._ledger.note_drop(tier, bound.grounds, value)
            self._problem = self._problem.take(kept)
            self._alive = self._alive[kept]
        return kept

    def _start(self) -> Ints:
        """Return the best plan as positions among the columns left."""
        return positions_in(self._alive, self.best.chosen)[0]

    def _columns(self, positions: Ints) -> Ints:
        """Return the columns of the whole problem at ``positions`` of those left."""
        return self._alive[positions].astype(np.int64)

    @contextmanager
    def _timed(self, work: str) -> Iterator[None]:
        begin = monotonic()
        yield
        spent = self.best.seconds.get(work, 0.0) + monotonic() - begin
        self.best.seconds[work] = spent

    def _left(self) -> float:
        return self._ends - monotonic()
