"""Everybody at plan A, and the same people at plans B and C, ready to be judged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.audit.reading import Person, Reading, Row, read
from matcher.audit.violations import Violation
from matcher.domain.chains import MOST_PLACEMENTS
from matcher.domain.fallbacks import Fallback, FallbackRank
from matcher.domain.ids import EmployerId, ParticipantId

Employers = tuple[EmployerId, ...]
"""Those who withdraw together, sorted."""


@dataclass(frozen=True, slots=True, eq=False)
class Rung:
    """One fallback: as it is stated, and the person as if it were their placement.

    Of two in a row it is one, and the person has the other beside it.
    """

    fallback: Fallback
    person: Person
    row: Row

    @property
    def alone(self) -> Person:
        """The person as if the fallback were all they had."""
        return replace(self.person, rows=(self.row,), may_have_chain=False)


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """A person's placement at plan A, and the rungs that name a known place, by rank."""

    person: Person
    row: Row
    rungs: Mapping[FallbackRank, Rung]

    @property
    def without(self) -> Person:
        """The person without the placement, with the other of two in a row."""
        rows = tuple(row for row in self.person.counted_rows if row is not self.row)
        return replace(self.person, rows=rows)

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
    """Return the ladder of every placement, and what no rung can be read of.

    Of several placements the first counts, and both of two in a row; of several fallbacks
    of one rank the first.
    """
    placed = {person.id: person for person in reading.people if person.rows}
    ladders: list[Ladder] = []
    unknown: list[tuple[FallbackRank, Violation]] = []
    for nth in range(MOST_PLACEMENTS):
        rungs: dict[ParticipantId, dict[FallbackRank, Rung]] = defaultdict(dict)
        own = {
            id: person.counted_rows[nth]
            for id, person in placed.items()
            if nth < len(person.counted_rows)
        }
        for rank in FallbackRank:
            stated = {
                id: fallback
                for id, row in own.items()
                for fallback in reversed(row.placement.fallbacks)
                if fallback.rank is rank
            }
            found, lacking = _rungs(reading, placed, own, stated)
            unknown += [(rank, violation) for violation in lacking]
            for id, rung in found.items():
                rungs[id][rank] = rung
        ladders += [Ladder(placed[id], row, rungs[id]) for id, row in own.items()]
    return tuple(ladders), tuple(unknown)


def _rungs(
    reading: Reading,
    placed: Mapping[ParticipantId, Person],
    own: Mapping[ParticipantId, Row],
    stated: Mapping[ParticipantId, Fallback],
) -> tuple[dict[ParticipantId, Rung], Sequence[Violation]]:
    """Return the fallbacks ``stated`` for ``own`` placements, and what is unknown.

    People keep their class; no pin and no running placement holds them.
    """
    rows = [
        replace(fallback.placement, participant=id) for id, fallback in stated.items()
    ]
    acted = read(reading.scenario, reading.policy, rows, {})
    found = {}
    for known in acted.people:
        if known.id in stated and known.rows:
            person, instead = placed[known.id], known.rows[0]
            rows_then = tuple(
                instead if row is own[known.id] else row for row in person.counted_rows
            )
            stays = person.running if own[known.id] is not person.row else None
            then = replace(person, rows=rows_then, running=stays, pins=())
            found[known.id] = Rung(stated[known.id], then, instead)
    return found, acted.unknown


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
