"""Doubts about travel: homes from which no place is within reach."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.domain.finding import Finding
from matcher.domain.geography import Location, great_circle_km, travel_minutes
from matcher.domain.participant import Participant
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.io.doubt import doubt

FAR_FROM_CENTRE_KM = 150
"""Longer than from the centre of any municipality to its farthest home, about."""


def _on_sphere(locations: Iterable[Location]) -> NDArray[np.float64]:
    """Return points of the unit sphere: nearest there is nearest on the map."""
    degrees = np.array([(at.latitude, at.longitude) for at in locations], dtype=float)
    lat, lon = np.radians(degrees).T
    return np.stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1
    )


def _minutes_to_nearest(scenario: Scenario, policy: Policy) -> list[int]:
    """Return the estimated minutes to each participant's nearest place."""
    from scipy.spatial import cKDTree  # slow, and no solver host needs it

    tree = cKDTree(_on_sphere(place.location for place in scenario.places))
    _, nearest = tree.query(_on_sphere(p.home for p in scenario.participants))
    return [
        travel_minutes(
            person.home,
            scenario.places[int(place)].location,
            policy.speed(person.travel_mode),
        )
        for person, place in zip(
            scenario.participants, np.atleast_1d(nearest), strict=True
        )
    ]


def _known_minutes(scenario: Scenario) -> dict[tuple[str, str], list[int]]:
    known = defaultdict(list)
    for (start, _, mode), minutes in scenario.travel.items():
        known[start, mode.value].append(minutes)
    return known


def _doubts_about_homes(scenario: Scenario, policy: Policy) -> Iterator[Finding]:
    known = _known_minutes(scenario)
    running = {placement.participant for placement in scenario.running}
    estimates = _minutes_to_nearest(scenario, policy)
    for person, estimate in zip(scenario.participants, estimates, strict=True):
        origins = {person.id, person.home_key}
        told = [m for at in origins for m in known[at, person.travel_mode.value]]
        least = min([estimate, *told])
        if least > person.travel_limit_minutes and person.id not in running:
            yield doubt(
                "unreachable-home",
                "participants",
                "home",
                person.id,
                least=str(least),
                limit=str(person.travel_limit_minutes),
            )


def _doubts_about_towns(scenario: Scenario) -> Iterator[Finding]:
    centres = {m.id: m for m in scenario.municipalities}

    def far(person: Participant) -> bool:
        centre = centres[person.municipality].centre
        return great_circle_km(person.home, centre) > FAR_FROM_CENTRE_KM

    for person in scenario.participants:
        if far(person):
            name = centres[person.municipality].name
            yield doubt(
                "home-far-away", "participants", "home", person.id, municipality=name
            )


def _doubts_about_origins(scenario: Scenario) -> Iterator[Finding]:
    origins = {p.id for p in scenario.participants}
    known = origins | {p.home_key for p in scenario.participants}
    for start in sorted({start for start, _, _ in scenario.travel} - known):
        yield doubt("unknown-travel-origin", "travel", "from", start)


def doubts_about_reach(scenario: Scenario, policy: Policy) -> Iterator[Finding]:
    """Yield what looks wrong with where people live and how they travel."""
    yield from _doubts_about_homes(scenario, policy)
    yield from _doubts_about_towns(scenario)
    yield from _doubts_about_origins(scenario)
