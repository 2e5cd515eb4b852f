"""Which job specialist follows whom, when the placements are chosen."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from matcher.domain.chains import first_placements
from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import Caseloads, Team, followed
from matcher.placement.keeping import Kept, followed_as_before
from matcher.placement.rounds import near_each_other


def with_specialists(
    scenario: Scenario,
    placements: Sequence[Placement],
    before: Kept = MappingProxyType({}),
) -> list[Placement]:
    """Return ``placements`` with a job specialist for everybody who can have one.

    Whoever has one already keeps them, in the plan in force of the scenario or by
    ``before``, which counts more; if not all can, as many as can. Among the others loads
    are as even as can be: the largest share of a specialist's limit is as small as
    possible, then the next largest, and so on. With these loads, people near each other
    have the same one, so that visits take little travel. Between equal ways the ids
    decide. More than the limit are only running placements that were too many already.
    """
    kept = {r.participant: r.followed_by for r in scenario.in_force if r.followed_by}
    kept |= before
    loads = _within_limits(scenario, placements, kept)
    shares = _Shares(scenario, loads)
    shares.take_in_rest(kept)
    loads.teams = _free_teams(loads, kept)
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


def _within_limits(
    scenario: Scenario, placements: Sequence[Placement], kept: Kept
) -> Caseloads:
    """Return who can be followed within the limits; running placements come last.

    All others can be: the rows of the model say so.
    """
    running = {r.participant for r in scenario.running}
    placed = {p.participant for p in placements}
    teams = scenario.teams()
    in_turn = sorted(placed & teams.keys(), key=lambda p: (p in running, p))
    room = scenario.room_of_specialists()
    theirs = {person: teams[person] for person in in_turn}
    return followed_as_before(theirs, room, kept) if kept else followed(theirs, room)


def _free_teams(loads: Caseloads, kept: Kept) -> dict[ParticipantId, Team]:
    """Return who may follow each person from now on: who kept their own has only them."""
    return {
        person: frozenset({own})
        if (own := loads.with_whom.get(person)) and kept.get(person) == own
        else team
        for person, team in loads.teams.items()
    }


class _Shares:
    """Who follows whom, and how much of their limit that is."""

    def __init__(self, scenario: Scenario, loads: Caseloads) -> None:
        self._specialists = {s.id: s for s in scenario.specialists}
        self._loads = loads

    def _share(self, specialist: SpecialistId, more: int = 0) -> Fraction:
        who = self._specialists[specialist]
        load = who.already + len(self._loads.people[specialist]) + more
        return Fraction(load, max(1, who.caseload_limit))

    def take_in_rest(self, kept: Kept) -> None:
        """Give those whom nobody has room for to their own, or to who has the least."""
        loads = self._loads
        for person in [p for p in loads.teams if p not in loads.with_whom]:
            team, own = loads.teams[person], kept.get(person)
            if own is None or own not in team:
                own = min(team, key=lambda s: (self._share(s, 1), s))
            loads.give(person, own)

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
