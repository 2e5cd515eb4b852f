"""Change an entry of a sound calendar in each way a rule forbids: the audit names it."""

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from matcher.audit import audit_plan
from matcher.domain.activities import Activity
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from tests.audit.calendar.school_term import (
    BARE,
    BREAK_TUESDAY,
    CHRISTMAS_DAY,
    FILLED,
    HOLIDAY_MONDAY,
    LATE_THURSDAY,
    LATE_WEDNESDAY,
    PLAIN_MONDAY,
    PLAIN_THURSDAY,
    PLAIN_WEDNESDAY,
    PLAN,
    TERM,
    Rows,
    entry,
    instead,
    judged,
    without,
)
from tests.audit.calendar.worlds import filled
from tests.audit.judging import CALENDAR_RULES

Change = Callable[[Rows], Rows]


def adding(*entries) -> Change:
    return lambda rows: (*rows, *entries)


def leaving_out(person: str, day: date) -> Change:
    return lambda rows: without(rows, person, day)


def putting(*entries) -> Change:
    return lambda rows: instead(rows, *entries)


CLUB = [entry(p, LATE_WEDNESDAY, Activity.JOB_CLUB, "club") for p in ("p1", "p2", "p3")]
STUDY = Activity.SELF_STUDY
FRIDAY = date(2026, 10, 30)

MUTATIONS: dict[str, tuple[RuleCode, Change]] = {
    "twice": (RuleCode.CALENDAR_CLASH, adding(BARE[0])),
    "beside class": (
        RuleCode.CALENDAR_CLASH,
        adding(entry("p2", PLAIN_MONDAY, STUDY)),
    ),
    "no holiday": (RuleCode.CALENDAR_DAY, leaving_out("p2", HOLIDAY_MONDAY)),
    "no public holiday": (RuleCode.CALENDAR_DAY, leaving_out("p3", CHRISTMAS_DAY)),
    "study on a holiday": (
        RuleCode.CALENDAR_DAY,
        putting(entry("p2", HOLIDAY_MONDAY, STUDY)),
    ),
    "practice on a holiday": (
        RuleCode.CALENDAR_DAY,
        putting(entry("p1", HOLIDAY_MONDAY, Activity.PRACTICE, "q1")),
    ),
    "holiday on a plain day": (
        RuleCode.CALENDAR_DAY,
        adding(entry("p1", LATE_THURSDAY, Activity.HOLIDAY)),
    ),
    "after the calendar": (
        RuleCode.CALENDAR_DAY,
        adding(entry("p1", date(2027, 2, 1), STUDY)),
    ),
    "wrong week": (
        RuleCode.CALENDAR_DAY,
        adding(entry("p1", LATE_THURSDAY, STUDY)._replace(iso_week="2026-W43")),
    ),
    "no class": (RuleCode.CALENDAR_CLASS, leaving_out("p3", PLAIN_MONDAY)),
    "study instead of class": (
        RuleCode.CALENDAR_CLASS,
        putting(entry("p3", PLAIN_MONDAY, STUDY)),
    ),
    "class without teachers": (
        RuleCode.CALENDAR_CLASS,
        adding(entry("p2", BREAK_TUESDAY, Activity.CLASS, "c1")),
    ),
    "no practice": (RuleCode.CALENDAR_PRACTICE, leaving_out("p1", PLAIN_THURSDAY)),
    "practice elsewhere": (
        RuleCode.CALENDAR_PRACTICE,
        putting(entry("p1", PLAIN_WEDNESDAY, Activity.PRACTICE, "q2")),
    ),
    "practice without a place": (
        RuleCode.CALENDAR_PRACTICE,
        adding(entry("p2", PLAIN_THURSDAY, Activity.PRACTICE, "q2")),
    ),
    "practice afterwards": (
        RuleCode.CALENDAR_PRACTICE,
        adding(entry("p1", LATE_THURSDAY, Activity.PRACTICE, "q1")),
    ),
    "not available": (
        RuleCode.CALENDAR_AVAILABILITY,
        adding(entry("p3", LATE_THURSDAY, STUDY)),
    ),
    "not held": (
        RuleCode.ACTIVITY_SESSION,
        adding(entry("p1", LATE_THURSDAY, Activity.JOB_CLUB, "club")),
    ),
    "too many": (RuleCode.ACTIVITY_PEOPLE, adding(*CLUB)),
    "too few": (
        RuleCode.ACTIVITY_PEOPLE,
        adding(entry("p1", FRIDAY, Activity.COURSE, "fair")),
    ),
    "part of a course": (
        RuleCode.ACTIVITY_WHOLE,
        adding(entry("p1", date(2026, 11, 5), Activity.COURSE, "course")),
    ),
    "too much alone": (
        RuleCode.SELF_STUDY_CAP,
        adding(entry("p1", LATE_WEDNESDAY, STUDY), entry("p1", FRIDAY, STUDY)),
    ),
}
"""How a calendar is changed, and the rule that forbids it."""


def test_every_calendar_rule_is_broken_once():
    """All have a change, but seats, which take another place (``test_practice.py``)."""
    rules = {rule for rule, _ in MUTATIONS.values()}
    assert rules == CALENDAR_RULES - {RuleCode.CALENDAR_SEATS}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_false_calendar_is_named_by_its_rule_alone(name):
    """The audit finds the rule that was broken, and finds no other."""
    rule, change = MUTATIONS[name]
    assert {v.rule for v in judged(change(BARE))} == {rule}


@pytest.mark.parametrize("seed", range(30))
def test_any_other_calendar_is_caught(seed):
    """Whatever row is left out or changed, the plan's calendar is another one."""
    rng = Random(seed)
    at = rng.randrange(len(FILLED))
    row = FILLED[at]
    changed = row._replace(
        activity=rng.choice([a for a in Activity if a != row.activity])
    )
    rows = (*FILLED[:at], *rng.choice([(), (changed,)]), *FILLED[at + 1 :])
    report = audit_plan(TERM, Policy(), PLAN, rows)
    assert (RuleCode.STATED_VALUE, "calendar") in {
        (v.rule, v.aspect) for v in report.violations
    }


@pytest.mark.parametrize("seed", [0, 3, 15, 16, 23, 24])
def test_what_the_engine_fills_passes(seed):
    """Options drawn blindly, weeks without teachers and offers: no calendar rule broken."""
    for scenario, policy, plan, calendar in filled(seed):
        report = audit_plan(scenario, policy, plan, calendar)
        assert not CALENDAR_RULES & {v.rule for v in report.violations}
        assert "calendar" not in {v.aspect for v in report.violations}


def test_rows_and_columns_are_the_same_calendar():
    """Read from rows or from columns, the same is found."""
    for scenario, policy, plan, calendar in filled(15):
        report = audit_plan(scenario, policy, plan, calendar)
        assert report == audit_plan(scenario, policy, plan, tuple(calendar.rows()))
