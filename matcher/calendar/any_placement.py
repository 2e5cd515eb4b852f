"""Bounds on what calendars lack over *all* placements, not only those of the plan.

They take for granted what another plan could at best have: everybody's practice in every
week in which there are placements, of the class as much as any of their programme has,
and all slots free for activities, whose seats are shared as a flow of minutes. So they are
weak where much could be otherwise, and never wrong.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.build import build_calendar, taught_slots
from matcher.calendar.columns import Calendar
from matcher.calendar.hours import Hours
from matcher.calendar.sessions import (
    People,
    find_sessions,
    is_available_in,
    when_held,
)
from matcher.calendar.shortages import Flows
from matcher.domain.activities import GroupActivity
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def bounds_over_placements(base: Calendar, hours: Hours) -> Mapping[str, int]:
    """Return by name of the metric what no placements and no filling go below.

    Of ``hours``, those of ``base``, only what is asked of people is used. What the duty
    lacks is another matter (:mod:`matcher.calendar.duty_anywhere`).
    """
    led = _most_led(base.scenario)
    at_best = replace(hours, led=led, counted=led)
    lacks = (at_best.full_time_short > 0) | (at_best.led_short > 0)
    empty = _nothing_yet(base.scenario, lacks)
    flows = Flows(empty, find_sessions(empty, ()))
    return {
        "empty_weeks_bound_any_placement": flows.empty_weeks(at_best),
        "hours_short_full_time_bound_any_placement": flows.full_time(at_best),
    }


def _nothing_yet(scenario: Scenario, lacks: Bools) -> Calendar:
    """Return the calendar of nobody placed or in class, in the weeks somebody ``lacks``."""
    calendar = build_calendar(scenario, (), {})
    free = calendar.free
    return replace(calendar, free=free.take(lacks[free.participant_idx, free.day // 7]))


def _most_led(scenario: Scenario) -> Ints:
    """Return ``(people, weeks)``: most minutes of class and practice in each."""
    templates = scenario.templates_by_id()
    practises = np.array(
        [bool(templates[p.template].steps) for p in scenario.participants], np.bool_
    )
    minutes = np.array([slot.minutes for slot in scenario.grid.slots], np.int64)
    available = (is_available_in(scenario) * minutes).sum(axis=1)
    weeks = np.arange(scenario.horizon.calendar_weeks)
    begun = weeks < scenario.horizon.placement_weeks
    led = _most_class(scenario)
    most: Ints = np.where(
        practises[:, None] & begun, np.maximum(led, available[:, None]), led
    )
    return most


def _most_class(scenario: Scenario) -> Ints:
    """Return ``(people, weeks)``: minutes of the class with most that each could be in."""
    taught = _class_minutes(scenario)
    number = {section.id: i for i, section in enumerate(scenario.sections)}
    kept = {r.participant: r.section for r in scenario.running if r.section}
    most: dict[tuple[int, ...], Ints] = {}
    table = np.zeros((len(scenario.participants), taught.shape[1]), dtype=np.int64)
    for row, person, admitting in zip(
        table, scenario.participants, admitting_sections(scenario), strict=True
    ):
        open_to = {section.id for section in admitting} | {kept.get(person.id)}
        own = tuple(sorted(number[name] for name in open_to if name is not None))
        if own not in most:
            most[own] = taught[list(own)].max(axis=0, initial=0)
        row[:] = most[own]
    return table


def _class_minutes(scenario: Scenario) -> Ints:
    """Return ``(sections, weeks)``."""
    days, slots = list(scenario.horizon.calendar_span.days()), scenario.grid.slots
    weekday = np.array([day.weekday() for day in days])
    meets = weekday[:, None] == np.array([slot.weekday for slot in slots])
    minutes = np.array([slot.minutes for slot in slots], dtype=np.int64)
    taught = taught_slots(scenario, days)[:-1] & meets
    weeks = scenario.horizon.calendar_weeks
    total: Ints = (taught @ minutes).reshape(len(taught), weeks, 7).sum(axis=2)
    return total


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
