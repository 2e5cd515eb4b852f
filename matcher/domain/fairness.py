"""How few people are left with little, and what that cost the others."""

from collections.abc import Iterable

from matcher.domain.plan import Fairness, Placement, TierResult
from matcher.domain.policy import Tier
from matcher.domain.satisfaction import LEVELS, satisfaction_level
from matcher.domain.scenario import Scenario


def fairness_of(
    scenario: Scenario, placements: Iterable[Placement], tiers: Iterable[TierResult]
) -> Fairness:
    """Return the fairness of ``placements``; ``tiers`` are those of their plan.

    Places that the scenario does not know count as none.
    """
    places = scenario.places_by_id()
    place_of = {p.participant: places.get(p.place) for p in placements}
    levels = [
        satisfaction_level(person, place_of.get(person.id))
        for person in scenario.participants
    ]
    value = {tier.name: tier.value for tier in tiers}
    best, reached = value.get(Tier.FIT_REFERENCE), value.get(Tier.FIT)
    return Fairness(
        tuple(sum(level <= k for level in levels) for k in LEVELS[:-1]),
        None if best is None or reached is None else best - reached,
    )
