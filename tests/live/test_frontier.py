"""Moves against loss: every point is what planning under its policy alone gives."""

import pytest

from matcher.domain.mending import FRONTIER_LOSSES, tied_to_plan_in_force, within_loss
from matcher.domain.policy import SAME_AS_IN_FORCE, Tier
from matcher.eligibility import find_candidates
from matcher.live import frontier as module
from matcher.live.events import apply_events
from matcher.live.frontier import frontier
from matcher.live.replan import mend
from matcher.options import build_options
from matcher.placement import kept_hosts, solve_placement
from matcher.planning import plan
from tests.live.tiny_events import tiny_events
from tests.placement.tiny_scenarios import tiny_scenario

SEEDS = (2, 5)


@pytest.fixture(scope="module")
def drawn():
    """Of each seed the scenario after the events, its policy, and the points."""
    found = []
    with kept_hosts():
        for seed in SEEDS:
            scenario, policy = tiny_scenario(seed, joint=False)
            made = plan(scenario, policy, workers=1).plan
            applied = apply_events(scenario, made, tiny_events(seed, scenario, made))
            mended = mend(applied, policy, made, 1, None, ())
            points = frontier(applied.scenario, policy, mended.outcome.plan, 1)
            found.append((applied.scenario, policy, list(points)))
        yield found


def test_each_point_is_what_its_policy_alone_gives(drawn):
    """Also those that were not searched for again: in all aims, and proved."""
    for scenario, policy, points in drawn:
        policies = [within_loss(policy, loss) for loss in sorted(FRONTIER_LOSSES)[::-1]]
        policies.append(tied_to_plan_in_force(policy))
        assert len(points) == len(policies) + 1
        for one, point in zip(policies, points[1:], strict=True):
            options = build_options(scenario, one, find_candidates(scenario, one))
            alone = solve_placement(scenario, one, options, 1, lambda _: None)
            assert [(t.name, t.value, t.bound) for t in point.tiers] == [
                (t.name, t.value, t.bound) for t in alone.tiers
            ]
            assert point.is_proved


def test_the_less_may_be_lost_the_more_move(drawn):
    """From the least change on, up to the plan made anew."""
    for *_, points in drawn:
        moved = [point.moved for point in points]
        assert moved == sorted(moved)


def test_a_plan_that_keeps_within_a_smaller_loss_is_not_searched_for_again(
    drawn, monkeypatch
):
    """Where nothing is lost, one search does for all losses, and one for the free plan."""
    searched: list[bool] = []

    def noted(scenario, policy, *rest):
        searched.append(Tier.FIT_REFERENCE in policy.tiers)
        return solve_placement(scenario, policy, *rest)

    monkeypatch.setattr(module, "solve_placement", noted)
    scenario, policy, _ = drawn[0]
    made = plan(scenario, tied_to_plan_in_force(policy), workers=1).plan
    assert {*SAME_AS_IN_FORCE} <= {tier.name for tier in made.tiers}
    points = list(frontier(scenario, policy, made, 1))
    assert len(points) == len(FRONTIER_LOSSES) + 2
    assert searched.count(False) == 1
    assert 1 <= searched.count(True) < len(FRONTIER_LOSSES)
