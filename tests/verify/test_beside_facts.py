"""What somebody new takes of rows that facts fill."""

import numpy as np
from scipy.sparse import csr_array

from matcher.verify.rows import RowLimits, beside_facts

HELD = np.array([2, 2, 2])


def test_a_row_that_somebody_must_be_in_is_widened_where_facts_fill_it():
    """Of a class that both must have nothing is taken; of what is left no more than that."""
    weights = csr_array(np.array([[1, 1, 1], [2, 3, 2], [0, 3, 1]]))
    limits = RowLimits(HELD, np.ones(3, dtype=np.int64), np.array([0, 2, 0]))
    filled = beside_facts(weights, limits).toarray().tolist()
    assert filled == [[0, 0, 0], [2, 2, 2], [0, 3, 1]]


def test_rows_that_nobody_new_is_in_stay_as_they_are():
    """No option of theirs weighs anything."""
    limits = RowLimits(HELD, np.ones(3, dtype=np.int64), np.zeros(3, dtype=np.int64))
    assert not beside_facts(csr_array((3, 2), dtype=np.int64), limits).nnz
