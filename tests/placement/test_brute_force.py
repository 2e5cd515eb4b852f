"""Whole plans against the best plan found by trying."""

from collections import Counter

import pytest

from matcher.audit import audit_plan
from matcher.domain.plan import Method, Status
from matcher.domain.policy import Tier
from tests.placement.batch import plan_all
from tests.placement.brute_force import best_plan
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import AIMS


@pytest.fixture(scope="module")
def outcomes():
    inputs = [tiny_scenario(seed) for seed in range(200)]
    with pytest.MonkeyPatch.context() as patch:
        planned = plan_all(inputs, patch, with_conflicts=False)
    return [(*given, outcome) for given, outcome in zip(inputs, planned, strict=True)]


def reached(outcome) -> dict[Tier, int]:
    return {t.name: t.value for t in outcome.plan.tiers if t.name in AIMS}


def wrong_values(planned) -> dict[int, object]:
    """The seeds whose plan is not worth what trying finds."""
    found: dict[int, object] = {}
    for seed, (scenario, policy, outcome) in enumerate(planned):
        best = best_plan(scenario, policy)
        if reached(outcome) != best:
            found[seed] = [(t, reached(outcome)[t], best[t]) for t in AIMS]
    return found


def test_plans_are_the_best_there_are(outcomes):
    """Every tier of 200 plans has the value that brute force finds."""
    assert wrong_values(outcomes) == {}


def test_every_tier_is_proved(outcomes):
    """So small a plan is always proved, in all tiers: bounds are the values."""
    for seed, (_, _, outcome) in enumerate(outcomes):
        gaps = {tier.name: tier.gap for tier in outcome.plan.tiers}
        assert set(gaps.values()) == {0}, seed
        assert outcome.plan.status is Status.OPTIMAL, seed


def test_components_add_up(outcomes):
    """The values and bounds of the parts are those of the plan."""
    for _, _, outcome in outcomes:
        for i, tier in enumerate(outcome.plan.tiers):
            parts = [part.tiers[i] for part in outcome.plan.components]
            assert tier.value == sum(part.value for part in parts)
            assert tier.bound == sum(part.bound for part in parts)


def test_the_audit_finds_nothing(outcomes):
    """No plan breaks a rule or says anything untrue of itself."""
    for seed, (scenario, policy, outcome) in enumerate(outcomes):
        assert audit_plan(scenario, policy, outcome.plan).violations == (), seed


def test_the_scenarios_try_every_path(outcomes):
    """The seeds are worth trying: all methods, many placed, many crowded out."""
    parts = Counter(
        part.method for _, _, outcome in outcomes for part in outcome.plan.components
    )
    placed = sum(len(outcome.plan.placements) for _, _, outcome in outcomes)
    left = sum(len(outcome.plan.not_placed) for _, _, outcome in outcomes)
    assert min(parts[method] for method in Method) >= 20
    assert min(placed, left) >= 200


@pytest.mark.slow
def test_many_more_plans_are_the_best_there_are(monkeypatch):
    """Two thousand seeds further on, brute force still agrees and audits are clean."""
    inputs = [tiny_scenario(seed) for seed in range(200, 2200)]
    planned = [
        (*given, outcome)
        for given, outcome in zip(inputs, plan_all(inputs, monkeypatch), strict=True)
    ]
    assert wrong_values(planned) == {}
    for scenario, policy, outcome in planned:
        assert audit_plan(scenario, policy, outcome.plan).violations == ()
