"""Which job specialist follows whom, when the placements are chosen."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from matcher.domain.chains import first_placements
from matcher.domain.ids import SpecialistId
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import Caseloads, followed
from matcher.placement.rounds import near_each_other


def with_specialists(
    scenario: Scenario, placements: Sequence[Placement]
) -> list[Placement]:
    """Return ``placements`` with a job specialist for everybody who can have one.

    Loads are as even as can be: the largest share of a specialist's limit is as small as
    possible, then the next largest, and so on. With these loads, people near each other
    have the same one, so that visits take little travel. Between equal ways the ids
    decide. More than the limit are only running placements that were too many already.
    """
    loads = _within_limits(scenario, placements)
    shares = _Shares(scenario, loads)
    shares.take_in_rest()
    shares.even_out()
    places = scenario.places_by_id()
    where = {
        one.participant: places[one.place].location
        for one in first_placements(placements)
    }
    with_whom = near_each_other(
        loads.with_whom, where, loads.teams, scenario.specialists
    )
    return [
        replace(one, specialist=with_whom.get(one.participant)) for one in placements
    ]


def _within_limits(scenario: Scenario, placements: Sequence[Placement]) -> Caseloads:
    """Return who can be followed within the limits; running placements come last.

    All others can be: the rows of the model say so.
    """
    running = {r.participant for r in scenario.running}
    placed = {p.participant for p in placements}
    teams = scenario.teams()
    in_turn = sorted(placed & teams.keys(), key=lambda p: (p in running, p))
    room = scenario.room_of_specialists()
    return followed({person: teams[person] for person in in_turn}, room)


class _Shares:
    """Who follows whom, and how much of their limit that is."""

    def __init__(self, scenario: Scenario, loads: Caseloads) -> None:
        self._specialists = {s.id: s for s in scenario.specialists}
        self._loads = loads

    def _share(self, specialist: SpecialistId, more: int = 0) -> Fraction:
        who = self._specialists[specialist]
        load = who.already + len(self._loads.people[specialist]) + more
        return Fraction(load, max(1, who.caseload_limit))

    def take_in_rest(self) -> None:
        """Give those whom nobody has room for to the one of their team with the least."""
        loads = self._loads
        for person in [p for p in loads.teams if p not in loads.with_whom]:
            loads.give(
                person, min(loads.teams[person], key=lambda s: (self._share(s, 1), s))
            )

    def even_out(self) -> None:
        """Move people from larger to smaller shares while that makes any smaller.

        Loads are a base of a polymatroid, where a load that no exchange betters is the
        best of all.
        """
        while any(self._relieve(s) for s in self._largest_first()):
            pass

    def _largest_first(self) -> list[SpecialistId]:
        return sorted(self._specialists, key=lambda s: (-self._share(s), s))

    def _relieve(self, specialist: SpecialistId) -> bool:
        larger, left = self._share(specialist), self._share(specialist, -1)

        def is_better(other: SpecialistId) -> bool:
            made = self._share(other, 1)
            return made < larger or (made == larger and left < self._share(other))

        moves = self._loads.moves_to(
            sorted(self._loads.people[specialist]), is_better, leaving=specialist
        )
        for move in moves:
            self._loads.give(*move)
        return bool(moves)
