"""Bounds that need no solver: weak duality in integers.

For an aim c (a tier, or tiers weighed together), any row prices y >= 0 and any weights
l >= 0 of the tiers before it,

    L = sum_r b_r y_r - sum_i l_i v_i
        + sum_p max_o (c_o + sum_i l_i c^i_o - sum_r a_ro y_r)

is at least the value of the aim in every plan that reaches the values v_i of the tiers
before. y and l are whole multiples of ``1 / SCALE``, so that L is exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.proof import PRICE_SCALE
from matcher.options.ranges import Whole
from matcher.placement.problem import Problem
from matcher.placement.tightened import Tightened

Ints = NDArray[np.int64]

SCALE = PRICE_SCALE


@dataclass(frozen=True, slots=True)
class Prices:
    """Row prices and tier weights, as integers over ``SCALE``.

    Attributes
    ----------
    rows
        ``(rows,)``, each at least 0.
    tiers
        Weight of earlier tiers by their position; those not named weigh 0.
    """

    rows: Ints
    tiers: Mapping[int, int]

    @classmethod
    def rounded(cls, rows: NDArray[np.float64], tiers: Mapping[int, float]) -> "Prices":
        """Return the prices nearest to a solver's duals; negative ones become 0."""
        return cls(
            np.maximum(0, np.rint(rows * SCALE)).astype(np.int64),
            {i: max(0, round(weight * SCALE)) for i, weight in tiers.items()},
        )


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a bound rests on: the rows that have a price, by their numbers.

    ``weights`` and ``reached`` are those of earlier tiers, by their position.
    """

    rows: Ints
    prices: Ints
    weights: Mapping[int, int]
    reached: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Bound:
    """An upper bound on an aim and how far each column is from it.

    Attributes
    ----------
    scaled
        L times ``SCALE``, exact.
    best
        ``(groups,)``, times ``SCALE``: what each person adds to L.
    reduced
        ``(columns,)``, times ``SCALE``, at least 0: a plan with this column reaches at
        most ``scaled - reduced``.
    """

    scaled: int
    best: Ints
    reduced: Ints
    grounds: Grounds

    def take(self, kept: Ints) -> "Bound":
        """Return the bound on the columns at ``kept`` only."""
        return replace(self, reduced=self.reduced[kept])

    @property
    def value(self) -> int:
        """The bound as an integer: aims are integer, so L may be rounded down."""
        return self.scaled // SCALE

    def can_reach(self, value: int) -> NDArray[np.bool_]:
        """Tell for each column whether a plan with it may still reach ``value``."""
        return self.scaled - self.reduced >= value * SCALE


def dual_bound(
    problem: Problem | Tightened,
    worth: Whole,
    reached: Mapping[int, int],
    prices: Prices,
) -> Bound:
    """Return the bound that ``prices`` prove on the aim ``worth`` (one per column).

    ``reached`` holds the values of the earlier tiers that ``prices.tiers`` weighs.
    """
    total = np.multiply(worth, SCALE, dtype=np.int64)
    total -= problem.row_sums(prices.rows)
    scaled = int(problem.capacity @ prices.rows)
    for i, weight in prices.tiers.items():
        total += np.multiply(problem.values[i], weight, dtype=np.int64)
        scaled -= weight * reached[i]
    best = problem.group_max(total)
    priced = np.flatnonzero(prices.rows)
    grounds = Grounds(
        problem.numbers[priced], prices.rows[priced], dict(prices.tiers), dict(reached)
    )
    reduced = np.subtract(best[problem.group], total, out=total)
    return Bound(scaled + int(best.sum()), best, reduced, grounds)
