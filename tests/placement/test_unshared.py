"""What the same seats would do if each were one person's throughout."""

from itertools import product

import numpy as np
import pytest

from matcher.domain.plan import StoppedBy
from matcher.domain.policy import COVERAGE_TIERS, Policy, SolverLimits
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement import covered_if_unshared
from matcher.placement.host import solve_all
from matcher.placement.unshared import unshared_problem
from tests.helpers import builders as make
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.ways import ways
from tests.placement.worth import values

SEEDS = range(60)


def options_of(seed):
    scenario, policy = tiny_scenario(seed)
    return scenario, build_options(scenario, policy, find_candidates(scenario, policy))


@pytest.fixture(scope="module")
def outcomes():
    problems = [unshared_problem(*options_of(seed)) for seed in SEEDS]
    limits = SolverLimits()
    return solve_all(
        problems,
        np.zeros(len(COVERAGE_TIERS), dtype=np.int64),
        limits,
        1,
        lambda *_: None,
    )


def most_covered(seed: int) -> list[int]:
    """Coverage tier by tier, by every way to give each person a place or none."""
    scenario, policy = tiny_scenario(seed)
    of_person: list[dict[object, tuple[int, ...]]] = []
    busy = {running.participant for running in scenario.running}
    for person in scenario.participants:
        best: dict[object, tuple[int, ...]] = {}
        for way in ways(scenario, policy, person):
            all_values = values(scenario, policy, way)
            worth = tuple(all_values[tier] for tier in COVERAGE_TIERS)
            at = way.place and way.place.id
            best[at] = max(worth, best.get(at, worth))
        of_person.append(best)
    room = {
        place.id: max(
            place.most_seats, sum(r.place == place.id for r in scenario.running)
        )
        for place in scenario.places
    }
    assert all(
        len(best) == 1
        for p, best in zip(scenario.participants, of_person, strict=True)
        if p.id in busy
    )
    found = []
    for chosen in product(*(list(best) for best in of_person)):
        if all(chosen.count(place) <= seats for place, seats in room.items()):
            worths = [best[at] for best, at in zip(of_person, chosen, strict=True)]
            found.append([sum(column) for column in zip(*worths, strict=True)])
    return max(found)


def test_unshared_equals_brute_force(outcomes):
    """Nobody can cover more people with a seat a person, tier by tier."""
    for seed, outcome in zip(SEEDS, outcomes, strict=True):
        assert outcome.incumbent.values == most_covered(seed), seed


def test_unshared_is_always_proved(outcomes):
    """Running placements, covering or not, over full or not, never lose the host."""
    assert {o.incumbent.stopped_by for o in outcomes} == {StoppedBy.PROOF}


def test_one_seat_covers_one_person():
    """Of two people who could share a seat, the old count covers one."""
    people = [make.participant(f"p{i}") for i in range(2)]
    scenario = make.scenario(people, [make.place(people_at_once=2)])
    options = build_options(scenario, Policy(), find_candidates(scenario, Policy()))
    assert covered_if_unshared(scenario, Policy(), options) == 1
