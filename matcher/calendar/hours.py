"""Hours a week against a full programme, led hours and the duty of work-oriented content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.days_off import days_off
from matcher.domain.activities import LED_MINUTES_PER_WEEK, OFFERED, Activity
from matcher.domain.law import DAYS_PER_WEEK, Duty, duty_of
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import FULL_TIME_MINUTES, DateSpan
from matcher.domain.work import practice_minutes

Bools = NDArray[np.bool_]
Integers = NDArray[np.integer[Any]]
Minutes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of everybody; the tables are ``(participants, weeks)``.

    Attributes
    ----------
    taught, practised
        Minutes of class and of practice.
    led, counted
        Minutes that somebody leads, and all that count towards a full programme.
    work_oriented
        Minutes of practice and of activities that count towards the duty.
    full_time
        Asked for a full programme: 37.5 hours a week, less a fifth for each weekday
        that is a holiday, the school's or the person's own, a day of absence or outside
        the person's programme, less what is secured.
    led_asked
        Asked so that a week is no empty one: 15 led hours, less as above and a fifth for
        each weekday on which the person is not available.
    work_asked
        Work-oriented minutes asked in that week: the demand of the person's duty
        window, less what is secured, spread evenly over the window's programme days.
    work_missing
        ``(participants,)``: what the whole window lacks, 0 where the duty is met.
    work_spare
        ``(participants,)``: what it has beyond the duty, at least 0.
    metrics
        Counts by name, in the unit of the name; hours of all together are rounded up.
    """

    taught: Minutes
    practised: Minutes
    led: Minutes
    counted: Minutes
    work_oriented: Minutes
    full_time: Minutes
    led_asked: Minutes
    work_asked: Minutes
    work_missing: Minutes
    work_spare: Minutes
    metrics: Mapping[str, int]

    @property
    def full_time_short(self) -> Minutes:
        """Minutes each week lacks of a full programme, at least 0."""
        return _lack(self.full_time, self.counted)

    @property
    def led_short(self) -> Minutes:
        """Led minutes each week lacks; above 0 it is an empty week."""
        return _lack(self.led_asked, self.led)

    @property
    def work_short(self) -> Minutes:
        """Minutes each week lacks of the work-oriented content asked, at least 0."""
        return _lack(self.work_asked, self.work_oriented)


def summarise_hours(calendar: Calendar) -> Hours:
    """Return the hours of everybody in ``calendar``, and what they lack.

    The duty is an average over its window, so ``work_missing`` is what the law asks
    about; a week below it may be made up for by another.
    """
    scenario = calendar.scenario
    duties = duties_of(scenario)
    missing = np.array([duty.missing_minutes for duty in duties], dtype=np.int64)
    windows = duty_windows(scenario)
    minutes = _minutes_of_entries(calendar)
    work = minutes * _is_work_oriented(calendar)
    inside = in_duty_window(scenario, calendar.participant_idx, calendar.day)
    programmes = _programmes(scenario)
    off = days_off(calendar)
    own_weekdays = _own_weekdays(scenario)
    days = programme_days(scenario) - off.per_week(off.day >= 0, len(programmes))
    available_days = _programme_days(scenario, programmes, own_weekdays)
    available_days -= off.per_week(
        own_weekdays[off.person, off.day % 7], len(programmes)
    )
    begin, end = windows[off.person].T
    window_days = _programme_days(scenario, windows, _every_weekday(scenario))
    window_days -= off.per_week((begin <= off.day) & (off.day < end), len(programmes))
    secured = np.array(
        [p.secured_minutes_per_week for p in scenario.participants], dtype=np.int64
    )
    brought = _per_person(calendar, work * inside)
    activity = calendar.activity
    return _with_metrics(
        calendar,
        taught=_per_week(calendar, minutes * (activity == Activity.CLASS)),
        practised=_per_week(calendar, minutes * (activity == Activity.PRACTICE)),
        led=_per_week(calendar, minutes * (activity != Activity.SELF_STUDY)),
        counted=_per_week(calendar, minutes),
        work_oriented=_per_week(calendar, work),
        full_time=_share_of_week(FULL_TIME_MINUTES, secured, days),
        led_asked=_share_of_week(LED_MINUTES_PER_WEEK, secured, available_days),
        work_asked=_spread(missing, window_days),
        work_missing=_lack(missing, brought),
        work_spare=_lack(brought, missing),
    )


