"""Travel minutes of arrays are those of the scalar definition."""

from random import Random

import numpy as np
import pytest

from matcher.domain.geography import (
    Location,
    TravelSpeed,
    great_circle_km,
    travel_minutes,
)
from matcher.domain.participant import TravelMode
from matcher.domain.policy import Policy
from matcher.eligibility.arrays import people_of, places_of
from matcher.eligibility.reach import estimated_minutes, known_pairs, pairs_in_reach
from tests.helpers import builders as make


def _points(rng: Random, count: int, spread: float) -> list[Location]:
    return [
        Location(59 + rng.gauss(0, spread), 10 + rng.gauss(0, spread))
        for _ in range(count)
    ]


@pytest.mark.parametrize("spread", [0.0001, 0.01, 1, 8])
def test_estimate_is_the_domain_s(spread):
    """On random points the vectorised minutes equal the scalar ones, metre for metre."""
    rng = Random(1)
    homes, works = _points(rng, 60, spread), [*_points(rng, 60, spread), make.HERE]
    people = [
        make.participant(
            f"p{i:02}", home=home, travel_mode=rng.choice(list(TravelMode))
        )
        for i, home in enumerate([*homes, make.HERE])
    ]
    places = [make.place(f"q{i:02}", location=work) for i, work in enumerate(works)]
    scenario, policy = make.scenario(people, places), Policy()
    pairs = np.indices((len(people), len(places)), dtype=np.int32).reshape(2, -1)
    minutes = estimated_minutes(
        people_of(scenario, policy), places_of(scenario), *pairs
    )
    expected = [
        travel_minutes(p.home, q.location, policy.speed(p.travel_mode))
        for p in scenario.participants
        for q in scenario.places
    ]
    np.testing.assert_array_equal(minutes, expected)


def _just_at(metres: float) -> Location:
    """The point due north of HERE at which the distance reaches ``metres``."""
    low, high = 0.0, 1.0
    for _ in range(80):
        middle = (low + high) / 2
        north = Location(make.HERE.latitude + middle, make.HERE.longitude)
        if great_circle_km(make.HERE, north) * 1000 < metres:
            low = middle
        else:
            high = middle
    return Location(make.HERE.latitude + high, make.HERE.longitude)


def test_distances_at_half_metres_round_as_the_domain_s():
    """Where the last bit decides how a metre is rounded, the minutes are still equal."""
    works = [_just_at(metres + 0.5) for metres in range(0, 40_000, 200)]
    places = [make.place(f"q{i:05}", location=work) for i, work in enumerate(works)]
    minute_a_metre = TravelSpeed(0.06, 0, detour=1.0)
    scenario, policy = make.scenario(places=places), Policy(transit=minute_a_metre)
    everywhere = np.arange(len(places), dtype=np.int32)
    minutes = estimated_minutes(
        people_of(scenario, policy), places_of(scenario), everywhere * 0, everywhere
    )
    expected = [travel_minutes(make.HERE, w, minute_a_metre) for w in works]
    np.testing.assert_array_equal(minutes, expected)


def test_every_place_within_twice_the_limit_is_found():
    """The spatial join misses none that the estimate puts within two limits."""
    rng, policy = Random(2), Policy()
    people = [
        make.participant(
            f"p{i:02}", home=home, travel_limit_minutes=rng.choice([5, 60])
        )
        for i, home in enumerate(_points(rng, 40, 0.5))
    ]
    places = [
        make.place(f"q{i:02}", location=work)
        for i, work in enumerate(_points(rng, 40, 0.5))
    ]
    scenario = make.scenario(people, places)
    chunks = pairs_in_reach(
        people_of(scenario, policy), places_of(scenario), known_pairs(scenario)
    )
    found = {
        (int(p), int(q))
        for person, place, _ in chunks
        for p, q in zip(person, place, strict=True)
    }
    assert found == {
        (p, q)
        for p, home in enumerate(scenario.participants)
        for q, work in enumerate(scenario.places)
        if travel_minutes(home.home, work.location, policy.transit)
        <= 2 * home.travel_limit_minutes
    }
