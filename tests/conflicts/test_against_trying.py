"""Conflicts of random over-full scenarios, against trying everything."""

from collections import Counter

import pytest

from matcher.audit import audit_plan
from matcher.conflicts import after
from matcher.domain.conflicts import DemandKind
from matcher.domain.plan import Plan
from matcher.domain.policy import Tier
from matcher.domain.rules import RuleCode
from matcher.explain import Teller, conflict_text
from matcher.text import Language, translator
from tests.conflicts.pinned_scenarios import pinned_scenario
from tests.conflicts.trying import can_hold
from tests.eligibility.oracle import judge
from tests.placement.batch import plan_all
from tests.placement.brute_force import best_plan
from tests.placement.tiny_scenarios import tiny_scenario

SEEDS = 20


@pytest.fixture(scope="module")
def planned():
    """Over-full scenarios, and some in which little is pinned."""
    inputs = [pinned_scenario(seed) for seed in (*range(SEEDS), 61)]
    inputs += [tiny_scenario(seed) for seed in range(SEEDS // 2)]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch)
    return [(*given, made.plan) for given, made in zip(inputs, outcomes, strict=True)]


@pytest.fixture(scope="module")
def conflicts(planned):
    return [(s, p, conflict) for s, p, plan in planned for conflict in plan.conflicts]


def without_rules(conflict):
    return [d for d in conflict.demands if d.kind is not DemandKind.RULE]


def repair_of(plan: Plan) -> int:
    [value] = [t.value for t in plan.tiers if t.name is Tier.REPAIR]
    assert value is not None
    return value


def test_there_are_conflicts_where_something_was_given_up_and_nowhere_else(planned):
    """The people of the conflicts are those whose pins or class the plan gave up."""
    for scenario, policy, plan in planned:
        warned = {
            person
            for warning in audit_plan(scenario, policy, plan).warnings
            if warning.excuse == "given-up" and warning.rule is not RuleCode.QUOTA_LEAST
            for person in warning.participants
        }
        assert {p for c in plan.conflicts for p in c.given_up} == warned
        missing = sum(quota.lacking for quota in plan.missed_quotas)
        assert bool(plan.conflicts) == (repair_of(plan) < -missing)


def test_no_conflict_can_hold(conflicts):
    """By trying every way of its people, the demands cannot all hold."""
    for scenario, policy, conflict in conflicts:
        assert not can_hold(scenario, policy, without_rules(conflict))


def test_without_any_one_demand_the_others_can_hold(conflicts):
    """By trying, each conflict that says it is shrunk is as small as can be."""
    for scenario, policy, conflict in conflicts:
        assert conflict.shrunk
        demands = without_rules(conflict)
        for demand in demands:
            rest = [d for d in demands if d is not demand]
            assert can_hold(scenario, policy, rest), (conflict, demand)


def test_the_rules_that_are_named_are_broken(conflicts):
    """At the pinned place, or at every place, one of the rules keeps the person out."""
    for scenario, policy, conflict in conflicts:
        kinds = {d.kind for d in conflict.demands}
        named = {
            d.rule
            for d in conflict.demands
            if d.kind is DemandKind.RULE and d.section is None
        }
        if not named or kinds != {DemandKind.PINNED_PLACE, DemandKind.RULE}:
            continue
        people, places = scenario.participants_by_id(), scenario.places_by_id()
        [pin] = without_rules(conflict)
        judged = judge(scenario, policy, people[pin.participant], places[pin.place])
        assert named <= judged.failed | {RuleCode.AVAILABILITY}


def test_every_repair_makes_the_best_plan_better_by_what_it_says(planned):
    """Made and tried through, the scenario has that much more in tier ``repair``."""
    for scenario, policy, plan in planned:
        for repair in dict.fromkeys(r for c in plan.conflicts for r in c.repairs):
            made = scenario
            for change in repair.changes:
                made = after(made, policy, change)
            gained = best_plan(made, policy)[Tier.REPAIR] - repair_of(plan)
            assert gained == repair.gain > 0


def test_pins_always_have_a_repair(conflicts):
    """A pin can be given up, so that there is always a way out."""
    for _, _, conflict in conflicts:
        if any(
            d.kind is not DemandKind.CLASS_NEEDED and d.is_asked
            for d in conflict.demands
        ):
            assert conflict.repairs


def test_the_audit_confirms_them(planned):
    """Nothing in these plans is found untrue."""
    for scenario, policy, plan in planned:
        assert audit_plan(scenario, policy, plan).violations == ()


@pytest.mark.parametrize("language", list(Language))
def test_every_conflict_can_be_told(conflicts, language):
    """In each language every demand, limit, rule and change has its sentence."""
    for _, _, conflict in conflicts:
        text = conflict_text(Teller(translator(language), {}), conflict)
        assert text.head
        assert text.demands
        assert "None" not in " ".join((*text.demands, *text.repairs))


def test_the_seeds_are_worth_trying(planned, conflicts):
    """Alone and in crowds, contradictions, facts, rules and limits: all occur."""
    kinds = Counter(d.kind for _, _, c in conflicts for d in c.demands)
    assert set(kinds) == set(DemandKind)
    crowds = [c for _, _, c in conflicts if len(c.participants) > 1]
    assert len(crowds) >= 5
    assert any(repair_of(plan) == 0 for _, _, plan in planned)
