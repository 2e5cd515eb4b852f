"""Everybody at plan A, and the same people at plans B and C, ready to be judged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.audit.reading import Person, Reading, Row, read
from matcher.audit.violations import Violation
from matcher.domain.fallbacks import Fallback, FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId

Employers = tuple[EmployerId, ...]
"""Those who withdraw together, sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class Rung:
    """One fallback: as it is stated, and the person as if it were their placement."""

    fallback: Fallback
    person: Person
    row: Row


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """A person at plan A, and the rungs that name a known place, by rank."""

    person: Person
    row: Row
    rungs: Mapping[FallbackRank, Rung]

    @property
    def withdrawals(self) -> Mapping[FallbackRank, Employers]:
        """Who must withdraw for the person to need a fallback of each rank."""
        first = self.row.place.employer
        needed: dict[FallbackRank, Employers] = {FallbackRank.B: (first,)}
        if FallbackRank.B in self.rungs:
            second = self.rungs[FallbackRank.B].row.place.employer
            if second != first:
                needed[FallbackRank.C] = (min(first, second), max(first, second))
        return needed


def read_ladders(
    reading: Reading,
) -> tuple[tuple[Ladder, ...], tuple[tuple[FallbackRank, Violation], ...]]:
    """Return the ladder of everybody with a placement, and what no rung can be read of.

    Of several placements and of several fallbacks of one rank the first counts. Two
    placements in a row have none: nobody has promised where such a person goes.
    """
    placed = {
        person.id: person
        for person in reading.people
        if person.rows and not person.has_chain
    }
    rungs: dict[ParticipantId, dict[FallbackRank, Rung]] = defaultdict(dict)
    unknown = []
    for rank in FallbackRank:
        stated = {
            id: fallback
            for id, person in placed.items()
            for fallback in reversed(person.rows[0].placement.fallbacks)
            if fallback.rank is rank
        }
        acted = _acted(reading, placed, stated)
        unknown += [(rank, violation) for violation in acted.unknown]
        for person in acted.people:
            if person.id in stated and person.rows:
                rung = Rung(stated[person.id], person, person.rows[0])
                rungs[person.id][rank] = rung
    ladders = tuple(
        Ladder(person, person.rows[0], rungs[id]) for id, person in placed.items()
    )
    return ladders, tuple(unknown)


def _acted(
    reading: Reading,
    placed: Mapping[ParticipantId, Person],
    stated: Mapping[ParticipantId, Fallback],
) -> Reading:
    """Return the plan in which the fallbacks ``stated`` are the placements.

    People keep their class; no pin and no running placement holds them.
    """
    rows = [
        replace(fallback.placement, participant=id) for id, fallback in stated.items()
    ]
    acted = read(reading.scenario, reading.policy, rows, {})
    people = (
        replace(placed[person.id], rows=person.rows, running=None, pins=())
        for person in acted.people
        if person.id in stated
    )
    return replace(acted, people=tuple(people))


def needing(
    ladders: Sequence[Ladder],
) -> dict[FallbackRank, dict[Employers, list[Ladder]]]:
    """Return, by rank and by who withdraws, the people who need a fallback then."""
    found: dict[FallbackRank, dict[Employers, list[Ladder]]] = {}
    for rank in FallbackRank:
        by_withdrawal = defaultdict(list)
        for ladder in ladders:
            if rank in ladder.withdrawals:
                by_withdrawal[ladder.withdrawals[rank]].append(ladder)
        found[rank] = dict(sorted(by_withdrawal.items()))
    return found
