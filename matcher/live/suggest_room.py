"""What each option of a person would do while everybody else keeps what they have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode
from matcher.domain.specialists import followed
from matcher.explain.joint_limits import counted_by_lower_quotas, limits_of_moving
from matcher.live.session import Standing
from matcher.options import NO_PLACE
from matcher.placement.beside import limits_beside
from matcher.placement.rows import ROW_RULES
from matcher.placement.rows.caseloads import tangled_parts

Ints = NDArray[np.int64]

LEAST = np.int64(1) << ROW_RULES.index(RuleCode.QUOTA_LEAST)
CASELOAD = np.int64(1) << ROW_RULES.index(RuleCode.CASELOAD)


@dataclass(frozen=True, slots=True)
class NobodyMoves:
    """One entry per option of the person, in the order of ``Standing.own``.

    Attributes
    ----------
    limits
        The rules that keep it out, as bits in the order of ``ROW_RULES``; 0 where there
        is room.
    changes
        ``(tiers, options)``: by how much the plan's value of each of ``Standing.aims``
        changes, where there is room.
    """

    limits: Ints
    changes: Ints

    @property
    def fits(self) -> NDArray[np.bool_]:
        """Whether there is room."""
        room: NDArray[np.bool_] = self.limits == 0
        return room


def nobody_moves(standing: Standing) -> NobodyMoves:
    """Return what each option of the person does while nobody else moves.

    The same as planning again with everybody else pinned: capacity rows and the rules of
    a whole plan are those of the model, made for what everybody has and the person's
    options. That a lower quota lacks people keeps nobody out: it costs ``repair``.
    """
    scenario, options = standing.scenario, standing.options
    own, chosen = standing.own, standing.chosen
    limits = limits_beside(scenario, standing.policy, options, own, chosen)
    limits |= limits_of_moving(scenario, options, own, chosen) & ~LEAST
    if _nobody_can_follow(standing):
        limits[options.columns.place_idx[own] != NO_PLACE] |= CASELOAD
    worth = [options.values[tier] for tier in standing.aims]
    changes = np.array([tier[own] - tier[standing.now] for tier in worth])
    if Tier.REPAIR in standing.aims:
        changes[standing.aims.index(Tier.REPAIR)] -= _more_lacking(standing)
    return NobodyMoves(limits, changes)


def _more_lacking(standing: Standing) -> Ints:
    """Return per option how many people more the lower quotas lack with it than now."""
    more = np.zeros(len(standing.own), dtype=np.int64)
    counts = counted_by_lower_quotas(standing.scenario, standing.options)
    for quota, counted in counts:
        before = int(counted[standing.chosen].sum())
        after = before - int(counted[standing.now]) + counted[standing.own]
        lacking = np.maximum(0, quota.least - after)
        more += lacking - max(0, quota.least - before)
    return more


def _nobody_can_follow(standing: Standing) -> bool:
    """Tell whether no job specialist could follow the person beside all who are placed.

    Only where the rows alone do not say it (``placement/rows/caseloads.py``).
    """
    scenario, columns = standing.scenario, standing.options.columns
    teams = scenario.teams()
    team = teams.get(standing.participant.id)
    tangled = {one for part in tangled_parts(teams.values()) for one in part}
    if team not in tangled or columns.place_idx[standing.now] != NO_PLACE:
        return False
    placed = np.flatnonzero(columns.place_idx[standing.chosen] != NO_PLACE)
    ids = (scenario.participants[i].id for i in placed.tolist())
    room = scenario.room_of_specialists()
    loads = followed({p: teams[p] for p in ids if p in teams}, room)
    reached = loads.reached_from(team)
    return all(len(loads.people[s]) >= room[s] for s in reached)
