"""Of a person's options that take the same of every row, the best are enough."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from matcher.domain.policy import FAIRNESS, Policy, Tier
from matcher.options.ranges import Whole, expand

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

AT_A_TIME = 200_000
"""Options that are compared entry by entry at a time, to spare memory."""


def best_of_equals(
    person: Ints, values: Mapping[Tier, Whole], weights: csr_array, policy: Policy
) -> Ints:
    """Return the options to look at: no best plan is better with one of the others.

    For a tier after one that is not proved best, all must be looked at: a plan that is
    worse before may have more of it. Two options of one person with the same weights in
    all rows can change places in any plan that keeps the rows. The one that is better
    tier by tier is enough; where fairness may give up fit, the best for every
    satisfaction level.
    """
    alike = _alike(person, weights)
    worth = list(values.values())
    order = np.lexsort((*(-one for one in reversed(worth)), alike))
    before, levels = _parted(list(values), policy)
    first = order[_starts([alike[order]])]
    leading = first[np.cumsum(_starts([alike[order]])) - 1]
    pool = np.ones(len(order), dtype=np.bool_)
    for one in worth[:before]:
        pool &= one[order] == one[leading]
    order = order[pool]
    kinds = [worth[i] for i in levels] + [alike]
    order = order[np.lexsort([kind[order] for kind in kinds])]
    return np.sort(order[_starts([kind[order] for kind in kinds])])


def _starts(keys: Sequence[Whole]) -> Bools:
    """Tell where any of ``keys`` differs from the one before."""
    new = np.zeros(len(keys[0]), dtype=np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return new


def _alike(person: Ints, weights: csr_array) -> Ints:
    """Return a number per option, shared only by those of one person with equal weights.

    They are found by the sums of random numbers, and then compared entry by entry: where
    two sums agree by chance, an option is taken to be like no other.
    """
    by_option = csc_array(weights)
    by_option.sort_indices()
    random = np.random.Generator(np.random.PCG64(0))
    name = by_option.T @ random.integers(0, 1 << 62, weights.shape[0], dtype=np.int64)
    order = np.lexsort((name, person))
    starts = _starts([person[order], name[order]])
    like = np.empty_like(order)
    like[order] = order[starts][np.cumsum(starts) - 1]
    for first in range(0, len(like), AT_A_TIME):
        some = np.arange(first, min(first + AT_A_TIME, len(like)))
        like[some] = np.where(_equal(by_option, some, like[some]), like[some], some)
    return like


def _equal(by_option: csc_array, some: Ints, others: Ints) -> Bools:
    """Tell for each of ``some`` options whether it has the entries of the other one."""
    first = by_option.indptr.astype(np.int64)
    sizes = np.diff(first)
    equal: Bools = sizes[some] == sizes[others]
    option, nth = expand(np.where(equal, sizes[some], 0))
    here, there = first[some][option] + nth, first[others][option] + nth
    differs = (by_option.indices[here] != by_option.indices[there]) | (
        by_option.data[here] != by_option.data[there]
    )
    equal[option[differs]] = False
    return equal


def _parted(tiers: list[Tier], policy: Policy) -> tuple[int, list[int]]:
    """Return how many tiers go before all fairness, and where its levels are."""
    if Tier.FIT_REFERENCE not in tiers or not policy.fairness_loss_permille:
        return 0, []
    levels = [i for i, tier in enumerate(tiers) if tier in FAIRNESS]
    return tiers.index(Tier.FIT_REFERENCE), levels
