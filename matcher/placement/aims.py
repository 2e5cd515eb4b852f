"""By what weights a search compares plans, when one number has to stand for all tiers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.placement.proof import SCALE

Ints = NDArray[np.int64]

AHEAD = 20
"""How much more the tier at hand weighs than the mild weights say."""

CAUTION = 4
"""How many times its price a tier before the one at hand weighs."""

STRICTER = 8
"""How much more than the steep weights say the tiers before the one at hand weigh."""


@dataclass(frozen=True, slots=True)
class Aims:
    """Weights of the tiers, one each, for what a search looks at at the moment.

    Attributes
    ----------
    mild
        Mild enough for a stable simplex.
    steep
        By which neighbourhoods compare plans: hardly any tier is worth an earlier one.
    """

    mild: Ints
    steep: Ints

    def ahead(self, tier: int) -> Ints:
        """Return weights for ``tier`` and, much lighter, what follows it."""
        weights: Ints = np.where(np.arange(len(self.mild)) < tier, 0, self.mild)
        weights[tier] += self._unit(tier)
        return weights

    def cautious(self, tier: int, prices: Mapping[int, int]) -> Ints:
        """Return those of :meth:`ahead`, and more for tiers before it than they cost.

        ``prices`` are the weights that a bound of the tier gives them, over ``SCALE``.
        """
        weights, unit = self.ahead(tier), self._unit(tier)
        weights[:tier] = unit
        for earlier, price in prices.items():
            weights[earlier] += CAUTION * unit * price // SCALE
        return weights

    def strict(self, tier: int) -> Ints:
        """Return the steep weights, with those before ``tier`` heavier still."""
        weights: Ints = self.steep.copy()
        weights[:tier] *= STRICTER
        return weights

    def _unit(self, tier: int) -> int:
        return AHEAD * max(1, int(self.mild[tier]))
