"""The last day of everybody's programme, read a second time."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.audit import audit_plan
from matcher.audit.programme_ends import with_end_read_again
from matcher.domain.absences import ComputedEnd
from matcher.domain.policy import Policy
from matcher.domain.programme import EducationLevel, EndGoal
from matcher.domain.programme_length import programme_ends, with_programme_ends
from matcher.domain.rules import RuleCode
from tests.audit.judging import broken, day
from tests.audit.plans import honest_plan
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers import builders as make
from tests.helpers.absences import absence, with_absences

STATED = day("2027-02-05")
PAUSE = absence("pause", "2026-09-07", "2026-09-11")
"""Five working days: the end becomes Friday 12 February, the last of the placement."""


def away(*absences, end=STATED):
    person = make.participant(programme_end=end, absences=absences)
    return with_programme_ends(make.scenario([person]))


def told(scenario, **changes):
    """Aspects of what a plan states falsely."""
    plan = honest_plan(
        scenario,
        make.placement(last=day("2027-02-05")),
        programme_ends=programme_ends(scenario.participants),
    )
    violations = audit_plan(scenario, Policy(), replace(plan, **changes)).violations
    return [(v.rule, v.aspect, v.participants) for v in violations]


UNTRUE = [(RuleCode.STATED_VALUE, "programme-end", ("p1",))]


def test_programme_end_neutral():
    """A plan of people whose end is the stated one states none."""
    assert told(away()) == []


def test_programme_end_forced_wrong():
    """A moved end that the plan leaves out, or states otherwise, is told."""
    (true,) = programme_ends(away(PAUSE).participants)
    assert told(away(PAUSE), programme_ends=()) == UNTRUE
    assert told(away(PAUSE), programme_ends=(replace(true, last=STATED),)) == UNTRUE
    other = replace(true, computed=ComputedEnd(STATED, STATED, 4))
    assert told(away(PAUSE), programme_ends=(other,)) == UNTRUE


def test_programme_end_forced_right():
    """A plan that states the moved end tells the truth."""
    assert told(away(PAUSE)) == []


def test_an_end_that_nobody_moved_is_told():
    """A plan that states an end for somebody who was never away is not true."""
    ends = programme_ends(away(PAUSE).participants)
    assert told(away(), programme_ends=ends) == UNTRUE


def test_the_engine_s_end_is_not_taken_over():
    """A scenario that says a moved end which the absences do not give is found out."""
    (person,) = away(PAUSE).participants
    false = replace(person, programme_end=date(2027, 3, 26))
    scenario = make.scenario([false])
    placement = make.placement(last=day("2027-02-12"))
    assert broken(scenario, placement) == []
    longer = replace(away(), participants=(replace(false, absences=()),))
    assert broken(longer, placement) == [RuleCode.DATES]


def test_a_placement_may_last_to_the_moved_end():
    """What was after the programme without the pause is within it."""
    placement = make.placement(last=day("2027-02-12"))
    assert broken(away(), placement) == [RuleCode.DATES]
    assert broken(away(PAUSE), placement) == []


def test_a_pause_frees_no_seat():
    """Who is away keeps the seat: nobody else can have it meanwhile."""
    paused = make.participant("p1", absences=(PAUSE,))
    scenario = make.scenario([paused, make.participant("p2")])
    meanwhile = make.placement("p2", first=day("2026-09-07"), last=day("2026-09-11"))
    rules = broken(scenario, make.placement("p1"), meanwhile)
    assert RuleCode.SEAT_DAY in rules


@pytest.mark.parametrize("seed", range(60))
def test_both_readings_agree(seed):
    """On random absences, ends and goals the audit moves everybody's end as we do."""
    scenario, _ = random_scenario(seed)
    people = tuple(
        replace(
            person,
            education=list(EducationLevel)[(seed + i) % 5],
            end_goal=[None, *EndGoal][(seed + i) % 6],
            extended=bool(seed % 3),
        )
        for i, person in enumerate(scenario.participants)
    )
    scenario = with_absences(seed, replace(scenario, participants=people))
    templates = scenario.templates_by_id()
    for person in scenario.participants:
        blind = replace(person, programme_end=person.stated_end, computed_end=None)
        school = scenario.calendar_in(person.municipality)
        template = templates[person.template]
        assert with_end_read_again(person, template, school) == person
        if person.absences:
            assert with_end_read_again(blind, template, school) == person
