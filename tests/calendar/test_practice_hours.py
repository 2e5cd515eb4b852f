"""Practice that adds up: what was before, and what the plan brings."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.audit.calendar import audit_calendar
from matcher.audit.reading import read
from matcher.audit.wording import violation_line
from matcher.calendar import build_calendar
from matcher.calendar.practice_hours import practice_hours
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.explain import explain, explanation_lines, plain_texts
from matcher.io import scenario_sha256
from matcher.io.plan_json import plan_from_json, plan_to_json
from matcher.report.practice_hours import practice_hours_text
from matcher.report.wording import Wording
from matcher.text import Language, translator
from tests.helpers import builders as make
from tests.helpers.readability import lix

NB = Wording(translator(Language.NB), {})
TWO_IN_A_ROW = [
    make.placement(last=date(2026, 8, 28)),
    make.placement(
        at="q2", practice="ons", first=date(2026, 8, 31), last=date(2026, 9, 4)
    ),
]


def world(*documented: int | None):
    """Two places of employers each, and people with so many minutes from before."""
    people = [
        make.participant(f"p{i}", documented_practice_minutes=minutes)
        for i, minutes in enumerate(documented, start=1)
    ]
    template = make.template(chain_first_weeks=2, min_weeks=1)
    places = [make.place(), make.place("q2", employer="e2")]
    return make.scenario(people, places, templates=[template])


def calendar_of(scenario):
    classes = {p.id: scenario.sections[0].id for p in scenario.participants}
    return build_calendar(scenario, TWO_IN_A_ROW, classes)


def planned(scenario):
    return replace(
        make.plan(TWO_IN_A_ROW), practice_hours=practice_hours(calendar_of(scenario))
    )


def test_both_placements_count_beside_what_was_before():
    """Seven days of 7.5 hours at two places, and 100 hours before."""
    [one] = practice_hours(calendar_of(world(6000)))
    assert (one.documented_minutes, one.planned_minutes) == (6000, 7 * 450)
    assert one.minutes == 6000 + 7 * 450


def test_nothing_is_added_up_where_nobody_asks():
    """A blank is not 0: who has 0 begins to count now."""
    assert practice_hours(calendar_of(world(None))) == ()
    people = practice_hours(calendar_of(world(0, None, 60)))
    assert [one.participant for one in people] == ["p1", "p3"]


def test_a_blank_is_not_in_the_hash():
    """Scenarios of before have that of before; 0 is another scenario."""
    assert scenario_sha256(world(None)) != scenario_sha256(world(0))
    assert scenario_sha256(world(0)) != scenario_sha256(world(60))


def test_hours_are_read_back_from_a_plan():
    """With the key only where somebody's practice is added up."""
    plan = planned(world(6000))
    assert plan_from_json(plan_to_json(plan)).practice_hours == plan.practice_hours
    assert '"practice_hours":' not in plan_to_json(make.plan())


@pytest.mark.parametrize(
    ("corrupt", "people"),
    [
        (lambda hours: hours, []),
        (lambda hours: (replace(hours[0], planned_minutes=9),), ["p1"]),
        (lambda hours: (replace(hours[0], documented_minutes=9),), ["p1"]),
        (lambda _: (), ["p1"]),
    ],
)
def test_the_audit_adds_up_again(corrupt, people):
    """From the entries of the calendar; what is stated otherwise, or not, is told."""
    scenario = world(6000)
    plan = planned(scenario)
    plan = replace(plan, practice_hours=corrupt(plan.practice_hours))
    reading = read(scenario, Policy(), TWO_IN_A_ROW, {})
    found = [
        v
        for v in audit_calendar(reading, plan, calendar_of(scenario)).violations
        if v.aspect == "practice-hours"
    ]
    assert [v.participants for v in found] == [(name,) for name in people]
    assert {v.rule for v in found} <= {RuleCode.STATED_VALUE}
    for violation in found:
        assert "100 + 52.5" in violation_line(violation, NB.say)


def test_hours_are_told():
    """In the file with decimals, in the explanation, and in plain words to the person."""
    scenario = world(6000)
    plan = planned(scenario)
    heading, row = practice_hours_text(plan.practice_hours, NB).splitlines()
    assert heading == "Deltaker;Dokumentert før;I planen;Til sammen"
    assert row == "p1;100.00;52.50;152.50"
    person = scenario.participants[0].id
    told = list(explanation_lines(explain(scenario, Policy(), plan, person), NB.say))
    assert "Praksistimer: 100 fra før og 52 i planen, til sammen 152." in told
    [lines] = plain_texts(scenario, plan, NB.say).values()
    assert "Med planen har du hatt 152 timer praksis." in lines
    assert lix(lines) <= 30
