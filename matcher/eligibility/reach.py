"""Which places lie near enough to be examined, and how long the way is."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from matcher.domain.geography import EARTH_RADIUS_KM, Location, great_circle_km
from matcher.domain.scenario import Scenario
from matcher.eligibility.arrays import People, Places

Ints = NDArray[np.int32]
Keys = NDArray[np.int64]
Floats = NDArray[np.float64]

EXAMINED_LIMITS = 2
"""Places up to this many times the travel limit away are examined."""

PAIRS_AT_ONCE = 2_000_000
"""Bounds the memory: people are taken in chunks of at most so many pairs."""

SLACK_KM = 0.001
"""Kilometres are rounded to metres before they become minutes."""


@dataclass(frozen=True, slots=True)
class KnownPairs:
    """Pairs that are examined however far apart, sorted by key.

    Attributes
    ----------
    keys
        Person times the number of places plus place.
    minutes
        Of ``travel.csv``; -1 where the way is estimated.
    """

    keys: Keys
    minutes: Ints


def known_pairs(scenario: Scenario) -> KnownPairs:
    """Return the pairs named by ``travel.csv``, pins and running placements."""
    places = {p.id: i for i, p in enumerate(scenario.places)}
    people = {p.id: i for i, p in enumerate(scenario.participants)}
    minutes: dict[int, int] = {}
    pinned = [(p.participant, p.place) for p in scenario.pins if p.place is not None]
    running = [(r.participant, r.place) for r in scenario.running]
    for person_id, place_id in (*pinned, *running):
        minutes[people[person_id] * len(places) + places[place_id]] = -1
    # A row for the person goes before one for the home, so homes are read first.
    homes: dict[tuple[str, str], list[int]] = {}
    persons: dict[tuple[str, str], list[int]] = {}
    for i, person in enumerate(scenario.participants):
        homes.setdefault((person.home_key, person.travel_mode), []).append(i)
        persons[person.id, person.travel_mode] = [i]
    for travellers in (homes, persons):
        for (home, place, mode), given in scenario.travel.items():
            for person_idx in travellers.get((home, mode), ()):
                minutes[person_idx * len(places) + places[place]] = given
    keys = sorted(minutes)
    return KnownPairs(
        np.array(keys, dtype=np.int64),
        np.array([minutes[key] for key in keys], dtype=np.int32),
    )


def pairs_in_reach(
    people: People, places: Places, known: KnownPairs
) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Yield (person, place, travel minutes) of the pairs to examine, chunk by chunk.

    Sorted by person and place; at least one chunk, which may be empty. A pair is examined where the estimate is at most twice
    the person's limit, or where it is known.
    """
    from scipy.spatial import cKDTree  # slow, and no solver host needs it

    tree = cKDTree(_unit_sphere(places.latitude, places.longitude))
    points = _unit_sphere(people.latitude, people.longitude)
    chords = _chords(people)
    step = PAIRS_AT_ONCE // max(1, len(places)) + 1
    for begin in range(0, max(1, len(people)), step):
        chunk = slice(begin, begin + step)
        near = tree.query_ball_point(points[chunk], chords[chunk], return_sorted=True)
        counts = np.array([len(found) for found in near], dtype=np.int64)
        place = np.fromiter(chain.from_iterable(near), np.int64, counts.sum())
        person = np.repeat(np.arange(begin, begin + len(counts)), counts)
        yield _with_minutes(people, places, known, person * len(places) + place, chunk)


def _with_minutes(
    people: People, places: Places, known: KnownPairs, keys: Keys, chunk: slice
) -> tuple[Ints, Ints, Ints]:
    """Join the pairs ``keys`` near each other with the known ones of the chunk."""
    bounds = np.array([chunk.start, chunk.stop]) * len(places)
    low, high = np.searchsorted(known.keys, bounds)
    extra, given = known.keys[low:high], known.minutes[low:high]
    if len(extra):
        keys = np.union1d(keys, extra)
    person, place = (
        part.astype(np.int32) for part in np.divmod(keys, max(1, len(places)))
    )
    minutes = estimated_minutes(people, places, person, place)
    keep = minutes <= EXAMINED_LIMITS * people.travel_limit[person]
    if len(extra):
        at = np.searchsorted(keys, extra)
        keep[at] = True
        minutes[at] = np.where(given < 0, minutes[at], given)
    return person[keep], place[keep], minutes[keep]


def estimated_minutes(
    people: People, places: Places, person: Ints, place: Ints
) -> Ints:
    """Return what ``domain.geography.travel_minutes`` gives for each pair."""
    km = _rounded_km(people, places, person, place)
    moving = np.ceil(km * people.detour[person] / people.km_per_hour[person] * 60)
    minutes = np.where(km == 0, 0, people.fixed_minutes[person] + moving)
    return minutes.astype(np.int32)


def _rounded_km(people: People, places: Places, person: Ints, place: Ints) -> Floats:
    lat_a, lat_b = np.radians(people.latitude), np.radians(places.latitude)
    lon_a, lon_b = np.radians(people.longitude), np.radians(places.longitude)
    half_lat = (lat_b[place] - lat_a[person]) / 2
    half_lon = (lon_b[place] - lon_a[person]) / 2
    h = np.sin(half_lat) ** 2
    h += np.cos(lat_a)[person] * np.cos(lat_b)[place] * np.sin(half_lon) ** 2
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    rounded: Floats = np.round(km, 3)
    # numpy and math may differ in the last bit, which shows only beside a half metre.
    for i in np.flatnonzero(np.abs(km * 1000 % 1 - 0.5) < 1e-6):
        a, b = person[i], place[i]
        home = Location(float(people.latitude[a]), float(people.longitude[a]))
        work = Location(float(places.latitude[b]), float(places.longitude[b]))
        rounded[i] = round(great_circle_km(home, work), 3)
    return rounded


def _unit_sphere(latitude: Floats, longitude: Floats) -> Floats:
    lat, lon = np.radians(latitude), np.radians(longitude)
    return np.stack(
        [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1
    )


def _chords(people: People) -> Floats:
    """Return each person's examined radius as a straight line through a unit sphere."""
    moving = EXAMINED_LIMITS * people.travel_limit - people.fixed_minutes
    km = np.maximum(0, moving) / 60 * people.km_per_hour / people.detour + SLACK_KM
    angle = np.minimum(km / EARTH_RADIUS_KM, np.pi)
    chords: Floats = 2 * np.sin(angle / 2) + 1e-9
    return chords
