"""Answers questions that the screen leaves open, by finding plans and bounds."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import SolverLimits
from matcher.options import NO_PLACE
from matcher.placement.cuts import (
    possible_columns,
    with_rows,
    without_slack_rows,
)
from matcher.placement.host import solve_all
from matcher.placement.problem import Problem
from matcher.seats.chains import Chains, Misfit
from matcher.seats.questions import Desk, Question, open_ones

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Row = tuple[Ints, Ints, int]
"""Columns, what they weigh and how much there is of it."""

PEOPLE_AROUND = 50
"""People who are planned again around a place."""

WAITING_AROUND = 20
"""How many of them at most are not covered yet."""

NODES_AROUND, NODES = 30, 200

SHARE_AROUND = 0.6
"""Of the time for solvers, what goes to plans around a place before whole components."""

VISITS = 2
"""Links of the first chains at which the same person may wait."""


class Resolver:
    """Answers questions with chains, and then in solver hosts until the clock.

    Parameters
    ----------
    seconds
        For the solvers; chains are quick and not counted.
    """

    def __init__(self, desk: Desk, seconds: float, workers: int) -> None:
        self._desk, self._ground = desk, desk.ground
        self._workers = workers
        self._seconds = seconds
        self._place_of_column = self._ground.options.columns.place_idx[
            self._ground.option
        ]
        self._number = {p.id: i for i, p in enumerate(self._ground.scenario.places)}

    def answer(self, questions: Sequence[Question]) -> None:
        """Answer ``questions`` as well as the clock allows."""
        self._by_chains(questions)
        spread(questions)
        ends = monotonic() + self._seconds
        around = self._seconds * SHARE_AROUND
        self._by_solver(open_ones(questions), self._around, around, NODES_AROUND)
        spread(questions)
        left = ends - monotonic()
        self._by_solver(open_ones(questions), self._whole, left, NODES)
        spread(questions)

    def _by_chains(self, questions: Sequence[Question]) -> None:
        """Find who could step in for whom: once for all, then for those that help."""
        by_place = defaultdict(list)
        for question in open_ones(questions):
            for place in {change.place for change in question.changes}:
                by_place[self._number[place]].append(question)

        def hear(misfit: Misfit) -> None:
            for question in by_place[misfit.place]:
                fits = (question.capacity[misfit.rows] >= misfit.used).all()
                if question.people == 0 and fits:
                    question.hear(self._ground, misfit.chosen)

        everybody = np.ones(len(self._ground.chosen), dtype=np.bool_)
        capacity = self._ground.problem.capacity
        Chains(self._ground, VISITS).cover_more(
            self._ground.chosen, capacity, everybody, hear
        )
        for question in open_ones(questions):
            if question.people:
                self._extend(question)

    def _extend(self, question: Question) -> None:
        """Cover one more after another, as long as chains do."""
        within = np.isin(self._ground.part, question.parts)
        chains = Chains(self._ground, 1)
        while question.is_open:
            before = question.people
            better = chains.cover_more(question.plan, question.capacity, within)
            if better is not None:
                question.hear(self._ground, better)
            if question.people == before:
                return

    def _by_solver(
        self,
        questions: Sequence[Question],
        part_of: Callable[[Question], tuple[Ints, Ints, list[Row], bool]],
        seconds: float,
        nodes: int,
    ) -> None:
        """Solve the part of each question that ``part_of`` gives, from its plan.

        A part is people, their columns, more rows, and whether it is all there is to the
        question, so that its bound is one of the question.
        """
        if not questions or seconds <= 0:
            return
        parts = [part_of(question) for question in questions]
        made = [
            _Job(self._desk, question, people, columns, rows)
            for question, (people, columns, rows, _) in zip(
                questions, parts, strict=True
            )
        ]
        outcomes = solve_all(
            [job.problem for job in made],
            np.ones((2, 1), dtype=np.int64),
            SolverLimits(nodes=nodes, seconds=seconds),
            self._workers,
            lambda *_: None,
            [job.start for job in made],
        )
        for question, job, outcome, part in zip(
            questions, made, outcomes, parts, strict=True
        ):
            question.hear(self._ground, job.plan(outcome.incumbent.chosen))
            if part[-1]:
                [bound] = outcome.incumbent.bounds
                question.bound(bound - job.before)

    def _around(self, question: Question) -> tuple[Ints, Ints, list[Row], bool]:
        """Return people around the places of ``question``, and their columns."""
        ground = self._ground
        places = [self._number[change.place] for change in question.changes]
        inside = np.isin(ground.part, question.parts)
        at_place = self._place_of_column[question.plan]
        here = np.flatnonzero(inside & np.isin(at_place, places))
        could = np.isin(self._place_of_column, places) & (ground.covers > 0)
        able = np.zeros(len(inside), dtype=np.bool_)
        able[ground.problem.group[could]] = True
        waits = inside & (ground.covers[question.plan] == 0)
        random = np.random.Generator(np.random.PCG64(0))
        waiting = np.concatenate(
            [
                random.permutation(np.flatnonzero(waits & able)),
                random.permutation(np.flatnonzero(waits & ~able)),
            ]
        )[:WAITING_AROUND]
        others = np.flatnonzero(inside & able & ~waits & (at_place != NO_PLACE))
        others = random.permutation(np.setdiff1d(others, here))
        room = max(0, PEOPLE_AROUND - len(here) - len(waiting))
        people = np.unique(np.concatenate([here, waiting, others[:room]]))
        columns = np.flatnonzero(np.isin(ground.problem.group, people))
        return people, columns, [], False

    def _whole(self, question: Question) -> tuple[Ints, Ints, list[Row], bool]:
        """Return everybody whom the room could concern, and the columns of use."""
        ground = self._ground
        people = np.flatnonzero(np.isin(ground.part, question.parts))
        columns, rows = [question.plan[people]], []
        for part in question.parts:
            screen = self._desk.screens[part]
            raised = screen.raised(question.changes)
            rows += screen.cuts(raised)
            wanted = self._desk.covered[part] + question.people + 1
            one = len(question.parts) == 1
            columns.append(screen.reaching(raised, wanted) if one else screen.alive)
        return people, np.unique(np.concatenate(columns)), rows, True


class _Job:
    """People who are planned again, everybody else as in the plan of a question."""

    def __init__(
        self,
        desk: Desk,
        question: Question,
        people: Ints,
        columns: Ints,
        rows: Sequence[Row],
    ) -> None:
        ground = desk.ground
        self._plan, self._people = question.plan, people
        others = np.delete(question.plan, people)
        left = question.capacity - ground.problem.used(others)
        part = replace(ground.problem.take(columns), capacity=left)
        possible = possible_columns(part)
        self._columns = columns[possible]
        part = part.take(possible)
        _, group = np.unique(part.group, return_inverse=True)
        part = replace(part, group=group.astype(np.int64))
        more = [*_floor_rows(desk, question, people, part), *self._taken(rows)]
        whole = replace(part, values=part.values[-1:])
        self.problem: Problem = without_slack_rows(with_rows(whole, more))
        self.start = np.searchsorted(self._columns, question.plan[people])
        covers = ground.covers
        self.before = int(covers[ground.chosen].sum() - covers[others].sum())

    def _taken(self, rows: Sequence[Row]) -> list[Row]:
        """Return ``rows``, on columns of the ground, on those of the problem."""
        found = []
        for columns, weights, capacity in rows:
            at = np.searchsorted(self._columns, columns)
            at = np.minimum(at, len(self._columns) - 1)
            here = self._columns[at] == columns
            found.append((at[here], weights[here], capacity))
        return found

    def plan(self, chosen: Ints) -> Ints:
        """Return the whole plan with the people as ``chosen``."""
        plan = self._plan.copy()
        plan[self._people] = self._columns[chosen]
        return plan


def _floor_rows(
    desk: Desk, question: Question, people: Ints, problem: Problem
) -> list[Row]:
    """Return a row for every tier and component: people may lack so much of their best."""
    ground, found = desk.ground, []
    part_of_column = ground.part[people][problem.group]
    planned_again = np.zeros(len(ground.chosen), dtype=np.bool_)
    planned_again[people] = True
    for part in question.parts:
        others = question.plan[(ground.part == part) & ~planned_again]
        inside = part_of_column == part
        if not inside.any():
            continue
        for i in range(len(ground.kept)):
            best = problem.group_max(problem.values[i])
            lacks = np.where(inside, best[problem.group] - problem.values[i], 0)
            mine = ground.part[people] == part
            given = int(ground.problem.values[i, others].sum())
            spare = int(best[mine].sum()) - (int(ground.floors[part][i]) - given)
            columns = np.flatnonzero(lacks)
            if len(columns):
                found.append((columns, lacks[columns], spare))
    return found


def spread(questions: Sequence[Question]) -> None:
    """Let questions of one place learn from each other: more room is never worse."""
    by_place = defaultdict(list)
    for question in questions:
        by_place[tuple(sorted({c.place for c in question.changes}))].append(question)
    for alike in by_place.values():
        for less in alike:
            for more in alike:
                if less is not more and (less.capacity <= more.capacity).all():
                    if more.people < less.people:
                        more.people, more.plan = less.people, less.plan
                        more.at_most = max(more.at_most, more.people)
                    less.bound(more.at_most)
