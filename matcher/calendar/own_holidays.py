"""Lays the holiday that the school calendar does not give, where it costs least.

In whole weeks, as far as they go: first three in a row in the summer, then those in which
least class and practice is lost. A rule of thumb, person by person; it proves nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import NOWHERE, Calendar, FreeSlots
from matcher.calendar.days_off import days_off
from matcher.calendar.hours import duty_windows, programme_days, summarise_hours
from matcher.calendar.sessions import calendars_of
from matcher.domain.activities import Activity
from matcher.domain.law import DAYS_PER_WEEK
from matcher.domain.own_holidays import (
    SUMMER_WEEKS_IN_A_ROW,
    earned_holiday,
    gives_all_holiday,
    is_holiday_given,
    is_in_summer,
    programme_in,
)
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import DateSpan

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

CAN_MOVE = (
    Activity.CLASS,
    Activity.PRACTICE,
    Activity.HOLIDAY,
    Activity.PUBLIC_HOLIDAY,
)
"""A week with anything else in it is left as it is."""


def lay_holidays(calendar: Calendar) -> Calendar:
    """Return ``calendar`` with everybody's own holiday in place of class and practice.

    Weeks of the duty window are left out where the duty lacks, or would. What finds no
    week is not laid. Nothing changes where the school calendar gives all holiday.
    """
    earned, due = _earned_and_due(calendar.scenario)
    if not due.any():
        return calendar
    weeks = _Weeks.of(calendar)
    laid = np.zeros_like(weeks.days)
    for person in np.flatnonzero(due).tolist():
        claims = earned[person] >= SUMMER_WEEKS_IN_A_ROW * DAYS_PER_WEEK
        for week, days in _chosen(weeks, person, int(due[person]), bool(claims)):
            laid[person, week] = days
    return _with_holidays(calendar, laid, weeks)


def holiday_metrics(calendar: Calendar) -> Mapping[str, int]:
    """Return the weekdays of holiday due beside the school's, and those laid.

    Nothing where none are due.
    """
    _, due = _earned_and_due(calendar.scenario)
    if not due.any():
        return {}
    laid = len(days_off(calendar).day)
    return {"holiday_days_due": int(due.sum()), "holiday_days_laid": laid}


def _earned_and_due(scenario: Scenario) -> tuple[Ints, Ints]:
    """Return per participant the weekdays earned, and those the school does not give.

    Both 0 where the school calendar gives everybody all.
    """
    horizon, calendars = scenario.horizon, scenario.calendars
    days = list(horizon.calendar_span.days())
    until = np.zeros((len(calendars), len(days) + 1), dtype=np.int64)
    for row, calendar in zip(until, calendars, strict=True):
        row[1:] = np.cumsum([is_holiday_given(calendar, day) for day in days])
    in_programme = np.clip(_programmes(scenario), 0, len(days))
    own, (first, end) = calendars_of(scenario), in_programme.T
    all_given = np.array([gives_all_holiday(c, horizon) for c in calendars], np.bool_)
    length = np.maximum(0, end - first)
    table = [earned_holiday(count) for count in range(len(days) + 1)]
    earned = np.array(table, dtype=np.int64)[length] * ~all_given[own]
    given = until[own, np.maximum(first, end)] - until[own, first]
    return earned, np.maximum(0, earned - given)


def _programmes(scenario: Scenario) -> Ints:
    """Return ``(people, 2)``: days of the calendar in the programme, half-open."""
    start = scenario.horizon.start
    spans = [programme_in(person, scenario.horizon) for person in scenario.participants]
    rows = [((s.first - start).days, (s.last - start).days + 1) for s in spans]
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class _Weeks:
    """What a week of holiday costs; the tables are ``(people, weeks)``.

    Attributes
    ----------
    days
        Programme weekdays of the person.
    lost
        Minutes of class and practice.
    work
        Minutes of practice that the duty may count; 0 outside its window.
    taught
        Whether there are teachers on any day.
    barred
        Weeks that are left as they are.
    is_whole
        Whether the person is in the programme from Monday to Friday.
    spare
        ``(people,)``: minutes of practice beyond the duty.
    in_summer
        ``(weeks,)``.
    """

    days: Ints
    lost: Ints
    work: Ints
    taught: Bools
    barred: Bools
    is_whole: Bools
    spare: Ints
    in_summer: Bools

    @classmethod
    def of(cls, calendar: Calendar) -> "_Weeks":
        scenario, hours = calendar.scenario, summarise_hours(calendar)
        horizon = scenario.horizon
        number = np.arange(horizon.calendar_weeks, dtype=np.int64)
        begin, end = duty_windows(scenario).T[:, :, None]
        inside = (begin < 7 * number + 7) & (7 * number < end)
        barred: Bools = inside & (hours.work_missing[:, None] > 0)
        other = ~np.isin(calendar.activity, CAN_MOVE)
        barred[calendar.participant_idx[other], calendar.day[other] // 7] = True
        first, after = _programmes(scenario).T[:, :, None]
        taught = np.array(
            [
                [c.has_teaching(day) for day in horizon.calendar_span.days()]
                for c in scenario.calendars
            ]
        ).reshape(len(scenario.calendars), -1, 7)[:, :, :DAYS_PER_WEEK]
        return cls(
            days=programme_days(scenario),
            lost=hours.taught + hours.practised,
            work=hours.work_oriented * inside,
            taught=np.any(taught, axis=2)[calendars_of(scenario)],
            barred=barred,
            is_whole=(first <= 7 * number) & (7 * number + DAYS_PER_WEEK <= after),
            spare=hours.work_spare,
            in_summer=np.array(
                [is_in_summer(horizon.monday(w)) for w in number.tolist()]
            ),
        )


def _chosen(
    weeks: _Weeks, person: int, due: int, claims: bool
) -> Iterator[tuple[int, int]]:
    """Yield the weeks of somebody's holiday, and how many days of each."""
    days, lost, work = weeks.days[person], weeks.lost[person], weeks.work[person]
    barred, spare = weeks.barred[person].copy(), int(weeks.spare[person])
    block = _summer_block(weeks, person, due) if claims else ()
    for week in block:
        yield week, int(days[week])
        due -= int(days[week])
        spare -= int(work[week])
        barred[week] = True
    each = lost * 60 // np.maximum(1, days)
    number = np.arange(len(days))
    order = np.lexsort((number, -days, weeks.taught[person], each))
    for week in order[(days > 0)[order]].tolist():
        if due and not barred[week] and work[week] <= spare:
            taken = min(due, int(days[week]))
            yield week, taken
            due -= taken
            spare -= int(work[week])


