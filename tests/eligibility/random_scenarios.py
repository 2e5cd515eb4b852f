"""Small random scenarios in which every pair rule is broken now and then."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.geography import Location
from matcher.domain.ids import (
    ConstraintCode,
    EmployerId,
    MunicipalityId,
    ParticipantId,
    PlaceId,
    QualificationCode,
    SectionId,
    SectorCode,
    SlotId,
    TemplateId,
)
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.participant import Participant, TravelMode, WorkingWindow
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, PatternStep, ProgrammeType
from matcher.domain.scenario import Scenario
from matcher.domain.weeks import Horizon, Slot, WeekGrid, five_day_grid
from tests.helpers import builders as make

SECTORS = tuple(SectorCode(s) for s in ("butikk", "helse", "renhold"))
EMPLOYERS = tuple(EmployerId(f"e{i}") for i in range(4))
CODES = tuple(ConstraintCode(c) for c in ("cold", "heavy-lifting", "night"))
PAPERS = tuple(QualificationCode(c) for c in ("driving-licence-b", "hygiene"))
LONG_AGO = date(2025, 1, 6)
MUNICIPALITIES = tuple(MunicipalityId(m) for m in ("4001", "4003"))


def random_scenario(seed: int) -> tuple[Scenario, Policy]:
    rng = Random(seed)
    grid = rng.choice([five_day_grid(), _six_slot_grid()])
    names = [slot.id for slot in grid.slots]
    horizon = Horizon(make.START + timedelta(weeks=rng.randrange(30)))
    templates = [_template(rng, i) for i in range(3)]
    sections = [_section(rng, i, names) for i in range(rng.randrange(4))]
    people = [
        _person(rng, i, names, horizon.start, sections) for i in range(rng.randrange(9))
    ]
    places = [_place(rng, i, names, horizon.start) for i in range(rng.randrange(9))]
    scenario = make.scenario(
        people,
        places,
        grid=grid,
        horizon=horizon,
        templates=templates,
        sections=sections,
        municipalities=[make.municipality(m) for m in MUNICIPALITIES],
        employers=[make.employer(e) for e in EMPLOYERS],
    )
    if people and places:
        scenario = _decided(rng, scenario)
    policy = Policy(
        start_every_weeks=rng.choice([1, 3, 4]),
        latest_start_week=rng.choice([0, 10, 12, 24]),
        weeks_per_level=rng.choice([0, 20, 40]),
    )
    return with_steps(seed, scenario, policy)


def with_steps(
    seed: int, scenario: Scenario, policy: Policy
) -> tuple[Scenario, Policy]:
    """The same with a ladder of steps, and people who have been on some, now and then."""
    rng = Random(f"steps {seed}")
    if rng.random() >= 0.4:
        return scenario, policy
    steps = [None, None, 1, 2, 2, 3]
    people = [p.id for p in scenario.participants]
    earlier = tuple(
        EarlierPlacement(
            rng.choice(people), None, LONG_AGO, LONG_AGO, rng.choice(steps)
        )
        for _ in range(rng.randrange(5) if people else 0)
    )
    scenario = replace(
        scenario,
        participants=tuple(
            replace(p, may_stay_on_step=rng.random() < 0.2)
            for p in scenario.participants
        ),
        places=tuple(replace(q, step_level=rng.choice(steps)) for q in scenario.places),
        earlier=scenario.earlier + earlier,
    )
    return scenario, replace(policy, most_on_step=rng.choice([0, 1, 2]))


def _six_slot_grid() -> WeekGrid:
    mornings = [
        Slot(SlotId(f"{day}-am"), i, 480, 720, 225)
        for i, day in enumerate(make.WORKDAYS)
    ]
    return WeekGrid((*mornings, Slot(SlotId("lør"), 5, 540, 900, 300)))


def _some(rng: Random, words: Any, share: float = 0.25) -> frozenset[Any]:
    return frozenset(w for w in words if rng.random() < share)


def _level(rng: Random) -> CefrProfile:
    base = rng.choice([0, 1, 2, 3])
    return CefrProfile(*(CefrLevel(base + rng.randrange(2)) for _ in range(4)))


def _day(rng: Random, start: date, share: float = 0.4) -> date | None:
    day = start + timedelta(days=rng.randrange(-40, 200))
    return day if rng.random() < share else None


def _maybe(rng: Random, value: Any, share: float = 0.5) -> Any:
    return value if rng.random() < share else None


def _position(rng: Random) -> Location:
    home = rng.choice([make.HERE, make.north_of(make.HERE, 20)])
    if rng.random() < 0.2:
        return home
    return Location(
        home.latitude + rng.gauss(0, 0.15), home.longitude + rng.gauss(0, 0.3)
    )


def _template(rng: Random, i: int) -> Any:
    return make.template(
        f"t{i}",
        programme=rng.choice([ProgrammeType.INTRO, ProgrammeType.KVP]),
        steps=() if rng.random() < 0.15 else (PatternStep(3),),
        min_practice_slots=rng.choice([1, 2, 3]),
        class_slots=rng.choice([0, 1, 2]),
        lengths_weeks=rng.choice([(26,), (20, 12), (6,)]),
        min_weeks=rng.choice([0, 6, 8]),
        min_age=_maybe(rng, 18, 0.4),
        max_age=_maybe(rng, rng.choice([24, 55]), 0.4),
        min_education=_maybe(rng, EducationLevel(rng.randrange(4)), 0.2),
        max_education=_maybe(rng, EducationLevel(rng.randrange(2, 5)), 0.2),
        match_within_days=(None, 14, 100)[i],
    )


def _section(rng: Random, i: int, names: list[SlotId]) -> Any:
    return make.section(
        f"c{i}",
        municipalities=frozenset(rng.sample(MUNICIPALITIES, rng.choice([1, 2]))),
        menus=(frozenset(rng.sample(names, rng.choice([1, 2]))),),
        level_from=CefrLevel(rng.randrange(2)),
        level_to=CefrLevel(rng.randrange(2, 5)),
        templates=_maybe(rng, _some(rng, [TemplateId(f"t{k}") for k in range(3)], 0.7)),
    )


def _person(
    rng: Random, i: int, names: list[SlotId], start: date, sections: list[Any]
) -> Participant:
    return make.participant(
        f"p{i}",
        municipality=rng.choice(MUNICIPALITIES),
        template=TemplateId(f"t{rng.randrange(3)}"),
        home=_position(rng),
        home_key=rng.choice(["", "sentrum"]),
        level=_level(rng),
        level_date=_day(rng, start - timedelta(days=150), 0.6),
        education=_maybe(rng, EducationLevel(rng.randrange(5))),
        birth_year=_maybe(rng, rng.choice([1960, 1985, 2001, 2002, 2008, 2009]), 0.7),
        sector_vetoes=_some(rng, SECTORS, 0.15),
        employer_vetoes=_some(rng, EMPLOYERS, 0.1),
        available_slots=_maybe(rng, frozenset(rng.sample(names, 4))),
        working_window=rng.choice(
            [WorkingWindow(), WorkingWindow(480, 930), WorkingWindow(510, 900)]
        ),
        earliest_start=_day(rng, start),
        latest_end=_day(rng, start + timedelta(days=90)),
        programme_start=_day(rng, start),
        programme_end=_day(rng, start + timedelta(days=120)),
        travel_mode=rng.choice(list(TravelMode)),
        travel_limit_minutes=rng.choice([0, 4, 30, 60]),
        cannot=_some(rng, CODES),
        qualifications=_some(rng, PAPERS, 0.6),
        section=_maybe(rng, rng.choice(sections).id if sections else None, 0.2),
    )


def _place(rng: Random, i: int, names: list[SlotId], start: date) -> PracticePlace:
    early = _maybe(rng, rng.choice([420, 480, 520]))
    return make.place(
        f"q{i}",
        {name: rng.randrange(3) for name in names},
        employer=rng.choice(EMPLOYERS),
        location=_position(rng),
        sector=rng.choice(SECTORS),
        start_minute=early,
        end_minute=None if early is None else early + 360,
        open_from=_day(rng, start),
        open_to=_day(rng, start + timedelta(days=90)),
        level_floor=_level(rng),
        demands=_some(rng, CODES),
        requires=_some(rng, PAPERS),
        programmes=_maybe(rng, _some(rng, ProgrammeType, 0.6)),
        min_age=_maybe(rng, rng.choice([18, 25]), 0.3),
    )


def _decided(rng: Random, scenario: Scenario) -> Scenario:
    """Add vetoes by id, bans, earlier and running placements, pins and travel times."""

    def person() -> ParticipantId:
        return rng.choice(scenario.participants).id

    def place() -> PlaceId:
        return rng.choice(scenario.places).id

    def parts(share: float) -> dict[str, Any]:
        return {
            "place": _maybe(rng, place(), share),
            "employer": _maybe(rng, rng.choice(EMPLOYERS), share),
            "sector": _maybe(rng, rng.choice(SECTORS), share),
        }

    vetoing, vetoed = person(), person()
    unwanted, wanting = place(), place()
    start = scenario.horizon.start
    return replace(
        scenario,
        participants=tuple(
            replace(p, place_vetoes=frozenset({unwanted})) if p.id == vetoing else p
            for p in scenario.participants
        ),
        places=tuple(
            replace(q, participant_vetoes=frozenset({vetoed})) if q.id == wanting else q
            for q in scenario.places
        ),
        bans=tuple(Ban(person(), **parts(0.5)) for _ in range(rng.randrange(4))),
        earlier=tuple(
            EarlierPlacement(person(), rng.choice(EMPLOYERS), start, start)
            for _ in range(rng.randrange(3))
        ),
        pins=(Pin(person(), place()), Pin(person(), section=SectionId("c0"))),
        running=(RunningPlacement(person(), place(), start, start, frozenset()),),
        travel={
            (rng.choice([person(), "sentrum"]), place(), mode): rng.choice([0, 25, 300])
            for mode in TravelMode
            for _ in range(3)
        },
    )
