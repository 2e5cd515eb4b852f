"""Who could be at which session beside which of their options, as part of a problem.

For each free slot of a person who lacks hours of the duty there is a choice: none of the
sessions there, or one of them. Rows say that a slot is free only with some options of the
person, how many seats a session has, and how much a person lacks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.options.ranges import expand
from matcher.placement.problem import NO_BUNDLE, Problem

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
        Per participant, the most minutes that they can be given.
    option, blocked
        The pairs of an option of a person and a slot that is not free with it.
    fewer
        Per option, the minutes by which its person can be given fewer with it.
    """

    person: Ints
    slot: Ints
    session: Ints
    minutes: Ints
    seats: Ints
    lacking: Ints
    option: Ints
    blocked: Ints
    fewer: Ints

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

    def rows(self, problem: Problem) -> Iterator[_Rows]:
        """Yield what limits the choices, whose columns come after those of ``problem``."""
        goes = problem.num_columns + self.goes
        hangs = np.isin(self.slot, self.blocked)
        yield _Rows.of(
            np.concatenate([self.blocked, self.slot[hangs]]),
            np.concatenate([self.option, goes[hangs]]),
            np.ones(len(self.option) + hangs.sum(), dtype=np.int64),
            np.ones(len(self.person), dtype=np.int64),
        )
        come = np.bincount(self.session, minlength=len(self.seats))
        full = (come > self.seats)[self.session]
        one_each = np.ones(full.sum(), dtype=np.int64)
        yield _Rows.of(self.session[full], goes[full], one_each, self.seats)
        fewer = np.flatnonzero(self.fewer)
        fewer = fewer[np.isin(problem.group[fewer], self.person)]
        yield _Rows.of(
            np.concatenate([self.person[self.slot], problem.group[fewer]]),
            np.concatenate([goes, fewer]),
            np.concatenate([self.minutes, self.fewer[fewer]]),
            self.lacking,
        )


def attended(problem: Problem, attendance: Attendance, minute: int = 1) -> Problem:
    """Return ``problem`` with the choices of ``attendance`` after its own.

    In its last aim each minute is worth ``minute``; in the others nothing.
    """
    columns, groups = problem.num_columns, problem.num_groups
    row, column, weight = (
        [problem.member_row],
        [problem.member_column],
        [problem.member_weight],
    )
    capacity, size = [problem.capacity], problem.num_rows
    for rows in attendance.rows(problem):
        row.append(size + rows.row)
        column.append(rows.column)
        weight.append(rows.weight)
        capacity.append(rows.capacity)
        size += len(rows.capacity)
    slots = len(attendance.person)
    of_slot = np.zeros(slots + len(attendance.slot), dtype=np.int64)
    of_slot[attendance.stays] = np.arange(slots)
    of_slot[attendance.goes] = attendance.slot
    worth = np.zeros((len(problem.values), len(of_slot)), dtype=np.int64)
    worth[-1, attendance.goes] = attendance.minutes * minute
    every = np.concatenate(column)
    order = np.lexsort((np.concatenate(row), every))
    return replace(
        problem,
        group=np.concatenate([problem.group, groups + of_slot]),
        values=np.concatenate([problem.values, worth], axis=1),
        capacity=np.concatenate(capacity),
        first_member=np.searchsorted(
            every[order], np.arange(columns + len(of_slot) + 1)
        ),
        member_row=np.concatenate(row)[order],
        member_weight=np.concatenate(weight)[order],
        bundle=np.concatenate(
            [problem.bundle, np.full(size - problem.num_rows, NO_BUNDLE)]
        ),
        is_safe=None,
    )


def options_of(participant_idx: Ints, people: Ints) -> tuple[Ints, Ints]:
    """Return the options of each of ``people``: whose, by position there, and which."""
    first = np.searchsorted(participant_idx, people)
    last = np.searchsorted(participant_idx, people, side="right")
    owner, nth = expand(last - first)
    return owner, first[owner] + nth
