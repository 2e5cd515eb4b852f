"""Whom to call first: the employers that together open most by letting people share.

With a choice z_j for each employer, "as now" or "shares", a row that holds b now and
b + D when its employer shares becomes sum x + D [as now] <= b + D, and at most k of them
may share. One problem, and its bound holds whoever is asked.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import EmployerId
from matcher.domain.proof import PRICE_SCALE
from matcher.domain.seat_values import (
    Call,
    Extra,
    SeatChange,
    SeatKind,
    with_change,
)
from matcher.placement.host import Outcome
from matcher.seats.jobs import Job, Row, with_choices
from matcher.seats.questions import Desk, Question
from matcher.seats.resolve import MOST_COLUMNS, NODES, Resolver
from matcher.seats.screen import LOOSE

Ints = NDArray[np.int64]

TRIED = 12
"""Employers that are tried as the next on the list."""


@dataclass(frozen=True, slots=True)
class Caller:
    """An employer who could come to share, and what is known of it alone."""

    employer: EmployerId
    changes: tuple[SeatChange, ...]
    question: Question


def callers(desk: Desk, asked: Sequence[Question]) -> list[Caller]:
    """Return the employers whose places could share and do not fully yet.

    ``asked`` are questions of single places: an employer with one place has its own.
    """
    by_changes = {question.changes: question for question in asked}
    by_employer: dict[EmployerId, list[SeatChange]] = defaultdict(list)
    for place in desk.ground.scenario.places:
        change = SeatChange(place.id, SeatKind.SHARE)
        if with_change(place, change) != place:
            by_employer[place.employer].append(change)
    found = []
    for employer, shared in sorted(by_employer.items()):
        changes = tuple(shared)
        question = by_changes.get(changes) or desk.ask(changes)
        found.append(Caller(employer, changes, question))
    return found


def call_list(
    desk: Desk, resolver: Resolver, who: Sequence[Caller], most: int
) -> tuple[Call, ...]:
    """Return the best employers for 1, 2, … up to ``most`` calls."""
    lists = [_List(desk, who, asked) for asked in range(1, min(most, len(who)) + 1)]
    for shortlist in lists[:1]:
        shortlist.begin()
    for before, following in pairwise(lists):
        following.lengthen(before, resolver)
    parts = {part for caller in who for part in caller.question.parts}
    small = desk.num_columns(parts) <= MOST_COLUMNS
    unsure = [shortlist for shortlist in lists if small and shortlist.is_open]
    jobs = [shortlist.job() for shortlist in unsure]
    outcomes = resolver.solve(jobs, resolver.seconds_left, NODES)
    for shortlist, job, outcome in zip(unsure, jobs, outcomes, strict=True):
        shortlist.hear_job(job, outcome)
    for before, following in pairwise(lists):
        following.hear(before.plan)
    return tuple(shortlist.call for shortlist in lists)


class _List:
    """The best employers for so many calls, as far as it is known.

    Attributes
    ----------
    plan, people
        So many more are covered by this plan, if those share who are needed for it.
    """

    def __init__(self, desk: Desk, who: Sequence[Caller], asked: int) -> None:
        self._desk, self._ground, self._who, self._asked = desk, desk.ground, who, asked
        self._base = int(desk.ground.covers[desk.ground.chosen].sum())
        self.plan, self.people = desk.ground.chosen, 0
        self._at_most = _priced_bound(desk, who, asked)

    @property
    def is_open(self) -> bool:
        """Whether other employers may be better."""
        return self.people < self._at_most

    @property
    def call(self) -> Call:
        """The list: only employers whose shared seats the plan uses."""
        employers = tuple(caller.employer for caller in self.needed())
        return Call(self._asked, employers, Extra(self.people, self._at_most))

    def needed(self) -> list[Caller]:
        """Return the employers whose shared seats the plan uses."""
        return _needed(self._desk, self._who, self.plan)

    def hear(self, plan: Ints) -> None:
        """Take over ``plan`` where it covers more, and so few need to share for it."""
        people = int(self._ground.covers[plan].sum()) - self._base
        if people <= self.people:
            return
        needed = _needed(self._desk, self._who, plan)
        changes = [change for caller in needed for change in caller.changes]
        capacity = self._desk.capacity_with(changes)
        if len(needed) <= self._asked and self._ground.allows(plan, capacity):
            self.plan, self.people = plan, people
            self._at_most = max(people, self._at_most)

    def begin(self) -> None:
        """Take over what is known of each employer alone."""
        for caller in self._who:
            self.hear(caller.question.plan)
        alone = max(caller.question.at_most for caller in self._who)
        self._at_most = max(self.people, min(self._at_most, alone))

    def lengthen(self, before: "_List", resolver: Resolver) -> None:
        """Begin with the list before and the one that adds most to it."""
        self.hear(before.plan)
        chosen = before.needed()
        rest = [caller for caller in self._who if caller not in chosen]
        rest.sort(key=lambda c: (-c.question.people, -c.question.at_most, c.employer))
        for caller in rest[:TRIED]:
            if not caller.question.at_most or self.people > before.people:
                return
            changes = [change for c in (*chosen, caller) for change in c.changes]
            question = self._desk.ask(changes)
            question.plan, question.people = before.plan, before.people
            question.at_most = max(question.at_most, question.people)
            resolver.extend(question)
            self.hear(question.plan)

    def job(self) -> "_Job":
        """Return the problem in which it is open who is asked."""
        return _Job(self._desk, self._who, self._asked, self.plan, self.needed())

    def hear_job(self, job: "_Job", outcome: Outcome) -> None:
        """Take over what a host found, and its bound."""
        best = outcome.incumbent
        self.hear(job.plan_of(best.chosen))
        at_most = best.bounds[0] + job.others - self._base
        self._at_most = max(self.people, min(self._at_most, at_most))


class _Job(Job):
    """Everybody whom shared seats could concern, and a choice for each employer."""

    def __init__(
        self,
        desk: Desk,
        who: Sequence[Caller],
        asked: int,
        plan: Ints,
        sharing: Sequence[Caller],
    ) -> None:
        ground = desk.ground
        every = {change.place: change for caller in who for change in caller.changes}
        shared = desk.capacity_with(tuple(every.values()))
        parts = sorted({part for caller in who for part in caller.question.parts})
        people = np.flatnonzero(np.isin(ground.part, parts))
        columns = [plan[people], *(desk.screens[part].alive for part in parts)]
        now: list[dict[int, int]] = [_more_of(desk, caller, shared) for caller in who]
        rows = _cuts_with(desk, who, parts, now)
        useful = np.unique(np.concatenate(columns))
        super().__init__(ground, plan, shared, people, useful, rows)
        size = self.problem.num_columns
        self.problem = with_choices(self.problem, now, asked)
        shares = [int(caller in sharing) for caller in who]
        choices = size + 2 * np.arange(len(who)) + np.array(shares, dtype=np.int64)
        self.start = np.concatenate([self.start, choices])


def _needed(desk: Desk, who: Sequence[Caller], plan: Ints) -> list[Caller]:
    problem = desk.ground.problem
    over = problem.used(plan) > problem.capacity
    return [caller for caller in who if over[_rows_of(desk, caller)].any()]


def _rows_of(desk: Desk, caller: Caller) -> Ints:
    rows = [desk.rows_of(change.place) for change in caller.changes]
    return np.concatenate(rows)


def _more_of(desk: Desk, caller: Caller, shared: Ints) -> dict[int, int]:
    """Return by how much each row of the employer's places grows when they share."""
    more = shared - desk.ground.problem.capacity
    return {row: int(more[row]) for row in _rows_of(desk, caller).tolist() if more[row]}


