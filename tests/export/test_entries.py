"""What each calendar tells, and what it does not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.domain.activities import Activity
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.export import calendar_events, calendar_of
from matcher.export.entries import Owner, entries_of
from matcher.export.events import Event
from tests.calendar.activities import offer
from tests.export.conftest import SPECIALIST, words
from tests.helpers import builders as make

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 8, day) for day in range(17, 21))


@pytest.fixture
def entries(events, plan):
    return entries_of(events, plan.placements, words())


def on(entries, folder, owner, day):
    return [e for e in entries[Owner(folder, owner)] if e.day == day]


def test_everybody_has_a_calendar(entries):
    """Participants, places, classes and job specialists."""
    assert {(o.folder, o.id) for o in entries} == {
        ("participants", "p1"),
        ("participants", "p2"),
        ("places", "q1"),
        ("sections", "c1"),
        ("specialists", "s1"),
    }


def test_a_participant_sees_what_and_where(entries):
    """With the place's display name; a place is where they have to go."""
    (entry,) = on(entries, "participants", "p1", WEDNESDAY)
    assert entry.summary == "Praksis: Kafé Torget, avd. 2"
    assert entry.location == "Kafé Torget, avd. 2"
    (entry,) = on(entries, "participants", "p1", TUESDAY)
    assert (entry.summary, entry.location) == ("Klasse: c1", "")


def test_a_day_off_takes_no_time(entries):
    """It stands on top of the day, and nobody is busy by it."""
    (entry,) = on(entries, "participants", "p1", date(2026, 9, 10))
    assert (entry.summary, entry.start_minute) == ("Ferie", None)
    assert not entry.takes_time


def test_a_place_sees_who_comes_and_nothing_else(entries):
    """One entry for all; display names, else ids; no class, no holiday."""
    (entry,) = on(entries, "places", "q1", WEDNESDAY)
    assert entry.summary == "Praksis: Deltaker Én, p2"
    assert entry.description == ""
    told = {e.summary for e in entries[Owner("places", "q1")]}
    assert told == {"Praksis: Deltaker Én, p2", "Praksis: Deltaker Én"}


def test_a_class_sees_who_comes(entries):
    """The people stand in the description."""
    (entry,) = on(entries, "sections", "c1", MONDAY)
    assert (entry.summary, entry.description) == ("Klasse: c1", "Deltaker Én, p2")


def test_a_course_sees_who_comes_and_when(known, plan):
    """A session an entry, as long as it lasts, in a calendar of its own."""
    club = offer("club", "man", kind=Activity.JOB_CLUB, minutes=120)
    fair = offer("fair", "tir", kind=Activity.COURSE)
    planned = replace(known, activities=(club, fair))
    events = calendar_events(calendar_of(planned, plan))
    entries = entries_of(events, plan.placements, words())
    assert {o.id for o in entries if o.folder == "activities"} == {"club", "fair"}
    (entry,) = on(entries, "activities", "club", MONDAY + timedelta(weeks=2))
    assert (entry.summary, entry.description) == ("Jobbklubb", "Deltaker Én, p2")
    assert (entry.start_minute, entry.end_minute) == (8 * 60, 10 * 60)


def test_a_job_specialist_sees_who_is_where_on_a_day(entries):
    """One entry on top of the day, which takes no time, with a line a place."""
    (entry,) = on(entries, "specialists", "s1", WEDNESDAY)
    assert entry.summary == "2 personer i praksis"
    assert entry.description == "Kafé Torget, avd. 2 10.00–18.00: Deltaker Én, p2"
    assert entry.start_minute is None
    assert not entry.takes_time


def test_a_visit_stands_in_everybody_s_calendar(events, plan):
    """With the participant, the place and the specialist, whose time it takes."""
    visit = Event(
        WEDNESDAY,
        "visit-s1-p1",
        660,
        690,
        "visit",
        (ParticipantId("p1"),),
        PlaceId("q1"),
        visitor=make.visitor(SPECIALIST),
    )
    entries = entries_of((*events, visit), plan.placements, words())
    own = on(entries, "participants", "p1", WEDNESDAY)
    assert [e.summary for e in own][1] == "Besøk: Kafé Torget, avd. 2"
    there = on(entries, "places", "q1", WEDNESDAY)
    assert [e.summary for e in there][1] == "Besøk: Deltaker Én"
    banner, visiting = on(entries, "specialists", "s1", WEDNESDAY)
    assert banner.summary == "2 personer i praksis"
    assert visiting.summary == "Besøk: Kafé Torget, avd. 2"
    assert (visiting.start_minute, visiting.takes_time) == (660, True)
    assert visiting.description == "Deltaker Én"


def test_a_teacher_sees_whom_they_visit(events, plan):
    """Their visits, and where these people are on other days; nobody else's."""
    guidance = Event(
        WEDNESDAY,
        "teacher-visit-t1-p2",
        660,
        705,
        "teacher-visit",
        (ParticipantId("p2"),),
        PlaceId("q1"),
        visitor=make.visitor("t1"),
    )
    entries = entries_of((*events, guidance), plan.placements, words())
    banner, visiting = on(entries, "teachers", "t1", WEDNESDAY)
    assert banner.description == "Kafé Torget, avd. 2 10.00–18.00: p2"
    assert visiting.summary == "Besøk av lærer: Kafé Torget, avd. 2"
    assert visiting.description == "p2"
    assert not on(entries, "teachers", "t1", THURSDAY)
    assert len(on(entries, "specialists", "s1", WEDNESDAY)) == 1


def test_keys_tell_the_entries_of_a_calendar_apart(entries):
    """No two alike, or one would take the other's place in Outlook."""
    for of_one in entries.values():
        keys = [entry.key for entry in of_one]
        assert len(keys) == len(set(keys))
