"""Rules between one person and one place, read a second time."""

from datetime import timedelta

import pytest

from matcher.domain.decisions import Ban, EarlierPlacement, RunningPlacement
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectorCode
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.participant import TravelMode, WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, PatternStep, ProgrammeType
from matcher.domain.rules import PAIR_RULES, RuleCode
from tests.audit.judging import audited, broken, day, the_violation
from tests.helpers import builders as make

P1, Q1, E1 = ParticipantId("p1"), PlaceId("q1"), EmployerId("e1")
OTHER = EmployerId("e2")


def person(**changes):
    return make.scenario([make.participant(**changes)])


def at(**changes):
    return make.scenario(places=[make.place(**changes)])


def both(of_person, of_place):
    return make.scenario([make.participant(**of_person)], [make.place(**of_place)])


def in_programme(of_person=None, **changes):
    return make.scenario(
        [make.participant(**(of_person or {}))], templates=[make.template(**changes)]
    )


def ban(**parts):
    return make.scenario(bans=(Ban(P1, **parts),))


def earlier(person, employer):
    finished = EarlierPlacement(person, employer, day("2025-08-18"), day("2025-12-19"))
    return make.scenario(earlier=(finished,))


def been_on(*steps, of_person=None, **of_place):
    finished = tuple(
        EarlierPlacement(P1, None, day("2025-08-18"), day("2025-12-19"), step)
        for step in steps
    )
    return make.scenario(
        [make.participant(**(of_person or {}))],
        [make.place(**of_place)],
        earlier=finished,
    )


CLASS_ONLY = {"steps": (), "work_minutes_per_week": 0}

FORCED_WRONG = {
    RuleCode.SECTOR_VETO: person(sector_vetoes={make.SECTOR}),
    RuleCode.PLACE_VETO: person(place_vetoes={Q1}),
    RuleCode.EMPLOYER_VETO: person(employer_vetoes={E1}),
    RuleCode.BAN: ban(place=Q1),
    RuleCode.CEFR_FLOOR: at(level_floor=make.level("B1")),
    RuleCode.TRAVEL_LIMIT: at(location=make.north_of(make.HERE, 80)),
    RuleCode.WORKING_HOURS: both(
        {"working_window": WorkingWindow(8 * 60, 16 * 60)}, {"start_minute": 6 * 60}
    ),
    RuleCode.AVAILABILITY: person(available_slots=make.slots("man tir ons tor")),
    RuleCode.REQUIREMENT: at(requires={"driving-licence-b"}),
    RuleCode.DEMAND: both(
        {"cannot": {"heavy-lifting"}}, {"demands": {"heavy-lifting"}}
    ),
    RuleCode.PROGRAMME_ACCEPTED: at(programmes={ProgrammeType.KVP}),
    RuleCode.REPEAT_EMPLOYER: earlier(P1, E1),
    RuleCode.STEP_LEVEL: been_on(2, step_level=1),
    RuleCode.DATES: person(earliest_start=day("2026-08-18")),
    RuleCode.AGE_GATE: both({"birth_year": 2009}, {"min_age": 18}),
    RuleCode.EDUCATION_GATE: in_programme(
        {"education": EducationLevel.PRIMARY},
        min_education=EducationLevel.LOWER_SECONDARY,
    ),
    RuleCode.NO_PRACTICE_PHASE: in_programme(**CLASS_ONLY),
}
"""One rule broken by the plain placement, and no other."""

FORCED_RIGHT = {
    RuleCode.SECTOR_VETO: person(sector_vetoes={SectorCode("helse")}),
    RuleCode.PLACE_VETO: both(
        {"place_vetoes": {PlaceId("q2")}}, {"participant_vetoes": {"p2"}}
    ),
    RuleCode.EMPLOYER_VETO: person(employer_vetoes={OTHER}),
    RuleCode.BAN: ban(place=Q1, employer=OTHER),
    RuleCode.CEFR_FLOOR: at(level_floor=make.level("A2")),
    RuleCode.TRAVEL_LIMIT: both(
        {"travel_limit_minutes": 60, "travel_mode": TravelMode.CAR},
        {"location": make.north_of(make.HERE, 30)},
    ),
    RuleCode.WORKING_HOURS: both(
        {"working_window": WorkingWindow(8 * 60, 15 * 60 + 30)}, {}
    ),
    RuleCode.AVAILABILITY: person(available_slots=make.slots("man tir ons tor fre")),
    RuleCode.REQUIREMENT: both(
        {"qualifications": {"driving-licence-b"}}, {"requires": {"driving-licence-b"}}
    ),
    RuleCode.DEMAND: both({"cannot": {"night"}}, {"demands": {"heavy-lifting"}}),
    RuleCode.PROGRAMME_ACCEPTED: at(programmes={ProgrammeType.INTRO}),
    RuleCode.REPEAT_EMPLOYER: earlier(P1, OTHER),
    RuleCode.STEP_LEVEL: been_on(2, step_level=2),
    RuleCode.DATES: both(
        {
            "earliest_start": make.START,
            "latest_end": day("2027-02-12"),
            "programme_start": make.START,
            "programme_end": day("2027-02-12"),
        },
        {"open_from": make.START, "open_to": day("2027-02-12")},
    ),
    RuleCode.AGE_GATE: both({"birth_year": 2008}, {"min_age": 18}),
    RuleCode.EDUCATION_GATE: in_programme(
        {"education": EducationLevel.LOWER_SECONDARY},
        min_education=EducationLevel.LOWER_SECONDARY,
        max_education=EducationLevel.LOWER_SECONDARY,
    ),
    RuleCode.NO_PRACTICE_PHASE: in_programme(steps=(PatternStep(3),)),
}
"""The rule is asked for and just kept."""


