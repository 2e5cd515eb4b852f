"""Whole plans: their proofs checked against the scenario, and forged ones caught."""

from collections import Counter
from dataclasses import replace

import pytest

from matcher.domain.plan import Method
from matcher.domain.policy import SolverLimits
from matcher.domain.proof import ComponentProof, ProofStep, RowKey
from matcher.domain.rules import RuleCode
from matcher.io.proof_json import proof_from_json, proof_to_json
from matcher.verify import FalseProof, checked_bounds
from tests.placement.batch import plan_all
from tests.placement.brute_force import best_plan
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import AIMS


def test_no_checked_bound_is_below_what_trying_finds(planned):
    """Tier by tier, whatever rules the scenario mixes."""
    for scenario, policy, outcome in planned:
        best = best_plan(scenario, policy)
        checked = {tier.name: tier.bound_checked for tier in outcome.plan.tiers}
        assert all(checked[aim] >= best[aim] for aim in AIMS)


def test_no_checked_bound_is_below_what_the_plan_has(planned):
    """In no component and no tier, also where an earlier one is not proved."""
    unproved = 0
    for _, _, outcome in planned:
        for part in outcome.plan.components:
            assert all(tier.bound_checked >= tier.value for tier in part.tiers)
            unproved += any(tier.bound_checked > tier.value for tier in part.tiers)
    assert unproved >= 3


def test_searched_components_are_confirmed(planned):
    """The proof confirms every bound, but for a few that branch and bound decided."""
    confirmed = open_ = 0
    for _, _, outcome in planned:
        for part in outcome.plan.components:
            if part.method is Method.BRANCH_AND_BOUND:
                confirmed += is_confirmed(part)
                open_ += not is_confirmed(part)
    assert confirmed >= 35
    assert confirmed > 5 * open_


def is_confirmed(part) -> bool:
    return all(tier.bound == tier.bound_checked for tier in part.tiers)


def test_flows_and_people_in_no_row_are_confirmed(planned):
    """No search had a word there: every bound of every tier follows from the proof."""
    seen: Counter[Method] = Counter()
    for _, _, outcome in planned:
        for part in outcome.plan.components:
            if part.method is not Method.BRANCH_AND_BOUND:
                assert is_confirmed(part)
                seen[part.method] += 1
    assert seen[Method.FLOW] >= 15
    assert seen[Method.TRIVIAL] >= 40


@pytest.fixture(scope="module")
def relaxed():
    """Planned without branch and bound ever having the last word."""
    inputs = [tiny_scenario(seed) for seed in range(120)]
    with pytest.MonkeyPatch.context() as patch:
        return plan_all(
            inputs, patch, limits=SolverLimits(kernel_columns=0), with_conflicts=False
        )


def test_what_no_branch_and_bound_decided_is_confirmed(relaxed):
    """Every bound of every tier, whatever rules are mixed, up to the first open tier."""
    closed = 0
    for outcome in relaxed:
        for part in outcome.plan.components:
            is_open = [tier.bound > tier.value for tier in part.tiers]
            first = is_open.index(True) if any(is_open) else len(is_open)
            for tier in part.tiers[: first + 1]:
                assert tier.bound_checked == tier.bound
            closed += first == len(is_open)
    assert closed > 150


def test_a_proof_is_the_same_after_writing_and_reading(planned):
    """``proof.json`` loses nothing."""
    for _, _, outcome in planned:
        assert proof_from_json(proof_to_json(outcome.proof)) == outcome.proof


def first_proved(planned):
    return next(given for given in planned if given[2].proof.components)


def with_row(outcome, row):
    part = outcome.proof.components[0]
    tier = outcome.plan.tiers[0].name
    step = ProofStep(tier, -1, ((0, 1),), {}, {})
    forged = ComponentProof(part.participants, (row,), {}, (step,))
    return replace(outcome.proof, components=(forged,))


@pytest.mark.parametrize(
    "row",
    [
        RowKey(RuleCode.SEAT_DAY, "nowhere", "mon", 0),
        RowKey(RuleCode.SECTION_SEATS, "nowhere", None, None),
        RowKey(RuleCode.EMPLOYER_PEOPLE, "nobody", None, 0),
    ],
)
def test_a_row_of_what_there_is_not_is_false(planned, row):
    """A proof may only rest on places, classes and employers of the scenario."""
    scenario, policy, outcome = first_proved(planned)
    with pytest.raises(FalseProof, match="names what there is not"):
        checked_bounds(scenario, policy, outcome.plan, with_row(outcome, row))


def without_prices(part):
    """The proof of a component in which no step names a price."""
    return replace(part, steps=tuple(replace(step, prices=()) for step in part.steps))


def test_a_forged_flow_is_caught(planned):
    """Without its prices a flow proves less than the plan states, and nothing false."""
    weaker = 0
    for scenario, policy, outcome in planned:
        flows = {
            part.participants
            for part in outcome.plan.components
            if part.method is Method.FLOW
        }
        bare = [
            without_prices(part) if part.participants in flows else part
            for part in outcome.proof.components
        ]
        if tuple(bare) != outcome.proof.components:
            false = replace(outcome.proof, components=tuple(bare))
            checked = checked_bounds(scenario, policy, outcome.plan, false).whole
            stated = {tier.name: tier.bound for tier in outcome.plan.tiers}
            assert all(checked[tier] >= stated[tier] for tier in stated)
            weaker += checked != stated
    assert weaker > 10


def test_the_auditor_counts_the_seats_himself(planned):
    """With a seat more everywhere the same proof never denies the better plan."""
    weaker = 0
    for scenario, policy, outcome in planned[:40]:
        roomier = replace(
            scenario,
            places=tuple(
                replace(
                    place,
                    people_at_once=place.people_at_once + 1,
                    seats=tuple((slot, n + 1) for slot, n in place.seats),
                )
                for place in scenario.places
            ),
        )
        best = best_plan(roomier, policy)
        try:
            checked = checked_bounds(roomier, policy, outcome.plan, outcome.proof)
        except FalseProof:  # a place cut that the new seats break
            weaker += 1
            continue
        first = outcome.plan.tiers[0].name
        assert checked.whole[first] >= best[first]
        stated = {tier.name: tier.bound for tier in outcome.plan.tiers}
        weaker += checked.whole != stated
    assert weaker > 10
