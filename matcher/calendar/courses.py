"""Courses that people take from the first session to the last.

A rule of thumb decides which are held and for whom; it proves nothing.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.fair_flow import NO_SESSION
from matcher.calendar.hours import Hours
from matcher.calendar.sessions import Sessions, when_held

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def hold_courses(
    calendar: Calendar, sessions: Sessions, held: Bools, hours: Hours
) -> Ints:
    """Return per free slot the session of a course, ``NO_SESSION`` for none.

    Course by course, by id. Those come who are free in every session: first who lacks
    most of the duty, where the course counts towards it, then who has most weeks with
    too few led hours. A course that too few can come to is not held.

    Parameters
    ----------
    held
        Sessions of courses that may be held; a course that lacks any is left out.
    """
    chosen = np.full(len(calendar.free), NO_SESSION, dtype=np.int64)
    lack = hours.work_missing.copy()
    empty = (hours.led_short > 0).sum(axis=1)
    mine = held[sessions.session]
    course = np.where(mine, sessions.where_idx[sessions.session], -1)
    for number in np.unique(course[mine]).tolist():
        activity = calendar.scenario.activities[number]
        own = np.flatnonzero(sessions.is_of(number))
        if not held[own].all():
            continue
        pairs = np.flatnonzero(course == number)
        pairs = pairs[chosen[sessions.cell[pairs]] == NO_SESSION]
        person = calendar.free.participant_idx[sessions.cell[pairs]]
        people, times = np.unique(person, return_counts=True)
        people = people[times == when_held(calendar.scenario, activity).sum()]
        urgent = lack[people] * activity.is_work_oriented
        order = np.lexsort((people, -empty[people], -urgent))
        coming = people[order][: activity.seats]
        if len(coming) < activity.opens_with:
            continue
        taken = pairs[np.isin(person, coming)]
        chosen[sessions.cell[taken]] = sessions.session[taken]
        if activity.is_work_oriented:
            brought = int(sessions.minutes[own].sum())
            lack[coming] = np.maximum(0, lack[coming] - brought)
    return chosen
