"""The holidays of people's own that stand in a calendar."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.sessions import calendars_of
from matcher.domain.activities import Activity
from matcher.domain.law import DAYS_PER_WEEK

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Weekdays that are holiday for a person and not for the whole school.

    ``person`` and ``day``, days after the horizon's start, are columns; no two alike.
    """

    person: Ints
    day: Ints
    weeks: int

    def per_week(self, among: Bools, people: int) -> Ints:
        """Return ``(people, weeks)``: how many there are of those chosen."""
        cell = self.person[among] * self.weeks + self.day[among] // 7
        table = np.bincount(cell, minlength=people * self.weeks)
        return table.astype(np.int64).reshape(-1, self.weeks)


def days_off(calendar: Calendar) -> DaysOff:
    """Return the weekdays of holiday of people's own.

    A weekday on which nothing is ever held is one of them where all the others of the
    week are.
    """
    scenario = calendar.scenario
    weeks = scenario.horizon.calendar_weeks
    holiday = np.flatnonzero(calendar.activity == Activity.HOLIDAY)
    person = calendar.participant_idx[holiday].astype(np.int64)
    day = calendar.day[holiday].astype(np.int64)
    in_programme = _programme_weekdays(calendar)
    school = calendars_of(scenario)
    own = in_programme[school[person], day]
    keys = np.unique(person[own] * (7 * weeks) + day[own])
    person, day = np.divmod(keys, 7 * weeks)
    slotted = np.zeros(7, dtype=np.bool_)
    slotted[[slot.weekday for slot in scenario.grid.slots]] = True
    never = np.flatnonzero(~slotted[:DAYS_PER_WEEK])
    if len(keys) and len(never):
        person, day = _with_days_between(person, day, in_programme, school, never)
    return DaysOff(person, day, weeks)


def _with_days_between(
    person: Ints, day: Ints, in_programme: Bools, school: Ints, never: Ints
) -> tuple[Ints, Ints]:
    """Return the days with those on which nothing is ever held, in weeks that are off."""
    by_week = in_programme.reshape(len(in_programme), -1, 7).copy()
    by_week[:, :, never] = False
    held = by_week.sum(axis=2)
    weeks = held.shape[1]
    cells, times = np.unique(person * weeks + day // 7, return_counts=True)
    whose, week = np.divmod(cells, weeks)
    off = times == held[school[whose], week]
    more = (7 * week[off][:, None] + never).ravel()
    of = np.repeat(whose[off], len(never))
    there = in_programme[school[of], more]
    return np.concatenate([person, of[there]]), np.concatenate([day, more[there]])


def _programme_weekdays(calendar: Calendar) -> Bools:
    """Return ``(school calendars, days)``: Monday to Friday that are no holiday."""
    scenario = calendar.scenario
    days = list(scenario.horizon.calendar_span.days())
    return np.array(
        [
            [
                day.weekday() < DAYS_PER_WEEK and one.is_programme_day(day)
                for day in days
            ]
            for one in scenario.calendars
        ],
        dtype=np.bool_,
    ).reshape(-1, len(days))
