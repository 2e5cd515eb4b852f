"""The quick planner against the best plan there is, on tiny scenarios."""

from itertools import product

import numpy as np
import pytest

from matcher.domain.ids import PlaceId
from matcher.domain.policy import Policy
from matcher.eligibility import find_candidates
from matcher.options import NO_PLACE, build_options
from matcher.placement import COVERAGE_TIERS
from matcher.risk.ground import ground_of
from matcher.risk.market import NOWHERE
from matcher.risk.quick_plan import QuickPlan
from tests.helpers import builders as make
from tests.placement.brute_force import best_plan
from tests.placement.tiny_scenarios import tiny_scenario


def planned(ground, people):
    """A quick plan of ``people``, participants of the scenario in any number."""
    who = np.array(people, dtype=np.int64)
    who = who[np.argsort(ground.market.urgency[ground.person[who]], kind="stable")]
    nothing_closed = np.zeros(ground.num_places, dtype=np.bool_)
    plan = QuickPlan(
        ground.market,
        ground.person[who].tolist(),
        nothing_closed,
        np.random.default_rng(0),
    )
    plan.run()
    return plan


def covered(plan):
    held = zip(plan.option, plan.options, strict=True)
    return sum(NOWHERE < option < mine.num_covering for option, mine in held)


def most_placed(people, reach, seats):
    """By trying every way to give each a place or none."""
    ways = product(*((None, *reach[p]) for p in people))
    return max(
        sum(q is not None for q in way)
        for way in ways
        if all(way.count(q) <= n for q, n in seats.items())
    )


def test_every_semester_of_three_people_is_planned_as_well_as_can_be():
    """All 27 semesters of three people before two places, against trying."""
    reach = {0: ("q1",), 1: ("q1", "q2"), 2: ("q2",)}
    people = [
        make.participant(
            f"p{i}", place_vetoes=frozenset({PlaceId("q1"), PlaceId("q2")} - set(own))
        )
        for i, own in reach.items()
    ]
    places = [make.place("q1", 2), make.place("q2", 1)]
    ground = ground_of(make.scenario(people, places), Policy())
    for drawn in product(range(3), repeat=3):
        plan = planned(ground, drawn)
        placed = sum(option != NOWHERE for option in plan.option)
        assert placed == most_placed(drawn, reach, {"q1": 2, "q2": 1}), drawn


@pytest.fixture(scope="module")
def tiny():
    """Covered by the quick plan and by the best plan, over tiny scenarios."""
    found = []
    for seed in range(100):
        scenario, policy = tiny_scenario(seed, joint=False)
        if scenario.pins or scenario.running:
            continue
        ground = ground_of(scenario, policy)
        best = best_plan(scenario, policy)
        plan = planned(ground, range(len(scenario.participants)))
        already = covered_by_class(scenario, policy)
        found.append((covered(plan) + already, sum(best[t] for t in COVERAGE_TIERS)))
    return found


def covered_by_class(scenario, policy):
    """People whom class alone covers: no option of theirs adds coverage."""
    options = build_options(scenario, policy, find_candidates(scenario, policy))
    columns = options.columns
    worth = sum(options.values[t] for t in COVERAGE_TIERS)
    alone = columns.place_idx == NO_PLACE
    return len(np.unique(columns.participant_idx[alone & (worth > 0)]))


def test_no_more_are_covered_than_can_be(tiny):
    """Never more than the best plan covers."""
    assert len(tiny) > 20
    assert [pair for pair in tiny if pair[0] > pair[1]] == []


def test_nearly_all_are_covered_that_can_be(tiny):
    """Over the tiny scenarios at least 97 in 100 of those the best plans cover."""
    assert sum(quick for quick, _ in tiny) >= 0.97 * sum(best for _, best in tiny)


@pytest.mark.parametrize("seed", range(20))
def test_a_quick_plan_keeps_every_row(seed):
    """Whoever is drawn, no row is filled beyond its room but by given classes."""
    scenario, policy = tiny_scenario(seed)
    ground = ground_of(scenario, policy)
    people = np.random.default_rng(seed).choice(
        len(scenario.participants), len(scenario.participants)
    )
    plan = planned(ground, people)
    used = np.zeros_like(ground.market.room)
    given = np.zeros_like(ground.market.room)
    for option, mine in zip(plan.option, plan.options, strict=True):
        np.add.at(given, mine.taken, mine.taken_weights)
        if option != NOWHERE:
            entries = mine.entries(option)
            np.add.at(used, mine.rows[entries], mine.weights[entries])
    room = np.maximum(ground.market.room - given, 0)
    assert (used <= room).all()
    assert np.array_equal(plan.left, ground.market.room - given - used)
