"""Of a person's options that take the same of every row, the best are enough."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.policy import FAIRNESS, Policy, Tier

Ints = NDArray[np.int64]


def best_of_equals(
    person: Ints, values: Mapping[Tier, Ints], weights: csr_array, policy: Policy
) -> Ints:
    """Return the options to look at: no best plan is better with one of the others.

    For a tier after one that is not proved best, all must be looked at: a plan that is
    worse before may have more of it. Two options of one person with the same weights in all rows can change places in any
    plan that keeps the rows. The one that is better tier by tier is enough; where
    fairness may give up fit, the best for every satisfaction level.
    """
    by_option = weights.tocsc()
    by_option.sort_indices()
    first, rows, data = by_option.indptr, by_option.indices, by_option.data
    tiers = list(values)
    worth = np.stack([values[tier] for tier in tiers], axis=1)
    order = np.lexsort((*(-worth[:, i] for i in reversed(range(len(tiers)))), person))
    before, levels = _parted(tiers, policy)
    leading: dict[tuple[object, ...], bytes] = {}
    best: dict[tuple[object, ...], int] = {}
    for option in order.tolist():
        inside = slice(first[option], first[option + 1])
        key = int(person[option]), rows[inside].tobytes(), data[inside].tobytes()
        ahead = worth[option, :before].tobytes()
        if leading.setdefault(key, ahead) == ahead:
            best.setdefault((*key, worth[option, levels].tobytes()), option)
    return np.array(sorted(best.values()), dtype=np.int64)


def _parted(tiers: list[Tier], policy: Policy) -> tuple[int, list[int]]:
    """Return how many tiers go before all fairness, and where its levels are."""
    if Tier.FIT_REFERENCE not in tiers or not policy.fairness_loss_permille:
        return 0, []
    levels = [i for i, tier in enumerate(tiers) if tier in FAIRNESS]
    return tiers.index(Tier.FIT_REFERENCE), levels
