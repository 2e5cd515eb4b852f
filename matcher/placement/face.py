"""What tiers leave of a flow, and why: whole prices that are never below 0.

A closed tier leaves the columns of its optimal face, and the rows that are full on all of
it. To a later tier such a row may be a burden: it would be better with one person less
there. What it gains from the row's room is then below 0, and that is no price of a limit.
So the tier that filled the row is weighed beside, as much as it takes: on its own face
this changes no bound, and adds a multiple of its own gain to that of each row.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.placement.ledger import Evidence, Ledger
from matcher.placement.problem import Problem
from matcher.placement.proof import SCALE, Grounds, Prices, dual_bound

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FREE = -1

MOST_ADDED_UP = 1 << 58
"""Grounds with larger sums are not noted: a checker has to add them up exactly."""


class Face:
    """The plans that are best in the tiers closed so far.

    Attributes
    ----------
    problem
        Their columns.
    alive
        ``(columns,)``: where these are in the whole problem.
    bounds
        Of each closed tier; its value in all these plans.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.alive = np.arange(problem.num_columns)
        self.bounds: list[int] = []
        self._gains: list[Ints] = []
        self._filled_by = np.full(problem.num_rows, FREE, dtype=np.int64)
        self._heaviest = [int(np.abs(worth).max()) for worth in problem.values]
        self._ledger = Ledger(problem.num_rows)

    @property
    def full_rows(self) -> Bools:
        """``(rows,)``: those that are full in all these plans."""
        full: Bools = self._filled_by != FREE
        return full

    def evidence(self) -> Evidence:
        """Return what the bounds rest on."""
        return self._ledger.evidence()

    def close(self, gain: Ints) -> None:
        """Close the next tier, and keep what is best in it.

        ``gain`` is what the tier gains from room for one more in each row, by the
        potentials of a best flow: ``(rows,)``, below 0 only where a row is full already.
        """
        tier = len(self.bounds)
        worth = self.problem.values[tier]
        bound = dual_bound(self.problem, worth, {}, Prices(gain * SCALE, {}))
        kept = np.flatnonzero(bound.can_reach(bound.value))
        self._note(tier, gain, bound.value, drops=len(kept) < len(self.alive))
        self.bounds.append(bound.value)
        self._gains.append(gain)
        self._filled_by[(gain > 0) & ~self.full_rows] = tier
        self.problem, self.alive = self.problem.take(kept), self.alive[kept]

    def _note(self, tier: int, gain: Ints, bound: int, *, drops: bool) -> None:
        prices, weights = self._without_burdens(gain)
        weighed = sum(
            w * self._heaviest[i] for i, w in {**weights, tier: SCALE}.items()
        )
        held = prices @ np.maximum(self.problem.capacity, 1)
        if (weighed + held) * self.problem.num_groups > MOST_ADDED_UP:
            return
        priced = np.flatnonzero(prices)
        grounds = Grounds(
            self.problem.numbers[priced],
            prices[priced].astype(np.int64),
            weights,
            {i: self.bounds[i] for i in weights},
        )
        if drops:
            self._ledger.note_drop(tier, grounds, bound)
        else:
            self._ledger.note(tier, grounds)

    def _without_burdens(
        self, gain: Ints
    ) -> tuple[NDArray[np.object_], dict[int, int]]:
        """Return prices of at least 0, of any size, and the weights of earlier tiers.

        A tier gains nothing from rows that a later one fills, so that the last goes
        first.
        """
        prices, weights = gain.astype(object) * SCALE, {}
        for tier in reversed(range(len(self._gains))):
            own = self._gains[tier].astype(object)
            burdens = (self._filled_by == tier) & (prices < 0)
            if burdens.any():
                weights[tier] = int(max(-(prices[burdens] // own[burdens])))
                prices += weights[tier] * own
        return prices, weights
