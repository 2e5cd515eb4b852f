"""How many minutes of practice an option brings into the person's duty window."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.calendars import SchoolCalendar
from matcher.domain.chains import running_alone
from matcher.domain.law import Duty, duty_of
from matcher.domain.scenario import Scenario
from matcher.domain.work import practice_minutes
from matcher.options.columns import NO_PLACE, Columns
from matcher.options.pattern_table import weeks_without_class
from matcher.options.patterns import WeekPattern

Ints = NDArray[np.int64]


class WindowTime:
    """Counts the practice minutes that options bring into their duty windows.

    Attributes
    ----------
    duties
        Per participant.
    """

    def __init__(self, scenario: Scenario, patterns: tuple[WeekPattern, ...]) -> None:
        slots = scenario.grid.slots
        self._weekday = [s.weekday for s in slots]
        self._weeks = scenario.horizon.placement_weeks
        self._slot_minutes = np.array(
            [[practice_minutes(p, slot) for slot in slots] for p in scenario.places],
            dtype=np.int64,
        ).reshape(len(scenario.places), len(slots))
        self._begins = [slot_offsets(i, patterns) for i in range(len(slots))]
        beside = [None, *(p.class_weeks for p in patterns)]
        every = list(dict.fromkeys(beside))
        self._given_way = np.array([0 if one is None else one.mask for one in every])
        self._without_class = weeks_without_class(scenario, every)
        rhythm = [every.index(one) for one in beside[1:]]
        self._rhythm = np.array(rhythm, dtype=np.int64)
        calendars, own = scenario.own_calendars()
        self._programme = _programme_days(scenario, calendars)
        self._open = _open_days(scenario, self._weeks)
        self._calendar = np.array(own, dtype=np.int64)
        self.duties = _duties(scenario)
        self._first, self._last = _counted_days(scenario, self.duties)

    def practice_minutes(self, columns: Columns) -> Ints:
        """Return per column the practice minutes in the person's duty window."""
        minutes = np.zeros(len(columns), dtype=np.int64)
        rows = np.flatnonzero(columns.place_idx != NO_PLACE)
        minutes[rows] = self._of_placed(columns.take(rows))
        return minutes

    def _of_placed(self, columns: Columns) -> Ints:
        person, place = columns.participant_idx, columns.place_idx
        first, last = self._first[person], self._last[person]
        calendars, rhythms = len(self._programme), len(self._given_way)
        rhythm = self._rhythm[columns.pattern_idx]
        own = (place * calendars + self._calendar[person]) * rhythms + rhythm
        kind, pair_of = _numbered(own)
        pair, rhythm = kind // rhythms, kind % rhythms
        worked = self._programme[pair % calendars] & self._open[pair // calendars]
        without_class, given_way = self._without_class[rhythm], self._given_way[rhythm]
        total = np.zeros(len(columns), dtype=np.int64)
        for slot, weekday in enumerate(self._weekday):
            weeks_worked = np.zeros((len(kind), self._weeks + 1), dtype=np.int64)
            there = without_class | (given_way >> slot & 1 == 0)[:, None]
            of_slot = worked[:, :, weekday] & there
            np.cumsum(of_slot, axis=1, out=weeks_worked[:, 1:])
            # The first week whose slot is in the window, and the first after it.
            low, high = -((weekday - first) // 7), (last - weekday) // 7 + 1
            # Steps nest, so that a slot once taken is kept to the end.
            taken = columns.start_week + self._begins[slot][columns.pattern_idx]
            begin = np.clip(np.maximum(low, taken), 0, self._weeks)
            end = np.clip(np.minimum(high, columns.end_week), begin, self._weeks)
            count = weeks_worked[pair_of, end] - weeks_worked[pair_of, begin]
            total += count * self._slot_minutes[place, slot]
        return total


def _numbered(keys: Ints) -> tuple[Ints, Ints]:
    """Return the distinct ``keys``, increasing, and which of them each is.

    Keys are few and small: they are looked up rather than sorted.
    """
    seen = np.zeros(int(keys.max(initial=-1)) + 1, dtype=np.bool_)
    seen[keys] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[keys]


def _duties(scenario: Scenario) -> list[Duty]:
    templates, calendars = scenario.templates_by_id(), scenario.calendars_by_id()
    calendar_of = {m.id: m.calendar for m in scenario.municipalities}
    return [
        duty_of(
            person,
            templates[person.template],
            calendars[calendar_of[person.municipality]],
            scenario.horizon,
        )
        for person in scenario.participants
    ]


def _counted_days(scenario: Scenario, duties: list[Duty]) -> tuple[Ints, Ints]:
    """Return first and last day that count per person, in days after the start.

    The duty window; for a running placement, which may begin or end inside a week, no
    more than its own days. One that another follows has whole weeks.
    """
    first, last = duty_windows(scenario, duties)
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    start = scenario.horizon.start
    for running in running_alone(scenario):
        i = people[running.participant]
        first[i] = max(first[i], (running.start_date - start).days)
        last[i] = min(last[i], (running.end_date - start).days)
    return first, last


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


def _programme_days(
    scenario: Scenario, calendars: Sequence[SchoolCalendar]
) -> NDArray[np.bool_]:
    """Return (calendar, week, weekday): whether it is a programme day."""
    days = list(scenario.horizon.placement_span.days())
    table = [[c.is_programme_day(day) for day in days] for c in calendars]
    weeks = scenario.horizon.placement_weeks
    return np.array(table, dtype=np.bool_).reshape(len(calendars), weeks, 7)


def _open_days(scenario: Scenario, weeks: int) -> NDArray[np.bool_]:
    """Return (place, week, weekday): whether the place is not closed."""
    table = np.ones((len(scenario.places), weeks * 7), dtype=np.bool_)
    start = scenario.horizon.start
    for i, place in enumerate(scenario.places):
        for span in place.closed:
            first = max(0, (span.first - start).days)
            table[i, first : max(first, (span.last - start).days + 1)] = False
    return table.reshape(len(scenario.places), weeks, 7)
