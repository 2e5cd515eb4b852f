"""Bounds on what calendars lack over *all* placements, not only those of the plan.

They take for granted what another plan could at best have: everybody's practice in every
week in which there are placements, every class the programme has, and every seat of every
activity. So they are weak where much could be otherwise, and never wrong.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.hours import Hours, self_study_cap
from matcher.calendar.sessions import (
    People,
    is_available_in,
    when_held,
)
from matcher.domain.activities import GroupActivity
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.ids import TemplateId
from matcher.domain.scenario import Scenario

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def bounds_over_placements(base: Calendar, hours: Hours) -> Mapping[str, int]:
    """Return by name of the metric what no placements and no filling go below.

    Of ``hours``, those of ``base``, only what is asked of people is used. What the duty
    lacks is another matter (:mod:`matcher.calendar.duty_anywhere`).
    """
    could = _Conceivable(base.scenario)
    return {
        "empty_weeks_bound_any_placement": could.empty_weeks(hours),
        "hours_short_full_time_bound_any_placement": could.full_time(hours),
    }


class _Conceivable:
    """What people could at best have in each week."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._slot_minutes = np.array([s.minutes for s in scenario.grid.slots])
        self._able = is_available_in(scenario) * self._slot_minutes
        self._seats = seat_minutes(scenario, scenario.activities)

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


def seat_minutes(scenario: Scenario, activities: Iterable[GroupActivity]) -> Ints:
    """Return ``(weeks,)``: the minutes of all seats of ``activities``."""
    who, slots = People(scenario), scenario.grid.slots
    days = list(scenario.horizon.calendar_span.days())
    programme, untaught = (
        np.array([any(of(c, d) for c in scenario.calendars) for d in days])
        for of in (_is_programme_day, _has_no_teachers)
    )
    total = np.zeros(scenario.horizon.calendar_weeks, dtype=np.int64)
    for activity in activities:
        minutes = np.array([activity.minutes_in(slot) for slot in slots], np.int64)
        people = len(who.may_come(activity))
        seats = people if activity.seats is None else min(activity.seats, people)
        suits = untaught if activity.only_without_teaching else programme
        held = when_held(scenario, activity) @ minutes * suits
        total += seats * held.reshape(-1, 7).sum(axis=1)
    return total


def _is_programme_day(calendar: SchoolCalendar, day: date) -> bool:
    return calendar.is_programme_day(day)


def _has_no_teachers(calendar: SchoolCalendar, day: date) -> bool:
    return calendar.is_programme_day(day) and not calendar.has_teaching(day)
