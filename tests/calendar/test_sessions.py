"""What could fill free slots: practice without teachers, and activities."""

from datetime import date

import pytest

from matcher.calendar import build_calendar
from matcher.calendar.sessions import find_sessions
from matcher.domain.activities import Activity
from matcher.domain.ids import CalendarId, MunicipalityId, TemplateId
from matcher.domain.participant import WorkingWindow
from tests.calendar.activities import offer, offering
from tests.helpers import builders as make

BREAK = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-23"),))
FIRST_WEEK = date(2026, 8, 21)
ON_THURSDAYS = make.placement(practice="tor", last=FIRST_WEEK)
EVERY_DAY = ["17", "18", "19", "21"]
"""Days of the break on which the person has no practice as planned."""


def could(scenario, placements=(), classes=None):
    """Person, day of the month and kind of every pair."""
    base = build_calendar(scenario, placements, classes or {})
    found = find_sessions(base, placements)
    people = [p.id for p in scenario.participants]
    return [
        (
            people[base.free.participant_idx[cell]],
            f"{scenario.horizon.start.day + base.free.day[cell]:02}",
            Activity(found.activity[session]),
        )
        for cell, session in zip(
            found.cell.tolist(), found.session.tolist(), strict=True
        )
    ]


def days(scenario, placements=(), classes=None):
    return [day for _, day, _ in could(scenario, placements, classes)]


def seats(scenario, placements=()):
    base = build_calendar(scenario, placements, {})
    return find_sessions(base, placements).seats.tolist()


def in_break(**changes):
    return offering(weeks=1, **{"calendars": (BREAK,), **changes})


def test_practice_grows_on_days_without_teachers():
    """In the break every other day could be practice at the person's own place."""
    assert days(in_break(), [ON_THURSDAYS]) == EVERY_DAY


def test_practice_does_not_grow_while_there_are_teachers():
    """In an ordinary week there is nothing more."""
    assert days(offering(weeks=1), [ON_THURSDAYS]) == []


def test_practice_grows_only_within_the_placement():
    """A placement that begins next week gives nothing this week."""
    later = make.placement(practice="tor", first=date(2026, 8, 24))
    assert days(in_break(), [later]) == []


def test_practice_does_not_grow_while_the_place_is_closed():
    """Closed on Monday and Tuesday."""
    place = make.place(closed=(make.span("2026-08-17", "2026-08-18"),))
    assert days(in_break(places=[place]), [ON_THURSDAYS]) == ["19", "21"]


def test_practice_does_not_grow_outside_the_place_s_own_dates():
    """The place takes people from Tuesday to Thursday."""
    place = make.place(open_from=date(2026, 8, 18), open_to=date(2026, 8, 20))
    assert days(in_break(places=[place]), [ON_THURSDAYS]) == ["18", "19"]


def test_practice_grows_where_the_place_has_seats():
    """A place for Tuesdays and Thursdays takes nobody on the other days."""
    place = make.place("q1", {"tir": 1, "tor": 1})
    assert days(in_break(places=[place]), [ON_THURSDAYS]) == ["18"]


def test_seats_of_others_practice_are_taken():
    """Three seats, one person there as planned: two are left."""
    people = [make.participant("p1"), make.participant("p2")]
    place = make.place("q1", {"ons": 3, "tor": 3})
    placed = [
        make.placement("p1", practice="tor", last=FIRST_WEEK),
        make.placement("p2", practice="ons", last=FIRST_WEEK),
    ]
    scenario = in_break(participants=people, places=[place])
    assert seats(scenario, placed) == [2, 2]


def test_practice_keeps_to_the_hours_a_person_can_work():
    """Somebody who can be at work from nine does not start at eight."""
    person = make.participant(working_window=WorkingWindow(540, 1000))
    assert days(in_break(participants=[person]), [ON_THURSDAYS]) == []
    place = make.place(start_minute=540, end_minute=900)
    scenario = in_break(participants=[person], places=[place])
    assert days(scenario, [ON_THURSDAYS]) == EVERY_DAY