def _cuts_with(
    desk: Desk, who: Sequence[Caller], parts: Sequence[int], now: list[dict[int, int]]
) -> list[Row]:
    """Return the priced cuts with room for all to share; note in ``now`` whose it is."""
    found: list[Row] = []
    for part in parts:
        screen = desk.screens[part]
        grown = [screen.grown(caller.changes) for caller in who]
        for number, columns, weights, holds in screen.cuts({}):
            row = desk.ground.problem.num_rows + len(found)
            more = [own.get(number, 0) for own in grown]
            if sum(more) > LOOSE:
                continue
            for own, added in zip(now, more, strict=True):
                if added:
                    own[row] = added
            found.append((columns, weights, holds + sum(more)))
    return found


def _priced_bound(desk: Desk, who: Sequence[Caller], asked: int) -> int:
    """Return how many more any so many employers give at most, by the proof's prices."""
    total = 0
    for part in sorted({part for caller in who for part in caller.question.parts}):
        screen = desk.screens[part]
        gains = np.array([screen.gains(screen.grown(c.changes)) for c in who])
        most = np.sort(gains, axis=0)[-asked:].sum(axis=0)
        bound = int((screen.bounds + most).min()) // PRICE_SCALE
        total += max(0, bound - desk.covered[part])
    return total