@pytest.mark.parametrize("rule", PAIR_RULES)
def test_neutral(rule):
    """A placement that meets no demand at all breaks no pair rule."""
    assert rule not in broken(make.scenario(), make.placement())


@pytest.mark.parametrize("rule", PAIR_RULES)
def test_forced_wrong(rule):
    """A placement that breaks a pair rule is told so, by that rule and no other."""
    found = the_violation(FORCED_WRONG[rule], make.placement())
    assert found.rule is rule
    assert found.participants == (P1,)
    assert (found.place, found.employer) == (Q1, E1)


@pytest.mark.parametrize("rule", PAIR_RULES)
def test_forced_right(rule):
    """A placement that just keeps a pair rule breaks none."""
    assert broken(FORCED_RIGHT[rule], make.placement()) == []


@pytest.mark.parametrize("rule", [r for r in PAIR_RULES if r is not RuleCode.DATES])
def test_a_running_placement_may_break_pair_rules(rule):
    """What runs already stays, whatever the rules say about new placements."""
    wrong = FORCED_WRONG[rule]
    kept = RunningPlacement(
        P1, Q1, make.START, day("2027-02-12"), make.slots("ons tor fre")
    )
    scenario = make.scenario(
        wrong.participants,
        wrong.places,
        templates=wrong.templates,
        bans=wrong.bans,
        earlier=wrong.earlier,
        running=(kept,),
    )
    assert broken(scenario, make.placement()) == []


def test_the_place_may_refuse_the_person():
    """A veto of the place's is a place veto as well, with its own words."""
    found = the_violation(at(participant_vetoes={P1}), make.placement())
    assert (found.rule, found.aspect) == (RuleCode.PLACE_VETO, "by-place")


@pytest.mark.parametrize(
    ("parts", "banned"),
    [
        ({}, True),
        ({"sector": make.SECTOR, "employer": E1}, True),
        ({"sector": SectorCode("helse")}, False),
        ({"employer": OTHER}, False),
        ({"place": PlaceId("q2")}, False),
    ],
)
def test_every_given_part_of_a_ban_must_agree(parts, banned):
    """A ban holds where all its given parts agree with the placement."""
    assert broken(ban(**parts), make.placement()) == [RuleCode.BAN] * banned


@pytest.mark.parametrize(
    ("stays", "most", "wrong"),
    [
        (False, 0, False),
        (False, 3, False),
        (False, 2, True),
        (True, 2, False),
    ],
)
def test_a_step_is_taken_so_often_unless_there_is_a_reason(stays, most, wrong):
    """Two placements on the step before this one make it the third."""
    scenario = been_on(2, 1, 2, of_person={"may_stay_on_step": stays}, step_level=2)
    found = broken(scenario, make.placement(), policy=Policy(most_on_step=most))
    assert found == [RuleCode.STEP_LEVEL] * wrong


def test_a_place_without_a_step_suits_people_on_any():
    """However far they have come."""
    assert broken(been_on(3, 3), make.placement(), policy=Policy(most_on_step=1)) == []


def test_a_ban_is_for_its_person_only():
    """Somebody else's ban does not matter."""
    scenario = make.scenario(bans=(Ban(ParticipantId("p2"), place=Q1),))
    assert broken(scenario, make.placement()) == []


def test_the_skill_farthest_below_the_floor_is_named():
    """Of several skills below the floor, the largest shortage is told."""
    floor = CefrProfile(CefrLevel.B1, CefrLevel.A1, CefrLevel.B2, CefrLevel.A2)
    found = the_violation(at(level_floor=floor), make.placement())
    assert found.details["skill"] == "speaking"
    assert (found.found, found.allowed) == (CefrLevel.A2, CefrLevel.B2)


def test_the_level_is_the_one_predicted_at_the_start():
    """A floor above today's level is met once a level has been gained."""
    late = make.placement(first=day("2026-11-09"))
    assessed = {"level_date": day("2026-02-02")}
    scenario = both(assessed, {"level_floor": make.level("B1")})
    assert broken(scenario, late, policy=Policy(weeks_per_level=40)) == []
    assert broken(scenario, late, policy=Policy(weeks_per_level=41)) == ["cefr-floor"]


