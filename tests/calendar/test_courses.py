"""Courses that people take from the first session to the last."""

from datetime import date

from matcher.domain.activities import Activity
from tests.calendar.activities import filled, offer, offering, there
from tests.helpers import builders as make


def course(**changes):
    """Two days of the first week, as a whole."""
    return offer(
        slots="man tir",
        **{
            "kind": Activity.COURSE,
            "is_whole": True,
            "last": date(2026, 8, 21),
            **changes,
        },
    )


def taken(scenario, placements=(), classes=None):
    """Who is at which session of the course."""
    found = filled(scenario, placements, classes)
    return [(who, day[8:]) for who, day, _ in there(found, Activity.COURSE)]


def people(count, **changes):
    return [make.participant(f"p{i}", **changes) for i in range(count)]


def test_who_is_free_in_every_session_takes_the_course():
    """Both days of the course are filled."""
    assert taken(offering(course())) == [("p1", "17"), ("p1", "18")]


def test_who_is_busy_in_one_session_takes_none():
    """Class on Monday keeps a person from a course on Monday and Tuesday."""
    scenario = offering(course(), sections=(make.section(menu="man"),))
    assert taken(scenario, classes={"p1": "c1"}) == []


def test_who_is_not_available_in_one_session_takes_none():
    """A person who can only be somewhere on Tuesdays does not begin."""
    person = make.participant(available_slots=make.slots("tir"))
    assert taken(offering(course(), participants=[person])) == []


def test_a_course_is_held_for_enough_people():
    """Two come to a course that two are enough for."""
    scenario = offering(course(opens_with=2), participants=people(2))
    assert len(taken(scenario)) == 4


def test_a_course_is_not_held_for_too_few():
    """Nobody comes to a course for three when two could."""
    scenario = offering(course(opens_with=3), participants=people(2))
    assert taken(scenario) == []


def test_a_course_has_no_more_people_than_seats():
    """One seat: the first of two who need it as much."""
    scenario = offering(course(seats=1), participants=people(2))
    assert taken(scenario) == [("p0", "17"), ("p0", "18")]


def test_who_lacks_most_of_the_duty_comes_first():
    """A person with hours of their own leaves the seat to one without."""
    first = make.participant("p0", secured_minutes_per_week=600)
    scenario = offering(course(seats=1), participants=[first, make.participant("p1")])
    assert {who for who, _ in taken(scenario)} == {"p1"}


def test_what_does_not_count_towards_the_duty_makes_nobody_urgent():
    """A course that is no work-oriented content goes by empty weeks: first by id."""
    first = make.participant("p0", secured_minutes_per_week=600)
    scenario = offering(
        course(seats=1, work_oriented=False),
        participants=[first, make.participant("p1")],
    )
    assert {who for who, _ in taken(scenario)} == {"p0"}


def test_two_courses_at_the_same_time_share_no_people():
    """Who takes the first is not free for the second."""
    scenario = offering(course(), offer("a2", "tir ons", is_whole=True, last=None))
    found = filled(scenario)
    kinds = {row.group_activity for row in found.rows() if row.group_activity}
    assert kinds == {"a1"}


def test_a_course_without_teachers_is_every_session_of_the_school_s_break():
    """Held in the break only, it is complete though the second week has teachers."""
    school = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-21"),))
    scenario = offering(
        course(last=None, only_without_teaching=True), calendars=(school,)
    )
    assert taken(scenario) == [("p1", "17"), ("p1", "18")]


def test_a_holiday_of_ones_own_in_a_course_leaves_one_out():
    """A session on a day of programme holiday is missed, so nobody begins."""
    school = make.calendar(programme_holiday=(make.span("2026-08-18", "2026-08-18"),))
    assert taken(offering(course(), calendars=(school,))) == []
