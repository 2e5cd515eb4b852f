"""The cheapest columns of each person."""

from itertools import pairwise

import numpy as np
import pytest

from matcher.placement.leading import leading


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("seed", range(20))
def test_the_cheapest_of_each_group_as_if_all_were_sorted(seed, count):
    """Of equals the first: costs of few different values, groups of one to nine."""
    rng = np.random.default_rng(seed)
    first = np.concatenate([[0], np.cumsum(rng.integers(1, 10, 12))])
    cost = rng.integers(0, 4, first[-1])
    expected = [
        column
        for begin, end in pairwise(first.tolist())
        for column in sorted(range(begin, end), key=lambda c: (cost[c], c))[:count]
    ]
    assert leading(first, cost, count).tolist() == sorted(expected)
