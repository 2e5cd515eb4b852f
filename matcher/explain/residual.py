"""What a plan leaves: seats, people at once, starts and class seats, week by week."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.ids import ParticipantId, SectionId
from matcher.domain.metrics import practice_spans
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.explain.weekly import filled, weeks_of, weeks_there

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Residual:
    """Room left by a plan in the weeks placements lie in; below 0 where it is over-full.

    Attributes
    ----------
    seats
        ``(places, slots, weeks)``.
    own_people, employer_people
        ``(places, weeks)``: more people the place, and the place's employer, can follow
        up.
    starts
        ``(places, weeks)``: more placements that may start at the place's employer.
    section_seats
        ``(sections,)``.
    """

    seats: Ints
    own_people: Ints
    employer_people: Ints
    starts: Ints
    section_seats: Ints


def residual_room(
    scenario: Scenario,
    placements: Sequence[Placement],
    class_sections: Mapping[ParticipantId, SectionId],
) -> Residual:
    """Return what ``placements`` and classes leave, counting part weeks as whole."""
    weeks = scenario.horizon.placement_weeks
    places = {p.id: i for i, p in enumerate(scenario.places)}
    employers = {e.id: i for i, e in enumerate(scenario.employers)}
    employer_of = np.array([employers[p.employer] for p in scenario.places], dtype=int)
    own_people = filled([p.people_at_once for p in scenario.places], weeks)
    of_employer = filled([e.people_at_once for e in scenario.employers], weeks)
    starts = filled([e.starts_per_week for e in scenario.employers], weeks)
    alternating = scenario.alternating_sections()
    for placement in placements:
        place = places[placement.place]
        for begin, end in weeks_there(scenario, placement, alternating):
            own_people[place, begin:end] -= 1
            of_employer[employer_of[place], begin:end] -= 1
        start = scenario.horizon.week_of(placement.start_date)
        if 0 <= start < weeks:
            starts[employer_of[place], start] -= 1
    return Residual(
        _seats_left(scenario, placements),
        own_people,
        of_employer[employer_of],
        starts[employer_of],
        _section_seats_left(scenario, class_sections),
    )


def _seats_left(scenario: Scenario, placements: Iterable[Placement]) -> Ints:
    grid = scenario.grid
    places = {p.id: i for i, p in enumerate(scenario.places)}
    number = {slot.id: i for i, slot in enumerate(grid.slots)}
    seats = np.zeros(
        (len(places), len(number), scenario.horizon.placement_weeks), dtype=np.int64
    )
    for place in scenario.places:
        for slot, count in place.seats:
            seats[places[place.id], number[slot]] = count
    alternating = scenario.alternating_sections()
    for placement in placements:
        for span, slots in practice_spans(placement, alternating):
            for slot in slots:
                day = grid.slots[number[slot]].weekday
                begin, end = weeks_of(scenario, span, day, day)
                seats[places[placement.place], number[slot], begin:end] -= 1
    return seats


def _section_seats_left(
    scenario: Scenario, class_sections: Mapping[ParticipantId, SectionId]
) -> Ints:
    taken = Counter(class_sections.values())
    return np.array([s.seats - taken[s.id] for s in scenario.sections], dtype=np.int64)
