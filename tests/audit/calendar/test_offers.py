"""Activities: when they are held, for whom, for how many, and courses as a whole."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.domain.activities import Activity
from matcher.domain.ids import ActivityId, ParticipantId, TemplateId
from matcher.domain.rules import RuleCode
from tests.audit.calendar.school_term import (
    BARE,
    BREAK_TUESDAY,
    FILLED,
    LATE_WEDNESDAY,
    TERM,
    entry,
    instead,
    judged,
    offer,
    term,
    the_fault,
    without,
)

COURSE_DAYS = [date(2026, 11, 5) + timedelta(weeks=n) for n in range(4)]
FAIR_FRIDAY = date(2026, 10, 23)
"""Nine weeks after the first: a week in which the fair is not held."""


def course(person: str, *days: date):
    return [entry(person, day, Activity.COURSE, "course") for day in days]


def club(*people: str):
    return [entry(p, LATE_WEDNESDAY, Activity.JOB_CLUB, "club") for p in people]


def test_activity_session_neutral():
    """The engine's calendar has sessions of every kind, all held for those in them."""
    assert {r.group_activity for r in FILLED} >= {"break", "club"}
    assert judged(FILLED) == []


@pytest.mark.parametrize(
    "row",
    [
        entry("p2", date(2026, 10, 27), Activity.JOB_CLUB, "club"),
        entry("p2", date(2026, 10, 29), Activity.COURSE, "course"),
        entry("p2", date(2026, 12, 3), Activity.COURSE, "course"),
    ],
    ids=["another weekday", "before the first day", "after the last"],
)
def test_activity_session_forced_wrong_when_it_is_not_held(row):
    """Weekday and days of the activity hold for everybody."""
    rows = (*without(BARE, "p2", row.date), row)
    assert (RuleCode.ACTIVITY_SESSION, "time") in {
        (v.rule, v.aspect) for v in judged(rows)
    }


def test_activity_session_forced_wrong_in_a_week_between():
    """Every second week counts from the week of the first day."""
    pair = [entry(p, FAIR_FRIDAY, Activity.COURSE, "fair") for p in ("p1", "p2")]
    assert {(v.rule, v.aspect) for v in judged((*BARE, *pair))} == {
        (RuleCode.ACTIVITY_SESSION, "time")
    }
    week = timedelta(weeks=1)
    pair = [entry(p, FAIR_FRIDAY + week, Activity.COURSE, "fair") for p in ("p1", "p2")]
    assert judged((*BARE, *pair)) == []


def test_activity_session_forced_wrong_with_teachers():
    """What is held only without teaching is not held on a day with class."""
    rows = instead(BARE, entry("p2", date(2026, 10, 27), Activity.TEACHING, "break"))
    assert (RuleCode.ACTIVITY_SESSION, "time") in {
        (v.rule, v.aspect) for v in judged(rows)
    }


def test_activity_session_forced_wrong_for_others():
    """A course up to A2 is not for somebody at B1, nor one of another programme."""
    scenario = term(
        activities=(
            *TERM.activities,
            offer(
                "theirs",
                Activity.JOB_CLUB,
                "ons",
                templates=frozenset({TemplateId("intro")}),
            ),
        )
    )
    (found,) = judged(
        (*BARE, entry("p2", LATE_WEDNESDAY, Activity.JOB_CLUB, "theirs")), scenario
    )
    assert (found.rule, found.aspect) == (RuleCode.ACTIVITY_SESSION, "person")
    assert found.details == {"activity": "theirs"}
    (found,) = (
        v
        for v in judged((*BARE, *course("p3", *COURSE_DAYS)))
        if v.rule is RuleCode.ACTIVITY_SESSION
    )
    assert (found.aspect, found.found) == ("person", 4)


def test_activity_session_forced_right():
    """In the break the offer of the break is held."""
    row = entry("p2", BREAK_TUESDAY, Activity.TEACHING, "break")
    assert judged((*BARE, row)) == []


def test_activity_people_neutral():
    """Without a limit there is room for all, and it is held for one."""
    rows = [entry(p, BREAK_TUESDAY, Activity.TEACHING, "break") for p in ("p2", "p3")]
    assert judged((*BARE, *rows)) == []


def test_activity_people_forced_wrong_beyond_the_seats():
    """Three on two seats are one too many, all named."""
    (found,) = judged((*BARE, *club("p1", "p2", "p3")))
    assert (found.rule, found.aspect) == (RuleCode.ACTIVITY_PEOPLE, "full")
    assert (found.found, found.allowed) == (3, 2)
    assert found.participants == ("p1", "p2", "p3")
    assert found.first == LATE_WEDNESDAY


