"""Courses that people take from the first session to the last.

A rule of thumb decides which are held and for whom; it proves nothing.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.columns import Calendar
from matcher.calendar.fair_flow import NO_SESSION
from matcher.calendar.hours import Hours
from matcher.calendar.life_skills import life_skills_short
from matcher.calendar.sessions import Sessions, calendars_of, when_held
from matcher.domain.activities import Activity, GroupActivity
from matcher.domain.scenario import Scenario

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


def hold_courses(
    calendar: Calendar, sessions: Sessions, held: Bools, hours: Hours
) -> Ints:
    """Return per free slot the session of a course, ``NO_SESSION`` for none.

    Course by course, by id. Those come who are free in every session: to life skills
    first who lacks most of them; then who lacks most of the duty, where the course counts
    towards it; then who has most weeks with too few led hours. A course that too few can come to is not held.

    Parameters
    ----------
    held
        Sessions of courses that may be held; a course that lacks any is left out.
    """
    scenario, person_of = calendar.scenario, calendar.free.participant_idx
    chosen = np.full(len(calendar.free), NO_SESSION, dtype=np.int64)
    lack = hours.work_missing.copy()
    life_skills = life_skills_short(calendar)
    empty = (hours.led_short > 0).sum(axis=1)
    own = calendars_of(scenario)
    for number, pairs in _pairs_of_courses(sessions, held):
        activity = scenario.activities[number]
        pairs = pairs[chosen[sessions.cell[pairs]] == NO_SESSION]
        person = person_of[sessions.cell[pairs]]
        people, times = np.unique(person, return_counts=True)
        people = people[times == _times_held(scenario, activity)[own[people]]]
        urgent = lack[people] * activity.is_work_oriented
        is_mandatory = activity.kind is Activity.LIFE_SKILLS
        lawful = life_skills[people] * is_mandatory
        order = np.lexsort((people, -empty[people], -urgent, -lawful))
        coming = people[order][: activity.seats]
        if len(coming) < activity.opens_with:
            continue
        taken = pairs[np.isin(person, coming)]
        chosen[sessions.cell[taken]] = sessions.session[taken]
        minutes = sessions.minutes[sessions.session[taken]]
        if is_mandatory:
            np.subtract.at(life_skills, person_of[sessions.cell[taken]], minutes)
            life_skills = np.maximum(0, life_skills)
        if activity.is_work_oriented:
            np.subtract.at(lack, person_of[sessions.cell[taken]], minutes)
            lack = np.maximum(0, lack)
    return chosen


def _pairs_of_courses(sessions: Sessions, held: Bools) -> Iterator[tuple[int, Ints]]:
    """Yield position and pairs of each course that may be held from first to last."""
    offered = sessions.activity != Activity.PRACTICE
    incomplete = np.unique(sessions.where_idx[offered & ~held])
    pairs = np.flatnonzero(held[sessions.session])
    course = sessions.where_idx[sessions.session[pairs]]
    order = np.argsort(course, kind="stable")
    numbers, first = np.unique(course[order], return_index=True)
    for number, some in zip(
        numbers.tolist(), np.split(pairs[order], first[1:]), strict=False
    ):
        if number not in incomplete:
            yield number, some


def _times_held(scenario: Scenario, activity: GroupActivity) -> Ints:
    """Return per school calendar how many sessions there are for its people.

    One on a day of their holiday is among them: they miss it.
    """
    sessions = when_held(scenario, activity).sum(axis=1)
    if not activity.only_without_teaching:
        return np.full(len(scenario.calendars), sessions.sum(), dtype=np.int64)
    days = list(scenario.horizon.calendar_span.days())
    without = [[not c.has_teaching(day) for day in days] for c in scenario.calendars]
    times: Ints = np.array(without) @ sessions
    return times
