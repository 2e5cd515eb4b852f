"""Stays of the people whom only some job specialists can follow.

Specialists differ by whom they can follow and by nothing else, so that no choice of them
is needed: the people placed can be shared out exactly if, for all specialists together
and for any of them, those whom nobody else can follow are not too many (Hall; Gale's
theorem for transport). Only sets that people's own teams add up to can say more than
their parts, and of these only those that hang together. Where teams overlap in so many ways
that these are too many, some have a row and ``joint.py`` says the rest.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import SpecialistId
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import Team, people_over
from matcher.options import Options
from matcher.placement.rows.stays import Stays

Ints = NDArray[np.int64]


MOST_JOINED = 200
"""Sets of specialists that have a row, of those that hang together, beside the teams."""


def joined_teams(teams: Collection[Team]) -> list[Team]:
    """Return the sets of specialists that have a row, in the order of their ids.

    Each is the union of teams of which one can be reached from another over specialists
    in both.
    """
    found = {one for part in parts_of(teams) for one in _unions(part)}
    return sorted(found, key=sorted)


def tangled_parts(teams: Collection[Team]) -> list[list[Team]]:
    """Return the parts whose unions are too many for a row each."""
    return [part for part in parts_of(teams) if len(_unions(part)) > _most(part)]


def parts_of(teams: Collection[Team]) -> list[list[Team]]:
    """Return the teams, each once, in parts that share no specialist."""
    parts: list[list[Team]] = []
    for team in sorted(set(teams), key=sorted):
        met = [part for part in parts if any(team & one for one in part)]
        parts = [part for part in parts if part not in met]
        parts.append([one for part in met for one in part] + [team])
    return parts


def _most(part: Sequence[Team]) -> int:
    return len(part) + MOST_JOINED


def _unions(part: Sequence[Team]) -> list[Team]:
    """Return all unions that hang together; of too many one more than the most.

    The teams come first and the whole of a part is always there.
    """
    found = dict.fromkeys([*part, frozenset[SpecialistId]().union(*part)])
    queue = list(part)
    for team in queue:
        for other in part:
            union = team | other
            if len(found) > _most(part):
                return list(found)
            if team & other and union not in found:
                found[union] = None
                queue.append(union)
    return list(found)


def caseload_stays(scenario: Scenario, options: Options, placed: Ints) -> Stays:
    """Return the placements that none but the specialists of each set can follow.

    They all count as if at once: a person is followed once in the whole plan. A limit is
    raised by the running placements that are too many for it already.
    """
    teams, room = scenario.teams(), scenario.room_of_specialists()
    own = _columns_by_team(scenario, options, placed)
    facts = {
        r.participant: teams[r.participant]
        for r in scenario.running
        if r.participant in teams
    }
    column, group, capacity = [], [], []
    for number, team in enumerate(joined_teams(own)):
        inside = np.sort(np.concatenate([own[one] for one in own if one <= team]))
        over = people_over({p: one for p, one in facts.items() if one <= team}, room)
        most = over + sum(room[specialist] for specialist in team)
        column.append(inside)
        group.append(np.full(len(inside), number, dtype=np.int64))
        capacity.append(np.full(len(inside), most, dtype=np.int64))
    none = np.zeros(0, dtype=np.int64)
    owner = np.concatenate([none, *group])
    zero = np.zeros_like(owner)
    return Stays(
        RuleCode.CASELOAD,
        owner,
        owner,
        zero,
        zero + 1,
        np.concatenate([none, *column]),
        np.concatenate([none, *capacity]),
    )


def _columns_by_team(
    scenario: Scenario, options: Options, placed: Ints
) -> dict[Team, Ints]:
    """Return the placements of the people of each team."""
    teams = scenario.teams()
    every = sorted(set(teams.values()), key=sorted)
    number = {team: i for i, team in enumerate(every)}
    team_of = np.array(
        [number[teams[p.id]] if p.id in teams else -1 for p in scenario.participants],
        dtype=np.int64,
    )[options.columns.participant_idx[placed]]
    order = np.argsort(team_of, kind="stable")
    first = np.searchsorted(team_of[order], np.arange(len(every) + 1))
    by_team = np.split(placed[order], first)[1:-1]
    return dict(zip(every, by_team, strict=True))
