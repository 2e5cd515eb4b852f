"""Policies near a given one."""

from dataclasses import replace

import pytest

from matcher.domain.alternative_policies import (
    GIVEN,
    SERVED_FIRST,
    alternative_policies,
    curve_policies,
    served_first,
)
from matcher.domain.named_policies import NAMED_POLICIES, URGENCY_FIRST
from matcher.domain.policy import FAIRNESS, TIER_CLASSES, Policy, Tier

named = pytest.mark.parametrize("policy", NAMED_POLICIES.values(), ids=NAMED_POLICIES)


@named
def test_all_serve_the_same_people_first(policy):
    """Each begins with the repair and coverage tiers of the policy, in its order."""
    first = served_first(policy)
    for other in alternative_policies(policy).values():
        assert other.tiers[: len(first)] == first
        assert not SERVED_FIRST & {*other.tiers[len(first) :]}


@named
def test_every_policy_is_sound_and_has_its_name(policy):
    """No policy has faults; alternatives and points are called what they are filed as."""
    made = {**alternative_policies(policy), **curve_policies(policy)}
    assert [other.faults() for other in made.values()] == [[]] * len(made)
    assert {name: other.name for name, other in made.items() if name != GIVEN} == {
        name: name for name in made if name != GIVEN
    }


def test_the_order_of_the_given_policy_is_kept():
    """Who waits for the longest goes before others also in the alternatives."""
    fair = alternative_policies(URGENCY_FIRST)["fair"].tiers
    assert fair.index(Tier.WAITING) < fair.index(Tier.COVERAGE_OTHER)


def test_an_aim_of_the_given_policy_does_not_stay_in_the_alternatives():
    """A policy that is fair already has no fairness before travel or wishes."""
    tiers = (Tier.COVERAGE_DUE, *TIER_CLASSES["fairness"], Tier.FIT, Tier.TIE_BREAK)
    made = alternative_policies(replace(Policy(), tiers=tiers))
    assert made["fair"].tiers == tiers
    assert not {*FAIRNESS} & {*made["short-travel"].tiers, *made["wishes"].tiers}


def test_fit_keeps_the_given_weights_but_for_travel():
    """Only short travel weighs anew; all its points are travel's."""
    policy = Policy()
    made = alternative_policies(policy)
    assert {made[name].fit for name in ("fair", "wishes")} == {policy.fit}
    assert made["short-travel"].fit.travel == 1000


def test_the_curve_leaves_out_the_loss_that_fair_has():
    """Each loss of fit is planned with once."""
    assert list(curve_policies(replace(Policy(), fairness_loss_permille=10))) == [
        "fair-0",
        "fair-50",
    ]
