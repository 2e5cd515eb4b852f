"""Repeating rows without a loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.options.ranges import expand, positions_in


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


@given(st.sets(st.integers(-5, 5)), st.lists(st.integers(-7, 7)))
def test_positions_are_those_of_a_search(inside, wanted):
    """Also in nothing, and of what is below or above all that is there."""
    numbers = sorted(inside)
    at, there = positions_in(np.array(numbers, np.int64), np.array(wanted, np.int64))
    assert there.tolist() == [w in inside for w in wanted]
    found = [numbers[i] for i, is_in in zip(at, there, strict=True) if is_in]
    assert found == [w for w in wanted if w in inside]
