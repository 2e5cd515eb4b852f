"""How far each option is what its person wished for."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import FAIRNESS, GENEROUS, GREEDY, Tier
from matcher.domain.satisfaction import (
    LAST_WISH,
    NO_PLACEMENT,
    level_of_rank,
    wish_number,
)
from matcher.domain.scenario import Scenario
from matcher.options.chains import Following
from matcher.options.columns import NO_PLACE, Columns

Ints = NDArray[np.int64]

NO_RANK = 0
"""Of an option without a placement; the first wish has rank 1."""


class WishValues:
    """What options are worth in the tiers of fairness and of rank profiles."""

    def __init__(self, scenario: Scenario) -> None:
        sectors = sorted({place.sector for place in scenario.places})
        number = {sector: i for i, sector in enumerate(sectors)}
        self._sector = np.array([number[p.sector] for p in scenario.places], np.int64)
        shape = (len(scenario.participants), len(sectors))
        self._level = np.full(shape, NO_PLACEMENT)
        self._rank = np.full(shape, NO_RANK)
        for i, person in enumerate(scenario.participants):
            ranks = len(person.sector_wishes)
            for j, sector in enumerate(sectors):
                wish = person.wish_rank(sector)
                self._level[i, j] = level_of_rank(wish, ranks)
                self._rank[i, j] = wish_number(wish, ranks)

    def of(self, columns: Columns, following: Following) -> Mapping[Tier, Ints]:
        """Return the values of each option in each of these tiers.

        Of a chain the placement counts that was wished for the least.
        """
        level, rank = self._levels_and_ranks(columns)
        at, nth = following.at, following.nth
        later_level, later_rank = self._levels_and_ranks(following.second)
        level[at] = np.minimum(level[at], later_level[nth])
        rank[at] = np.maximum(rank[at], later_rank[nth])
        found = {
            tier: -(level <= k).astype(np.int64) for k, tier in enumerate(FAIRNESS)
        }
        for k, tier in enumerate(GREEDY, start=1):
            found[tier] = (rank == k).astype(np.int64)
        for k, tier in zip(range(LAST_WISH, 1, -1), GENEROUS, strict=True):
            found[tier] = -(rank >= k).astype(np.int64)
        return found

    def _levels_and_ranks(self, columns: Columns) -> tuple[Ints, Ints]:
        """Return the satisfaction level and the rank, counted from 1, of each option."""
        if not len(self._sector):
            none = np.zeros(len(columns), dtype=np.int64)
            return none, none
        placed = columns.place_idx != NO_PLACE
        at = columns.participant_idx, self._sector[columns.place_idx]
        levels = np.where(placed, self._level[at], NO_PLACEMENT)
        return levels, np.where(placed, self._rank[at], NO_RANK)
