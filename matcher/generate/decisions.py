"""The few decisions that are made already: pins, bans, running, earlier placements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.geography import great_circle_km
from matcher.domain.ids import MunicipalityId, PlaceId, SectionId, SlotId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon
from matcher.generate.settings import GeneratorSettings

RUNNING_BEGAN_WEEKS_AGO = 6
RUNNING_LASTS_WEEKS = 26
FIRST_WISHED = 2
"""Bans name one of the nearest places of this many."""


@dataclass(slots=True)
class _Near:
    """Places by municipality, each handed out at most once."""

    places: dict[MunicipalityId, list[PracticePlace]]
    taken: set[PlaceId]

    @classmethod
    def among(cls, places: Sequence[PracticePlace]) -> "_Near":
        found: dict[MunicipalityId, list[PracticePlace]] = {}
        for place in places:
            if place.open_from is None:
                found.setdefault(place.municipality, []).append(place)
        return cls(found, set())

    def take(self, person: Participant) -> PracticePlace | None:
        """Return the nearest place not taken yet that suits ``person``'s language."""
        fitting = [
            place
            for place in self.places.get(person.municipality, [])
            if place.id not in self.taken
            and person.level.reaches(place.level_floor)
            and place.requires <= person.qualifications
            and not place.demands & person.cannot
            and place.sector not in person.sector_vetoes
        ]
        if not fitting:
            return None
        near = min(
            fitting, key=lambda p: (great_circle_km(person.home, p.location), p.id)
        )
        self.taken.add(near.id)
        return near


def _running(
    person: Participant,
    place: PracticePlace,
    menu: frozenset[SlotId],
    practice_slots: int,
    section: SectionId | None,
    horizon: Horizon,
) -> RunningPlacement | None:
    free = [
        slot
        for slot, _ in place.seats
        if slot not in menu
        and (person.available_slots is None or slot in person.available_slots)
    ]
    if len(free) < practice_slots:
        return None
    start = horizon.monday(-RUNNING_BEGAN_WEEKS_AGO)
    last_week = RUNNING_LASTS_WEEKS - RUNNING_BEGAN_WEEKS_AGO - 1
    friday = horizon.monday(min(last_week, horizon.placement_weeks - 1))
    return RunningPlacement(
        person.id,
        place.id,
        start,
        friday + timedelta(days=4),
        frozenset(free[:practice_slots]),
        section,
    )


def _earlier(
    person: Participant, place: PracticePlace, start: date
) -> EarlierPlacement:
    return EarlierPlacement(
        person.id,
        place.employer,
        start - timedelta(weeks=20),
        start - timedelta(weeks=10, days=3),
    )


def with_decisions(
    rng: np.random.Generator,
    settings: GeneratorSettings,
    scenario: Scenario,
    home_sections: Sequence[SectionId | None],
) -> Scenario:
    """Return ``scenario`` with decisions about a few people, no two about the same one.

    ``home_sections`` is the class each participant fits, in the order of the scenario.
    Those with a running placement are given that class.
    """
    near = _Near.among(scenario.places)
    shares = (
        settings.running_share,
        settings.pin_share,
        settings.ban_share,
        settings.earlier_share,
    )
    counts = [round(len(scenario.participants) * share) for share in shares]
    order = rng.permutation(len(scenario.participants))
    groups = np.split(order, np.cumsum(counts))[: len(counts)]
    matched = [
        [
            (i, place)
            for i in sorted(group.tolist())
            if (place := near.take(scenario.participants[i]))
        ]
        for group in groups
    ]
    people = list(scenario.participants)
    templates = scenario.templates_by_id()
    sections = scenario.sections_by_id()
    running = []
    for i, place in matched[0]:
        home = home_sections[i]
        menu = sections[home].menu if home else frozenset()
        slots = templates[people[i].template].max_practice_slots
        one = _running(people[i], place, menu, slots, home, scenario.horizon)
        if one:
            running.append(one)
            people[i] = replace(people[i], section=home, earliest_start=None)
    return replace(
        scenario,
        participants=tuple(people),
        running=tuple(running),
        pins=tuple(Pin(people[i].id, place.id) for i, place in matched[1]),
        bans=tuple(Ban(people[i].id, place.id) for i, place in matched[2]),
        earlier=tuple(
            _earlier(people[i], place, scenario.horizon.start)
            for i, place in matched[3]
        ),
    )
