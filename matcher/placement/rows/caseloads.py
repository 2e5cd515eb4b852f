"""Stays of the people whom only some job specialists can follow.

Specialists differ by whom they can follow and by nothing else, so that no choice of them
is needed: the people placed can be shared out exactly if, for all specialists together
and for any of them, those whom nobody else can follow are not too many (Hall; Gale's
theorem for transport). Only sets that people's own teams add up to can say more than
their parts, and of these only those that hang together.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.specialists import Team, people_over
from matcher.options import Options
from matcher.placement.rows.stays import Stays

Ints = NDArray[np.int64]


def joined_teams(teams: Collection[Team]) -> list[Team]:
    """Return the sets of specialists that have a row, in the order of their ids.

    Each is the union of teams of which one can be reached from another over specialists
    in both.
    """
    own = set(teams)
    found, queue = set(own), sorted(own, key=sorted)
    for team in queue:
        for other in own:
            union = team | other
            if team & other and union not in found:
                found.add(union)
                queue.append(union)
    return sorted(found, key=sorted)


def caseload_stays(scenario: Scenario, options: Options, placed: Ints) -> Stays:
    """Return the placements that none but the specialists of each set can follow.

    They all count as if at once: a person is followed once in the whole plan. A limit is
    raised by the running placements that are too many for it already.
    """
    teams, room = scenario.teams(), scenario.room_of_specialists()
    running = {r.participant for r in scenario.running}
    person = options.columns.participant_idx[placed]
    column, group, capacity = [], [], []
    for number, team in enumerate(joined_teams(teams.values())):
        inside = {p: own for p, own in teams.items() if own <= team}
        facts = {p: own for p, own in inside.items() if p in running}
        is_inside = np.array([p.id in inside for p in scenario.participants], np.bool_)
        column.append(placed[is_inside[person]])
        group.append(np.full(len(column[-1]), number, dtype=np.int64))
        most = sum(room[specialist] for specialist in team)
        capacity.append(
            np.full(len(column[-1]), most + people_over(facts, room), dtype=np.int64)
        )
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