def _summer_block(weeks: _Weeks, person: int, due: int) -> tuple[int, ...]:
    """Return the three weeks in a row of least cost; none where the school gives them."""
    days, lost, work = weeks.days[person], weeks.lost[person], weeks.work[person]
    suits = weeks.in_summer & weeks.is_whole[person]
    found = []
    for first in range(len(days) - SUMMER_WEEKS_IN_A_ROW + 1):
        block = slice(first, first + SUMMER_WEEKS_IN_A_ROW)
        asked = int(days[block].sum())
        if not suits[block].all():
            continue
        if asked == 0:
            return ()
        open_ = ~weeks.barred[person, block] | (days[block] == 0)
        if open_.all() and asked <= due and work[block].sum() <= weeks.spare[person]:
            taught = int(weeks.taught[person, block].sum())
            found.append((int(lost[block].sum()), taught, first))
    if not found:
        return ()
    first = min(found)[2]
    return tuple(range(first, first + SUMMER_WEEKS_IN_A_ROW))


def _with_holidays(calendar: Calendar, laid: Ints, weeks: _Weeks) -> Calendar:
    """Return ``calendar`` with holiday on the last so many weekdays of each week."""
    free = calendar.free
    off = _Off(calendar.scenario, laid, weeks.days)
    moved = off.tells(calendar.participant_idx, calendar.day)
    moved &= np.isin(calendar.activity, (Activity.CLASS, Activity.PRACTICE))
    activity, where = calendar.activity.copy(), calendar.where_idx.copy()
    activity[moved], where[moved] = Activity.HOLIDAY, NOWHERE
    left = ~off.tells(free.participant_idx, free.day)
    size = int((~left).sum())
    person = np.concatenate([calendar.participant_idx, free.participant_idx[~left]])
    day = np.concatenate([calendar.day, free.day[~left]])
    slot = np.concatenate([calendar.slot_idx, free.slot_idx[~left]])
    order = np.lexsort((slot, day, person))
    holiday = np.full(size, Activity.HOLIDAY, dtype=activity.dtype)
    nowhere = np.full(size, NOWHERE, dtype=where.dtype)
    return Calendar(
        calendar.scenario,
        person[order],
        day[order],
        slot[order],
        np.concatenate([activity, holiday])[order],
        np.concatenate([where, nowhere])[order],
        FreeSlots(free.participant_idx[left], free.day[left], free.slot_idx[left]),
    )


class _Off:
    """Which days are laid: all of a whole week's, else its last weekdays."""

    def __init__(self, scenario: Scenario, laid: Ints, days: Ints) -> None:
        self._whole = (laid > 0) & (laid == days)
        self._programmes = _programmes(scenario)
        self._num_days = 7 * laid.shape[1]
        rows = np.argwhere((laid > 0) & (laid < days))
        self._some = np.array(
            [
                person * self._num_days + day
                for person, week in rows.tolist()
                for day in _last_days(scenario, person, week, int(laid[person, week]))
            ],
            dtype=np.int64,
        )

    def tells(self, person: NDArray[np.int32], day: NDArray[np.int32]) -> Bools:
        """Tell of each pair whether it is laid."""
        key = person.astype(np.int64) * self._num_days + day
        first, after = self._programmes[person].T
        inside: Bools = (first <= day) & (day < after)
        found: Bools = self._whole[person, day // 7] | np.isin(key, self._some)
        return inside & found


def _last_days(scenario: Scenario, person: int, week: int, count: int) -> list[int]:
    who, horizon = scenario.participants[person], scenario.horizon
    own, monday = programme_in(who, horizon), horizon.monday(week)
    span = DateSpan(max(own.first, monday), min(own.last, monday + timedelta(days=6)))
    days = scenario.calendar_of(who).programme_weekdays(span)
    return [(day - horizon.start).days for day in days][-count:]
