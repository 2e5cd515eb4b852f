"""Whole plans: their proofs checked against the scenario, and forged ones caught."""

from collections import Counter
from dataclasses import replace

import pytest

from matcher.domain.plan import Method
from matcher.domain.proof import ComponentProof, ProofStep, RowKey
from matcher.domain.rules import RuleCode
from matcher.io.proof_json import proof_from_json, proof_to_json
from matcher.verify import FalseProof, checked_bounds
from tests.placement.brute_force import AIMS, best_plan

COUNTED = {
    RuleCode.SEAT_DAY,
    RuleCode.PEOPLE_AT_ONCE,
    RuleCode.EMPLOYER_PEOPLE,
    RuleCode.EMPLOYER_STARTS,
    RuleCode.SECTION_SEATS,
}
"""The rules whose rows a proof may use."""


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
    assert unproved > 10


def test_searched_components_are_confirmed(planned):
    """The proof confirms every bound, but for a few that branch and bound decided."""
    confirmed = open_ = 0
    for _, _, outcome in planned:
        counted = {
            proof.participants
            for proof in outcome.proof.components
            if {row.rule for row in proof.rows} <= COUNTED
        }
        for part in outcome.plan.components:
            if part.participants in counted:
                same = [tier.bound == tier.bound_checked for tier in part.tiers]
                confirmed += all(same)
                open_ += not all(same)
    assert confirmed >= 15
    assert confirmed > 5 * open_


def test_flows_and_people_in_no_row_are_confirmed(planned):
    """No search had a word there: every bound of every tier follows from the proof."""
    seen = Counter()
    for _, _, outcome in planned:
        rules = {
            proof.participants: {row.rule for row in proof.rows}
            for proof in outcome.proof.components
        }
        for part in outcome.plan.components:
            if (
                part.method is not Method.BRANCH_AND_BOUND
                and rules.get(part.participants, set()) <= COUNTED
            ):
                assert all(tier.bound == tier.bound_checked for tier in part.tiers)
                seen[part.method] += 1
    assert seen[Method.FLOW] >= 15
    assert seen[Method.TRIVIAL] >= 40


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
