"""How many people of all classes of urgency are covered at most, by prices of a proof.

For prices y >= 0 of rows and cuts and weights l >= 0 of the tiers that are kept,

    L = sum_r b_r y_r - sum_i l_i v_i + sum_p max_o (c_o + sum_i l_i c^i_o - sum_r a_ro y_r)

is at least the covered people of any plan that keeps the rows and the v_i; c counts every
coverage tier once. Integers throughout, and no solver.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import COVERAGE_TIERS, Tier
from matcher.domain.proof import PRICE_SCALE, ComponentProof, ProofStep
from matcher.verify.table import FalseProof, Part, RowTable

Ints = NDArray[np.int64]

MOST_WEIGHT = 1 << 40
"""Of a tier in a step; more could run over when added up."""


@dataclass(frozen=True, slots=True)
class CoveredPrices:
    """Prices of rows and cuts, by number, and weights of the tiers that are kept.

    Without any they prove that nobody is covered twice.
    """

    prices: Sequence[tuple[int, int]] = ()
    weights: Mapping[Tier, int] = field(default_factory=dict)

    @classmethod
    def of_step(cls, step: ProofStep) -> Self:
        """Return what the prices of ``step``, a bound on its tier, say of all tiers.

        The aim here counts every coverage tier once, so that one before that of the step
        weighs one less.
        """
        weights = {
            tier: max(0, weight - (PRICE_SCALE if tier in COVERAGE_TIERS else 0))
            for tier, weight in step.weights.items()
        }
        return cls(step.prices, weights)

    def paid(self, table: RowTable, floors: Mapping[Tier, int]) -> int:
        """Return the part of L that no option is in, for the kept ``floors``."""
        rows = int(table.capacity @ table.prices(self.prices))
        return rows - sum(self._weight(tier) * v for tier, v in floors.items())

    def terms(
        self,
        table: RowTable,
        columns: Ints,
        covers: Ints,
        values: Mapping[Tier, Ints],
    ) -> Ints:
        """Return the term of each option at ``columns`` of the table.

        ``covers`` is 1 where it covers its person; ``values`` has what it is worth in
        each kept tier.
        """
        total = covers * PRICE_SCALE
        for tier, worth in values.items():
            total = total + self._weight(tier) * worth.astype(np.int64)
        terms: Ints = total - table.matrix[:, columns].T @ table.prices(self.prices)
        return terms

    def _weight(self, tier: Tier) -> int:
        weight = self.weights.get(tier, 0)
        if weight > MOST_WEIGHT:
            raise FalseProof(f"weight {weight} of tier {tier} is too large")
        return weight


def priced_steps(proof: ComponentProof) -> list[CoveredPrices]:
    """Return no prices at all, and those of each step that bounds a coverage tier."""
    steps = [step for step in proof.steps if step.tier in COVERAGE_TIERS]
    return [CoveredPrices(), *map(CoveredPrices.of_step, steps)]


def most_covered(
    part: Part, table: RowTable, proof: ComponentProof, floors: Mapping[Tier, int]
) -> int:
    """Return how many of a component any plan covers at most that keeps ``floors``.

    ``part`` has all options of the component's people, and the values of all coverage
    tiers that there are and of those with a floor.
    """
    coverage = [tier for tier in COVERAGE_TIERS if tier in part.values]
    covers = np.zeros(len(part.person), dtype=np.int64)
    for tier in coverage:
        covers += part.values[tier]
    columns = np.arange(len(covers))
    values = {tier: part.values[tier] for tier in floors}
    first = np.flatnonzero(np.diff(part.person, prepend=-1))
    bounds = []
    for prices in priced_steps(proof):
        terms = prices.terms(table, columns, covers, values)
        best = int(np.maximum.reduceat(terms, first).sum()) if len(first) else 0
        bounds.append((prices.paid(table, floors) + best) // PRICE_SCALE)
    return min(bounds)
