"""The screen by the proof's prices: what it proves is true, whatever the prices are."""

from dataclasses import replace
from random import Random

import pytest

from matcher.domain.proof import PlaceCut
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.seats.ground import ground_of
from matcher.seats.measure import changes_of
from matcher.seats.questions import Desk
from matcher.verify import FalseProof
from tests.placement.batch import plan_all
from tests.seats.oracle import extra_people
from tests.seats.scarce_scenarios import scarce_scenario

SEEDS = (3, 6, 10, 14, 17, 20, 22)


@pytest.fixture(scope="module")
def made():
    """Per seed: scenario, policy, outcome, ground, and what each change really gives."""
    inputs = [scarce_scenario(seed) for seed in SEEDS]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch)
    found = []
    for (scenario, policy), outcome in zip(inputs, outcomes, strict=True):
        options = build_options(scenario, policy, find_candidates(scenario, policy), 0)
        ground = ground_of(scenario, policy, outcome.plan, options)
        truth = {
            change: extra_people(scenario, policy, outcome.plan, [change])
            for change in changes_of(scenario)
        }
        found.append((outcome, ground, truth))
    return found


def bounds(ground, outcome, proof, changes):
    desk = Desk(ground, outcome.plan, proof)
    return {change: desk.ask([change]).at_most for change in changes}


def with_prices(proof, price_of):
    """The proof with other prices in every step."""
    return replace(
        proof,
        components=tuple(
            replace(
                part,
                steps=tuple(
                    replace(
                        step,
                        prices=tuple((row, price_of(row, n)) for row, n in step.prices),
                    )
                    for step in part.steps
                ),
            )
            for part in proof.components
        ),
    )


def test_a_bound_is_never_below_what_a_change_gives(made):
    """A proved zero is really zero; and some zeros are proved without solving again."""
    zeros = 0
    for outcome, ground, truth in made:
        found = bounds(ground, outcome, outcome.proof, truth)
        assert all(found[change] >= truth[change] for change in truth)
        zeros += sum(most == 0 for most in found.values())
    assert zeros > 20


def test_forged_prices_prove_no_false_zero(made):
    """Prices taken away, or drawn at random, may prove less but never what is false."""
    rng = Random(0)
    for outcome, ground, truth in made:
        for price_of in (
            lambda row, price: 0,
            lambda row, price: price if row % 2 else 0,
            lambda row, price: rng.randrange(4) << 15,
        ):
            forged = with_prices(outcome.proof, price_of)
            found = bounds(ground, outcome, forged, truth)
            assert all(found[change] >= truth[change] for change in truth)


def test_a_negative_price_is_refused(made):
    """It would prove anything."""
    outcome, ground, truth = made[0]
    forged = with_prices(outcome.proof, lambda row, price: -price)
    with pytest.raises(FalseProof):
        bounds(ground, outcome, forged, truth)


def test_a_cut_that_does_not_follow_is_refused(made):
    """A place cut that holds less than a roster of its place weighs."""
    for outcome, ground, truth in made:
        proof = outcome.proof
        for number, part in enumerate(proof.components):
            cuts = {
                n: replace(cut, capacity=0)
                for n, cut in part.cuts.items()
                if isinstance(cut, PlaceCut)
            }
            if cuts:
                parts = list(proof.components)
                parts[number] = replace(part, cuts={**part.cuts, **cuts})
                forged = replace(proof, components=tuple(parts))
                with pytest.raises(FalseProof):
                    bounds(ground, outcome, forged, truth)
                return
    pytest.fail("no proof of these has a place cut")


def test_the_ground_has_the_plan_on_its_rows(made):
    """The plan found again among the options keeps every row and every floor."""
    for outcome, ground, _ in made:
        assert ground.allows(ground.chosen, ground.problem.capacity)
        assert ground.covers[ground.chosen].sum() == outcome.plan.metrics["covered"]


def test_a_plan_of_other_people_s_options_is_refused(made):
    """A placement that none of the options gives is an error, not another plan."""
    outcome, ground, _ = made[0]
    moved = tuple(
        replace(placed, section=None if placed.section else "c0")
        for placed in outcome.plan.placements
    )
    strange = replace(outcome.plan, placements=moved)
    with pytest.raises(ValueError, match="none of their options"):
        ground_of(ground.scenario, ground.policy, strange, ground.options)
