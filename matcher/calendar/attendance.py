"""Who could be at which session beside which of their options, as part of a problem.

For each free slot of a person who lacks hours of the duty there is a choice: none of the
sessions there, or one of them. Rows say that a slot is free only with some options of the
person, how many seats a session has, and how much a person lacks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.calendar.build import build_calendar
from matcher.calendar.columns import Calendar
from matcher.calendar.hours import in_duty_window, summarise_hours
from matcher.calendar.own_holidays import lay_holidays
from matcher.calendar.sessions import find_sessions
from matcher.domain.activities import Activity
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.options.ranges import expand
from matcher.placement import placements_of
from matcher.placement.problem import NO_BUNDLE, Problem

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of weights, each with its capacity; rows are numbered from 0."""

    row: Ints
    column: Ints
    weight: Ints
    capacity: Ints

    @classmethod
    def of(cls, limited: Ints, column: Ints, weight: Ints, capacity: Ints) -> "_Rows":
        """Return a row for all that is ``limited`` alike; ``capacity`` is by its number."""
        numbers, row = np.unique(limited, return_inverse=True)
        return cls(row.astype(np.int64), column, weight, capacity[numbers])


@dataclass(frozen=True, slots=True)
class Attendance:
    """The choices of all free slots of those who lack hours.

    Attributes
    ----------
    person
        Of each slot.
    slot, session
        The pairs, by slot: a slot and a session that its person could be at.
    minutes
        Of each pair.
    seats
        Of each session.
    lacking
        Per participant, minutes.
    option, blocked
        The pairs of an option of a person and a slot that is not free with it.
    """

    person: Ints
    slot: Ints
    session: Ints
    minutes: Ints
    seats: Ints
    lacking: Ints
    option: Ints
    blocked: Ints

    @property
    def decides(self) -> bool:
        """Whether it hangs on somebody's option which slots are free."""
        return len(self.option) > 0

    @property
    def stays(self) -> Ints:
        """The column of each slot to be at none of its sessions, counted from 0."""
        slots = np.arange(len(self.person))
        stays: Ints = slots + np.searchsorted(self.slot, slots)
        return stays

    @property
    def goes(self) -> Ints:
        """The column of each pair."""
        return np.arange(len(self.slot)) + self.slot + 1

    @classmethod
    def of(
        cls, scenario: Scenario, options: Options, own: Ints, base: Calendar
    ) -> "Attendance":
        """Return the choices beside ``options``, of which everybody has ``own`` now."""
        lacking = summarise_hours(base).work_missing
        pairs = np.concatenate(
            [*_seen_with_each(scenario, options, own, lacking > 0)], axis=1
        )
        option, moment, session, seats, minutes = pairs
        moments, slot = np.unique(moment, return_inverse=True)
        sessions, first, session = np.unique(
            session, return_index=True, return_inverse=True
        )
        _, once = np.unique(slot * len(sessions) + session, return_index=True)
        people = options.columns.participant_idx
        person = moments // _moments_of_each(scenario)
        begin = np.searchsorted(people, person)
        count = np.searchsorted(people, person, side="right") - begin
        blocked, nth = expand(count)
        every = begin[blocked] + nth
        free = np.isin(every * len(moments) + blocked, option * len(moments) + slot)
        return cls(
            person,
            slot[once].astype(np.int64),
            session[once].astype(np.int64),
            minutes[once],
            seats[first],
            lacking,
            every[~free],
            blocked[~free],
        )

    def rows(self, first_column: int) -> Iterator[_Rows]:
        """Yield what limits the choices, whose columns begin at ``first_column``."""
        goes, one = first_column + self.goes, np.ones(len(self.slot), dtype=np.int64)
        hangs = np.isin(self.slot, self.blocked)
        yield _Rows.of(
            np.concatenate([self.blocked, self.slot[hangs]]),
            np.concatenate([self.option, goes[hangs]]),
            np.ones(len(self.option) + hangs.sum(), dtype=np.int64),
            np.ones(len(self.person), dtype=np.int64),
        )
        come = np.bincount(self.session, minlength=len(self.seats))
        full = (come > self.seats)[self.session]
        yield _Rows.of(self.session[full], goes[full], one[full], self.seats)
        # The last session of somebody may be longer than what they still lack.
        most = self.lacking + int(self.minutes.max(initial=1)) - 1
        yield _Rows.of(self.person[self.slot], goes, self.minutes, most)


