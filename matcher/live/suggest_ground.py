"""The problem of giving one option to its person, tier by tier, on few columns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import SolverLimits, left_of
from matcher.live.session import PlanSession, Standing
from matcher.live.suggest_prices import PartPrices
from matcher.placement.cuts import with_rows, without_slack_rows
from matcher.placement.greedy import NO_COLUMN, completed
from matcher.placement.host import solve_last_tier
from matcher.placement.job import LastTier
from matcher.placement.problem import NO_BUNDLE, Problem

Ints = NDArray[np.int64]

NEAR = 8
"""Columns that are so far from the bound at most are searched first."""

MOST_COLUMNS = 400_000
"""More than these are not searched: it would take too long for one answer."""

LIMITS = SolverLimits(nodes=1_000, seconds=60.0)
"""Of one search; by the wall clock it only stops."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes
    ----------
    plan
        The best with the option: its columns; ``None``: none was found.
    by
        By how much it changes the tier.
    at_most
        No plan that was asked for changes it by more.
    is_none
        There is no plan that was asked for.
    """

    plan: Ints | None
    by: int
    at_most: int
    is_none: bool = False


class Ground:
    """The plans of a component in which one of its people has one option.

    They are columns of ``session.problem``, one of each person and choice.
    """

    def __init__(
        self, session: PlanSession, part: PartPrices, standing: Standing, at: int
    ) -> None:
        self._problem, self._part = session.problem, part
        self._tiers = session.policy.tiers
        self._loss = [session.policy.loss_permille(tier) for tier in self._tiers]
        people = session.options.columns.participant_idx
        self._option = int(np.searchsorted(people, standing.person)) + at
        self._given = session.chosen[part.people]
        self._given[part.people == standing.person] = self._option
        self._answers = _answers(self._problem, len(people), part.every_option)

    @property
    def tiers_with_loss(self) -> list[int]:
        """The tiers of which those after them may give up a part."""
        return [tier for tier, loss in enumerate(self._loss) if loss]

    def at_best(self, tier: int) -> int:
        """Return by how much a tier could be better in the plan as it is."""
        return self._part.open[self._tiers[tier]]

    def nobody_moves(self) -> Ints | None:
        """Return the plan in which nobody else moves; ``None`` where there is no room."""
        columns = np.sort(np.concatenate([self._given, self._answers]))
        problem = self._on(columns)
        is_given = np.isin(columns, self._given)
        chosen = np.full(problem.num_groups, NO_COLUMN, dtype=np.int64)
        chosen[problem.group[is_given]] = np.flatnonzero(is_given)
        if not _has_room(problem, chosen):
            return None
        plan = completed(problem, chosen)
        return None if plan is None else columns[plan]

    def change(self, tier: int, plan: Ints) -> int:
        """Return by how much ``plan`` changes a tier."""
        worth = int(self._problem.values[tier][plan].sum(dtype=np.int64))
        return worth - self._part.reached[self._tiers[tier]]

    def keeps_before(self, tier: int, plan: Ints) -> bool:
        """Tell whether ``plan`` keeps what the plan in force has of all tiers before."""
        reached = [self._part.reached[before] for before in self._tiers[:tier]]
        return all(
            self.change(before, plan) >= kept - had
            for before, (kept, had) in enumerate(
                zip(self._kept(tier), reached, strict=True)
            )
        )

    def best(
        self, tier: int, near: int, least: int | None, plan: Ints | None
    ) -> Found | None:
        """Return the best plan that keeps what all tiers before ``tier`` have.

        Parameters
        ----------
        near
            By how much the tier changes at best, as far as it is known.
        least
            By how much it changes in the plans that are asked for; ``None``: all are.
        plan
            One of them; ``None``: none is known.

        Returns
        -------
        ``None`` where there are too many columns to search.
        """
        left = self._reaching(tier, least)
        if len(left) > MOST_COLUMNS:
            return None
        known = np.zeros(0, dtype=np.int64) if plan is None else plan
        columns = np.unique(np.concatenate([left, known, self._given, self._answers]))
        columns = self._with_option(columns)
        problem = self._problem_of(columns, tier)
        first = self._reaching(tier, near - NEAR)
        begin = np.concatenate([first, known, self._given, self._answers])
        had = self._part.reached[self._tiers[tier]]
        asked = LastTier(
            self._kept(tier),
            _lowest(problem) if least is None else had + least,
            np.searchsorted(columns, known),
            np.flatnonzero(np.isin(columns, begin)),
        )
        outcome = solve_last_tier(problem, asked, LIMITS)
        bound = outcome.bounds[-1] - had
        if not len(outcome.chosen):
            return Found(None, 0, bound, is_none=outcome.bounds[-1] < asked.least)
        return Found(columns[outcome.chosen], outcome.values[-1] - had, bound)

    def _kept(self, tier: int) -> tuple[int, ...]:
        """Return what plans must keep of each tier before ``tier``."""
        return tuple(
            left_of(self._part.reached[before], loss)
            if loss
            else self._part.reached[before]
            for before, loss in zip(self._tiers[:tier], self._loss, strict=False)
        )

    def _reaching(self, tier: int, least: int | None) -> Ints:
        """Return the options of plans that change ``tier`` by ``least`` at least."""
        targets = dict(zip(self._tiers, self._kept(tier), strict=False))
        if least is not None:
            aim = self._tiers[tier]
            targets[aim] = self._part.reached[aim] + least
        own = self._part.position_of(self._option)
        return self._part.reaching(own, targets)

    def _with_option(self, columns: Ints) -> Ints:
        """Return ``columns`` with the option alone of its person's."""
        group = self._problem.group[columns]
        is_other = group != self._problem.group[self._option]
        kept: Ints = columns[is_other | (columns == self._option)]
        return kept

    def _on(self, columns: Ints) -> Problem:
        """Return the problem of ``columns``, with people and choices numbered anew."""
        problem = self._problem.take(columns).widened()
        _, group = np.unique(problem.group, return_inverse=True)
        return replace(problem, group=group.astype(np.int64), is_safe=None)

    def _problem_of(self, columns: Ints, tier: int) -> Problem:
        """Return the problem of ``columns`` up to ``tier``, with the cuts of the proof."""
        problem = self._on(columns)
        cuts = list(_cuts_on(self._part, columns))
        problem = without_slack_rows(with_rows(problem, cuts))
        return replace(
            problem,
            values=problem.values[: tier + 1],
            loss=(),
            # Rows like all others: they do not come and go.
            bundle=np.maximum(problem.bundle, NO_BUNDLE),
        )