def in_duty_window(scenario: Scenario, person: Integers, day: Integers) -> Bools:
    """Tell whether each ``day`` is one on which that person's duty counts."""
    windows = duty_windows(scenario)
    begin, end = windows[person].T
    inside: Bools = (begin <= day) & (day < end)
    return inside


def self_study_cap(scenario: Scenario) -> Minutes:
    """Return the minutes a week that each participant may study alone."""
    templates = scenario.templates_by_id()
    caps = [
        templates[p.template].self_study_minutes_per_week for p in scenario.participants
    ]
    return np.array(caps, dtype=np.int64)


def duty_windows(scenario: Scenario) -> Minutes:
    """Return ``(people, 2)``: days of everybody's duty window, half-open, maybe none."""
    return _days(scenario, [duty.window for duty in duties_of(scenario)])


def programme_days(scenario: Scenario) -> Minutes:
    """Return ``(people, weeks)``: weekdays of the programme that are no holiday."""
    return _programme_days(scenario, _programmes(scenario), _every_weekday(scenario))


def duties_of(scenario: Scenario) -> list[Duty]:
    """Return everybody's duty."""
    templates, calendars = scenario.templates_by_id(), scenario.calendars_by_id()
    calendar_of = {m.id: calendars[m.calendar] for m in scenario.municipalities}
    return [
        duty_of(p, templates[p.template], calendar_of[p.municipality], scenario.horizon)
        for p in scenario.participants
    ]


def _share_of_week(asked: int, secured: Minutes, days: Minutes) -> Minutes:
    """Return what is asked in a week with so many of the person's programme days."""
    per_week: Minutes = np.maximum(0, asked - secured)
    return per_week[:, None] * days // DAYS_PER_WEEK


def _with_metrics(calendar: Calendar, **tables: Minutes) -> Hours:
    hours = Hours(**tables, metrics={})
    full_time_short, work_short = hours.full_time_short, hours.work_short
    counts = {
        "class_hours": hours.taught.sum() // 60,
        "practice_hours": hours.practised.sum() // 60,
        "activity_hours": (hours.counted - hours.taught - hours.practised).sum() // 60,
        "hours_short_legal": _hours_up(hours.work_missing.sum()),
        "hours_short_legal_largest": _hours_up(hours.work_missing.max(initial=0)),
        "hours_short_full_time": _hours_up(full_time_short.sum()),
        "empty_weeks": (hours.led_short > 0).sum(),
        "weeks_below_full_time": (full_time_short > 0).sum(),
        "people_below_work_hours": (hours.work_missing > 0).sum(),
        "weeks_below_work_hours": (work_short > 0).sum(),
        "slots_unfilled": len(calendar.free),
    }
    return replace(hours, metrics={name: int(n) for name, n in counts.items()})


def _lack(asked: Minutes, brought: Minutes) -> Minutes:
    lack: Minutes = np.maximum(0, asked - brought)
    return lack


