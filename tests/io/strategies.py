"""Hypothesis strategies for scenarios that use every field there is."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from matcher.domain.absences import Absence, AbsenceKind
from matcher.domain.activities import OFFERED, GroupActivity
from matcher.domain.agreements import Counted, Pair, Quota
from matcher.domain.alternation import Alternation
from matcher.domain.calendars import SchoolCalendar
from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.geography import Location, Municipality
from matcher.domain.group_facts import GroupFact, Sex
from matcher.domain.ids import SlotId
from matcher.domain.in_force import RowInForce
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.participant import Participant, TravelMode, WorkingWindow
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.plan import PlacementStep
from matcher.domain.programme import (
    EducationLevel,
    EndGoal,
    PatternStep,
    ProgrammeTemplate,
    ProgrammeType,
    VisitStep,
)
from matcher.domain.programme_length import with_programme_ends
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.specialists import JobSpecialist
from matcher.domain.teachers import TravellingTeacher
from matcher.domain.weeks import (
    WEEKDAYS,
    DateSpan,
    Horizon,
    Slot,
    WeekGrid,
    five_day_grid,
)
from matcher.io import canonical

HALF_DAYS = WeekGrid(
    tuple(
        Slot(SlotId(f"{WEEKDAYS[day]}-{part}"), day, start, start + 210, 200)
        for day in range(3)
        for part, start in (("am", 480), ("pm", 720))
    )
)

SECTORS = ("helse-sosial", "kontor-okonomi", "renhold", "egen kode")
CODES = ("heavy-lifting", "night.work", "animals", "driving-licence-b")
LANGUAGES = ("ar", "uk", "ti")

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
maybe_days = st.none() | days
maybe_steps = st.none() | st.integers(1, 9)
mentor_minutes = st.none() | st.integers(0, 4800)
levels = st.sampled_from(CefrLevel)
profiles = st.builds(CefrProfile, levels, levels, levels, levels)
codes = st.frozensets(st.sampled_from(CODES))
locations = st.builds(
    Location,
    st.floats(57.5, 71.5, allow_nan=False),
    st.floats(4.5, 31.5, allow_nan=False),
)


@st.composite
def spans(draw):
    first = draw(days)
    return DateSpan(first, first + timedelta(days=draw(st.integers(0, 60))))


def up_to(limit, strategy):
    return st.lists(strategy, max_size=limit).map(tuple)


@st.composite
def ordered(draw, strategy):
    pair = draw(st.tuples(strategy, strategy))
    return pair if None in pair else tuple(sorted(pair))


@st.composite
def templates(draw, ident):
    slots = sorted(draw(st.lists(st.integers(1, 5), max_size=3)))
    weeks = [draw(st.integers(1, 20)) for _ in slots[:-1]]
    steps = tuple(map(PatternStep, slots, [*weeks, None]))
    ages = draw(ordered(st.none() | st.integers(16, 70)))
    educations = draw(ordered(st.none() | st.sampled_from(EducationLevel)))
    lengths = draw(st.lists(st.integers(1, 52), min_size=1, max_size=3, unique=True))
    return ProgrammeTemplate(
        ident,
        draw(st.sampled_from(ProgrammeType)),
        steps,
        draw(st.integers(1, 5)),
        draw(st.integers(0, 5)),
        draw(st.booleans()),
        draw(st.integers(0, 2250)),
        tuple(sorted(lengths, reverse=True)),
        draw(st.integers(1, 26)),
        min_age=ages[0],
        max_age=ages[1],
        min_education=educations[0],
        max_education=educations[1],
        match_within_days=draw(st.none() | st.integers(0, 90)),
        paid=draw(st.booleans()),
        chain_first_weeks=draw(st.none() | st.integers(1, 26)),
        chain_gap_weeks=draw(st.integers(0, 4)),
        visit_steps=draw(visit_steps()),
        visit_minutes=draw(st.integers(5, 90)),
        meeting_minutes=draw(st.integers(0, 90)),
        self_study_minutes_per_week=draw(st.integers(0, 2250)),
    )


@st.composite
def visit_steps(draw):
    every = draw(st.lists(st.integers(1, 9), max_size=3))
    weeks = [draw(st.integers(1, 20)) for _ in every[:-1]]
    return tuple(map(VisitStep, every, [*weeks, None]))


@st.composite
def wishes(draw):
    sectors = draw(st.permutations(SECTORS))[: draw(st.integers(0, 4))]
    ranks: list[tuple[str, ...]] = []
    for sector in sectors:
        if ranks and draw(st.booleans()):
            ranks[-1] = tuple(sorted((*ranks[-1], sector)))
        else:
            ranks.append((sector,))
    return tuple(ranks)


@st.composite
def absences(draw, begin):
    """Up to two, one after the other, none over before the programme begins."""
    first = draw(days) if begin is None else max(draw(days), begin)
    found = []
    for kind in draw(up_to(2, st.sampled_from(AbsenceKind))):
        last = first + timedelta(days=draw(st.integers(0, 30)))
        found.append(Absence(kind, first, last))
        first = last + timedelta(days=draw(st.integers(1, 30)))
    return tuple(found)


@st.composite
def participants(draw, ident, world):
    window = sorted(draw(st.tuples(st.integers(0, 1440), st.integers(0, 1440))))
    stay = draw(ordered(maybe_days))
    programme = draw(ordered(maybe_days))
    return Participant(
        id=ident,
        municipality=draw(st.sampled_from(world["municipalities"])),
        template=draw(st.sampled_from(world["templates"])),
        home=draw(locations),
        home_key=draw(st.sampled_from(["", "3724", "4003", "sone 7", "Skien"])),
        level=draw(profiles),
        level_date=draw(maybe_days),
        education=draw(st.none() | st.sampled_from(EducationLevel)),
        birth_year=draw(st.none() | st.integers(1940, 2010)),
        sector_wishes=draw(wishes()),
        sector_vetoes=draw(st.frozensets(st.sampled_from(SECTORS))),
        employer_vetoes=draw(st.frozensets(st.sampled_from(world["employers"]))),
        place_vetoes=draw(st.frozensets(st.sampled_from(world["places"]))),
        available_slots=draw(
            st.none() | st.frozensets(st.sampled_from(world["slots"]))
        ),
        working_window=WorkingWindow(*window),
        earliest_start=stay[0],
        latest_end=stay[1],
        programme_start=programme[0],
        programme_end=programme[1],
        offer_date=draw(maybe_days),
        waiting_since=draw(maybe_days),
        secured_minutes_per_week=draw(st.integers(0, 2250)),
        travel_mode=draw(st.sampled_from(TravelMode)),
        travel_limit_minutes=draw(st.integers(0, 120)),
        cannot=draw(codes),
        qualifications=draw(codes),
        languages=draw(st.frozensets(st.sampled_from(LANGUAGES))),
        section=draw(st.none() | st.sampled_from(world["sections"])),
        mentor_minutes_per_week=draw(mentor_minutes),
        may_stay_on_step=draw(st.booleans()),
        specialist=draw(st.none() | st.sampled_from(world["specialists"])),
        end_goal=draw(st.none() | st.sampled_from(EndGoal)),
        extended=draw(st.booleans()),
        absences=draw(absences(programme[0])),
        subject_levels=draw(subject_levels),
        documented_practice_minutes=draw(st.none() | st.integers(0, 9000)),
        school_start=draw(st.sampled_from([None, programme[1]])),
        life_skills_minutes=draw(st.integers(0, 2400)),
    )


@st.composite
def places(draw, ident, world):
    seats = tuple((slot, draw(st.integers(0, 3))) for slot in world["slots"])
    hours = draw(st.just((None, None)) | st.just((480, 960)))
    open_span = draw(ordered(maybe_days))
    hired = draw(ordered(st.integers(0, 9)))
    return PracticePlace(
        id=ident,
        employer=draw(st.sampled_from(world["employers"])),
        municipality=draw(st.sampled_from(world["municipalities"])),
        location=draw(locations),
        sector=draw(st.sampled_from(SECTORS)),
        seats=seats,
        people_at_once=draw(st.integers(0, 5)),
        occupation=draw(st.none() | st.just("kjøkken; hjelper, «dag»")),
        start_minute=hours[0],
        end_minute=hours[1],
        open_from=open_span[0],
        open_to=open_span[1],
        closed=draw(up_to(2, spans())),
        level_floor=draw(profiles),
        level_wish=draw(profiles),
        demands=draw(codes),
        requires=draw(codes),
        programmes=draw(st.none() | st.frozensets(st.sampled_from(ProgrammeType))),
        participant_vetoes=draw(st.frozensets(st.sampled_from(world["participants"]))),
        support_languages=draw(st.frozensets(st.sampled_from(LANGUAGES))),
        hired=hired[0],
        hosted=hired[1],
        min_age=draw(st.none() | st.integers(15, 25)),
        mentor_minutes_per_week=draw(mentor_minutes),
        opens_with=draw(st.integers(1, 3)),
        step_level=draw(maybe_steps),
        visits_from_minute=draw(st.none() | st.integers(0, 700)),
        visits_to_minute=draw(st.none() | st.integers(701, 1440)),
    )


@st.composite
def sections(draw, ident, world):
    menus = st.frozensets(st.sampled_from(world["slots"]))
    own = st.frozensets(st.sampled_from(world["municipalities"]), min_size=1)
    band = draw(ordered(levels))
    return ClassSection(
        ident,
        draw(own),
        draw(locations),
        draw(st.sampled_from(world["calendars"])),
        draw(st.integers(0, 30)),
        tuple(draw(st.lists(menus, min_size=1, max_size=2))),
        level_from=band[0],
        level_to=band[1],
        templates=draw(st.none() | st.frozensets(st.sampled_from(world["templates"]))),
        alternation=draw(st.none() | alternations),
    )


@st.composite
def teachers(draw, ident, world):
    return TravellingTeacher(
        ident,
        draw(st.frozensets(st.sampled_from(world["sections"]), min_size=1)),
        draw(locations),
        draw(visit_steps()),
        draw(st.integers(5, 480)),
        draw(st.none() | st.frozensets(st.sampled_from(world["slots"]))),
        draw(working_windows),
        draw(st.sampled_from(TravelMode)),
    )


working_windows = st.builds(WorkingWindow, st.integers(0, 700), st.integers(701, 1440))

alternations = st.builds(
    Alternation,
    st.lists(st.integers(1, 9), min_size=2, max_size=4)
    .filter(lambda weeks: len(weeks) % 2 == 0)
    .map(tuple),
    days,
)


@st.composite
def running(draw, world):
    who = draw(
        st.lists(st.sampled_from(world["participants"]), max_size=2, unique=True)
    )
    slots = st.frozensets(st.sampled_from(world["slots"]))
    section = st.none() | st.sampled_from(world["sections"])
    place = st.sampled_from(world["places"])
    found = []
    for one in who:
        first, last = draw(ordered(days))
        steps = draw(st.sampled_from([(), dated_steps(draw, world, first)]))
        found.append(
            RunningPlacement(
                one, draw(place), first, last, draw(slots), draw(section), steps
            )
        )
    return tuple(found)


subject_levels = st.dictionaries(
    st.sampled_from(["engelsk", "matte", "norsk-2"]), st.integers(1, 99), max_size=3
).map(lambda levels: tuple(sorted(levels.items())))


def dated_steps(draw, world, first):
    slots = draw(st.frozensets(st.sampled_from(world["slots"])))
    return (PlacementStep(first, tuple(s for s in world["slots"] if s in slots)),)


@st.composite
def in_force(draw, world):
    section = st.none() | st.sampled_from(world["sections"])
    found = []
    for one in world["participants"]:
        first, last = draw(ordered(days))
        steps = dated_steps(draw, world, first)
        place = draw(st.sampled_from(world["places"]))
        who = draw(st.none() | st.sampled_from(world["specialists"]))
        placed = RowInForce(one, place, first, last, draw(section), steps, who)
        found.append(
            draw(st.sampled_from([placed, RowInForce(one, section=draw(section))]))
        )
    return tuple(draw(st.sampled_from([(), tuple(found)])))


@st.composite
def activities(draw, ident, world):
    some = {
        key: st.none() | st.frozensets(st.sampled_from(world[key]), min_size=1)
        for key in ("municipalities", "templates")
    }
    first, last = draw(ordered(maybe_days))
    levels = draw(ordered(st.sampled_from(CefrLevel)))
    fewest, seats = draw(ordered(st.integers(1, 30)))
    return GroupActivity(
        ident,
        draw(st.sampled_from(OFFERED)),
        draw(st.frozensets(st.sampled_from(world["slots"]), min_size=1)),
        draw(some["municipalities"]),
        draw(some["templates"]),
        first,
        last,
        every_weeks=draw(st.integers(1, 52)),
        seats=draw(st.sampled_from([None, seats])),
        opens_with=fewest,
        is_whole=draw(st.booleans()),
        minutes=draw(st.none() | st.integers(1, 1440)),
        only_without_teaching=draw(st.booleans()),
        work_oriented=draw(st.none() | st.booleans()),
        level_from=levels[0],
        level_to=levels[1],
    )


@st.composite
def decisions(draw, world):
    person = st.sampled_from(world["participants"])
    place = st.sampled_from(world["places"])
    section = st.sampled_from(world["sections"])
    employer = st.sampled_from(world["employers"])
    sector = st.sampled_from(SECTORS)
    pins = st.builds(Pin, person, place, st.none() | section, maybe_days)
    bans = st.builds(Ban, person, st.none() | place, st.none() | employer, sector)
    past = st.builds(
        lambda who, where, span, n: EarlierPlacement(who, where, span[0], span[1], n),
        person,
        employer,
        ordered(days),
        maybe_steps,
    ) | st.builds(
        lambda who, span, n: EarlierPlacement(who, None, span[0], span[1], n),
        person,
        ordered(days),
        st.integers(1, 9),
    )
    quota = st.builds(
        Quota,
        st.sampled_from(["kvote a", "kvote b"]),
        st.integers(0, 9),
        st.sampled_from(Counted),
        st.none() | st.sampled_from(ProgrammeType),
        st.none() | st.sampled_from(world["templates"]),
        st.none() | st.sampled_from(world["municipalities"]),
        st.none() | employer,
        st.none() | sector,
        st.none() | st.sampled_from(world["municipalities"]),
    )
    quota = st.one_of(
        quota,
        quota.map(lambda one: replace(one, counted=Counted.PERIOD, least=one.most)),
    )
    quotas = st.lists(quota, max_size=2, unique_by=lambda one: one.id)
    pairs = st.permutations(world["participants"]).map(lambda two: Pair(*two[:2]))
    origin = st.sampled_from([*world["participants"], "3724", "sone 7"])
    journey = st.tuples(origin, place, st.sampled_from(TravelMode))
    specialist = st.builds(
        JobSpecialist,
        st.sampled_from(world["specialists"]),
        st.integers(0, 30),
        st.integers(0, 30),
        *(
            st.none() | st.frozensets(st.sampled_from(values), min_size=1)
            for values in (
                world["municipalities"],
                list(ProgrammeType),
                world["templates"],
            )
        ),
        base=st.none() | locations,
        visit_slots=st.none() | st.frozensets(st.sampled_from(world["slots"])),
        working_window=working_windows,
        travel_mode=st.sampled_from(TravelMode),
    )
    return {
        "specialists": tuple(
            replace(draw(specialist), id=one) for one in world["specialists"]
        ),
        "pins": draw(up_to(2, pins)),
        "bans": draw(up_to(2, bans)),
        "earlier": draw(up_to(2, past)),
        "running": draw(running(world)),
        "in_force": draw(in_force(world)),
        "quotas": tuple(draw(quotas)),
        "pairs": draw(up_to(2, pairs)),
        "travel": draw(st.dictionaries(journey, st.integers(0, 300), max_size=3)),
        "freeze_date": draw(maybe_days),
        "group_facts": tuple(
            GroupFact(one, draw(st.sampled_from(Sex)))
            for one in world["participants"]
            if draw(st.booleans())
        ),
    }


@st.composite
def calendars(draw, ident):
    return SchoolCalendar(ident, draw(up_to(2, spans())), draw(up_to(2, spans())))


@st.composite
def municipalities(draw, ident, world):
    name = {"4003": "Skien", "9901": "Ingensteds"}[ident]
    calendar = draw(st.sampled_from(world["calendars"]))
    return Municipality(ident, name, draw(locations), calendar)


@st.composite
def employers(draw, ident):
    limit = st.none() | st.integers(0, 9)
    rest = draw(st.integers(0, 12))
    return Employer(
        ident,
        draw(limit),
        draw(limit),
        draw(mentor_minutes),
        draw(limit),
        rest,
        draw(st.none() | st.integers(1, 100)),
        draw(limit),
    )


@st.composite
def horizons(draw):
    monday = date(2026, 8, 17) + timedelta(weeks=draw(st.integers(-50, 50)))
    weeks = sorted(draw(st.tuples(st.integers(1, 60), st.integers(1, 60))))
    return Horizon(monday, *weeks)


@st.composite
def scenarios(draw):
    """A canonical scenario of a few of everything, with any value that may be."""
    grid = draw(st.sampled_from([five_day_grid(), HALF_DAYS]))
    world = {
        "slots": [slot.id for slot in grid.slots],
        "municipalities": ["4003", "9901"],
        "calendars": ["rute 1", "rute 2"],
        "templates": ["a-mal", "intro-2-3"],
        "employers": ["e1", "e2"],
        "places": ["p1", "p2"],
        "sections": ["k1", "k2"],
        "specialists": ["j1", "j2"],
        "activities": ["a1", "a2"],
        "teachers": ["l1", "l2"],
        "participants": ["d1", "d2"],
    }

    def some(kind, key, *more):
        return tuple(draw(kind(ident, *more)) for ident in world[key])

    with_sections = draw(st.booleans())
    if not with_sections:
        world["sections"] = [None]
    drawn = canonical(
        Scenario(
            name="Prøve; «to»",
            horizon=draw(horizons()),
            municipalities=some(municipalities, "municipalities", world),
            calendars=some(calendars, "calendars"),
            templates=some(templates, "templates"),
            participants=some(participants, "participants", world),
            employers=some(employers, "employers"),
            places=some(places, "places", world),
            sections=some(sections, "sections", world) if with_sections else (),
            grid=grid,
            activities=some(activities, "activities", world),
            teachers=some(teachers, "teachers", world) if with_sections else (),
            **draw(decisions(world)),
        )
    )
    return with_programme_ends(drawn)
