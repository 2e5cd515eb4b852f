"""From a plan's calendar to events."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.activities import Activity, GroupActivity
from matcher.domain.ids import (
    ActivityId,
    ParticipantId,
    PlaceId,
    SlotId,
)
from matcher.domain.visit import Visit, VisitKind
from matcher.domain.weeks import Slot, WeekGrid
from matcher.export import calendar_events, calendar_of, is_as_planned, plan_events
from matcher.export.events import mondays_of
from tests.helpers import builders as make


def of(events, person, day):
    return [
        (e.activity, e.start_minute, e.end_minute)
        for e in events
        if e.participants == (person,) and e.day == day
    ]


def test_class_keeps_the_hours_of_its_slot(events):
    """From eight to half past three."""
    assert of(events, "p1", date(2026, 8, 17)) == [("class", 480, 930)]


def test_practice_keeps_the_hours_of_its_place(events):
    """From ten to six, whatever the slot says."""
    assert of(events, "p1", date(2026, 8, 19)) == [("practice", 600, 1080)]


def test_a_day_off_is_one_event_without_clock_times(known, plan):
    """However many slots the day has."""
    halves = [
        Slot(SlotId(f"{n}"), 3, 480 + n * 240, 700 + n * 240, 220) for n in (0, 1)
    ]
    halved = replace(known, grid=WeekGrid(tuple(halves)), sections=())
    events = calendar_events(calendar_of(halved, replace(plan, placements=())))
    assert of(tuple(events), "p1", date(2026, 9, 10)) == [("holiday", None, None)]


def test_nobody_has_two_events_in_a_slot(events):
    """Person, day and slot tell events apart."""
    slots = Counter((e.participants, e.day, e.slot) for e in events)
    assert max(slots.values()) == 1


def test_there_is_an_event_for_every_entry_of_the_calendar(known, plan, events):
    """With five whole days a week as many of one as of the other."""
    assert len(events) == len(calendar_of(known, plan))


@pytest.mark.parametrize(
    ("opens", "closes", "found"),
    [
        (None, None, [(480, 700), (720, 940)]),
        (600, 1080, [(600, 720), (720, 1080)]),
        (420, 800, [(420, 720), (720, 800)]),
        (800, 900, [(480, 700), (800, 900)]),
    ],
    ids=["as the slots", "later", "earlier", "only the afternoon"],
)
def test_the_parts_of_a_day_share_the_hours_of_a_place(known, opens, closes, found):
    """The first part ends where the second begins; none reaches outside the place's."""
    halves = [
        Slot(SlotId(f"{n}"), 0, 480 + n * 240, 700 + n * 240, 220) for n in (0, 1)
    ]
    place = make.place("q1", {"0": 1, "1": 1}, start_minute=opens, end_minute=closes)
    halved = replace(known, grid=WeekGrid(tuple(halves)), places=(place,), sections=())
    placed = make.plan([make.placement("p1", "q1", "0 1", class_section=None)])
    events = [
        e
        for e in calendar_events(calendar_of(halved, placed))
        if e.day == make.START and e.activity == "practice"
    ]
    assert [(e.start_minute, e.end_minute) for e in events] == found


def test_a_calendar_is_told_from_another(known, plan):
    """By the hash in the plan; a plan without one is taken at its word."""
    calendar = calendar_of(known, plan)
    assert is_as_planned(calendar, replace(plan, calendar_sha256=calendar.sha256()))
    assert not is_as_planned(calendar, replace(plan, calendar_sha256="0" * 64))
    assert is_as_planned(calendar, plan)


def test_a_plan_that_names_somebody_else_has_no_calendar(known, plan):
    """A place the scenario does not have is named in the error."""
    elsewhere = replace(plan, placements=(make.placement("p1", "q9"),))
    with pytest.raises(KeyError, match="q9"):
        calendar_of(known, elsewhere)


def test_weeks_without_days_between_are_not_left_out():
    """The Mondays from the first day's week to the last one's."""
    days = [date(2026, 12, 31), date(2027, 1, 17), date(2027, 1, 1)]
    assert mondays_of(days) == [date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]


@pytest.mark.parametrize(("minutes", "end"), [(None, 930), (180, 660)])
def test_a_session_ends_when_it_is_over(known, minutes, end):
    """With its slot, or earlier where it is shorter."""
    club = GroupActivity(
        ActivityId("club"), Activity.JOB_CLUB, make.slots("ons"), minutes=minutes
    )
    offering = replace(known, activities=(club,))
    events = tuple(calendar_events(calendar_of(offering, make.plan())))
    assert of(events, "p1", date(2026, 8, 19)) == [("job-club", 480, end)]
    (event,) = {e.group_activity for e in events if e.activity == "job-club"}
    assert event == "club"


def test_visits_are_events_beside_practice(known, plan):
    """With the specialist, until they are over; a meeting is called so."""
    visits = tuple(
        Visit(
            make.visitor("s1"), ParticipantId(person), PlaceId("q1"), day, 660, 30, kind
        )
        for person, day, kind in (
            ("p1", date(2026, 8, 19), VisitKind.FOLLOW_UP),
            ("p2", date(2026, 8, 26), VisitKind.TRIANGLE),
        )
    )
    visited = replace(plan, visits=visits)
    events = tuple(plan_events(visited, calendar_of(known, visited)))
    assert of(events, "p1", date(2026, 8, 19)) == [
        ("practice", 600, 1080),
        ("visit", 660, 690),
    ]
    met = [e for e in events if e.activity == "meeting"]
    assert [(e.visitor, e.place, e.participants) for e in met] == [
        (make.visitor("s1"), "q1", ("p2",))
    ]
