"""Numbers in little room, and blocks."""

import numpy as np
import pytest

from matcher.options.ranges import Store, edges_of_blocks, narrowed

EDGES = [0, 127, -127, 128, -128, 32767, 32768, 1 << 31, -(1 << 40)]


@pytest.mark.parametrize("number", EDGES)
def test_narrowed_numbers_are_the_same(number):
    """And so are their negatives, in the same width."""
    narrow = narrowed(np.array([0, number], dtype=np.int64))
    assert narrow.tolist() == [0, number]
    assert (-narrow).tolist() == [0, -number]


def test_a_store_holds_what_was_put_in():
    """Whatever comes after narrower numbers, in the width of the widest."""
    rng = np.random.default_rng(0)
    store, expected = Store(), []
    for most in (1, 100, 70_000, 3):
        numbers = rng.integers(-most, most + 1, 50)
        store.put(numbers)
        expected += numbers.tolist()
    found = store.numbers()
    assert found.tolist() == expected
    assert found.dtype == np.int32


def test_blocks_are_whole_and_no_larger_than_asked():
    """Nothing is cut in two: what is larger than a block is one alone."""
    sizes = np.array([3, 1, 9, 2, 2, 2, 0])
    assert edges_of_blocks(sizes, 4) == [0, 2, 3, 5, 7]
    assert edges_of_blocks(sizes[:0], 4) == [0, 0]
