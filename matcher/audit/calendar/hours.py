"""The hours of a calendar, worked out again: the cap of self-study and what is short."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.audit.calendar.judged import Judged
from matcher.audit.calendar.own_holidays import without_own_holidays
from matcher.audit.reading import Person
from matcher.audit.violations import Violation
from matcher.domain.activities import LED_MINUTES_PER_WEEK, OFFERED, Activity
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.law import DAYS_PER_WEEK, duty_of
from matcher.domain.practice_hours import PracticeHours
from matcher.domain.rules import RuleCode
from matcher.domain.weeks import FULL_TIME_MINUTES, DateSpan, Horizon
from matcher.domain.work import practice_minutes

SHORTAGES = (
    "hours_short_legal",
    "hours_short_legal_largest",
    "empty_weeks",
    "hours_short_full_time",
)
"""Figures that a plan has bounds for, the first to be small first."""

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Minutes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hours:
    """The minutes of every entry, ``(entries,)``: what they count in all, and as work."""

    judged: Judged
    minutes: Minutes
    work: Minutes

    def per_week(self, entries: Bools) -> Minutes:
        """Return ``(participants, weeks)``: the minutes of some entries."""
        horizon = self.judged.standing.reading.scenario.horizon
        table = np.zeros((len(self.judged.people), horizon.calendar_weeks), np.int64)
        person, week = (
            self.judged.entries.person[entries],
            self.judged.days(entries) // 7,
        )
        np.add.at(table, (person, week), self.minutes[entries])
        return table


def hours_of(judged: Judged) -> Hours:
    """Return the minutes that each entry counts: none on holidays."""
    scenario, entries = judged.standing.reading.scenario, judged.entries
    slots = scenario.grid.slots
    slot = judged.standing.moments.slot[entries.moment]
    minutes = np.zeros(len(entries), dtype=np.int64)
    work = np.zeros(len(entries), dtype=np.int64)
    own = np.isin(entries.activity, (Activity.CLASS, Activity.SELF_STUDY))
    minutes[own] = np.array([one.minutes for one in slots], np.int64)[slot[own]]
    at_work = entries.activity == Activity.PRACTICE
    there = _table(
        [[practice_minutes(p, one) for one in slots] for p in scenario.places]
    )
    minutes[at_work] = there[entries.where[at_work], slot[at_work]]
    work[at_work] = minutes[at_work]
    offered = np.isin(entries.activity, OFFERED)
    where = entries.where[offered]
    held = _table([[a.minutes_in(one) for one in slots] for a in scenario.activities])
    minutes[offered] = held[where, slot[offered]]
    counts = np.array([a.is_work_oriented for a in scenario.activities], dtype=np.int64)
    work[offered] = minutes[offered] * counts[where]
    return Hours(judged, minutes, work)


def _table(rows: list[list[int]]) -> Minutes:
    return np.array(rows or [[0]], dtype=np.int64)


def self_study_violations(hours: Hours) -> Iterator[Violation]:
    """Yield who studies alone for more of a week than the programme's cap."""
    judged = hours.judged
    alone = judged.entries.activity == Activity.SELF_STUDY
    table = hours.per_week(alone)
    for person, own in zip(judged.people, table, strict=True):
        cap = person.template.self_study_minutes_per_week
        over = np.flatnonzero(own > cap).tolist()
        if over:
            horizon = judged.standing.reading.scenario.horizon
            yield Violation(
                RuleCode.SELF_STUDY_CAP,
                (person.id,),
                first=horizon.monday(over[0]),
                last=horizon.monday(over[-1]) + timedelta(days=6),
                found=int(own.max()),
                allowed=cap,
            )


def figures_of(hours: Hours) -> Mapping[str, int]:
    """Return what there is and what is short, by the name of the plan's metric.

    Hours that are short are those of all together, rounded up; others rounded down.
    """
    judged = hours.judged
    done = judged.entries.activity
    taught, practised = done == Activity.CLASS, done == Activity.PRACTICE
    work_missing = list(_work_missing(hours))
    days, available = _days_asked(judged)
    everything = np.ones(len(done), dtype=np.bool_)
    full_time = np.maximum(
        0, _asked(judged, FULL_TIME_MINUTES, days) - hours.per_week(everything)
    )
    led = hours.per_week(done != Activity.SELF_STUDY)
    empty = _asked(judged, LED_MINUTES_PER_WEEK, available) > led
    return {
        "hours_short_legal": _hours_up(sum(work_missing)),
        "hours_short_legal_largest": _hours_up(max(work_missing, default=0)),
        "empty_weeks": int(empty.sum()),
        "hours_short_full_time": _hours_up(int(full_time.sum())),
        "people_below_work_hours": sum(missing > 0 for missing in work_missing),
        "weeks_below_full_time": int((full_time > 0).sum()),
        "class_hours": int(hours.minutes[taught].sum()) // 60,
        "practice_hours": int(hours.minutes[practised].sum()) // 60,
        "activity_hours": int(hours.minutes[~taught & ~practised].sum()) // 60,
        "slots_unfilled": _free_slots(judged),
    }