def test_given_minutes_go_before_the_estimate():
    """A row of travel.csv decides, also where the estimate is short."""
    scenario = make.scenario(travel={("p1", Q1, TravelMode.TRANSIT): 61})
    found = the_violation(scenario, make.placement())
    assert (found.rule, found.found, found.allowed) == ("travel-limit", 61, 60)


def test_slots_outside_the_working_window_are_counted():
    """Each slot whose hours the person cannot work is one found."""
    scenario = both({"working_window": WorkingWindow(0, 15 * 60)}, {})
    found = the_violation(scenario, make.placement())
    assert (found.rule, found.found) == (RuleCode.WORKING_HOURS, 3)
    assert found.details["slots"] == "ons, tor, fre"


@pytest.mark.parametrize(
    ("scenario", "aspect", "days"),
    [
        (person(latest_end=day("2027-02-10")), "person", 2),
        (person(programme_start=day("2026-08-20")), "programme", 3),
        (person(programme_end=day("2027-02-11")), "programme", 1),
        (at(open_from=day("2026-08-24")), "place", 7),
        (at(open_to=day("2027-02-05")), "place", 7),
    ],
)
def test_the_days_outside_a_limit_are_told(scenario, aspect, days):
    """A placement that begins too early or ends too late names those days."""
    found = the_violation(scenario, make.placement())
    assert (found.rule, found.aspect, found.found) == (RuleCode.DATES, aspect, days)
    assert found.first is not None
    assert found.last == found.first + timedelta(days=days - 1)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2026-08-10", "2026-12-18", 7), ("2026-12-21", "2027-02-19", 5)],
)
def test_a_placement_lies_in_the_placement_weeks(first, last, days):
    """Days before the first or after the last placement week are told."""
    found = the_violation(
        make.scenario(), make.placement(first=day(first), last=day(last))
    )
    assert (found.aspect, found.found) == ("horizon", days)


def test_a_placement_wholly_outside_is_outside_on_its_own_days_only():
    """Days between the placement and the limit are not the placement's."""
    scenario = at(open_from=day("2027-01-04"))
    early = make.placement(last=day("2026-12-18"))
    found = the_violation(scenario, early)
    assert (found.first, found.last) == (early.start_date, early.end_date)


def test_a_placement_that_ends_before_it_starts():
    """Reversed dates are told once, and nothing else about them is."""
    upside_down = make.placement(first=day("2026-09-07"), last=day("2026-08-28"))
    found = the_violation(make.scenario(), upside_down)
    assert (found.rule, found.aspect) == (RuleCode.DATES, "reversed")


@pytest.mark.parametrize(
    ("last", "aspects"),
    [
        ("2026-10-02", [("too-short", 7, 8)]),
        ("2026-10-09", []),
        ("2026-11-13", []),
        ("2026-11-16", [("too-long", 14, 13)]),
    ],
)
def test_a_placement_has_the_length_of_the_programme(last, aspects):
    """From the least weeks to the longest length; a week begun is a week."""
    scenario = in_programme(min_weeks=8, lengths_weeks=(13, 10))
    report = audited(scenario, make.placement(last=day(last)))
    found = [(v.aspect, v.found, v.allowed) for v in report.violations]
    assert found == aspects


@pytest.mark.parametrize(
    ("born", "aspects"),
    [
        (2009, [("too-low", 17, 18)]),
        (2008, []),
        (1971, []),
        (1970, [("too-high", 56, 55)]),
        (None, []),
    ],
)
def test_age_is_the_year_of_the_start_minus_the_year_of_birth(born, aspects):
    """The programme's ages are both included; an unknown age passes."""
    scenario = in_programme({"birth_year": born}, min_age=18, max_age=55)
    report = audited(scenario, make.placement())
    assert [(v.aspect, v.found, v.allowed) for v in report.violations] == aspects


def test_the_stricter_age_gate_counts():
    """Of the programme's and the place's least age, the higher one is asked."""
    scenario = make.scenario(
        [make.participant(birth_year=2008)],
        [make.place(min_age=20)],
        templates=[make.template(min_age=19)],
    )
    assert the_violation(scenario, make.placement()).allowed == 20


@pytest.mark.parametrize(
    ("education", "aspects"),
    [
        (EducationLevel.NONE, [("too-low", "none", "primary")]),
        (EducationLevel.PRIMARY, []),
        (EducationLevel.HIGHER, [("too-high", "higher", "upper-secondary")]),
        (None, []),
    ],
)
def test_education_lies_within_the_gate(education, aspects):
    """Both ends are included; unknown education passes."""
    scenario = in_programme(
        {"education": education},
        min_education=EducationLevel.PRIMARY,
        max_education=EducationLevel.UPPER_SECONDARY,
    )
    report = audited(scenario, make.placement())
    found = [
        (v.aspect, v.details["has"], v.details["asked"]) for v in report.violations
    ]
    assert found == aspects
