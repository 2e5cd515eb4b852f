"""How many minutes of practice an option brings into the person's duty window."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.law import Duty
from matcher.domain.scenario import Scenario
from matcher.domain.work import practice_minutes
from matcher.options.patterns import WeekPattern

Ints = NDArray[np.int64]


class PracticeTime:
    """Adds up practice minutes over weeks for any (place, calendar, slot)."""

    def __init__(self, scenario: Scenario) -> None:
        self._weekday = [s.weekday for s in scenario.grid.slots]
        self._weeks = scenario.horizon.placement_weeks
        self._slot_minutes = np.array(
            [
                [practice_minutes(place, slot) for slot in scenario.grid.slots]
                for place in scenario.places
            ],
            dtype=np.int64,
        ).reshape(len(scenario.places), len(scenario.grid.slots))
        self._programme = _programme_days(scenario, self._weeks)
        self._open = _open_days(scenario, self._weeks)

    def in_window(
        self,
        place_idx: Ints,
        calendar_idx: Ints,
        window: tuple[Ints, Ints],
        weeks: tuple[Ints, Ints],
        pattern_idx: Ints,
        patterns: tuple[WeekPattern, ...],
    ) -> Ints:
        """Return the minutes of each option that lie in its window.

        Parameters
        ----------
        place_idx, calendar_idx, pattern_idx
            One per option.
        window
            First and last day of the duty window per option, in days after the
            horizon's start; empty where last < first.
        weeks
            Start and end week per option, half-open.
        """
        calendars = self._programme.shape[0]
        pair, pair_of = np.unique(
            place_idx * calendars + calendar_idx, return_inverse=True
        )
        worked = self._programme[pair % calendars] & self._open[pair // calendars]
        total = np.zeros(len(place_idx), dtype=np.int64)
        for slot, weekday in enumerate(self._weekday):
            weeks_worked = np.zeros((len(pair), self._weeks + 1), dtype=np.int64)
            np.cumsum(worked[:, :, weekday], axis=1, out=weeks_worked[:, 1:])
            low = -(
                (weekday - window[0]) // 7
            )  # first week whose slot is in the window
            high = (window[1] - weekday) // 7 + 1
            begin = np.maximum(low, _slot_begins(slot, weeks[0], pattern_idx, patterns))
            begin = np.clip(begin, 0, self._weeks)
            end = np.clip(np.minimum(high, weeks[1]), begin, self._weeks)
            count = weeks_worked[pair_of, end] - weeks_worked[pair_of, begin]
            total += count * self._slot_minutes[place_idx, slot]
        return total


def _slot_begins(
    slot: int, start_week: Ints, pattern_idx: Ints, patterns: tuple[WeekPattern, ...]
) -> Ints:
    """Return the week from which each option practises in ``slot``; far off if never.

    Steps nest, so that a slot once taken is kept to the end.
    """
    return start_week + slot_offsets(slot, patterns)[pattern_idx]


def slot_offsets(slot: int, patterns: tuple[WeekPattern, ...]) -> Ints:
    """Return, per pattern, the weeks until ``slot`` is taken; ``NEVER`` if it is not."""
    return np.array(
        [
            next(
                (
                    week
                    for mask, week in zip(p.masks, p.from_weeks, strict=True)
                    if mask >> slot & 1
                ),
                NEVER,
            )
            for p in patterns
        ],
        dtype=np.int64,
    )


NEVER = 10_000
"""More weeks than any horizon has."""


def duty_windows(scenario: Scenario, duties: list[Duty]) -> tuple[Ints, Ints]:
    """Return first and last day of each duty window, in days after the start.

    ``(0, -1)`` where nothing is asked.
    """
    start = scenario.horizon.start
    bounds = [
        ((d.window.first - start).days, (d.window.last - start).days)
        if d.window
        else (0, -1)
        for d in duties
    ]
    pairs = np.array(bounds, dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _programme_days(scenario: Scenario, weeks: int) -> NDArray[np.bool_]:
    """Return (calendar, week, weekday): whether it is a programme day."""
    days = list(scenario.horizon.placement_span.days())
    table = [[c.is_programme_day(day) for day in days] for c in scenario.calendars]
    return np.array(table, dtype=np.bool_).reshape(len(scenario.calendars), weeks, 7)


def _open_days(scenario: Scenario, weeks: int) -> NDArray[np.bool_]:
    """Return (place, week, weekday): whether the place is not closed."""
    table = np.ones((len(scenario.places), weeks * 7), dtype=np.bool_)
    start = scenario.horizon.start
    for i, place in enumerate(scenario.places):
        for span in place.closed:
            first = max(0, (span.first - start).days)
            table[i, first : max(first, (span.last - start).days + 1)] = False
    return table.reshape(len(scenario.places), weeks, 7)
