"""Who keeps their job specialist, so that as few as can be get another one."""

from collections.abc import Mapping

from matcher.domain.ids import ParticipantId, SpecialistId
from matcher.domain.specialists import Caseloads, Move, Team

Kept = Mapping[ParticipantId, SpecialistId]
"""Who follows whom already."""


def followed_as_before(
    teams: Mapping[ParticipantId, Team], room: Mapping[SpecialistId, int], kept: Kept
) -> Caseloads:
    """Give as many people as can be one specialist each of their team.

    Those first in ``teams`` go before the others. Of these the most have the one they
    had: a flow of least cost, by shortest augmenting paths.
    """
    loads = Caseloads(teams, {}, {specialist: [] for specialist in room})
    away: set[ParticipantId] = set()
    for person in teams:
        own = kept.get(person)
        if not away and own in teams[person] and len(loads.people[own]) < room[own]:
            loads.give(person, own)  # no path is shorter
            continue
        for who, to in _cheapest(loads, person, room, kept):
            loads.give(who, to)
            away.discard(who)
            if kept.get(who, to) != to:
                away.add(who)
    return loads


def _cheapest(
    loads: Caseloads,
    person: ParticipantId,
    room: Mapping[SpecialistId, int],
    kept: Kept,
) -> list[Move]:
    """Return the moves that find ``person`` a specialist and take from fewest theirs.

    In the order in which they are made; none where nobody can have room.
    """
    cost: dict[SpecialistId, int] = {}
    by: dict[SpecialistId, ParticipantId] = {}
    for to in sorted(loads.teams[person]):
        cost[to], by[to] = -(kept.get(person) == to), person
    queue = list(cost)
    for specialist in queue:
        for one in loads.people[specialist]:
            leaves = cost[specialist] + (kept.get(one) == specialist)
            for to in sorted(loads.teams[one] - {specialist}):
                then = leaves - (kept.get(one) == to)
                if to not in cost or then < cost[to]:
                    cost[to], by[to] = then, one
                    queue.append(to)
    open_ = [s for s in cost if len(loads.people[s]) < room[s]]
    if not open_:
        return []
    moves: list[Move] = []
    at: SpecialistId | None = min(open_, key=lambda s: (cost[s], s))
    while at is not None:
        moves.append((by[at], at))
        at = loads.with_whom.get(by[at])
    return moves
