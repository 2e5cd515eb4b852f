"""The few decisions that are made already: pins, bans, running, earlier placements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.geography import great_circle_km
from matcher.domain.ids import MunicipalityId, PlaceId, SlotId
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.weeks import Horizon
from matcher.generate.settings import GeneratorSettings

RUNNING_BEGAN_WEEKS_AGO = 6
RUNNING_LASTS_WEEKS = 26


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

    def matched(
        self, people: Sequence[Participant], some: Sequence[int]
    ) -> list[tuple[int, PracticePlace]]:
        """Return those of ``some`` for whom there is a place, with it."""
        found = ((i, self.take(people[i])) for i in some)
        return [(i, place) for i, place in found if place is not None]


def _running(
    person: Participant,
    place: PracticePlace | None,
    section: ClassSection | None,
    practice_slots: int,
    horizon: Horizon,
) -> RunningPlacement | None:
    if place is None:
        return None
    menu: frozenset[SlotId] = section.menu if section else frozenset()
    free = [
        slot
        for slot, _ in place.seats
        if slot not in menu
        and (person.available_slots is None or slot in person.available_slots)
    ]
    if len(free) < practice_slots:
        return None
    last_week = RUNNING_LASTS_WEEKS - RUNNING_BEGAN_WEEKS_AGO - 1
    monday = horizon.monday(min(last_week, horizon.placement_weeks - 1))
    return RunningPlacement(
        person.id,
        place.id,
        horizon.monday(-RUNNING_BEGAN_WEEKS_AGO),
        monday + timedelta(days=4),
        frozenset(free[:practice_slots]),
        section.id if section else None,
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


def _groups(
    rng: np.random.Generator, settings: GeneratorSettings, people: int
) -> list[list[int]]:
    """Return the people with a running placement, a pin, a ban, an earlier placement."""
    shares = (
        settings.running_share,
        settings.pin_share,
        settings.ban_share,
        settings.earlier_share,
    )
    cuts = np.cumsum([round(people * share) for share in shares])
    groups = np.split(rng.permutation(people), cuts)[: len(shares)]
    return [sorted(group.tolist()) for group in groups]


def with_decisions(
    rng: np.random.Generator,
    settings: GeneratorSettings,
    scenario: Scenario,
    home_sections: Sequence[ClassSection | None],
) -> Scenario:
    """Return ``scenario`` with decisions about a few people, no two about the same one.

    ``home_sections`` is the class each participant fits, in the order of the scenario.
    Those with a running placement are given that class.
    """
    near = _Near.among(scenario.places)
    people = list(scenario.participants)
    templates = scenario.templates_by_id()
    running_people, pinned, banned, returning = _groups(rng, settings, len(people))
    running = []
    for i in running_people:
        place = near.take(people[i])
        slots = templates[people[i].template].max_practice_slots
        one = _running(people[i], place, home_sections[i], slots, scenario.horizon)
        if one:
            running.append(one)
            people[i] = replace(people[i], section=one.section, earliest_start=None)
    start = scenario.horizon.start
    return replace(
        scenario,
        participants=tuple(people),
        running=tuple(running),
        pins=tuple(Pin(people[i].id, p.id) for i, p in near.matched(people, pinned)),
        bans=tuple(Ban(people[i].id, p.id) for i, p in near.matched(people, banned)),
        earlier=tuple(
            sorted(
                (
                    _earlier(people[i], p, start)
                    for i, p in near.matched(people, returning)
                ),
                key=lambda one: (one.employer, one.participant),
            )
        ),
    )