def _hours_up(minutes: np.int64) -> int:
    return -(-int(minutes) // 60)


def _minutes_of_entries(calendar: Calendar) -> Minutes:
    """Return the minutes each entry counts: none on holidays."""
    scenario, slots = calendar.scenario, calendar.scenario.grid.slots
    whole = np.array([slot.minutes for slot in slots], dtype=np.int64)
    at_place = _table(
        [[practice_minutes(p, s) for s in slots] for p in scenario.places]
    )
    held = _table([[a.minutes_in(s) for s in slots] for a in scenario.activities])
    minutes = np.zeros(len(calendar), dtype=np.int64)
    for kinds, table in (
        ((Activity.CLASS, Activity.SELF_STUDY), None),
        ((Activity.PRACTICE,), at_place),
        (OFFERED, held),
    ):
        of_kind = np.isin(calendar.activity, kinds)
        slot, where = calendar.slot_idx[of_kind], calendar.where_idx[of_kind]
        minutes[of_kind] = whole[slot] if table is None else table[where, slot]
    return minutes


def _table(rows: Sequence[Sequence[int]]) -> Minutes:
    return np.array(rows or [[0]], dtype=np.int64)


def _is_work_oriented(calendar: Calendar) -> Bools:
    work: Bools = calendar.activity == Activity.PRACTICE
    offered = np.isin(calendar.activity, OFFERED)
    own = np.array(
        [a.is_work_oriented for a in calendar.scenario.activities], dtype=np.bool_
    )
    work[offered] = own[calendar.where_idx[offered]]
    return work


def _per_week(calendar: Calendar, minutes: Minutes) -> Minutes:
    weeks = calendar.scenario.horizon.calendar_weeks
    size = len(calendar.scenario.participants) * weeks
    cell = calendar.participant_idx.astype(np.int64) * weeks + calendar.day // 7
    table = np.bincount(cell, weights=minutes, minlength=size)
    return table.astype(np.int64).reshape(-1, weeks)


def _per_person(calendar: Calendar, minutes: Minutes) -> Minutes:
    people = len(calendar.scenario.participants)
    sums = np.bincount(calendar.participant_idx, weights=minutes, minlength=people)
    return sums.astype(np.int64)


def _days(scenario: Scenario, spans: Sequence[DateSpan | None]) -> Minutes:
    """Return ``(people, 2)``: days from the start, half-open; empty for ``None``."""
    start = scenario.horizon.start
    rows = [
        (0, 0) if s is None else ((s.first - start).days, (s.last - start).days + 1)
        for s in spans
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def _programmes(scenario: Scenario) -> Minutes:
    """Return the days of each person's programme."""
    whole = scenario.horizon.calendar_span
    return _days(
        scenario,
        [
            DateSpan(p.programme_start or whole.first, p.programme_end or whole.last)
            for p in scenario.participants
        ],
    )


def _every_weekday(scenario: Scenario) -> Bools:
    return np.ones((len(scenario.participants), DAYS_PER_WEEK), dtype=np.bool_)


def _own_weekdays(scenario: Scenario) -> Bools:
    """Return ``(people, weekdays)``: whether they are available in any slot."""
    weekdays = [slot.weekday for slot in scenario.grid.slots]
    ids = [slot.id for slot in scenario.grid.slots]
    table = np.zeros((len(scenario.participants), DAYS_PER_WEEK), dtype=np.bool_)
    for row, person in zip(table, scenario.participants, strict=True):
        own = person.available_slots
        free = {
            d for s, d in zip(ids, weekdays, strict=True) if own is None or s in own
        }
        row[sorted(free & set(range(DAYS_PER_WEEK)))] = True
    return table


def _programme_days(scenario: Scenario, days: Minutes, weekdays: Bools) -> Minutes:
    """Return ``(people, weeks)``: those of their ``weekdays`` that are inside ``days``.

    Holidays and absences are left out.
    """
    dates = list(scenario.horizon.calendar_span.days())
    calendars, calendar_of = scenario.own_calendars()
    own = np.array(calendar_of, dtype=np.int64)
    programme = np.array(
        [[one.is_programme_day(day) for day in dates] for one in calendars], np.bool_
    ).reshape(len(calendars), len(dates))
    weekday_of = np.array([day.weekday() for day in dates])
    monday = 7 * np.arange(scenario.horizon.calendar_weeks)
    first = np.clip(days[:, :1], monday, monday + 7)
    last = np.clip(days[:, 1:], monday, monday + 7)
    total = np.zeros(first.shape, dtype=np.int64)
    for weekday in range(DAYS_PER_WEEK):
        until = np.zeros((len(calendars), len(dates) + 1), dtype=np.int64)
        until[:, 1:] = np.cumsum(programme & (weekday_of == weekday), axis=1)
        there = _lack(until[own[:, None], last], until[own[:, None], first])
        total += there * weekdays[:, weekday : weekday + 1]
    return total


def _spread(minutes: Minutes, days: Minutes) -> Minutes:
    """Return ``minutes`` of each person spread over ``days``, whole and with no rest."""
    until = np.cumsum(days, axis=1)
    total = np.maximum(1, until[:, -1:])
    shares: Minutes = np.diff(minutes[:, None] * until // total, axis=1, prepend=0)
    return shares
