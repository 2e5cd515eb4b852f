"""Whole plans for tests, that say the truth about themselves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from matcher.audit import audit_placements
from matcher.domain.fallbacks import FallbackBound, FallbackRank
from matcher.domain.ids import EmployerId
from matcher.domain.metrics import fallbacks_at_most
from matcher.domain.plan import (
    ComponentResult,
    Method,
    NotPlaced,
    NotPlacedKind,
    NotPlacedReason,
    Placement,
    Plan,
    Status,
    StoppedBy,
    TierResult,
)
from matcher.domain.policy import STANDARD_TIERS, TIER_UNITS, Policy, Tier
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario

WHY = (NotPlacedReason(RuleCode.SEAT_DAY, NotPlacedKind.CROWDED_OUT, 1, 1),)


def tier(name: Tier, value: int | None, bound: int = 0) -> TierResult:
    return TierResult(
        name, value, value if value is not None else bound, TIER_UNITS[name]
    )


def true_bounds(
    scenario: Scenario, placements: Sequence[Placement]
) -> tuple[FallbackBound, ...]:
    """What a plan says of its fallbacks: those it has are all there could be."""
    if not any(placement.fallbacks for placement in placements):
        return ()
    employer = {place.id: place.employer for place in scenario.places}
    people: Counter[tuple[EmployerId, ...]] = Counter()
    served: Counter[tuple[EmployerId, ...]] = Counter()
    for placement in placements:
        rungs = {one.rank: one.placement for one in reversed(placement.fallbacks)}
        b, c = rungs.get(FallbackRank.B), rungs.get(FallbackRank.C)
        first = employer.get(placement.place, EmployerId(""))
        people[first,] += 1
        served[first,] += b is not None
        if b is not None and employer[b.place] != first:
            both = (min(first, employer[b.place]), max(first, employer[b.place]))
            people[both] += 1
            served[both] += c is not None
    return tuple(
        FallbackBound(withdrawn, n, served[withdrawn], served[withdrawn])
        for withdrawn, n in people.items()
        if withdrawn != ("",)
    )


def honest_plan(scenario: Scenario, *placements: Placement, **changes) -> Plan:
    """A plan of one component whose values, metrics and bounds are what they are.

    Whoever is not placed goes to the first class.
    """
    placed = {placement.participant for placement in placements}
    first_class = next((section.id for section in scenario.sections), None)
    not_placed = tuple(
        NotPlaced(person.id, WHY, first_class)
        for person in scenario.participants
        if person.id not in placed
    )
    classes = {entry.participant: entry.section for entry in not_placed}
    classes |= {placement.participant: placement.section for placement in placements}
    bounds = true_bounds(scenario, placements)
    report = audit_placements(scenario, Policy(), placements, classes)
    values = {**report.values, Tier.TIE_BREAK: 7}
    tiers = tuple(tier(name, values[name]) for name in STANDARD_TIERS)
    whole = ComponentResult(
        tuple(person.id for person in scenario.participants),
        tuple(place.id for place in scenario.places),
        Method.FLOW,
        tiers,
        quotas=tuple(quota.id for quota in scenario.quotas if quota.least),
    )
    plan = Plan(
        scenario=scenario.name,
        scenario_sha256="0" * 64,
        policy="standard",
        seed=0,
        status=Status.OPTIMAL,
        stopped_by=StoppedBy.PROOF,
        tiers=tiers,
        components=(whole,),
        placements=placements,
        not_placed=not_placed,
        groups=report.groups,
        metrics={**report.metrics, **fallbacks_at_most(bounds)},
        fallback_bounds=bounds,
    )
    return replace(plan, **changes)
