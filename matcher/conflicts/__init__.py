"""Why pins or needs of a class were given up, and what would be the least to change."""

from collections.abc import Mapping, Sequence

from matcher.conflicts.changes import after
from matcher.conflicts.finding import find_conflicts
from matcher.conflicts.repairing import with_repairs
from matcher.conflicts.worlds import can_all_hold, world_of
from matcher.domain.conflicts import Conflict
from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.plan import Placement, TierResult
from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario

__all__ = ["after", "can_all_hold", "conflicts_behind", "world_of"]


def conflicts_behind(
    scenario: Scenario,
    policy: Policy,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
    tiers: Sequence[TierResult],
    workers: int,
) -> tuple[Conflict, ...]:
    """Return the conflicts behind what a plan gave up, with the cheapest repairs.

    Empty where tier ``repair`` is 0 or no aim of the policy.
    """
    value = next((t.value for t in tiers if t.name is Tier.REPAIR), 0)
    if not value:
        return ()
    found = find_conflicts(scenario, policy, placements, class_sections)
    return with_repairs(scenario, policy, found, workers)
