"""What is handed to a solver host: people who are planned again, all others as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.options.ranges import positions_in
from matcher.placement.cuts import possible_columns, with_rows, without_slack_rows
from matcher.placement.problem import NO_BUNDLE, Problem
from matcher.seats.ground import Ground

Ints = NDArray[np.int64]

Row = tuple[Ints, Ints, int]
"""Columns, what each weighs and how much there is of it."""


class Job:
    """A problem with the covered as its only tier, and the plan it begins with.

    Parameters
    ----------
    plan
        Keeps ``capacity``, and all that must be kept.
    people, columns
        Who is planned again, and the columns of the ground they may have; those of the
        plan are among them.
    rows
        More rows, on columns of the ground.
    """

    def __init__(
        self,
        ground: Ground,
        plan: Ints,
        capacity: Ints,
        people: Ints,
        columns: Ints,
        rows: Sequence[Row] = (),
    ) -> None:
        self._plan, self._people = plan, people
        others = np.delete(plan, people)
        part = replace(
            ground.problem.take(columns),
            capacity=capacity - ground.problem.used(others),
        )
        possible = possible_columns(part)
        self._columns, part = columns[possible], part.take(possible)
        _, group = np.unique(part.group, return_inverse=True)
        part = replace(part, group=group.astype(np.int64))
        floors = _floor_rows(ground, plan, people, part)
        covered = replace(part, values=part.values[-1:])
        self.problem: Problem = with_rows(
            covered, [*(self._on_own(row) for row in rows), *floors]
        )
        self.start: Ints = np.searchsorted(self._columns, plan[people])
        self.others = int(ground.covers[others].sum())

    def _on_own(self, row: Row) -> Row:
        """Return ``row`` on the columns of the problem."""
        columns, weights, capacity = row
        at, here = positions_in(self._columns, columns)
        return at[here], weights[here], capacity

    def plan_of(self, chosen: Ints) -> Ints:
        """Return the whole plan with the people as ``chosen``."""
        plan = self._plan.copy()
        plan[self._people] = self._columns[chosen[: len(self._people)]]
        return plan

    def finish(self) -> None:
        """Drop the rows that cannot bind; none can be told apart after that."""
        self.problem = without_slack_rows(self.problem)


def _floor_rows(
    ground: Ground, plan: Ints, people: Ints, problem: Problem
) -> list[Row]:
    """Return a row per tier and component: its people may lack so much of their best."""
    found = []
    again = np.zeros(len(plan), dtype=np.bool_)
    again[people] = True
    part_of = ground.part[people]
    for part in np.unique(part_of).tolist():
        given = ground.problem.values[:-1, plan[(ground.part == part) & ~again]]
        wanted = ground.floors[part] - given.sum(axis=1)
        mine = part_of == part
        for worth, least in zip(problem.values[:-1], wanted.tolist(), strict=True):
            best = problem.group_max(worth)
            lacks = np.where(mine[problem.group], best[problem.group] - worth, 0)
            columns = np.flatnonzero(lacks)
            spare = int(best[mine].sum()) - least
            found.append((columns, lacks[columns], spare))
    return found


def with_choices(
    problem: Problem, weights: Sequence[Mapping[int, int]], most: int
) -> Problem:
    """Return ``problem`` with a choice of two columns for each of ``weights``.

    The first weighs in each row what ``weights`` say, the second 1 in a row of its own
    that holds ``most`` of these.
    """
    budget = {problem.num_rows: 1}
    taken = [rows for own in weights for rows in (dict(sorted(own.items())), budget)]
    entries = [entry for rows in taken for entry in rows.items()]
    row, weight = np.array(entries, dtype=np.int64).reshape(-1, 2).T
    ends = np.cumsum([len(rows) for rows in taken], dtype=np.int64)
    choice = problem.num_groups + np.repeat(np.arange(len(weights)), 2)
    nothing = np.zeros((len(problem.values), len(choice)), dtype=np.int64)
    return replace(
        problem,
        group=np.concatenate([problem.group, choice]),
        values=np.concatenate([problem.values, nothing], axis=1),
        capacity=np.append(problem.capacity, most),
        first_member=np.concatenate(
            [problem.first_member, problem.first_member[-1] + ends]
        ),
        member_row=np.concatenate([problem.member_row, row]),
        member_weight=np.concatenate([problem.member_weight, weight]),
        bundle=np.append(problem.bundle, NO_BUNDLE),
        row_numbers=None,
    )