def test_of_two_placements_the_one_of_that_day_counts():
    """A person who changes place midweek grows at each in its days."""
    scenario = in_break(places=[make.place("q1"), make.place("q2")])
    placed = [
        make.placement(at="q1", practice="man", last=date(2026, 8, 18)),
        make.placement(at="q2", practice="tor", first=date(2026, 8, 20)),
    ]
    assert days(scenario, placed) == ["18", "21"]


def test_a_slot_in_which_the_person_is_not_available_has_nothing():
    """Neither practice nor an activity on a day the person cannot come."""
    person = make.participant(available_slots=make.slots("tor fre"))
    scenario = offering(
        offer(slots="ons fre"), weeks=1, participants=[person], calendars=(BREAK,)
    )
    assert could(scenario, [ON_THURSDAYS]) == [
        ("p1", "21", Activity.PRACTICE),
        ("p1", "21", Activity.JOB_CLUB),
    ]


def test_a_slot_of_class_is_not_free():
    """A job club on a class day is not for those in class."""
    scenario = offering(offer(slots="man ons"), weeks=1)
    assert days(scenario, classes={"p1": "c1"}) == ["19"]


def test_no_activity_on_a_programme_holiday():
    """The participants' own holiday is free of everything."""
    school = make.calendar(programme_holiday=(make.span("2026-08-17", "2026-08-19"),))
    assert days(offering(offer(slots="ons fre"), weeks=1, calendars=(school,))) == [
        "21"
    ]


def test_only_without_teaching_goes_by_each_person_s_own_school():
    """One school has a break, the other has teachers."""
    people = [
        make.participant("p1"),
        make.participant("p2", municipality=MunicipalityId("4001")),
    ]
    scenario = in_break(
        activities=(offer(only_without_teaching=True),),
        participants=people,
        calendars=(BREAK, make.calendar("nabo")),
        municipalities=[
            make.municipality(),
            make.municipality("4001", calendar=CalendarId("nabo")),
        ],
    )
    assert could(scenario) == [("p1", "19", Activity.JOB_CLUB)]


PEOPLE = (
    make.participant("p1"),
    make.participant("p2", municipality=MunicipalityId("4001")),
    make.participant("p3", template=TemplateId("kvp")),
    make.participant("p4", level=make.level("B1")),
)


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({}, ["p1", "p2", "p3", "p4"]),
        ({"municipalities": frozenset({make.MUNICIPALITY})}, ["p1", "p3", "p4"]),
        ({"templates": frozenset({make.TEMPLATE})}, ["p1", "p2", "p4"]),
        ({"level_from": make.level("B1").overall}, ["p4"]),
        ({"level_to": make.level("A2").overall}, ["p1", "p2", "p3"]),
        ({"municipalities": frozenset({MunicipalityId("9999")})}, []),
    ],
)
def test_an_activity_is_for_those_it_says(changes, who):
    """Municipality, programme template and level, as the definition has it."""
    activity = offer(**changes)
    scenario = offering(
        activity,
        weeks=1,
        participants=PEOPLE,
        templates=[make.template(), make.template("kvp")],
        municipalities=[make.municipality(), make.municipality("4001")],
    )
    assert [one for one, _, _ in could(scenario)] == who
    assert [p.id for p in PEOPLE if activity.is_for(p)] == who


def test_seats_without_a_limit_are_enough_for_all():
    """Each of two may come, and so may both."""
    people = [make.participant("p1"), make.participant("p2")]
    assert seats(offering(offer(), weeks=1, participants=people))[0] >= 2


def test_places_go_before_activities():
    """The pairs of a slot come with practice first."""
    scenario = in_break(activities=(offer(slots="man"),))
    kinds = [kind for _, day, kind in could(scenario, [ON_THURSDAYS]) if day == "17"]
    assert kinds == [Activity.PRACTICE, Activity.JOB_CLUB]


def test_nothing_on_offer_is_no_session():
    """Without activities and placements nothing can be filled."""
    assert could(offering()) == []
