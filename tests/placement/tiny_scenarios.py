"""Random scenarios of two to five people in which nearly everything is scarce."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.ids import (
    CalendarId,
    EmployerId,
    LanguageCode,
    MunicipalityId,
    PlaceId,
    SectorCode,
    TemplateId,
)
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, PatternStep, ProgrammeType
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import DateSpan, Horizon, five_day_grid
from tests.eligibility.random_scenarios import _six_slot_grid
from tests.helpers import builders as make
from tests.placement.tiny_agreements import (
    agreed_policy,
    with_agreements,
    with_joint_rules,
)

SECTORS = tuple(SectorCode(s) for s in ("butikk", "helse", "renhold"))
MUNICIPALITIES = tuple(MunicipalityId(m) for m in ("4001", "4003"))
TEMPLATES = tuple(TemplateId(t) for t in ("t0", "t1", "t2"))


def tiny_scenario(seed: int, *, joint: bool = True) -> tuple[Scenario, Policy]:
    """Two to five people at two to four places, for a few weeks."""
    rng = Random(seed)
    grid = rng.choice([five_day_grid(), five_day_grid(), _six_slot_grid()])
    names = [slot.id for slot in grid.slots]
    start = make.START + timedelta(weeks=rng.randrange(52))
    horizon = Horizon(start, rng.choice([8, 10, 12, 14]), 20)
    sections = [_section(rng, i, names) for i in range(rng.randint(0, 3))]
    employers = [f"e{i}" for i in range(rng.randint(1, 3))]
    people = [
        _person(rng, i, names, horizon, sections) for i in range(rng.randint(2, 5))
    ]
    places = [
        _place(rng, i, names, horizon, employers) for i in range(rng.randint(2, 4))
    ]
    scenario = make.scenario(
        people,
        places,
        grid=grid,
        horizon=horizon,
        calendars=[_calendar(rng, c, horizon) for c in MUNICIPALITIES],
        municipalities=[
            make.municipality(m, calendar=CalendarId(m)) for m in MUNICIPALITIES
        ],
        templates=[_template(rng, t) for t in TEMPLATES],
        sections=[replace(s, calendar=CalendarId("4003")) for s in sections],
        employers=[_employer(rng, e) for e in employers],
    )
    policy = Policy(
        start_every_weeks=rng.choice([1, 2, 3, 4]),
        latest_start_week=rng.choice([0, 3, 4, 6]),
        weeks_per_level=rng.choice([0, 10, 40]),
    )
    decided = with_agreements(seed, _decided(rng, scenario))
    if joint:
        decided = with_joint_rules(seed, decided)
    return decided, agreed_policy(seed, policy)


def _maybe(rng: Random, value: Any, share: float) -> Any:
    return value if rng.random() < share else None


def _some(rng: Random, words: Any, share: float) -> frozenset[Any]:
    return frozenset(w for w in words if rng.random() < share)


def _calendar(rng: Random, id: str, horizon: Horizon) -> Any:
    off = tuple(
        DateSpan(first, first + timedelta(days=rng.randint(0, 8)))
        for first in (_day(rng, horizon) for _ in range(rng.randint(0, 2)))
    )
    return make.calendar(id, programme_holiday=off)


def _day(rng: Random, horizon: Horizon) -> Any:
    return horizon.start + timedelta(
        days=rng.randrange(-20, 7 * horizon.placement_weeks)
    )


def _template(rng: Random, id: str) -> Any:
    ramp = (PatternStep(1, rng.choice([2, 4, 9])), PatternStep(rng.choice([2, 3])))
    plain = (PatternStep(rng.choice([1, 2, 3])),)
    return make.template(
        id,
        programme=rng.choice([ProgrammeType.INTRO, ProgrammeType.KVP]),
        work_duty=rng.random() < 0.7,
        steps=rng.choice([plain, plain, ramp, ()] if id == "t2" else [plain, ramp]),
        min_practice_slots=1,
        class_slots=rng.choice([0, 1, 2, 2]),
        work_minutes_per_week=rng.choice([0, 300, 450, 900]),
        lengths_weeks=rng.choice([(26,), (8, 4), (6,), (10, 5)]),
        min_weeks=rng.choice([0, 3, 5]),
        max_age=_maybe(rng, 55, 0.3),
        min_age=_maybe(rng, 18, 0.3),
        match_within_days=14 if id == "t1" else None,
    )


def _section(rng: Random, i: int, names: list[Any]) -> Any:
    return make.section(
        f"c{i}",
        municipalities=frozenset(rng.sample(MUNICIPALITIES, rng.choice([1, 2, 2]))),
        location=make.north_of(make.HERE, rng.choice([0, 3])),
        menus=(frozenset(rng.sample(names, rng.choice([1, 2, 2]))),),
        seats=rng.choice([0, 1, 2, 3]),
        level_to=rng.choice([CefrLevel.A1, CefrLevel.C2, CefrLevel.C2]),
        templates=_maybe(rng, frozenset(rng.sample(TEMPLATES, 2)), 0.5),
    )


def _person(
    rng: Random, i: int, names: list[Any], horizon: Horizon, sections: list[Any]
) -> Any:
    base = rng.choice([0, 1, 2])
    start = horizon.start
    return make.participant(
        f"p{i}",
        municipality=rng.choice(MUNICIPALITIES),
        template=rng.choice(TEMPLATES),
        home=make.north_of(make.HERE, rng.choice([0, 0, 2, 6])),
        level=CefrProfile(*(CefrLevel(base + rng.randrange(2)) for _ in range(4))),
        level_date=_maybe(rng, start - timedelta(days=rng.randrange(100)), 0.5),
        education=rng.choice([None, *EducationLevel]),
        birth_year=_maybe(rng, start.year - rng.choice([17, 30, 55]), 0.7),
        sector_wishes=rng.choice(
            [(), make.wishes("helse", "butikk"), make.wishes("renhold butikk", "helse")]
        ),
        sector_vetoes=_some(rng, SECTORS, 0.1),
        available_slots=_maybe(rng, frozenset(rng.sample(names, 4)), 0.3),
        earliest_start=_maybe(rng, _day(rng, horizon), 0.2),
        latest_end=_maybe(rng, start + timedelta(days=rng.randrange(40, 90)), 0.2),
        programme_start=_maybe(rng, start - timedelta(days=rng.randrange(0, 260)), 0.8),
        programme_end=_maybe(rng, start + timedelta(days=rng.randrange(40, 90)), 0.2),
        waiting_since=_maybe(
            rng, start - timedelta(days=rng.randrange(-10, 1200)), 0.7
        ),
        secured_minutes_per_week=rng.choice([0, 0, 0, 200, 900]),
        languages=_some(rng, [LanguageCode("ar"), LanguageCode("uk")], 0.4),
        section=_maybe(rng, rng.choice(sections).id if sections else None, 0.2),
    )


def _place(
    rng: Random, i: int, names: list[Any], horizon: Horizon, employers: list[str]
) -> Any:
    counts = {name: rng.choice([0, 1, 1, 1, 2]) for name in names}
    most = max(counts.values())
    first = _day(rng, horizon)
    early = _maybe(rng, rng.choice([480, 520]), 0.2)
    return make.place(
        f"q{i}",
        counts,
        employer=EmployerId(rng.choice(employers)),
        people_at_once=rng.choice([most, most, most + 1, 2 * most]),
        location=make.north_of(make.HERE, rng.choice([0, 1, 4])),
        sector=rng.choice(SECTORS),
        start_minute=early,
        end_minute=None if early is None else early + 360,
        open_from=_maybe(rng, _day(rng, horizon), 0.2),
        open_to=_maybe(rng, horizon.start + timedelta(days=rng.randrange(30, 90)), 0.2),
        closed=_maybe(rng, (DateSpan(first, first + timedelta(days=9)),), 0.3) or (),
        level_floor=make.level(rng.choice(["PRE_A1", "PRE_A1", "A1", "A2"])),
        level_wish=make.level(rng.choice(["PRE_A1", "A2", "B1"])),
        support_languages=_some(rng, [LanguageCode("ar"), LanguageCode("uk")], 0.4),
        hired=rng.randrange(3),
        hosted=rng.randrange(3, 6),
    )


def _employer(rng: Random, id: str) -> Any:
    return make.employer(
        id,
        people_at_once=_maybe(rng, rng.randint(0, 3), 0.4),
        starts_per_week=_maybe(rng, rng.randint(0, 2), 0.4),
    )


def _decided(rng: Random, scenario: Scenario) -> Scenario:
    """Pins, bans, earlier and running placements, and travel times now and then."""
    people = [p.id for p in scenario.participants]
    places = [q.id for q in scenario.places]
    sections = [None, *(s.id for s in scenario.sections)]
    horizon = scenario.horizon
    pins = tuple(
        Pin(
            rng.choice(people),
            _maybe(rng, rng.choice(places), 0.6),
            _maybe(rng, rng.choice(sections), 0.4),
            _maybe(rng, horizon.monday(rng.randrange(5)), 0.3),
        )
        for _ in range(rng.choice([0, 0, 1, 2]))
    )
    bans = tuple(
        Ban(rng.choice(people), PlaceId(rng.choice(places)))
        for _ in range(rng.choice([0, 0, 1]))
    )
    earlier = tuple(
        EarlierPlacement(
            rng.choice(people),
            rng.choice(scenario.employers).id,
            horizon.monday(-20),
            horizon.monday(-10),
        )
        for _ in range(rng.choice([0, 0, 1]))
    )
    travel: dict[Any, int] = {
        (person, place, scenario.participants[0].travel_mode): rng.choice([0, 25, 70])
        for person in people
        for place in places
        if rng.random() < 0.15
    }
    return replace(
        scenario,
        pins=pins,
        bans=bans,
        earlier=earlier,
        running=_running(rng, scenario),
        travel=travel,
    )


def _running(rng: Random, scenario: Scenario) -> tuple[RunningPlacement, ...]:
    """Up to two people in whole weeks of placement that began before the plan."""
    count = rng.choice([0, 0, 1, 2])
    horizon, grid = scenario.horizon, scenario.grid
    return tuple(
        RunningPlacement(
            person.id,
            rng.choice(scenario.places).id,
            horizon.monday(rng.randrange(-8, 0)),
            horizon.last_day(rng.randrange(0, 8), grid),
            frozenset(s.id for s in rng.sample(grid.slots, rng.choice([1, 2]))),
            _maybe(rng, rng.choice([None, *(s.id for s in scenario.sections)]), 0.5),
        )
        for person in rng.sample(scenario.participants, count)
    )
