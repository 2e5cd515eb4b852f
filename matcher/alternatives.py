"""Near-optimal plans beside each other, and what each gives up for what it gains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from matcher.audit import Comparison, compare_plans
from matcher.audit.values import RECOMPUTED
from matcher.domain.alternative_policies import (
    GIVEN,
    alternative_policies,
    curve_policies,
    served_first,
)
from matcher.domain.chains import first_placements
from matcher.domain.fairness import fairness_of
from matcher.domain.fit import week_travel
from matcher.domain.plan import Plan, TierResult
from matcher.domain.policy import COVERAGE_TIERS, Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.placement import kept_hosts
from matcher.planning import PlanningOutcome

MakePlan = Callable[[str, Policy], PlanningOutcome]
"""Makes the plan of that name under that policy."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a plan gives, counted alike whatever it aimed at.

    Attributes
    ----------
    values
        Of every tier that a plan has a value in, worked out again by the audit; fit
        under the weights of the given policy.
    covered, placed
        People.
    people_at_most
        People at satisfaction level 0, at 1 or lower, …, at 3 or lower.
    people_at_level
        People at level 0, 1, …, 4.
    travel_minutes
        All placed people's, a week, to practice and class and back.
    """

    values: Mapping[Tier, int]
    covered: int
    placed: int
    people_at_most: tuple[int, ...]
    people_at_level: tuple[int, ...]
    travel_minutes: int

    @property
    def coverage(self) -> Mapping[Tier, int]:
        """The covered people by class of urgency."""
        return {tier: self.values[tier] for tier in COVERAGE_TIERS}


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan, what it gives, and what is different from the plan of the given policy.

    ``difference`` is about people; its two audits are by the yardstick of
    :class:`Figures`, not by what the plan states. The given plan differs in nothing.
    """

    name: str
    policy: Policy
    outcome: PlanningOutcome
    figures: Figures
    difference: Comparison


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Where a plan lies between coverage, fairness, fit and travel.

    ``efficient``: no other point is as good in all four and better in one.
    """

    name: str
    loss_permille: int | None
    tiers: tuple[TierResult, ...]
    figures: Figures
    efficient: bool


@dataclass(frozen=True, slots=True)
class Alternatives:
    """The given plan first, then its alternatives; the curve has a point for each."""

    plans: tuple[Alternative, ...]
    curve: tuple[CurvePoint, ...]


@kept_hosts()
def plan_alternatives(
    scenario: Scenario, policy: Policy, make: MakePlan, *, curve: bool
) -> Alternatives:
    """Return the plan of ``policy`` and three near it, as ``make`` makes them.

    Parameters
    ----------
    curve
        Also plan with other losses of fit for fairness; their points alone are kept.
    """
    policies = alternative_policies(policy)
    more = curve_policies(policy) if curve else {}
    given = make(GIVEN, policy)
    plans = [_alternative(scenario, policy, GIVEN, policy, given, given)]
    points: list[Alternative] = []
    for name, other in (*policies.items(), *more.items()):
        if name == GIVEN:
            continue
        made = _alternative(scenario, policy, name, other, given, make(name, other))
        (plans if name in policies else points).append(made)
    return Alternatives(tuple(plans), _curve(policy, (*plans, *points)))


def _alternative(
    scenario: Scenario,
    given_policy: Policy,
    name: str,
    policy: Policy,
    given: PlanningOutcome,
    outcome: PlanningOutcome,
) -> Alternative:
    yardstick = replace(given_policy, tiers=RECOMPUTED)
    difference = compare_plans(scenario, yardstick, given.plan, outcome.plan)
    figures = _figures(scenario, given_policy, outcome.plan, difference)
    return Alternative(name, policy, outcome, figures, difference)


def _figures(
    scenario: Scenario, policy: Policy, plan: Plan, difference: Comparison
) -> Figures:
    at_most = fairness_of(scenario, plan.placements, plan.tiers).people_at_most
    steps = zip((0, *at_most), (*at_most, len(scenario.participants)), strict=True)
    return Figures(
        values=difference.b.values,
        covered=len(difference.b.covered),
        placed=plan.metrics["placed"],
        people_at_most=at_most,
        people_at_level=tuple(after - before for before, after in steps),
        travel_minutes=travel_of(scenario, policy, plan),
    )


def travel_of(scenario: Scenario, policy: Policy, plan: Plan) -> int:
    """Return the minutes a week that all placed people of ``plan`` travel."""
    people, places = scenario.participants_by_id(), scenario.places_by_id()
    sections = scenario.sections_by_id()
    return sum(
        week_travel(
            scenario,
            policy,
            people[placed.participant],
            places[placed.place],
            None if placed.section is None else sections[placed.section],
            placed.steps[-1].slots,
        ).minutes
        for placed in first_placements(plan.placements)
    )


Standing = tuple[tuple[int, ...], ...]
"""Who is served first, fairness, fit and travel: of each a higher tuple is better."""


def _standing(policy: Policy, figures: Figures) -> Standing:
    return (
        tuple(figures.values[tier] for tier in served_first(policy)),
        tuple(-people for people in figures.people_at_most),
        (figures.values[Tier.FIT],),
        (-figures.travel_minutes,),
    )


def is_beaten(one: Standing, other: Standing) -> bool:
    """Tell whether ``other`` is as good as ``one`` in all four, and better in one."""
    pairs = zip(one, other, strict=True)
    return one != other and all(theirs >= mine for mine, theirs in pairs)


def _curve(policy: Policy, made: tuple[Alternative, ...]) -> tuple[CurvePoint, ...]:
    standings = [_standing(policy, alternative.figures) for alternative in made]
    return tuple(
        CurvePoint(
            alternative.name,
            _loss(alternative.policy),
            alternative.outcome.plan.tiers,
            alternative.figures,
            not any(is_beaten(own, other) for other in standings),
        )
        for alternative, own in zip(made, standings, strict=True)
    )


def _loss(policy: Policy) -> int | None:
    """Return the permille of fit that may be lost; ``None`` where none is measured."""
    measured = Tier.FIT_REFERENCE in policy.tiers
    return policy.fairness_loss_permille if measured else None
