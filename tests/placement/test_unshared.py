"""What the same seats would do if each were one person's throughout."""

from itertools import product

import pytest

from matcher.domain.policy import COVERAGE_TIERS, Policy
from matcher.eligibility import find_candidates
from matcher.options import build_options
from matcher.placement import covered_if_unshared
from tests.helpers import builders as make
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.ways import ways
from tests.placement.worth import values


def options_of(seed):
    scenario, policy = tiny_scenario(seed)
    return scenario, build_options(scenario, policy, find_candidates(scenario, policy))


def most_covered(seed: int) -> int:
    """How many are covered tier by tier, by every way to give each person a place or none."""
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
    return sum(max(found))


@pytest.mark.parametrize("seed", range(60))
def test_unshared_equals_brute_force(seed):
    """Nobody can cover more people with a seat a person, also tier by tier."""
    assert covered_if_unshared(*options_of(seed)) == most_covered(seed)


def test_one_seat_covers_one_person():
    """Of two people who could share a seat, the old count covers one."""
    people = [make.participant(f"p{i}") for i in range(2)]
    scenario = make.scenario(people, [make.place(people_at_once=2)])
    options = build_options(scenario, Policy(), find_candidates(scenario, Policy()))
    assert covered_if_unshared(scenario, options) == 1
