"""What keeps options out while everybody else keeps what they have."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.placement.rows import capacity_rows

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def limits_beside(
    scenario: Scenario, policy: Policy, options: Options, rows: Ints, chosen: Ints
) -> Ints:
    """Return the capacity rules that keep each of ``rows`` out, as bits.

    Everybody else keeps what they have in ``chosen``, one option a participant; the
    person's own room is free. 0 where there is room. The bits are in the order of
    ``ROW_RULES``. Only the rows of the model that these options and the plan touch are
    made.
    """
    kept = np.union1d(rows, chosen)
    few = options.take(kept)
    capacity = capacity_rows(scenario, policy, few)
    row, column, weight = (
        capacity.member_row,
        capacity.member_column,
        capacity.member_weight,
    )
    taken = np.isin(kept, chosen)[column]
    left = capacity.capacity.copy()
    np.subtract.at(left, row[taken], weight[taken])
    key = row * len(chosen) + few.columns.participant_idx[column]
    full = left[row] + _own(key, taken, weight) < weight
    limits = np.zeros(len(kept), dtype=np.int64)
    bits = np.int64(1) << capacity.rule[row[full]]
    np.bitwise_or.at(limits, column[full], bits)
    return limits[np.searchsorted(kept, rows)]


def _own(key: Ints, taken: Bools, weight: Ints) -> Ints:
    """Return what the person of each entry weighs already in its row.

    ``key`` names row and person; at most one entry of each is ``taken``.
    """
    first, entry = np.unique(key, return_inverse=True)
    own = np.zeros(len(first), dtype=np.int64)
    own[entry[taken]] = weight[taken]
    return own[entry]
