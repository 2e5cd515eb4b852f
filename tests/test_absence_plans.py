"""People who are away, from the scenario to the plan."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.audit import audit_plan
from matcher.calendar import Activity
from matcher.domain.ids import ParticipantId
from matcher.domain.metrics import step_spans
from matcher.domain.policy import Policy
from matcher.domain.programme_length import programme_ends, with_programme_ends
from matcher.io import plan_to_json
from matcher.io.plan_json import plan_from_json
from tests.helpers import builders as make
from tests.helpers.absences import absence
from tests.placement.batch import plan_all

POLICY = Policy()
STATED, MOVED = date(2026, 10, 16), date(2026, 10, 30)
AWAY = absence("pause", "2026-09-07", "2026-09-18")
"""Ten working days: the stated end leaves 9 weeks, the moved one 11."""


def stated(*absences):
    return make.participant("p1", programme_end=STATED, absences=absences)


def scenario_of(person):
    others = [make.participant("p2"), make.participant("p3")]
    places = [make.place("q1", 2), make.place("q2", employer="e2")]
    return with_programme_ends(make.scenario([person, *others], places))


@pytest.fixture(scope="module")
def planned():
    """Scenario and outcome: paused, never away, and away before the programme began."""
    before = absence("leave", "2026-01-05", "2026-01-30")
    scenarios = [scenario_of(stated(*a)) for a in ((AWAY,), (), (before,))]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all([(one, POLICY) for one in scenarios], patch)
    return list(zip(scenarios, outcomes, strict=True))


@pytest.fixture(scope="module")
def away(planned):
    return planned[0]


@pytest.fixture(scope="module")
def never_away(planned):
    return planned[1]


def placement(outcome):
    return next(p for p in outcome.plan.placements if p.participant == "p1")


def test_the_placement_lasts_to_the_moved_end(away, never_away):
    """Options, and so placements, go by the moved end."""
    assert placement(never_away[1]).end_date == STATED
    assert placement(away[1]).end_date == MOVED


def test_the_placement_runs_over_the_pause(away):
    """It is one placement, that began before the pause and goes on after it."""
    ((span, _),) = step_spans(placement(away[1]))
    assert span.first < AWAY.first
    assert span.last > AWAY.last


def test_the_plan_states_the_moved_end(away, never_away):
    """Of the one who was away, and in a plan without anybody away of nobody."""
    scenario, outcome = away
    assert outcome.plan.programme_ends == programme_ends(scenario.participants)
    assert [end.last for end in outcome.plan.programme_ends] == [MOVED]
    assert never_away[1].plan.programme_ends == ()
    assert '"programme_ends"' not in plan_to_json(never_away[1].plan)


def test_the_audit_finds_it_sound(away):
    """Values, hours and ends are the same in the second reading."""
    scenario, outcome = away
    assert outcome.plan.metrics["violations"] == 0
    assert audit_plan(scenario, POLICY, outcome.plan).violations == ()


def test_the_plan_reads_back_equal(away):
    """What it states of ends survives the file."""
    made = away[1].plan
    assert plan_from_json(plan_to_json(made)) == made


def test_the_calendar_has_the_days_away(away):
    """Ten entries of absence, and no practice in between."""
    rows = [r for r in away[1].calendar.rows() if r.participant == ParticipantId("p1")]
    assert [r.date for r in rows if r.activity is Activity.ABSENCE] == [
        day for day in AWAY.span.days() if day.weekday() < 5
    ]
    practised = {r.date for r in rows if r.activity is Activity.PRACTICE}
    assert practised
    assert not any(day in AWAY.span for day in practised)


def test_hours_leave_the_days_away_out(away, never_away):
    """The duty of a person away is met by the practice of the other days alone."""
    for _, outcome in (away, never_away):
        assert outcome.plan.metrics["people_below_work_hours"] == 0


def test_an_absence_that_changes_nothing_changes_nothing(planned, never_away):
    """Away before the programme began: all but the hash of the scenario is the same."""
    _, outcome = planned[2]
    sha = never_away[1].plan.scenario_sha256
    told = replace(outcome.plan, scenario_sha256=sha)
    assert told.scenario_sha256 != outcome.plan.scenario_sha256
    assert plan_to_json(told) == plan_to_json(never_away[1].plan)