def test_activity_people_forced_wrong_with_too_few():
    """A session that opens with two is not held for one."""
    rows = (*BARE, entry("p2", date(2026, 10, 30), Activity.COURSE, "fair"))
    (found,) = judged(rows)
    assert (found.rule, found.aspect) == (RuleCode.ACTIVITY_PEOPLE, "few")
    assert (found.found, found.allowed) == (1, 2)


def test_activity_people_forced_right():
    """Exactly as many as there are seats, and as it opens with."""
    fair = [entry(p, date(2026, 10, 30), Activity.COURSE, "fair") for p in ("p1", "p2")]
    assert judged((*BARE, *club("p1", "p2"), *fair)) == []


def test_a_course_opens_with_all_who_are_in_it():
    """Whether a course is held goes by everybody in it, not by each session."""
    whole = offer(
        "course",
        Activity.COURSE,
        "tor",
        first=COURSE_DAYS[0],
        last=COURSE_DAYS[-1],
        is_whole=True,
        opens_with=2,
    )
    scenario = term(activities=(*TERM.activities[:2], whole, TERM.activities[3]))
    rows = (*BARE, *course("p1", *COURSE_DAYS))
    assert the_fault(rows, scenario) == (RuleCode.ACTIVITY_PEOPLE, "few")
    assert judged((*rows, *course("p2", *COURSE_DAYS)), scenario) == []


def test_activity_whole_neutral():
    """Who is in no session of a course misses none."""
    assert ActivityId("course") not in {r.group_activity for r in BARE}


def test_activity_whole_forced_wrong():
    """Three of four sessions are not the whole course."""
    (found,) = judged((*BARE, *course("p2", *COURSE_DAYS[:3])))
    assert (found.rule, found.participants) == (
        RuleCode.ACTIVITY_WHOLE,
        (ParticipantId("p2"),),
    )
    assert (found.found, found.allowed) == (3, 4)
    assert found.details == {"activity": "course"}


def test_activity_whole_forced_right():
    """All four are."""
    assert judged((*BARE, *course("p2", *COURSE_DAYS))) == []


def test_sessions_that_are_not_a_course_may_be_missed():
    """One evening of the job club is enough."""
    assert judged((*BARE, *club("p2"))) == []


def test_a_session_on_a_public_holiday_is_not_held():
    """A course over Christmas is whole without Christmas Day."""
    fridays = [date(2026, 12, 18), date(2026, 12, 25), date(2027, 1, 1)]
    over = offer(
        "xmas",
        Activity.COURSE,
        "fre",
        first=fridays[0],
        last=fridays[-1],
        is_whole=True,
    )
    scenario = term(activities=(*TERM.activities, over))
    rows = (*BARE, entry("p2", fridays[0], Activity.COURSE, "xmas"))
    assert judged(rows, scenario) == []


def in_the_break(last: date):
    """The only row of a course that is held on Tuesdays without teachers until a day."""
    crash = offer(
        "crash",
        Activity.COURSE,
        "tir",
        last=last,
        is_whole=True,
        only_without_teaching=True,
    )
    row = entry("p2", BREAK_TUESDAY, Activity.COURSE, "crash")
    return judged((*BARE, row), term(activities=(*TERM.activities, crash)))


def test_a_course_of_the_break_is_whole_in_the_break():
    """What is held only without teaching has no sessions on days with teachers."""
    assert in_the_break(BREAK_TUESDAY) == []


def test_a_course_in_one_s_holiday_is_missed():
    """Who has holiday at a session cannot take the whole course."""
    (found,) = in_the_break(BREAK_TUESDAY + timedelta(weeks=1))
    assert (found.rule, found.found, found.allowed) == (RuleCode.ACTIVITY_WHOLE, 1, 2)


def test_who_misses_a_session_leaves_the_others_their_course():
    """A course opens with those who began it; one who missed a session is told."""
    course_for_two = replace(TERM.activities[2], opens_with=2)
    scenario = term(
        activities=(*TERM.activities[:2], course_for_two, TERM.activities[3])
    )
    rows = (*BARE, *course("p1", *COURSE_DAYS), *course("p2", *COURSE_DAYS[:3]))
    assert the_fault(rows, scenario) == (RuleCode.ACTIVITY_WHOLE, "")