def practice_of(hours: Hours) -> Iterator[PracticeHours]:
    """Yield the practice of those whose practice is added up."""
    practised = hours.judged.entries.activity == Activity.PRACTICE
    planned = hours.per_week(practised).sum(axis=1).tolist()
    for person, minutes in zip(hours.judged.people, planned, strict=True):
        before = person.participant.documented_practice_minutes
        if before is not None:
            yield PracticeHours(person.id, before, minutes)


def _free_slots(judged: Judged) -> int:
    """Return the slots of programmes, without holidays, in which nothing stands."""
    open_slots = judged.standing.inside & ~judged.standing.is_holiday
    open_slots[judged.entries.person, judged.entries.moment] = False
    return int(open_slots.sum())


def _hours_up(minutes: int) -> int:
    return -(-minutes // 60)


def _asked(judged: Judged, minutes: int, days: Ints) -> Minutes:
    """Return ``minutes`` a week, less what is secured, in weeks of so many days."""
    secured = [p.participant.secured_minutes_per_week for p in judged.people]
    left = np.maximum(0, minutes - np.array(secured, dtype=np.int64))
    asked: Minutes = left[:, None] * days // DAYS_PER_WEEK
    return asked


def _work_missing(hours: Hours) -> Iterator[int]:
    """Yield what everybody's duty lacks, in minutes over its window."""
    judged, day = hours.judged, hours.judged.standing.moments.day
    horizon = judged.standing.reading.scenario.horizon
    brought = np.zeros((len(judged.people), 7 * horizon.calendar_weeks), np.int64)
    entries = judged.entries
    np.add.at(brought, (entries.person, day[entries.moment]), hours.work)
    for person, own in zip(judged.people, brought, strict=True):
        duty = duty_of(person.participant, person.template, person.calendar, horizon)
        if duty.window is not None:
            first, end = _days(duty.window, horizon)
            yield max(0, duty.missing_minutes - int(own[first:end].sum()))


def _days_asked(judged: Judged) -> tuple[Ints, Ints]:
    """Return ``(participants, weeks)``: programme weekdays, and those with time for it.

    Monday to Friday, no holidays; the second without weekdays on which the person is
    available in no slot.
    """
    horizon = judged.standing.reading.scenario.horizon
    shape = (len(judged.people), horizon.calendar_weeks)
    days, available = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    weekdays: dict[SchoolCalendar, Ints] = {}
    for i, (person, programme) in enumerate(
        zip(judged.people, judged.standing.programmes, strict=True)
    ):
        calendar = person.own_calendar
        if calendar not in weekdays:
            weekdays[calendar] = _weekdays(calendar, horizon)
        own = np.zeros(7 * horizon.calendar_weeks, np.int64)
        first, end = _days(programme, horizon)
        own[first:end] = weekdays[calendar][first:end]
        own = without_own_holidays(judged.standing, i, own)
        days[i] = own.reshape(-1, 7).sum(axis=1)
        available[i] = own.reshape(-1, 7) @ _own_weekdays(judged, person)
    return days, available


def _days(span: DateSpan, horizon: Horizon) -> tuple[int, int]:
    """Return the days of ``span`` as positions in the calendar, half-open."""
    first = (span.first - horizon.start).days
    return max(0, first), max(0, first, (span.last - horizon.start).days + 1)


def _weekdays(calendar: SchoolCalendar, horizon: Horizon) -> Ints:
    """Return ``(days,)``: 1 for programme days from Monday to Friday, else 0."""
    table = np.zeros(7 * horizon.calendar_weeks, np.int64)
    for day in calendar.programme_weekdays(horizon.calendar_span):
        table[(day - horizon.start).days] = 1
    return table


def _own_weekdays(judged: Judged, person: Person) -> NDArray[Any]:
    own = person.participant.available_slots
    weekdays = np.zeros(7, dtype=np.int64)
    for slot in judged.standing.moments.slots:
        weekdays[slot.weekday] |= own is None or slot.id in own
    return weekdays