def _moments_of_each(scenario: Scenario) -> int:
    """Return how many slots the calendar of a person has."""
    return 7 * scenario.horizon.calendar_weeks * len(scenario.grid.slots)


def _seen_with_each(
    scenario: Scenario, options: Options, own: Ints, asks: Bools
) -> Iterator[Ints]:
    """Yield ``(5, pairs)``: option, slot of a person, session, its seats and minutes.

    First everybody who ``asks`` has their first option, then their second, and so on.
    Slots and sessions have numbers that are the same each time.
    """
    people = options.columns.participant_idx
    first = np.searchsorted(people, np.arange(len(own)))
    count = np.searchsorted(people, np.arange(len(own)), side="right") - first
    for nth in range(int(count[asks].max(initial=0))):
        has = asks & (nth < count)
        chosen = np.where(has, first + nth, own)
        yield _seen(scenario, options, chosen, has)


def _seen(scenario: Scenario, options: Options, chosen: Ints, asks: Bools) -> Ints:
    """Return the pairs of who ``asks`` in the calendar of the options ``chosen``."""
    placements, sections = placements_of(scenario, options, chosen)
    base = lay_holidays(build_calendar(scenario, placements, sections))
    free = base.free.take(asks[base.free.participant_idx])
    sessions = find_sessions(replace(base, free=free), placements)
    cell, session = sessions.cell, sessions.session
    person = free.participant_idx[cell]
    useful = (
        sessions.is_work_oriented[session]
        & ~sessions.is_whole(scenario)[session]
        & (sessions.seats[session] > 0)
        & in_duty_window(scenario, person, free.day[cell])
    )
    cell, session, person = cell[useful], session[useful], person[useful]
    days, slots = 7 * scenario.horizon.calendar_weeks, len(scenario.grid.slots)
    where = 2 * sessions.where_idx + (sessions.activity == Activity.PRACTICE)
    when = sessions.day * slots + sessions.slot_idx
    return np.stack(
        [
            chosen[person],
            person * np.int64(days * slots) + when[session],
            (where * days * slots + when)[session],
            sessions.seats[session],
            sessions.minutes[session],
        ]
    )


def attended(problem: Problem, attendance: Attendance) -> Problem:
    """Return ``problem``, of one aim, with the choices of ``attendance`` after its own.

    A minute is worth more than all of its own aim together.
    """
    columns, groups = problem.num_columns, problem.num_groups
    row, column, weight = (
        [problem.member_row],
        [problem.member_column],
        [problem.member_weight],
    )
    capacity, size = [problem.capacity], problem.num_rows
    for rows in attendance.rows(columns):
        row.append(size + rows.row)
        column.append(rows.column)
        weight.append(rows.weight)
        capacity.append(rows.capacity)
        size += len(rows.capacity)
    slots = len(attendance.person)
    worth = np.zeros(slots + len(attendance.slot), dtype=np.int64)
    above = 1 + int(problem.group_max(problem.values[0]).sum())
    worth[attendance.goes] = attendance.minutes * above
    of_slot = np.zeros(len(worth), dtype=np.int64)
    of_slot[attendance.stays], of_slot[attendance.goes] = (
        np.arange(slots),
        attendance.slot,
    )
    every = np.concatenate(column)
    order = np.lexsort((np.concatenate(row), every))
    return replace(
        problem,
        group=np.concatenate([problem.group, groups + of_slot]),
        values=np.concatenate([problem.values, worth[None]], axis=1),
        capacity=np.concatenate(capacity),
        first_member=np.searchsorted(every[order], np.arange(columns + len(worth) + 1)),
        member_row=np.concatenate(row)[order],
        member_weight=np.concatenate(weight)[order],
        bundle=np.concatenate(
            [problem.bundle, np.full(size - problem.num_rows, NO_BUNDLE)]
        ),
        is_safe=None,
    )
