"""Tiny scenarios with placements, in which every way to fill the calendar can be tried."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from matcher.domain.activities import OFFERED, GroupActivity
from matcher.domain.ids import (
    ActivityId,
    CalendarId,
    MunicipalityId,
    ParticipantId,
    PlaceId,
    SectionId,
    SlotId,
)
from matcher.domain.language import CefrLevel
from matcher.domain.participant import Participant, WorkingWindow
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Placement
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import WEEKDAYS, DateSpan, Horizon, Slot, WeekGrid
from tests.helpers import builders as make

NEAR_HOLIDAYS = (0, 0, 7, 18, 31, 38)
"""Weeks after the usual start: plain ones, autumn break, Christmas, Easter and May."""


def whole(weekday: int) -> Slot:
    return Slot(SlotId(WEEKDAYS[weekday]), weekday, 480, 930, 450)


def half(weekday: int, part: str, minutes: int = 225) -> Slot:
    begin = {"am": 480, "pm": 720}[part]
    name = SlotId(f"{WEEKDAYS[weekday]}-{part}")
    return Slot(name, weekday, begin, begin + 240, minutes)


GRIDS = (
    WeekGrid((whole(0),)),
    WeekGrid((whole(0), whole(2))),
    WeekGrid((half(0, "am"), half(0, "pm"))),
    WeekGrid((half(0, "am"), half(0, "pm", 180), whole(3))),
    WeekGrid((whole(4), whole(5))),
)


def tiny(seed: int, *, plain: bool = False) -> Scenario:
    """Two to four people, one to three weeks, one or two places, up to three activities.

    ``plain``: no courses, no session waits for enough people, and every slot of practice
    or an activity counts the same.
    """
    rng = Random(f"tiny {seed}")
    grid = rng.choice(GRIDS[:3] if plain else GRIDS)
    weeks = rng.randrange(1, 4)
    start = make.START + timedelta(weeks=rng.choice(NEAR_HOLIDAYS))
    horizon = Horizon(start, rng.randrange(1, weeks + 1), weeks)
    names = [slot.id for slot in grid.slots]
    return make.scenario(
        [_person(rng, i, names, horizon) for i in range(rng.randrange(2, 5))],
        [_place(rng, i, names, horizon, plain) for i in range(rng.randrange(1, 3))],
        grid=grid,
        horizon=horizon,
        calendars=[_school(rng, name, horizon) for name in ("skole", "nabo")],
        municipalities=[
            make.municipality("4001", calendar=CalendarId("nabo")),
            make.municipality("4003"),
        ],
        templates=[
            make.template(
                "intro",
                work_minutes_per_week=rng.choice([90, 225, 450, 900]),
                self_study_minutes_per_week=rng.choice([0, 200, 225, 450]),
            ),
            make.template("kvp", work_minutes_per_week=rng.choice([0, 300])),
        ],
        sections=[
            make.section(
                menu=rng.choice(names),
                municipalities=frozenset(map(MunicipalityId, ("4001", "4003"))),
                calendar=CalendarId(rng.choice(["skole", "nabo"])),
            )
        ],
        activities=tuple(
            _activity(rng, i, names, horizon, plain) for i in range(rng.randrange(1, 4))
        ),
    )


def _some(rng: Random, names: list[SlotId]) -> frozenset[SlotId]:
    return frozenset(rng.sample(names, rng.randrange(1, len(names) + 1)))


def _days(rng: Random, horizon: Horizon) -> DateSpan:
    days = list(horizon.calendar_span.days())
    first, last = sorted(rng.choices(days, k=2))
    return DateSpan(first, last)


def _maybe_days(rng: Random, horizon: Horizon, share: float) -> tuple[DateSpan, ...]:
    return (_days(rng, horizon),) if rng.random() < share else ()


def _school(rng: Random, name: str, horizon: Horizon):
    return make.calendar(
        name,
        no_teaching=(*_maybe_days(rng, horizon, 0.8), *_maybe_days(rng, horizon, 0.5)),
        programme_holiday=_maybe_days(rng, horizon, 0.2),
    )


def _person(rng: Random, i: int, names: list[SlotId], horizon: Horizon) -> Participant:
    begun = horizon.start - timedelta(days=rng.choice([0, 60, 200]))
    return make.participant(
        f"p{i}",
        municipality=MunicipalityId(rng.choice(["4001", "4003", "4003"])),
        template=rng.choice([make.TEMPLATE] * 3 + [make.template("kvp").id]),
        level=make.level(rng.choice(["A1", "A2", "B1"])),
        available_slots=_some(rng, names) if rng.random() < 0.3 else None,
        working_window=rng.choice([WorkingWindow()] * 3 + [WorkingWindow(540, 900)]),
        programme_start=begun + timedelta(days=rng.choice([0, 0, 3])),
        programme_end=rng.choice([None, None, _days(rng, horizon).last]),
        secured_minutes_per_week=rng.choice([0, 0, 0, 300]),
    )


def _place(
    rng: Random, i: int, names: list[SlotId], horizon: Horizon, plain: bool
) -> PracticePlace:
    seats: dict[str, int] = {name: rng.randrange(3) for name in names}
    opening = _maybe_days(rng, horizon, 0.2)
    return make.place(
        f"q{i}",
        seats,
        closed=_maybe_days(rng, horizon, 0.3),
        start_minute=None if plain else rng.choice([None, None, 540]),
        end_minute=None if plain else rng.choice([None, None, 840]),
        open_from=opening[0].first if opening else None,
        open_to=opening[0].last if opening else None,
    )


def _activity(
    rng: Random, i: int, names: list[SlotId], horizon: Horizon, plain: bool
) -> GroupActivity:
    days = _maybe_days(rng, horizon, 0.4)
    opens_with = 1 if plain else rng.choice([1, 1, 2, 3])
    seats = rng.choice([None, 0, 1, 1, 2])
    return GroupActivity(
        ActivityId(f"a{i}"),
        rng.choice(OFFERED),
        _some(rng, names),
        municipalities=rng.choice([None, None, frozenset({make.MUNICIPALITY})]),
        templates=rng.choice([None, None, frozenset({make.TEMPLATE})]),
        first=days[0].first if days else None,
        last=days[0].last if days else None,
        every_weeks=rng.choice([1, 1, 2]),
        seats=seats if seats is None else max(seats, opens_with - 1),
        opens_with=opens_with,
        is_whole=not plain and rng.random() < 0.35,
        minutes=None if plain else rng.choice([None, None, 120]),
        only_without_teaching=rng.random() < 0.3,
        work_oriented=rng.choice([None, True, True, False]),
        level_from=rng.choice([CefrLevel.PRE_A1, CefrLevel.A2]),
    )


def classes_in(scenario: Scenario, seed: int) -> dict[ParticipantId, SectionId]:
    """Most people are in the one class, as far as they are available in its slots."""
    rng = Random(f"classes {seed}")
    (section,) = scenario.sections
    return {
        person.id: section.id
        for person in scenario.participants
        if rng.random() < 0.8
        and section.menu <= (person.available_slots or section.menu)
    }


def placements_in(
    scenario: Scenario, classes: dict[ParticipantId, SectionId], seed: int
) -> list[Placement]:
    """Placements with seats for all, where people can be, beside their class."""
    rng = Random(f"placements {seed}")
    found: list[Placement] = []
    left = {(q.id, slot): n for q in scenario.places for slot, n in q.seats}
    for person in scenario.participants:
        could = [
            (place, days, slots)
            for place in scenario.places
            for days in [_stay(rng, scenario, place)]
            if days is not None
            and (slots := _practice_slots(scenario, classes, person, place, left))
        ]
        if not could or rng.random() < 0.2:
            continue
        place, days, slots = rng.choice(could)
        taken = rng.sample(slots, rng.randrange(1, len(slots) + 1))
        for slot in taken:
            left[place.id, slot] -= 1
        found.append(
            replace(
                make.placement(person.id, place.id, " ".join(taken)),
                start_date=days.first,
                end_date=days.last,
                steps=(make.step(days.first, " ".join(taken)),),
                section=classes.get(person.id),
            )
        )
    return found


def _stay(rng: Random, scenario: Scenario, place: PracticePlace) -> DateSpan | None:
    horizon = scenario.horizon
    first = rng.randrange(horizon.placement_weeks)
    last = rng.randrange(first, horizon.placement_weeks)
    days = DateSpan(horizon.monday(first), horizon.last_day(last, scenario.grid))
    early = place.open_from is not None and days.first < place.open_from
    late = place.open_to is not None and place.open_to < days.last
    return None if early or late else days


def _practice_slots(
    scenario: Scenario,
    classes: dict[ParticipantId, SectionId],
    person: Participant,
    place: PracticePlace,
    left: dict[tuple[PlaceId, SlotId], int],
) -> list[SlotId]:
    window = person.working_window
    taught = scenario.sections[0].menu if person.id in classes else frozenset()
    return [
        slot.id
        for slot in scenario.grid.slots
        if left[place.id, slot.id] > 0
        and slot.id not in taught
        and (person.available_slots is None or slot.id in person.available_slots)
        and window.earliest_minute <= (place.start_minute or slot.start_minute)
        and (place.end_minute or slot.end_minute) <= window.latest_minute
        and (place.end_minute or slot.end_minute)
        > (place.start_minute or slot.start_minute)
    ]
