"""The cap of self-study, and the figures a plan states of its calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.audit import audit_plan
from matcher.domain.activities import Activity
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from tests.audit.calendar.school_term import (
    BARE,
    BREAK_TUESDAY,
    FIGURES,
    FILLED,
    LATE_THURSDAY,
    LATE_WEDNESDAY,
    PLACED,
    PLAN,
    TERM,
    UNSTATED,
    entry,
    judged,
    planned,
    term,
    without,
)
from tests.helpers import builders as make

FRIDAY = date(2026, 10, 30)
ALONE = entry("p2", LATE_THURSDAY, Activity.SELF_STUDY)


def figures(rows, scenario=TERM, plan=UNSTATED) -> dict[str, int]:
    found = audit_plan(scenario, Policy(), plan, rows).calendar
    assert found is not None
    return dict(found)


def stating(**metrics: int):
    return replace(PLAN, metrics={**PLAN.metrics, **metrics})


def untrue(plan, rows=FILLED) -> list[tuple[str, str | None, int, int]]:
    """What is stated of the calendar and is not so: aspect, name, stated, true."""
    violations = audit_plan(TERM, Policy(), plan, rows).violations
    assert {v.rule for v in violations} <= {RuleCode.STATED_VALUE}
    return [(v.aspect, v.details.get("name"), v.found, v.allowed) for v in violations]


def test_self_study_cap_neutral():
    """The engine gives nobody more than a day a week."""
    days = [r.date for r in FILLED if r.activity is Activity.SELF_STUDY]
    assert days
    assert judged(FILLED) == []


def test_self_study_cap_forced_wrong():
    """Two days of a week are 15 hours, and the programme allows 7.5."""
    (found,) = judged((*BARE, ALONE, entry("p2", FRIDAY, Activity.SELF_STUDY)))
    assert (found.rule, found.participants) == (RuleCode.SELF_STUDY_CAP, ("p2",))
    assert (found.found, found.allowed) == (900, 450)
    assert (found.first, found.last) == (date(2026, 10, 26), date(2026, 11, 1))


def test_self_study_cap_forced_right():
    """A day this week and one the next."""
    following = entry("p2", LATE_THURSDAY + timedelta(weeks=1), Activity.SELF_STUDY)
    assert judged((*BARE, ALONE, following)) == []


def test_without_a_calendar_nothing_is_said_of_it():
    """A plan whose calendar is not at hand breaks none of its rules."""
    report = audit_plan(TERM, Policy(), PLAN)
    assert (report.violations, report.calendar) == ((), None)


def test_true_figures_are_found_again():
    """All are those the plan states."""
    assert untrue(PLAN) == []
    assert figures(FILLED) == {name: PLAN.metrics[name] for name in FIGURES}


@pytest.mark.parametrize("name", FIGURES)
def test_an_untrue_figure_is_found(name):
    """One less than the truth."""
    true = PLAN.metrics[name]
    assert untrue(stating(**{name: true - 1})) == [("metric", name, true - 1, true)]


def test_a_figure_that_is_left_out_is_missed():
    """A plan with a calendar states what it lacks."""
    silent = {k: v for k, v in PLAN.metrics.items() if k != "empty_weeks"}
    assert untrue(replace(PLAN, metrics=silent)) == [("absent", "empty_weeks", 0, 1)]


def test_a_figure_below_its_bound_is_found():
    """No calendar lacks less than the bound says."""
    name, true = "hours_short_full_time", PLAN.metrics["hours_short_full_time"]
    assert untrue(stating(**{f"{name}_bound": true})) == []
    assert untrue(stating(**{f"{name}_bound": true + 1})) == [
        ("calendar-bound", name, true, true + 1)
    ]


def test_a_bound_below_that_over_all_placements_is_found():
    """What no placements go below, these do not either."""
    name, true = "hours_short_legal", PLAN.metrics["hours_short_legal"]
    bounds = {f"{name}_bound": true - 2, f"{name}_bound_any_placement": true - 1}
    assert untrue(stating(**bounds)) == [("calendar-bound", name, true - 2, true - 1)]


def test_a_free_day_costs_its_hours():
    """A day of the job club that is left out is 7.5 hours short of a full programme."""
    one = next(
        row
        for row in FILLED
        if row.activity is Activity.JOB_CLUB and row.participant == "p2"
    )
    before, after = figures(FILLED), figures(without(FILLED, "p2", one.date))
    name = "hours_short_full_time"
    assert after[name] - before[name] in (7, 8)


def test_self_study_counts_as_time_and_is_led_by_nobody():
    """It leaves a week without other content an empty one."""
    club = entry("p2", LATE_WEDNESDAY, Activity.JOB_CLUB, "club")
    rows = without(BARE, "p2", date(2026, 10, 26), date(2026, 10, 27))
    nothing, alone, led = (
        figures(rows),
        figures((*rows, ALONE)),
        figures((*rows, ALONE, club)),
    )
    assert alone["empty_weeks"] == nothing["empty_weeks"] == led["empty_weeks"]
    name = "hours_short_full_time"
    assert 7 <= nothing[name] - alone[name] <= 8
    assert 7 <= alone[name] - led[name] <= 8


def test_work_counts_only_in_the_window_of_the_duty():
    """A course after the placement weeks brings no hours that the duty asks."""
    before = figures(BARE)["hours_short_legal"]
    inside = (*BARE, entry("p2", date(2026, 9, 9), Activity.JOB_CLUB, "club"))
    outside = (*BARE, entry("p2", LATE_WEDNESDAY, Activity.JOB_CLUB, "club"))
    assert 7 <= before - figures(inside)["hours_short_legal"] <= 8
    assert figures(outside)["hours_short_legal"] == before


def test_secured_hours_lower_all_that_is_asked():
    """Somebody with 15 hours already has no empty week without anything led."""
    people = [make.participant("p1", secured_minutes_per_week=900)]
    scenario = term(participants=people)
    plan, rows = planned(scenario, PLACED)
    assert figures(rows, scenario, plan)["empty_weeks"] == 0
    none = tuple(row for row in rows if row.activity >= Activity.HOLIDAY)
    assert figures(none, scenario, plan)["empty_weeks"] == 0


def test_another_calendar_than_the_plan_s_is_told():
    """One row less, or another word in one, is another calendar."""
    other = [FILLED[1:], (*FILLED[:-1], FILLED[-1]._replace(activity=Activity.TEST))]
    for rows in other:
        assert "calendar" in {
            v.aspect for v in audit_plan(TERM, Policy(), PLAN, rows).violations
        }


def test_a_calendar_in_another_order_is_the_same():
    """The hash is of the content, whatever the order of the rows."""
    assert untrue(PLAN, tuple(reversed(FILLED))) == []


def test_days_on_which_nobody_is_available_ask_for_less():
    """Who can be there on one day only has no empty week with that day filled."""
    person = make.participant(
        "p1", template="class-only", available_slots=make.slots("tir")
    )
    scenario = term(participants=[person])
    plan, rows = planned(scenario)
    free = without(rows, "p1", BREAK_TUESDAY)
    day = entry("p1", BREAK_TUESDAY, Activity.TEACHING, "break")
    name = "empty_weeks"
    before, after = figures(free, scenario, plan), figures((*free, day), scenario, plan)
    assert before[name] - after[name] == 1
