"""From placements and classes to everybody's calendar."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.absences import Away, away
from matcher.calendar.columns import NOWHERE, Calendar, FreeSlots
from matcher.domain.activities import Activity
from matcher.domain.calendars import SchoolCalendar, public_holiday_name
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.metrics import practice_spans
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

CELLS_AT_ONCE = 4_000_000
"""Bounds the memory: people are taken in chunks of at most so many slots."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every slot of every day of the calendar in order of time.

    All tables have these slots as their last axis.

    Attributes
    ----------
    day, slot_idx
        Days after the horizon's start; position in the grid.
    holiday
        Per school calendar: ``HOLIDAY``, ``PUBLIC_HOLIDAY`` or ``FREE``.
    taught
        Per section: whether it has class. The last row, for people without a section,
        is empty.
    closed
        Per place.
    away
        Days on which people are absent.
    """

    day: Ints
    slot_idx: Ints
    holiday: NDArray[np.int8]
    taught: Bools
    closed: Bools
    away: Away


@dataclass(frozen=True, slots=True)
class Practice:
    """The steps of all placements, one entry each, sorted by person and first day.

    Attributes
    ----------
    nth
        Number of the step among the person's own, 0 for the first.
    first_day, last_day
        Days after the horizon's start, both included.
    slots
        ``(steps, slots of the grid)``.
    """

    person_idx: Ints
    nth: Ints
    place_idx: Ints
    first_day: Ints
    last_day: Ints
    slots: Bools


def build_calendar(
    scenario: Scenario,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Calendar:
    """Return class, practice and holidays of everybody, for every week.

    A person is in class in their section's slots on days with teachers, from their
    programme's first day to its last, and at practice in the placement's slots on days
    that are no holiday and not closed at the place; on days of absence in neither. Where
    both fall together, which a sound plan does not do, practice stands.
    ``class_sections`` gives the class of each person who has one, placed or not.
    """
    timeline = _timeline(scenario)
    practice = _practice(scenario, placements)
    step = CELLS_AT_ONCE // max(1, len(timeline.day)) + 1
    people = _people(scenario, class_sections)
    chunks = [
        _chunk(timeline, practice, people, begin, begin + step)
        for begin in range(0, max(1, len(scenario.participants)), step)
    ]
    person, at, activity, where = (
        np.concatenate(parts) for parts in zip(*chunks, strict=True)
    )
    person, day = person.astype(np.int32), timeline.day[at].astype(np.int32)
    slot = timeline.slot_idx[at].astype(np.int16)
    filled = activity != Activity.FREE
    return Calendar(
        scenario,
        person[filled],
        day[filled],
        slot[filled],
        activity[filled].astype(np.int8),
        where[filled].astype(np.int32),
        FreeSlots(person[~filled], day[~filled], slot[~filled]),
    )


def _timeline(scenario: Scenario) -> Timeline:
    grid, horizon = scenario.grid, scenario.horizon
    weeks = np.arange(horizon.calendar_weeks)
    weekdays = np.array([slot.weekday for slot in grid.slots])
    day = (7 * weeks[:, None] + weekdays).ravel()
    slot_idx = np.tile(np.arange(len(grid.slots)), len(weeks))
    dates = [horizon.start + timedelta(days=n) for n in range(7 * len(weeks))]
    holiday = np.array(
        [[_holiday(c, d) for d in dates] for c in scenario.calendars], dtype=np.int8
    )
    return Timeline(
        day,
        slot_idx,
        holiday[:, day],
        taught_slots(scenario, dates)[:, day, slot_idx],
        _closed(scenario)[:, day],
        away(scenario),
    )


def _holiday(calendar: SchoolCalendar, day: date) -> Activity:
    if public_holiday_name(day) is not None:
        return Activity.PUBLIC_HOLIDAY
    return Activity.FREE if calendar.is_programme_day(day) else Activity.HOLIDAY


def taught_slots(scenario: Scenario, dates: Sequence[date]) -> Bools:
    """Return ``(sections + 1, days, slots)``; the day of a slot is not looked at."""
    teachers = {
        c.id: np.array([c.has_teaching(d) for d in dates]) for c in scenario.calendars
    }
    slots = scenario.grid.slots
    shape = (len(scenario.sections) + 1, len(dates), len(slots))
    taught = np.zeros(shape, dtype=np.bool_)
    for row, section in zip(taught, scenario.sections, strict=False):
        menu = np.array([slot.id in section.menu for slot in slots])
        meets = np.array([section.meets_in_week_of(day) for day in dates], np.bool_)
        row[:] = np.outer(teachers[section.calendar] & meets, menu)
    return taught


def _closed(scenario: Scenario) -> Bools:
    """Return ``(places, days)``."""
    num_days = 7 * scenario.horizon.calendar_weeks
    closed = np.zeros((len(scenario.places), num_days), dtype=np.bool_)
    for row, place in zip(closed, scenario.places, strict=True):
        for span in place.closed:
            row[
                _days_after(scenario, span.first) : _days_after(scenario, span.last) + 1
            ] = True
    return closed


def _days_after(scenario: Scenario, day: date) -> int:
    """Return the days from the horizon's start to ``day``; 0 for earlier ones."""
    return max(0, (day - scenario.horizon.start).days)


