"""Three tests a rule: it passes where it should, breaks alone, and is mended alone."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from matcher.domain.decisions import Ban, EarlierPlacement
from matcher.domain.ids import (
    ConstraintCode,
    EmployerId,
    ParticipantId,
    PlaceId,
    QualificationCode,
    SectorCode,
)
from matcher.domain.language import CefrLevel
from matcher.domain.participant import WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, PatternStep, ProgrammeType
from matcher.domain.rules import PAIR_RULES, RuleCode
from matcher.domain.scenario import Scenario
from matcher.eligibility import find_candidates
from matcher.eligibility.rules import RULES
from tests.helpers import builders as make

NIGHT = frozenset({ConstraintCode("night")})
LICENCE = frozenset({QualificationCode("driving-licence-b")})


@dataclass(frozen=True)
class Case:
    """What breaks a rule and what mends it again, as changes of the plain scenario.

    Each of the three is a pair: changes of the person, changes of the place; ``rest``
    and ``mended_rest`` change the scenario.
    """

    wrong: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    right: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    rest: dict[str, Any] | None = None
    mended_rest: dict[str, Any] | None = None
    label: str = ""

    def scenario(self, mended: bool) -> Scenario:
        person, place = self.right if mended else self.wrong
        rest = self.mended_rest if mended else self.rest
        return make.scenario(
            [make.participant(**person)], [make.place(**place)], **(rest or {})
        )


def _with_template(**changes: Any) -> dict[str, Any]:
    return {"templates": (make.template(**changes),)}


PERSON, PLACE, EMPLOYER = ParticipantId("p1"), PlaceId("q1"), EmployerId("e1")
LONG_AGO = date(2025, 1, 6)


def _been_on(*steps: int) -> dict[str, Any]:
    """Earlier placements on these steps, at employers that are not known."""
    return {
        "earlier": tuple(
            EarlierPlacement(PERSON, None, LONG_AGO, LONG_AGO, step) for step in steps
        )
    }


CASES: dict[RuleCode, list[Case]] = {
    RuleCode.SECTOR_VETO: [
        Case(
            ({"sector_vetoes": frozenset({make.SECTOR})}, {}),
            ({"sector_vetoes": frozenset({SectorCode("helse")})}, {}),
        )
    ],
    RuleCode.PLACE_VETO: [
        Case(({"place_vetoes": frozenset({PLACE})}, {}), label="person"),
        Case(({}, {"participant_vetoes": frozenset({PERSON})}), label="place"),
    ],
    RuleCode.EMPLOYER_VETO: [
        Case(
            ({"employer_vetoes": frozenset({EMPLOYER})}, {}),
            ({"employer_vetoes": frozenset({EMPLOYER})}, {"employer": "e2"}),
            mended_rest={"employers": [make.employer("e1"), make.employer("e2")]},
        )
    ],
    RuleCode.BAN: [
        Case(rest={"bans": (Ban(PERSON, place=PLACE),)}, label="place"),
        Case(rest={"bans": (Ban(PERSON, employer=EMPLOYER),)}, label="employer"),
        Case(rest={"bans": (Ban(PERSON, sector=make.SECTOR),)}, label="sector"),
        Case(
            rest={"bans": (Ban(PERSON),)},
            mended_rest={
                "bans": (Ban(PERSON, place=PLACE, sector=SectorCode("helse")),)
            },
            label="every-part-must-agree",
        ),
    ],
    RuleCode.CEFR_FLOOR: [
        Case(
            ({}, {"level_floor": make.level("B1")}),
            ({}, {"level_floor": make.level("A2")}),
        ),
        Case(
            (
                {"level": replace(make.level("B1"), writing=CefrLevel.A1)},
                {"level_floor": make.level("A2")},
            ),
            (
                {"level": replace(make.level("A2"), writing=CefrLevel.B1)},
                {"level_floor": make.level("A2")},
            ),
            label="one-skill",
        ),
        Case(
            ({"level_date": date(2026, 2, 16)}, {"level_floor": make.level("B1")}),
            ({"level_date": date(2026, 2, 2)}, {"level_floor": make.level("B1")}),
            label="predicted-at-the-latest-start",
        ),
    ],
    RuleCode.TRAVEL_LIMIT: [
        Case(
            ({"travel_limit_minutes": 61}, {"location": make.north_of(make.HERE, 20)}),
            ({"travel_limit_minutes": 62}, {"location": make.north_of(make.HERE, 20)}),
        )
    ],
    RuleCode.WORKING_HOURS: [
        Case(
            ({"working_window": WorkingWindow(510, 960)}, {}),
            ({"working_window": WorkingWindow(480, 930)}, {}),
            label="slot",
        ),
        Case(
            ({"working_window": WorkingWindow(480, 930)}, {"start_minute": 360}),
            ({"working_window": WorkingWindow(360, 930)}, {"start_minute": 360}),
            label="place",
        ),
    ],
    RuleCode.AVAILABILITY: [
        Case(
            ({"available_slots": make.slots("man tir ons")}, {}),
            ({"available_slots": make.slots("man tir ons tor")}, {}),
            label="person",
        ),
        Case(
            ({}, {"seats_each_slot": {"man": 1, "tir": 1, "ons": 1}}),
            ({}, {"seats_each_slot": {"man": 1, "tor": 1, "ons": 1}}),
            label="seats-beside-class",
        ),
    ],
    RuleCode.REQUIREMENT: [
        Case(
            ({}, {"requires": LICENCE}),
            ({"qualifications": LICENCE}, {"requires": LICENCE}),
        )
    ],
    RuleCode.DEMAND: [
        Case(
            ({"cannot": NIGHT}, {"demands": NIGHT}),
            ({"cannot": NIGHT}, {"demands": frozenset({ConstraintCode("cold")})}),
        )
    ],
    RuleCode.PROGRAMME_ACCEPTED: [
        Case(
            ({}, {"programmes": frozenset({ProgrammeType.KVP})}),
            ({}, {"programmes": frozenset({ProgrammeType.KVP, ProgrammeType.INTRO})}),
        )
    ],
    RuleCode.REPEAT_EMPLOYER: [
        Case(
            rest={"earlier": (EarlierPlacement(PERSON, EMPLOYER, LONG_AGO, LONG_AGO),)}
        )
    ],
    RuleCode.STEP_LEVEL: [
        Case(
            ({}, {"step_level": 1}),
            ({}, {"step_level": 2}),
            _been_on(2),
            _been_on(1, 2),
            label="below",
        ),
        Case(
            ({}, {"step_level": 2}),
            ({"may_stay_on_step": True}, {"step_level": 2}),
            _been_on(2, 1, 2),
            _been_on(2, 1, 2),
            label="too-often-without-a-reason",
        ),
        Case(
            ({}, {"step_level": 2}),
            ({}, {"step_level": 3}),
            _been_on(2, 2),
            _been_on(2, 2),
            label="too-often",
        ),
        Case(
            ({}, {"step_level": 1}),
            ({}, {"step_level": None}),
            _been_on(2),
            _been_on(2),
            label="a-place-without-a-step-suits-all",
        ),
    ],
    RuleCode.DATES: [
        Case(
            ({"latest_end": date(2026, 10, 8)}, {}),
            ({"latest_end": date(2026, 10, 9)}, {}),
            label="eight-whole-weeks",
        ),
        Case(
            ({}, {"open_from": date(2026, 11, 10)}),
            ({}, {"open_from": date(2026, 11, 9)}),
            label="place-opens-after-the-latest-start",
        ),
    ],
    RuleCode.AGE_GATE: [
        Case(
            ({"birth_year": 2002}, {}),
            ({"birth_year": 2001}, {}),
            _with_template(min_age=25),
            _with_template(min_age=25),
            label="programme-least",
        ),
        Case(
            ({"birth_year": 2001}, {}),
            ({"birth_year": 2002}, {}),
            _with_template(max_age=24),
            _with_template(max_age=24),
            label="programme-most",
        ),
        Case(
            ({"birth_year": 2009}, {"min_age": 18}),
            ({"birth_year": 2008}, {"min_age": 18}),
            label="place",
        ),
    ],
    RuleCode.EDUCATION_GATE: [
        Case(
            ({"education": EducationLevel.PRIMARY}, {}),
            ({"education": EducationLevel.UPPER_SECONDARY}, {}),
            _with_template(min_education=EducationLevel.UPPER_SECONDARY),
            _with_template(min_education=EducationLevel.UPPER_SECONDARY),
            label="least",
        ),
        Case(
            ({"education": EducationLevel.HIGHER}, {}),
            ({"education": None}, {}),
            _with_template(max_education=EducationLevel.PRIMARY),
            _with_template(max_education=EducationLevel.PRIMARY),
            label="most-and-unknown-passes",
        ),
    ],
    RuleCode.NO_PRACTICE_PHASE: [
        Case(
            rest=_with_template(steps=()),
            mended_rest=_with_template(steps=(PatternStep(2),)),
        )
    ],
}

cases = pytest.mark.parametrize(
    ("code", "case"),
    [
        pytest.param(code, case, id=f"{code}-{case.label}".rstrip("-"))
        for code, of_code in CASES.items()
        for case in of_code
    ],
)
POLICY = Policy(most_on_step=2)


def test_every_pair_rule_has_a_class_and_a_case():
    """The list of pair rules, their classes and the cases below are the same."""
    assert tuple(RULES) == PAIR_RULES
    assert tuple(CASES) == PAIR_RULES


@pytest.mark.parametrize("code", PAIR_RULES)
def test_plain_pair_passes(code):
    """A person and a place without anything special break no rule."""
    found = find_candidates(make.scenario(), POLICY)
    assert found.fails[0, PAIR_RULES.index(code)] == 0
    assert len(found) == 1


@cases
def test_broken_rule_is_named_alone(code, case):
    """Broken on purpose, the pair fails by exactly this code, in both counts."""
    found = find_candidates(case.scenario(mended=False), POLICY)
    named = {
        rule: (int(found.fails[0, i]), int(found.fails_only[0, i]))
        for i, rule in enumerate(PAIR_RULES)
        if found.fails[0, i]
    }
    assert named == {code: (1, 1)}
    assert len(found) == 0


@cases
def test_mended_rule_passes(code, case):
    """With the one thing put right, the pair is a candidate."""
    found = find_candidates(case.scenario(mended=True), POLICY)
    assert found.fails.sum() == 0
    assert len(found) == 1


def test_floor_reached_later_delays_the_start():
    """A floor reached in the autumn leaves the pair, and says from which week."""
    person = make.participant(level_date=date(2026, 1, 5))
    floor = make.place(level_floor=make.level("B1"))
    found = find_candidates(make.scenario([person], [floor]), POLICY)
    assert found.floor_week.tolist() == [8]


def test_prediction_is_at_most_one_level():
    """However long ago the test was, two levels more are never expected."""
    person = make.participant(level_date=date(2015, 1, 5))
    floor = make.place(level_floor=make.level("B2"))
    found = find_candidates(make.scenario([person], [floor]), POLICY)
    assert found.fails[0, PAIR_RULES.index(RuleCode.CEFR_FLOOR)] == 1


def test_old_enough_after_new_year_starts_then():
    """Age is counted by the year of the start: after new year an earlier no is a yes."""
    person = make.participant(birth_year=2009)
    place = make.place(min_age=18)
    policy = Policy(latest_start_week=24, start_every_weeks=1)
    found = find_candidates(
        make.scenario([person], [place], **_with_template(min_weeks=4)), policy
    )
    # 4 January 2027 is the Monday of week 20.
    assert (found.earliest_start[0], found.latest_start[0]) == (20, 22)


def test_given_class_decides_the_slots_left():
    """A person's given class is the only menu, whatever other classes would leave."""
    person = make.participant(section="c2")
    place = make.place(seats_each_slot={"ons": 1, "tor": 1})
    sections = (make.section("c1"), make.section("c2", "ons tor"))
    found = find_candidates(make.scenario([person], [place], sections=sections), POLICY)
    assert found.fails[0, PAIR_RULES.index(RuleCode.AVAILABILITY)] == 1
