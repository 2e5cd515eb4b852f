"""Examined pairs of a person and a place, with what several rules ask about them."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matcher.eligibility.arrays import People, Places
from matcher.eligibility.weeks import NEVER, WeekFrame

Ints = NDArray[np.int32]
Masks = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class StartWindow:
    """When a placement of each pair may lie and start.

    Attributes
    ----------
    first_week, last_week
        Weeks the dates leave, half-open.
    earliest, latest
        Starts on the grid that dates and age gates leave, both included. Where one of
        the two leaves none it is not counted here, so that the rules after it are
        judged on their own.
    no_start, wrong_age
        Where the dates leave no start, and where the age gates leave none.
    """

    first_week: Ints
    last_week: Ints
    earliest: Ints
    latest: Ints
    no_start: Bools
    wrong_age: Bools

    def take(self, chosen: NDArray[np.int64]) -> "StartWindow":
        """Return the windows of the pairs at ``chosen``."""
        return StartWindow(*(getattr(self, f.name)[chosen] for f in fields(self)))


@dataclass(frozen=True, slots=True)
class PairArrays:
    """Pairs to examine, one entry each.

    Attributes
    ----------
    person, place
        Positions in ``people`` and ``places``.
    travel_minutes
        One way.
    within_hours
        Bit mask of the slots whose working hours at the place the person can keep.
    starts
        When a placement may lie and start.
    floor_week
        First week on whose Monday the place's CEFR floor is reached; 0 at once.
    """

    people: People
    places: Places
    person: Ints
    place: Ints
    travel_minutes: Ints
    within_hours: Masks
    starts: StartWindow
    floor_week: Ints

    @property
    def offered(self) -> Masks:
        """Slots in which the place has a seat, as bit masks."""
        return self.places.seats[self.place]

    @property
    def usable(self) -> Masks:
        """Slots with a seat, free for the person and within their hours, class or not."""
        available = self.people.available[self.person]
        return self.offered & available & self.within_hours

    def take(self, chosen: NDArray[np.int64]) -> "PairArrays":
        """Return the pairs at ``chosen``."""
        return PairArrays(
            self.people,
            self.places,
            self.person[chosen],
            self.place[chosen],
            self.travel_minutes[chosen],
            self.within_hours[chosen],
            self.starts.take(chosen),
            self.floor_week[chosen],
        )

    def most_slots(self, slots: Masks) -> Ints:
        """Return how many of ``slots`` are left beside the class that suits best."""
        most = np.zeros(len(slots), dtype=np.uint8)
        for menu in self.people.menus.T:
            np.maximum(most, np.bitwise_count(slots & ~menu[self.person]), out=most)
        return most.astype(np.int32)


def pair_arrays(
    people: People,
    places: Places,
    frame: WeekFrame,
    person: Ints,
    place: Ints,
    travel_minutes: Ints,
) -> PairArrays:
    """Return the pairs (``person``, ``place``) with what is asked of them."""
    return PairArrays(
        people,
        places,
        person,
        place,
        travel_minutes,
        _within_hours(people, places, person, place),
        _start_window(people, places, frame, person, place),
        _floor_week(people, places, person, place),
    )


def _within_hours(people: People, places: Places, person: Ints, place: Ints) -> Masks:
    earliest, latest = people.earliest_minute[person], people.latest_minute[person]
    mask = np.zeros(len(person), dtype=np.int64)
    hours = zip(places.start_minute, places.end_minute, strict=True)
    for bit, (start, end) in enumerate(hours):
        inside = (start[place] >= earliest) & (end[place] <= latest)
        mask |= inside.astype(np.int64) << bit
    return mask


def _floor_week(people: People, places: Places, person: Ints, place: Ints) -> Ints:
    short = np.zeros(len(person), dtype=np.int8)
    for floor, level in zip(places.level_floor, people.levels, strict=True):
        np.maximum(short, floor[place] - level[person], out=short)
    one_up = people.level_up_week[person]
    return np.where(short == 0, 0, np.where(short == 1, one_up, NEVER)).astype(np.int32)


def _up(weeks: Ints, every: int) -> Ints:
    """Return the first weeks of the start grid from ``weeks`` on."""
    return -(-weeks // every) * every


def _start_window(
    people: People, places: Places, frame: WeekFrame, person: Ints, place: Ints
) -> StartWindow:
    every = frame.start_every
    first = np.maximum(people.first_week[person], places.first_week[place])
    last = np.minimum(people.last_week[person], places.last_week[place])
    shortest = people.min_weeks[person]
    earliest = _up(first, every)
    latest = np.minimum(last - shortest, frame.latest_start) // every * every
    no_start = (earliest > latest) | (people.longest_weeks[person] < shortest)
    earliest = np.where(no_start, 0, earliest)
    latest = np.where(no_start, frame.latest_start, latest)

    of_age, too_old = _age_weeks(people, places, frame, person, place)
    old_enough = np.maximum(earliest, _up(of_age, every))
    young_enough = np.minimum(latest, (too_old - 1) // every * every)
    wrong_age = old_enough > young_enough
    return StartWindow(
        first,
        last,
        np.where(wrong_age, earliest, old_enough),
        np.where(wrong_age, latest, young_enough),
        no_start,
        wrong_age,
    )


def _age_weeks(
    people: People, places: Places, frame: WeekFrame, person: Ints, place: Ints
) -> tuple[Ints, Ints]:
    """Return the first week of age for programme and place, and the first too old."""
    grown_up = people.birth_year[person] + places.min_age[place]
    last_year = len(frame.new_year_weeks) - 1
    of_age = frame.new_year_weeks[np.clip(grown_up - frame.first_year, 0, last_year)]
    return np.maximum(of_age, people.of_age_week[person]), people.too_old_week[person]
