"""Random events for random plans of two to five people."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from matcher.domain.absences import AbsenceKind
from matcher.domain.events import Event, EventKind
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.plan import Plan
from matcher.domain.scenario import Scenario


def tiny_events(seed: int, scenario: Scenario, plan: Plan) -> tuple[Event, ...]:
    """One to four events, about people who are placed more often than not."""
    rng = Random(seed)
    return tuple(_event(rng, i, scenario, plan) for i in range(rng.randint(1, 4)))


def _event(rng: Random, i: int, scenario: Scenario, plan: Plan) -> Event:
    kind = rng.choice(list(EventKind))
    placed = [p.participant for p in plan.placements]
    everybody = [p.id for p in scenario.participants]
    person = rng.choice(rng.choice([placed, everybody]) or everybody)
    used = [p.place for p in plan.placements]
    place = rng.choice(
        rng.choice([used, used, [p.id for p in scenario.places]])
        or [p.id for p in scenario.places]
    )
    at = scenario.places_by_id()[place]
    day = scenario.horizon.start + timedelta(days=rng.randrange(60))
    names = [slot.id for slot in scenario.grid.slots]
    about: dict[EventKind, Event] = {
        EventKind.PLACE_CLOSED: Event(kind, place=place, first=_maybe(rng, day)),
        EventKind.SEATS_CUT: Event(kind, place=place, seats=rng.choice([0, 1])),
        EventKind.EMPLOYER_WITHDRAWS: Event(kind, employer=at.employer),
        EventKind.NEW_PARTICIPANT: Event(kind, newcomer=_newcomer(rng, i, scenario)),
        EventKind.NEW_LEVEL: Event(kind, person, level=_level(rng)),
        EventKind.LONGER_ABSENCE: Event(
            kind,
            person,
            first=day,
            last=day + timedelta(days=rng.randrange(40)),
            absence=rng.choice(list(AbsenceKind)),
        ),
        EventKind.NEW_AVAILABILITY: Event(
            kind, person, slots=frozenset(rng.sample(names, 4))
        ),
        EventKind.PLACE_ADDED: Event(kind, new_place=_new_place(rng, i, scenario)),
    }
    return about.get(kind, Event(kind, person))


def _maybe(rng: Random, value):
    return rng.choice([None, value])


def _level(rng: Random) -> CefrProfile:
    return CefrProfile(*(CefrLevel(rng.randrange(4)) for _ in range(4)))


def _newcomer(rng: Random, i: int, scenario: Scenario):
    like = rng.choice(scenario.participants)
    return replace(like, id=ParticipantId(f"x{i}"), section=None)


def _new_place(rng: Random, i: int, scenario: Scenario):
    return replace(rng.choice(scenario.places), id=PlaceId(f"y{i}"))