def _practice(scenario: Scenario, placements: Sequence[Placement]) -> Practice:
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    places = {p.id: i for i, p in enumerate(scenario.places)}
    start = scenario.horizon.start
    alternating = scenario.alternating_sections()
    rows = sorted(
        (
            people[placement.participant],
            (span.first - start).days,
            (span.last - start).days,
            places[placement.place],
            slots,
        )
        for placement in placements
        for span, slots in practice_spans(placement, alternating)
    )
    person = np.array([row[0] for row in rows], dtype=np.int64)
    first_of_person = np.searchsorted(person, person)
    return Practice(
        person_idx=person,
        nth=np.arange(len(rows)) - first_of_person,
        place_idx=np.array([row[3] for row in rows], dtype=np.int64),
        first_day=np.array([row[1] for row in rows], dtype=np.int64),
        last_day=np.array([row[2] for row in rows], dtype=np.int64),
        slots=np.array(
            [[slot.id in row[4] for slot in scenario.grid.slots] for row in rows],
            dtype=np.bool_,
        ).reshape(len(rows), len(scenario.grid.slots)),
    )


def _people(
    scenario: Scenario, class_sections: Mapping[ParticipantId, SectionId]
) -> NDArray[np.int64]:
    """Return per person: first and last day of programme, calendar, section or -1."""
    calendars = {c.id: i for i, c in enumerate(scenario.calendars)}
    calendar_of = {m.id: calendars[m.calendar] for m in scenario.municipalities}
    sections = {s.id: i for i, s in enumerate(scenario.sections)}
    whole, start = scenario.horizon.calendar_span, scenario.horizon.start
    rows = [
        (
            ((p.programme_start or whole.first) - start).days,
            ((p.programme_end or whole.last) - start).days,
            calendar_of[p.municipality],
            sections[class_sections[p.id]] if p.id in class_sections else NOWHERE,
        )
        for p in scenario.participants
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _chunk(
    timeline: Timeline, practice: Practice, people: Ints, begin: int, end: int
) -> tuple[Ints, Ints, NDArray[np.int8], Ints]:
    """Return person, position in the timeline, activity and where for some people.

    Every slot of their programme is there, free ones too.
    """
    first, last, calendar, section = people[begin:end].T
    in_programme = (timeline.day >= first[:, None]) & (timeline.day <= last[:, None])
    off = timeline.holiday[calendar]
    timeline.away.mark(off, begin, timeline.day)
    activity = np.where(in_programme, off, np.int8(Activity.FREE))
    where = np.full(activity.shape, NOWHERE, dtype=np.int32)
    at_work = off == Activity.FREE
    in_class = timeline.taught[section] & in_programme & at_work
    activity[in_class] = Activity.CLASS
    where[in_class] = np.broadcast_to(section[:, None], where.shape)[in_class]
    for steps in _rounds(practice, begin, end):
        person, place = practice.person_idx[steps] - begin, practice.place_idx[steps]
        there = (
            (timeline.day >= practice.first_day[steps, None])
            & (timeline.day <= practice.last_day[steps, None])
            & practice.slots[steps][:, timeline.slot_idx]
            & ~timeline.closed[place]
            & at_work[person]
        )
        row, at = np.nonzero(there)
        activity[person[row], at] = Activity.PRACTICE
        where[person[row], at] = place[row]
    row, at = np.nonzero(in_programme | (activity != Activity.FREE))
    return row + begin, at, activity[row, at], where[row, at].astype(np.int64)


def _rounds(practice: Practice, begin: int, end: int) -> Iterator[Ints]:
    """Yield the steps of people ``begin`` to ``end``: first the first of each."""
    low, high = np.searchsorted(practice.person_idx, [begin, end])
    nth = practice.nth[low:high]
    for number in range(int(nth.max(initial=-1)) + 1):
        yield low + np.flatnonzero(nth == number)
