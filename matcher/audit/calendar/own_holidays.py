"""People's own holiday in a calendar: as much as they have earned beside the school's."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.audit.calendar.entries import Entries
from matcher.audit.calendar.standing import Standing
from matcher.domain.activities import Activity
from matcher.domain.own_holidays import (
    earned_holiday,
    gives_all_holiday,
    is_holiday_given,
)

COULD_BE_HOLIDAY = (Activity.FREE, Activity.CLASS, Activity.PRACTICE)


def with_own_holidays(standing: Standing, entries: Entries) -> Standing:
    """Return what must stand, with the holiday that people have of their own.

    Of somebody who has more than is due none counts.
    """
    cell = (entries.person, entries.moment)
    own = (
        (entries.activity == Activity.HOLIDAY)
        & standing.inside[cell]
        & np.isin(standing.activity[cell], COULD_BE_HOLIDAY)
    )
    person, moment = entries.person[own], entries.moment[own]
    day = standing.moments.day[moment]
    activity, where = standing.activity.copy(), standing.where.copy()
    for one in np.unique(person).tolist():
        mine = person == one
        weekdays = np.unique(day[mine & (day % 7 < 5)])
        if len(weekdays) <= _due(standing, one):
            activity[one, moment[mine]] = Activity.HOLIDAY
            where[one, moment[mine]] = -1
    return replace(standing, activity=activity, where=where)


def without_own_holidays(
    standing: Standing, person: int, days: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return ``days``, 1 for programme weekdays, with 0 on the person's own holiday.

    Also on a weekday without slots, where all others of the week are holiday.
    """
    holiday = standing.activity[person] == Activity.HOLIDAY
    off = np.unique(standing.moments.day[holiday])
    off = off[days[off] > 0]
    left = days.copy()
    left[off] = 0
    slotted = np.zeros(len(days), dtype=np.bool_)
    slotted[standing.moments.day] = True
    for week in np.unique(off // 7).tolist():
        whole = slice(7 * week, 7 * week + 7)
        if not (left[whole] * slotted[whole]).any():
            left[whole] = 0
    return left


def _due(standing: Standing, person: int) -> int:
    who, span = standing.reading.people[person], standing.programmes[person]
    calendar, horizon = who.calendar, standing.reading.scenario.horizon
    if gives_all_holiday(calendar, horizon):
        return 0
    days = list(span.days())
    given = sum(is_holiday_given(calendar, day) for day in days)
    return max(0, earned_holiday(len(days)) - given)
