"""Which lower quotas have too few people, and how many could have filled them."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.agreements import MissedQuota
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.placement.rows.agreed import counted_by

Ints = NDArray[np.int64]


def missed_quotas(
    scenario: Scenario, options: Options, chosen: Ints
) -> tuple[MissedQuota, ...]:
    """Return the lower quotas that the plan of the options ``chosen`` falls short of."""
    placed = np.flatnonzero(options.columns.place_idx != NO_PLACE)
    found = []
    for quota in scenario.quotas:
        if quota.least:
            counted = counted_by(quota, scenario, options, placed)
            there = int(np.isin(chosen, counted).sum())
            could = len(np.unique(options.columns.participant_idx[counted]))
            if there < quota.least:
                found.append(MissedQuota(quota.id, quota.least, there, could))
    return tuple(found)
