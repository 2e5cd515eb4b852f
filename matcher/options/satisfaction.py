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
from matcher.options.columns import NO_NEXT, NO_PLACE, Columns

Ints = NDArray[np.int64]

NO_RANK = 0
"""Of an option without a placement; the first wish has rank 1."""


def wish_values(
    scenario: Scenario, columns: Columns, second: Columns
) -> Mapping[Tier, Ints]:
    """Return what each option is worth in the tiers of fairness and of rank profiles.

    Of a chain the placement counts that was wished for the least.
    """
    level, rank = _levels_and_ranks(scenario, columns)
    later_level, later_rank = _levels_and_ranks(scenario, second)
    chained = np.flatnonzero(columns.next_idx != NO_NEXT)
    following = columns.next_idx[chained]
    level[chained] = np.minimum(level[chained], later_level[following])
    rank[chained] = np.maximum(rank[chained], later_rank[following])
    found = {tier: -(level <= k).astype(np.int64) for k, tier in enumerate(FAIRNESS)}
    for k, tier in enumerate(GREEDY, start=1):
        found[tier] = (rank == k).astype(np.int64)
    for k, tier in zip(range(LAST_WISH, 1, -1), GENEROUS, strict=True):
        found[tier] = -(rank >= k).astype(np.int64)
    return found


def _levels_and_ranks(scenario: Scenario, columns: Columns) -> tuple[Ints, Ints]:
    """Return the satisfaction level and the rank, counted from 1, of each option."""
    sectors = sorted({place.sector for place in scenario.places})
    level = np.full((len(scenario.participants), len(sectors)), NO_PLACEMENT)
    rank = np.full_like(level, NO_RANK)
    for i, person in enumerate(scenario.participants):
        ranks = len(person.sector_wishes)
        for j, sector in enumerate(sectors):
            wish = person.wish_rank(sector)
            level[i, j] = level_of_rank(wish, ranks)
            rank[i, j] = wish_number(wish, ranks)
    number = {sector: i for i, sector in enumerate(sectors)}
    sector_of = np.array([number[p.sector] for p in scenario.places], dtype=np.int64)
    placed = columns.place_idx != NO_PLACE
    person_idx, place_idx = columns.participant_idx, columns.place_idx
    if not len(sector_of):
        return np.zeros_like(person_idx), np.zeros_like(person_idx)
    levels = np.where(placed, level[person_idx, sector_of[place_idx]], NO_PLACEMENT)
    numbers = np.where(placed, rank[person_idx, sector_of[place_idx]], NO_RANK)
    return levels, numbers
