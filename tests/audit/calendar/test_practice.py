"""Practice that is agreed, practice that is added, and when people are available."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.audit.calendar import audit_calendar
from matcher.audit.reading import read
from matcher.calendar import build_calendar, fill_calendar
from matcher.domain.activities import Activity
from matcher.domain.ids import EmployerId
from matcher.domain.participant import WorkingWindow
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from tests.audit.calendar.school_term import (
    BARE,
    BREAK_MONDAY,
    BREAK_TUESDAY,
    FILLED,
    LATE_THURSDAY,
    PLACED,
    PLAIN_WEDNESDAY,
    TERM,
    entry,
    judged,
    planned,
    term,
    the_fault,
    without,
)
from tests.calendar.test_class_weeks import ROWS, opposite
from tests.helpers import builders as make

MORE = entry("p1", BREAK_MONDAY, Activity.PRACTICE, "q1")


def fault_at(place, person=None) -> list[str]:
    """What is wrong with more practice at a place, or for a person, of that kind."""
    people = [person or make.participant("p1")]
    scenario = term(participants=people, places=[place])
    plan, rows = planned(scenario, PLACED)
    rows = (*without(rows, "p1", BREAK_MONDAY), MORE)
    plan = replace(plan, calendar_sha256="")
    found = judged(rows, scenario, plan)
    return [v.aspect for v in found if v.rule is RuleCode.CALENDAR_PRACTICE]


def test_calendar_practice_neutral():
    """Agreed practice stands in the break as on other days."""
    assert entry("p1", date(2026, 10, 7), Activity.PRACTICE, "q1") in BARE


def test_calendar_practice_forced_wrong_without_it():
    """A day of agreed practice that is left out is missed, with its place."""
    (found,) = judged(without(BARE, "p1", PLAIN_WEDNESDAY))
    assert (found.rule, found.aspect) == (RuleCode.CALENDAR_PRACTICE, "missing")
    assert (found.place, found.first) == ("q1", PLAIN_WEDNESDAY)


@pytest.mark.parametrize(
    ("row", "aspect"),
    [
        (entry("p1", BREAK_MONDAY, Activity.PRACTICE, "q2"), "elsewhere"),
        (entry("p2", BREAK_MONDAY, Activity.PRACTICE, "q2"), "elsewhere"),
        (entry("p1", LATE_THURSDAY, Activity.PRACTICE, "q1"), "elsewhere"),
    ],
)
def test_calendar_practice_forced_wrong_elsewhere(row, aspect):
    """Nobody practises where they are not placed, nor after the placement."""
    assert the_fault((*BARE, row)) == (RuleCode.CALENDAR_PRACTICE, aspect)


def test_calendar_practice_forced_wrong_with_teachers():
    """Practice grows only on days without teachers."""
    shorter = replace(PLACED, steps=(make.step(make.START, "ons tor"),))
    plan, rows = planned(TERM, shorter)
    plan = replace(plan, calendar_sha256="")
    friday = date(2026, 9, 11)
    rows = (
        *without(rows, "p1", friday),
        entry("p1", friday, Activity.PRACTICE, "q1"),
    )
    assert the_fault(rows, plan=plan) == (RuleCode.CALENDAR_PRACTICE, "teachers")


def test_calendar_practice_forced_wrong_while_closed():
    """A place that is closed, or open only from later on, takes nobody."""
    closed = make.place("q1", closed=(make.span("2026-10-05", "2026-10-05"),))
    assert fault_at(closed) == ["closed"]
    assert fault_at(make.place("q1", open_from=BREAK_TUESDAY)) == ["closed"]
    assert fault_at(make.place("q1", open_to=date(2026, 10, 4))) == ["closed"]


def test_calendar_practice_forced_wrong_in_hours_that_do_not_suit():
    """The place's hours must be those the person can keep."""
    late = make.place("q1", start_minute=9 * 60, end_minute=17 * 60)
    early = make.participant("p1", working_window=WorkingWindow(7 * 60, 16 * 60))
    assert fault_at(late, early) == ["hours"]
    assert fault_at(late) == []


def test_calendar_practice_forced_right():
    """In the break there may be more at one's own place."""
    assert judged((*BARE, MORE)) == []


