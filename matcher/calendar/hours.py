"""Hours a week against a full programme and against the duty of work-oriented content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.domain.activities import Activity
from matcher.domain.law import DAYS_PER_WEEK, duty_of
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import FULL_TIME_MINUTES, DateSpan
from matcher.domain.work import practice_minutes

Minutes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of everybody; the tables are ``(participants, weeks)``.

    Attributes
    ----------
    taught, practised
        Minutes of class and of practice.
    full_time
        Asked for a full programme: 37.5 hours a week, less a fifth for each weekday
        that is a holiday or outside the person's programme.
    work_asked
        Work-oriented minutes asked in that week: the demand of the person's duty
        window, less what is secured, spread evenly over the window's programme days.
    work_missing
        ``(participants,)``: what the whole window lacks, 0 where the duty is met.
    metrics
        Counts by name, in the unit of the name; hours are rounded up per person.
    """

    taught: Minutes
    practised: Minutes
    full_time: Minutes
    work_asked: Minutes
    work_missing: Minutes
    metrics: Mapping[str, int]

    @property
    def full_time_short(self) -> Minutes:
        """Minutes each week lacks of a full programme, at least 0."""
        return _lack(self.full_time, self.taught + self.practised)

    @property
    def work_short(self) -> Minutes:
        """Minutes each week lacks of the work-oriented content asked, at least 0."""
        return _lack(self.work_asked, self.practised)


def summarise_hours(calendar: Calendar) -> Hours:
    """Return the hours of everybody in ``calendar``, and what they lack.

    The duty is an average over its window, so ``work_missing`` is what the law asks
    about; a week below it may be made up for by another.
    """
    scenario = calendar.scenario
    templates, calendars = scenario.templates_by_id(), scenario.calendars_by_id()
    calendar_of = {m.id: calendars[m.calendar] for m in scenario.municipalities}
    duties = [
        duty_of(p, templates[p.template], calendar_of[p.municipality], scenario.horizon)
        for p in scenario.participants
    ]
    missing = np.array([duty.missing_minutes for duty in duties], dtype=np.int64)
    windows = _days(scenario, [duty.window for duty in duties])
    minutes = _minutes_of_entries(calendar)
    practised = minutes * (calendar.activity == Activity.PRACTICE)
    brought = _per_person(calendar, practised * _inside(calendar, windows))
    return _with_metrics(
        calendar,
        taught=_per_week(calendar, minutes * (calendar.activity == Activity.CLASS)),
        practised=_per_week(calendar, practised),
        full_time=_programme_days(scenario, _programmes(scenario))
        * (FULL_TIME_MINUTES // DAYS_PER_WEEK),
        work_asked=_spread(missing, _programme_days(scenario, windows)),
        work_missing=_lack(missing, brought),
    )


def _with_metrics(calendar: Calendar, **tables: Minutes) -> Hours:
    hours = Hours(**tables, metrics={})
    full_time_short, work_short = hours.full_time_short, hours.work_short
    counts = {
        "class_hours": hours.taught.sum() // 60,
        "practice_hours": hours.practised.sum() // 60,
        "full_time_hours_short": _hours_up(full_time_short.sum(axis=1)).sum(),
        "weeks_below_full_time": (full_time_short > 0).sum(),
        "work_hours_short": _hours_up(hours.work_missing).sum(),
        "people_below_work_hours": (hours.work_missing > 0).sum(),
        "weeks_below_work_hours": (work_short > 0).sum(),
        "slots_unfilled": calendar.num_free,
    }
    return replace(hours, metrics={name: int(n) for name, n in counts.items()})


def _lack(asked: Minutes, brought: Minutes) -> Minutes:
    lack: Minutes = np.maximum(0, asked - brought)
    return lack


def _hours_up(minutes: Minutes) -> Minutes:
    return -(-minutes // 60)


def _minutes_of_entries(calendar: Calendar) -> Minutes:
    """Return the minutes each entry counts: none on holidays."""
    scenario = calendar.scenario
    slots = scenario.grid.slots
    in_class = np.array([slot.minutes for slot in slots], dtype=np.int64)
    at_place = np.array(
        [
            [practice_minutes(place, slot) for slot in slots]
            for place in scenario.places
        ],
        dtype=np.int64,
    ).reshape(-1, len(slots))
    minutes = np.zeros(len(calendar), dtype=np.int64)
    taught = calendar.activity == Activity.CLASS
    minutes[taught] = in_class[calendar.slot_idx[taught]]
    there = calendar.activity == Activity.PRACTICE
    minutes[there] = at_place[calendar.where_idx[there], calendar.slot_idx[there]]
    return minutes


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


def _inside(calendar: Calendar, days: Minutes) -> NDArray[np.bool_]:
    begin, end = days[calendar.participant_idx].T
    inside: NDArray[np.bool_] = (begin <= calendar.day) & (calendar.day < end)
    return inside


def _programme_days(scenario: Scenario, days: Minutes) -> Minutes:
    """Return ``(people, weeks)``: weekdays inside ``days`` that are no holiday."""
    weeks = scenario.horizon.calendar_weeks
    dates = list(scenario.horizon.calendar_span.days())
    until = np.zeros((len(scenario.calendars), len(dates) + 1), dtype=np.int64)
    for row, one in zip(until, scenario.calendars, strict=True):
        programme = [
            d.weekday() < DAYS_PER_WEEK and one.is_programme_day(d) for d in dates
        ]
        row[1:] = np.cumsum(programme)
    number = {c.id: i for i, c in enumerate(scenario.calendars)}
    calendar_of = {m.id: number[m.calendar] for m in scenario.municipalities}
    own = np.array(
        [calendar_of[p.municipality] for p in scenario.participants], dtype=int
    )
    monday = 7 * np.arange(weeks)
    first = np.clip(days[:, :1], monday, monday + 7)
    last = np.clip(days[:, 1:], monday, monday + 7)
    return _lack(until[own[:, None], last], until[own[:, None], first])


def _spread(minutes: Minutes, days: Minutes) -> Minutes:
    """Return ``minutes`` of each person spread over ``days``, whole and with no rest."""
    until = np.cumsum(days, axis=1)
    total = np.maximum(1, until[:, -1:])
    shares: Minutes = np.diff(minutes[:, None] * until // total, axis=1, prepend=0)
    return shares
