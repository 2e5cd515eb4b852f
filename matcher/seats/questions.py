"""Questions: how many more could be covered with some more room."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.plan import Plan
from matcher.domain.proof import ComponentProof, Proof
from matcher.domain.seat_values import Extra, SeatChange, with_change
from matcher.seats.ground import Ground
from matcher.seats.screen import PartScreen

Ints = NDArray[np.int64]


@dataclass(slots=True)
class Question:
    """How many more are covered with ``changes``, as far as it is known.

    Attributes
    ----------
    parts
        The components of the plan that the room could be of use to.
    room
        The rows that hold more with the changes, and what they hold then; of all others
        the capacity is ``before``.
    people, plan
        So many more are covered by this plan, which keeps ``capacity``.
    at_most
        No plan covers more than these.
    """

    changes: tuple[SeatChange, ...]
    parts: tuple[int, ...]
    before: Ints
    room: tuple[Ints, Ints]
    plan: Ints
    at_most: int
    people: int = 0

    @property
    def capacity(self) -> Ints:
        """Of every row of the ground, with the changes."""
        capacity = self.before.copy()
        rows, holds = self.room
        capacity[rows] = holds
        return capacity

    @property
    def is_open(self) -> bool:
        """Whether a better plan or a lower bound is still wanted."""
        return self.people < self.at_most

    @property
    def extra(self) -> Extra:
        """The answer so far."""
        return Extra(self.people, self.at_most)

    def hear(self, ground: Ground, plan: Ints) -> None:
        """Take over ``plan`` where it covers more and keeps all that must be kept."""
        more = int(ground.covers[plan].sum() - ground.covers[ground.chosen].sum())
        elsewhere = ~np.isin(ground.part, self.parts)
        alike = np.array_equal(plan[elsewhere], ground.chosen[elsewhere])
        if more > self.people and alike and ground.allows(plan, self.capacity):
            self.plan, self.people = plan, more
            self.at_most = max(self.at_most, more)

    def learn(self, other: "Question") -> None:
        """Take over what holds here too of ``other``, which has no more room anywhere."""
        if other.people > self.people:
            self.people, self.plan = other.people, other.plan
            self.at_most = max(self.at_most, self.people)
        other.bound(self.at_most)

    def bound(self, people: int) -> None:
        """Take over that no plan covers more than ``people`` more."""
        self.at_most = max(self.people, min(self.at_most, people))


class Desk:
    """Where questions are asked: the ground with a screen for each component."""

    def __init__(self, ground: Ground, plan: Plan, proof: Proof) -> None:
        self.ground = ground
        self._number = {p.id: i for i, p in enumerate(ground.scenario.places)}
        proofs = {part.participants: part for part in proof.components}
        self.screens = tuple(
            PartScreen(ground, i, _proof_of(part.participants, proofs))
            for i, part in enumerate(plan.components)
        )
        covers = ground.covers[ground.chosen]
        self.covered = tuple(
            int(covers[ground.part == i].sum()) for i in range(len(plan.components))
        )
        self._parts = _parts_of_places(ground)

    def ask(self, changes: Sequence[SeatChange]) -> Question:
        """Return the question about ``changes``, answered as far as the proof does."""
        changed = [self._number[change.place] for change in changes]
        parts = sorted({part for i in changed for part in self._parts[i]})
        at_most = 0
        for part in parts:
            screen = self.screens[part]
            at_most += screen.at_most(screen.raised(changes)) - self.covered[part]
        before = self.ground.problem.capacity
        capacity = self.capacity_with(changes)
        rows = np.flatnonzero(capacity != before)
        return Question(
            tuple(changes),
            tuple(parts),
            before,
            (rows, capacity[rows]),
            self.ground.chosen,
            max(0, at_most),
        )

    def num_columns(self, parts: Iterable[int]) -> int:
        """Return how many columns the components ``parts`` have together."""
        return sum(len(self.screens[part].alive) for part in parts)

    def capacity_with(self, changes: Sequence[SeatChange]) -> Ints:
        """Return the capacity of every row with ``changes``."""
        places = self.ground.scenario.places
        numbered = ((self._number[change.place], change) for change in changes)
        return self.ground.capacity_with(
            {i: with_change(places[i], change) for i, change in numbered}
        )

    def rows_of(self, place: PlaceId) -> Ints:
        """Return the rows of ``place``."""
        return self.ground.place_rows[self._number[place]]


def _proof_of(
    people: tuple[ParticipantId, ...],
    proofs: Mapping[tuple[ParticipantId, ...], ComponentProof],
) -> ComponentProof:
    """Return the proof of ``people``; without one the empty proof, which proves least."""
    return proofs.get(people) or ComponentProof(people, (), {}, ())


def _parts_of_places(ground: Ground) -> list[tuple[int, ...]]:
    """Return per place the components that its room keeps from anything.

    A row that everybody at their heaviest does not fill keeps nobody out.
    """
    problem = ground.problem
    column = problem.member_column
    key = problem.member_row * problem.num_groups + problem.group[column]
    order = np.lexsort((problem.member_weight, key))
    heaviest = order[np.flatnonzero(np.diff(key[order], append=-1))]
    row, person = problem.member_row[heaviest], problem.group[column[heaviest]]
    most = np.zeros(problem.num_rows, dtype=np.int64)
    np.add.at(most, row, problem.member_weight[heaviest])
    scarce = most > problem.capacity
    inside = scarce[row]
    row, part = row[inside], ground.part[person[inside]]
    return [
        tuple(np.unique(part[np.isin(row, rows)]).tolist())
        for rows in ground.place_rows
    ]


def open_ones(questions: Iterable[Question]) -> list[Question]:
    """Return the questions that are open."""
    return [question for question in questions if question.is_open]