def crowded():
    """Two people who share the seats of a place, one each day of the week."""
    people = [make.participant("p1"), make.participant("p2")]
    place = make.place("q1", {"man": 1, "tir": 2, "ons": 2, "tor": 2, "fre": 2})
    scenario = term(participants=people, places=[place])
    plan, rows = planned(scenario, PLACED, replace(PLACED, participant=people[1].id))
    rows = without(without(rows, "p1", BREAK_MONDAY), "p2", BREAK_MONDAY)
    return scenario, replace(plan, calendar_sha256=""), rows


THEIRS = MORE._replace(participant=make.participant("p2").id)


def in_class_weeks(made_for, judged_for):
    """What is wrong with practice that grew in a break, at a place of that kind.

    Two people whose classes alternate in opposite phases, each alone with all practice.
    """
    school = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-30"),))
    classes = {row.participant: row.section for row in ROWS if row.section}
    base = build_calendar(opposite(made_for, calendars=[school]), ROWS, classes)
    calendar = fill_calendar(base, ROWS)
    scenario = opposite(judged_for, calendars=[school])
    reading = read(scenario, Policy(), ROWS, dict(classes))
    found = audit_calendar(reading, make.plan(), calendar).violations
    return [(v.aspect, v.participants) for v in found if v.place]


FOR_TWO = make.place(seats_each_slot=2)
FOR_ONE = replace(FOR_TWO, people_at_once=1)


def test_class_weeks_neutral():
    """Where the place takes both at once, practice grows in weeks of class too."""
    assert in_class_weeks(FOR_TWO, FOR_TWO) == []


def test_class_weeks_forced_wrong():
    """Room for one at a time is the other's in the weeks of class, break or not."""
    assert in_class_weeks(FOR_TWO, FOR_ONE) == [("class-weeks", ("p1",))]


def test_class_weeks_forced_right():
    """The calendar made for that place leaves those weeks to the other."""
    assert in_class_weeks(FOR_ONE, FOR_ONE) == []


def test_calendar_seats_neutral():
    """Without more practice there is nobody too many."""
    scenario, plan, rows = crowded()
    assert judged(rows, scenario, plan) == []


def test_calendar_seats_forced_wrong():
    """Two with more practice on a seat for one are one too many."""
    scenario, plan, rows = crowded()
    (found,) = judged((*rows, MORE, THEIRS), scenario, plan)
    assert (found.rule, found.place, found.slot) == (
        RuleCode.CALENDAR_SEATS,
        "q1",
        "man",
    )
    assert (found.participants, found.found, found.allowed) == (("p1", "p2"), 2, 1)
    assert (found.first, found.last) == (BREAK_MONDAY, BREAK_MONDAY)


def test_calendar_seats_forced_right():
    """The seat is one person's."""
    scenario, plan, rows = crowded()
    assert judged((*rows, THEIRS), scenario, plan) == []


def test_placements_that_are_too_many_are_another_rule_s():
    """Without more practice only the seats of placements are exceeded."""
    people = [make.participant("p1"), make.participant("p2")]
    employer = EmployerId("e1")
    scenario = term(participants=people, places=[make.place("q1", employer=employer)])
    plan, rows = planned(scenario, PLACED, replace(PLACED, participant=people[1].id))
    found = {v.rule for v in judged(rows, scenario, plan)}
    assert RuleCode.SEAT_DAY in found
    assert RuleCode.CALENDAR_SEATS not in found


def test_calendar_availability_neutral():
    """People who can be anywhere at any time are always available."""
    row = entry("p2", LATE_THURSDAY, Activity.SELF_STUDY)
    assert judged((*BARE, row)) == []


def test_calendar_availability_forced_wrong():
    """Nobody studies, nor goes anywhere, on a day they have said they cannot."""
    row = entry("p3", LATE_THURSDAY, Activity.SELF_STUDY)
    (found,) = judged((*BARE, row))
    assert found.rule is RuleCode.CALENDAR_AVAILABILITY
    assert (found.participants, found.first) == (("p3",), LATE_THURSDAY)


def test_calendar_availability_forced_right():
    """On the days they can, they may; and the engine keeps to them."""
    assert {r.slot for r in FILLED if r.participant == "p3" and r.group_activity}
    row = entry("p3", BREAK_TUESDAY, Activity.SELF_STUDY)
    assert judged((*BARE, row)) == []
