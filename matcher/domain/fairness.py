"""How few people are left with little, and what that cost the others."""

from collections import defaultdict
from collections.abc import Iterable

from matcher.domain.plan import Fairness, Placement, TierResult
from matcher.domain.policy import Tier
from matcher.domain.satisfaction import LEVELS, satisfaction_level
from matcher.domain.scenario import Scenario


def fairness_of(
    scenario: Scenario, placements: Iterable[Placement], tiers: Iterable[TierResult]
) -> Fairness:
    """Return the fairness of ``placements``; ``tiers`` are those of their plan.

    Places that the scenario does not know count as none. Of several placements of a
    person the one counts that was wished for the least.
    """
    places = scenario.places_by_id()
    places_of = defaultdict(list)
    for placement in placements:
        places_of[placement.participant].append(places.get(placement.place))
    levels = [
        min(satisfaction_level(p, place) for place in places_of.get(p.id, [None]))
        for p in scenario.participants
    ]
    value = {tier.name: tier.value for tier in tiers}
    best, reached = value.get(Tier.FIT_REFERENCE), value.get(Tier.FIT)
    return Fairness(
        tuple(sum(level <= k for level in levels) for k in LEVELS[:-1]),
        None if best is None or reached is None else best - reached,
    )
