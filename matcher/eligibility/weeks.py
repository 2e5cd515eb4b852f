"""Weeks in which placements may lie and may start."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.weeks import Horizon, WeekGrid

NEVER = 1_000_000
"""A week that does not come."""

YEARS_AHEAD = 10
"""Years after the horizon's start that ages are looked up for."""


@dataclass(frozen=True, slots=True)
class WeekFrame:
    """The weeks placements may start in.

    Attributes
    ----------
    start_every, latest_start
        The start grid: 0, n, 2n, … up to ``latest_start``, itself on the grid.
    new_year_weeks
        First week whose Monday lies in each year from ``first_year`` on; ``NEVER`` in
        the end.
    """

    start_every: int
    latest_start: int
    first_year: int
    new_year_weeks: NDArray[np.int32]


def week_frame(horizon: Horizon, policy: Policy) -> WeekFrame:
    """Return the weeks of ``horizon`` under the start grid of ``policy``."""
    every = policy.start_every_weeks
    years = range(horizon.start.year, horizon.start.year + YEARS_AHEAD)
    weeks = [max(0, first_whole_week(horizon, date(year, 1, 1))) for year in years]
    return WeekFrame(
        every,
        policy.latest_start_week // every * every,
        horizon.start.year,
        np.array([*weeks, NEVER], dtype=np.int32),
    )


def first_whole_week(horizon: Horizon, day: date) -> int:
    """Return the first week whose Monday is ``day`` or later."""
    return -((horizon.start - day).days // 7)


def last_whole_week(horizon: Horizon, grid: WeekGrid, day: date) -> int:
    """Return one more than the last week whose slots all lie on ``day`` or before."""
    last_weekday = max(slot.weekday for slot in grid.slots)
    return ((day - horizon.start).days - last_weekday) // 7 + 1
