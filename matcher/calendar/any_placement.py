"""Bounds on what calendars lack over *all* placements, not only those of the plan.

They take for granted what another plan could at best have: everybody's practice in every
week in which there are placements, every class the programme has, and every seat of every
activity. So they are weak where much could be otherwise, and never wrong.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.hours import Hours, in_duty_window, self_study_cap
from matcher.calendar.sessions import (
    People,
    calendars_of,
    is_available_in,
    when_held,
)
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.ids import TemplateId
from matcher.domain.scenario import Scenario

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def bounds_over_placements(
    base: Calendar, hours: Hours, least_hours_short: int
) -> Mapping[str, int]:
    """Return by name of the metric what no placements and no filling go below.

    Parameters
    ----------
    hours
        Of ``base``; only what is asked of people is used.
    least_hours_short
        Hours that the duty lacks with practice alone in any plan that covers as many:
        the bound of the placement's aim, in which each person's hours are rounded up.
    """
    could = _Conceivable(base.scenario)
    growth = could.minutes_of_growth() // 60
    rounded_up = len(base.scenario.participants)
    legal = least_hours_short - rounded_up - growth
    legal = max(0, legal)
    return {
        "hours_short_legal_bound_any_placement": legal,
        "hours_short_legal_largest_bound_any_placement": -(
            -legal // max(1, rounded_up)
        ),
        "empty_weeks_bound_any_placement": could.empty_weeks(hours),
        "hours_short_full_time_bound_any_placement": could.full_time(hours),
    }


class _Conceivable:
    """What people could at best have in each week."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._slot_minutes = np.array([s.minutes for s in scenario.grid.slots])
        self._able = is_available_in(scenario) * self._slot_minutes
        self._who = People(scenario)
        days = list(scenario.horizon.calendar_span.days())
        self._programme, self._untaught = (
            np.array([any(of(c, d) for c in scenario.calendars) for d in days])
            for of in (_is_programme_day, _has_no_teachers)
        )
        self._seats, self._work_seats = self._seat_minutes()

    def minutes_of_growth(self) -> int:
        """Return the minutes that could be added to practice in all duty windows."""
        scenario = self._scenario
        person, day, slot = self._practice_without_teachers()
        inside = in_duty_window(scenario, person, day)
        grown = np.zeros(len(scenario.participants), dtype=np.int64)
        np.add.at(grown, person[inside], self._able[person, slot][inside])
        return int(self._work_seats.sum() + grown.sum())

    def empty_weeks(self, hours: Hours) -> int:
        """Return the weeks that stay empty in any plan."""
        lack = np.maximum(0, hours.led_asked - self._led())
        weeks = 0
        for column, seats in zip(lack.T, self._seats.tolist(), strict=True):
            if column.sum() > seats:
                largest_first = np.sort(column)[::-1].cumsum()
                weeks += int(np.searchsorted(largest_first, column.sum() - seats)) + 1
        return weeks

    def full_time(self, hours: Hours) -> int:
        """Return the hours that full programmes lack in any plan."""
        alone = self_study_cap(self._scenario)
        lack = np.maximum(0, hours.full_time - self._led() - alone[:, None])
        return int(np.maximum(0, lack.sum(axis=0) - self._seats).sum()) // 60

    def _led(self) -> Ints:
        """Return ``(participants, weeks)``: most minutes of class and practice."""
        scenario = self._scenario
        templates = scenario.templates_by_id()
        weeks = scenario.horizon.calendar_weeks
        longest = int(self._slot_minutes.max())
        class_slots = {name: self._class_slots(name) for name in templates}
        class_minutes = longest * np.array(
            [class_slots[p.template] for p in scenario.participants],
            dtype=np.int64,
        )
        practises = np.array(
            [bool(templates[p.template].steps) for p in scenario.participants],
            dtype=np.bool_,
        )
        whole = self._able.sum(axis=1)
        led = np.tile(np.minimum(class_minutes, whole)[:, None], (1, weeks))
        begun = np.arange(weeks) < scenario.horizon.placement_weeks
        return np.where(practises[:, None] & begun, whole[:, None], led)

    def _class_slots(self, template: TemplateId) -> int:
        """Return the most class slots that people of the programme have in a week."""
        asked = self._scenario.templates_by_id()[template].class_slots
        return max(
            (
                len(section.menu)
                for section in self._scenario.sections
                if template in (section.templates or {template})
            ),
            default=asked,
        )

    def _seat_minutes(self) -> tuple[Ints, Ints]:
        """Return the minutes of all seats week by week: of all, and work-oriented."""
        scenario = self._scenario
        total = np.zeros((2, scenario.horizon.calendar_weeks), dtype=np.int64)
        for activity in scenario.activities:
            minutes = [activity.minutes_in(slot) for slot in scenario.grid.slots]
            people = len(self._who.may_come(activity))
            seats = people if activity.seats is None else min(activity.seats, people)
            alone = activity.only_without_teaching
            suits = self._untaught if alone else self._programme
            held = when_held(scenario, activity) @ np.array(minutes, np.int64) * suits
            of_weeks = seats * held.reshape(-1, 7).sum(axis=1)
            total += of_weeks * np.array([[1], [activity.is_work_oriented]])
        return total[0], total[1]

    def _practice_without_teachers(self) -> tuple[Ints, Ints, Ints]:
        """Return person, day and slot of all practice there could be then."""
        scenario = self._scenario
        days = list(scenario.horizon.placement_span.days())
        taught = np.array(
            [[c.has_teaching(d) for d in days] for c in scenario.calendars]
        )
        weekday = np.array([d.weekday() for d in days])
        own = np.array([s.weekday for s in scenario.grid.slots])
        there = ~taught[calendars_of(scenario)]
        person, day = np.nonzero(there)
        at, slot = np.nonzero(weekday[day][:, None] == own)
        return person[at], day[at], slot


def _is_programme_day(calendar: SchoolCalendar, day: date) -> bool:
    return calendar.is_programme_day(day)


def _has_no_teachers(calendar: SchoolCalendar, day: date) -> bool:
    return calendar.is_programme_day(day) and not calendar.has_teaching(day)
