"""Answers questions that the screen leaves open, by finding plans and bounds."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import SolverLimits
from matcher.options import NO_PLACE
from matcher.placement.host import Outcome, solve_all
from matcher.seats.chains import Chains, Misfit
from matcher.seats.jobs import Job
from matcher.seats.questions import Desk, Question, open_ones

Ints = NDArray[np.int64]

PEOPLE_AROUND = 50
"""People who are planned again around a place."""

WAITING_AROUND = 20
"""How many of them at most are not covered yet."""

NODES_AROUND, NODES = 30, 200
"""Branch-and-bound nodes around a place, and in a whole component."""

MOST_COLUMNS = 20_000
"""In components with more columns, whole ones are not tried: one would take minutes."""

BATCH = 32
"""Jobs that are made at a time: together they could be larger than memory."""

SHARE_AROUND = 0.6
"""Of the time that is left, what goes to plans around a place before whole components."""

VISITS = 2
"""Links of the first chains at which the same person may wait."""


class Resolver:
    """Answers questions with chains, and then in solver hosts until the clock.

    Parameters
    ----------
    seconds
        From now on; what is open then stays open.
    """

    def __init__(self, desk: Desk, seconds: float, workers: int) -> None:
        self._desk, self._ground, self._workers = desk, desk.ground, workers
        self._ends = monotonic() + seconds
        options = self._ground.options.take(self._ground.option)
        # Of two placements in a row people are at both places.
        self._places_of_column = np.stack(
            [options.columns.place_idx, options.place_after()]
        )
        places = self._ground.scenario.places
        self._number = {place.id: i for i, place in enumerate(places)}

    @property
    def seconds_left(self) -> float:
        """Until the clock."""
        return self._ends - monotonic()

    def answer(self, questions: Sequence[Question], seconds: float) -> None:
        """Answer ``questions`` as well as ``seconds`` allow, the first ones first."""
        ends = monotonic() + seconds
        self._by_chains(questions)
        spread(questions)
        small = [
            q for q in questions if self._desk.num_columns(q.parts) <= MOST_COLUMNS
        ]
        share = SHARE_AROUND if open_ones(small) else 1.0
        around = (ends - monotonic()) * share
        self._by_solver(open_ones(questions), self._around, around, NODES_AROUND)
        spread(questions)
        self._by_solver(open_ones(small), self._whole, ends - monotonic(), NODES)
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
        chains = Chains(self._ground, VISITS)
        chains.cover_more(self._ground.chosen, capacity, everybody, hear)
        for question in open_ones(questions):
            if question.people:
                self.extend(question)

    def extend(self, question: Question) -> None:
        """Cover one more after another, as long as chains do."""
        within = np.isin(self._ground.part, question.parts)
        chains = Chains(self._ground, 1)
        while question.is_open and self.seconds_left > 0:
            before = question.people
            better = chains.cover_more(question.plan, question.capacity, within)
            if better is not None:
                question.hear(self._ground, better)
            if question.people == before:
                return

    def solve(self, jobs: Sequence[Job], seconds: float, nodes: int) -> list[Outcome]:
        """Solve ``jobs`` in hosts, those that the clock leaves as they begin."""
        for job in jobs:
            job.finish()
        return solve_all(
            [job.problem for job in jobs],
            np.ones((2, 1), dtype=np.int64),
            SolverLimits(nodes=nodes, seconds=max(0.0, seconds)),
            self._workers,
            lambda *_: None,
            [job.start for job in jobs],
        )

    def _by_solver(
        self,
        questions: Sequence[Question],
        job_of: Callable[[Question], tuple[Job, bool]],
        seconds: float,
        nodes: int,
    ) -> None:
        """Solve the job of each question; tell its bound where it is all there is to it."""
        ends = monotonic() + seconds
        before = int(self._ground.covers[self._ground.chosen].sum())
        for first in range(0, len(questions), BATCH):
            batch = questions[first : first + BATCH]
            left = ends - monotonic()
            if left <= 0:
                return
            made = [job_of(question) for question in batch]
            outcomes = self.solve([job for job, _ in made], left, nodes)
            for question, (job, whole), outcome in zip(
                batch, made, outcomes, strict=True
            ):
                best = outcome.incumbent
                question.hear(self._ground, job.plan_of(best.chosen))
                if whole:
                    question.bound(best.bounds[0] + job.others - before)

    def _around(self, question: Question) -> tuple[Job, bool]:
        """Return the job to plan people around the places of ``question`` again.

        Those who are there, some who wait, and some who could be there too.
        """
        ground = self._ground
        places = [self._number[change.place] for change in question.changes]
        inside = np.isin(ground.part, question.parts)
        first, after = np.isin(self._places_of_column, places)
        there = first | after
        is_placed = self._places_of_column[0, question.plan] != NO_PLACE
        here = np.flatnonzero(inside & there[question.plan])
        could = there & (ground.covers > 0)
        able = np.zeros(len(inside), dtype=np.bool_)
        able[ground.problem.group[could]] = True
        waits = inside & (ground.covers[question.plan] == 0)
        random = np.random.Generator(np.random.PCG64(0))
        soon = random.permutation(np.flatnonzero(waits & able))
        late = random.permutation(np.flatnonzero(waits & ~able))
        waiting = np.concatenate([soon, late])[:WAITING_AROUND]
        others = np.flatnonzero(inside & able & ~waits & is_placed)
        others = random.permutation(np.setdiff1d(others, here))
        room = max(0, PEOPLE_AROUND - len(here) - len(waiting))
        people = np.unique(np.concatenate([here, waiting, others[:room]]))
        columns = np.flatnonzero(np.isin(ground.problem.group, people))
        job = Job(ground, question.plan, question.capacity, people, columns)
        return job, False

    def _whole(self, question: Question) -> tuple[Job, bool]:
        """Return the job to plan everybody again whom the room could concern.

        Only with the columns that a plan may use which covers more.
        """
        ground = self._ground
        people = np.flatnonzero(np.isin(ground.part, question.parts))
        columns, rows = [question.plan[people]], []
        for part in question.parts:
            screen = self._desk.screens[part]
            raised = screen.raised(question.changes)
            rows += [cut[1:] for cut in screen.cuts(raised)]
            wanted = self._desk.covered[part] + question.people + 1
            alone = len(question.parts) == 1
            columns.append(screen.reaching(raised, wanted) if alone else screen.alive)
        useful = np.unique(np.concatenate(columns))
        job = Job(ground, question.plan, question.capacity, people, useful, rows)
        return job, True


def spread(questions: Sequence[Question]) -> None:
    """Let questions of one place learn from each other: more room is never worse."""
    by_place = defaultdict(list)
    for question in questions:
        by_place[tuple(sorted({c.place for c in question.changes}))].append(question)
    for alike in by_place.values():
        for less in alike:
            for more in alike:
                if less is not more and (less.capacity <= more.capacity).all():
                    more.learn(less)