def _cuts_on(part: PartPrices, columns: Ints) -> Iterator[tuple[Ints, Ints, int]]:
    """Yield the cuts of the proof over ``columns``: their positions, weights, capacity."""
    cuts = part.cuts_over(columns)
    for number, capacity in enumerate(part.capacity_of_cuts.tolist()):
        inside = slice(cuts.indptr[number], cuts.indptr[number + 1])
        if inside.start < inside.stop:
            yield cuts.indices[inside].astype(np.int64), cuts.data[inside], capacity


def _lowest(problem: Problem) -> int:
    """Return less than any plan has of the last tier."""
    return -int(problem.group_max(-problem.values[-1]).sum())


def _has_room(problem: Problem, chosen: Ints) -> bool:
    given = chosen[chosen != NO_COLUMN]
    return bool((problem.used(given) <= problem.capacity).all())


def _answers(problem: Problem, first: int, own: Ints) -> Ints:
    """Return the columns of the choices that the options ``own`` hang on.

    Choices come after all options, from ``first`` on; one may hang on another.
    """
    answers = np.arange(first, problem.num_columns)
    if not len(answers):
        return answers
    met = np.zeros(problem.num_rows, dtype=np.bool_)
    _, entries = problem.entries_of(own)
    met[problem.member_row[entries]] = True
    size, found = -1, answers[:0]
    while len(found) > size:
        size = len(found)
        start, entries = problem.entries_of(answers)
        rows = problem.member_row[entries]
        column = np.repeat(answers, np.diff(start))
        groups = np.unique(problem.group[column[met[rows]]])
        found = answers[np.isin(problem.group[answers], groups)]
        met[rows[np.isin(column, found)]] = True
    return found
