"""Repeating rows without a loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.options.ranges import expand


@given(st.lists(st.integers(0, 5)))
def test_expand_is_two_loops(counts):
    """Each number comes as often as it counts, its copies numbered from 0."""
    owner, nth = expand(np.array(counts, dtype=np.int64))
    loops = [(i, k) for i, count in enumerate(counts) for k in range(count)]
    assert list(zip(owner.tolist(), nth.tolist(), strict=True)) == loops


def test_expand_refuses_negative_counts():
    """A count below nothing is a fault, never silently none."""
    with pytest.raises(ValueError, match="negative"):
        expand(np.array([1, -1]))
