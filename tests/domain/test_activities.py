"""Activities that are offered, and what counts as what."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.domain.activities import OFFERED, Activity, GroupActivity
from matcher.domain.ids import ActivityId, MunicipalityId, SlotId
from matcher.domain.language import CefrLevel
from matcher.domain.weeks import Horizon, Slot
from tests.helpers import builders as make

HORIZON = Horizon(make.START, 26, 52)
WEDNESDAY = Slot(SlotId("ons"), 2, 480, 930, 450)
FIRST = make.START + timedelta(days=2)
CLUB = GroupActivity(ActivityId("a1"), Activity.JOB_CLUB, make.slots("ons"))


def held(day=FIRST, slot=WEDNESDAY, **changes):
    return replace(CLUB, **changes).is_held(HORIZON, day, slot)


@pytest.mark.parametrize("kind", Activity)
def test_what_is_offered_is_led_and_counts(kind):
    """Each kind that may be offered counts to a full programme, and somebody leads it."""
    if kind in OFFERED:
        assert kind.is_led
        assert kind.is_full_time


def test_self_study_counts_and_nobody_leads_it():
    """It fills a programme, not the 15 led hours of a week."""
    assert Activity.SELF_STUDY.is_full_time
    assert not Activity.SELF_STUDY.is_led


@pytest.mark.parametrize("kind", [Activity.HOLIDAY, Activity.PUBLIC_HOLIDAY])
def test_holidays_count_for_nothing(kind):
    """They lower what is asked instead."""
    assert not kind.is_full_time
    assert not kind.is_led
    assert not kind.is_work_oriented


def test_work_oriented_kinds():
    """Practice, courses, job club and guidance; no others unless an offer says so."""
    assert {kind for kind in Activity if kind.is_work_oriented} == {
        Activity.PRACTICE,
        Activity.COURSE,
        Activity.JOB_CLUB,
        Activity.GUIDANCE,
    }


@pytest.mark.parametrize(
    ("kind", "told", "counts"),
    [
        (Activity.COURSE, None, True),
        (Activity.COURSE, False, False),
        (Activity.TEACHING, None, False),
        (Activity.TEACHING, True, True),
    ],
)
def test_an_offer_may_say_whether_it_is_work_oriented(kind, told, counts):
    """Its own word goes before that of its kind."""
    assert replace(CLUB, kind=kind, work_oriented=told).is_work_oriented is counts


@pytest.mark.parametrize(("minutes", "found"), [(None, 450), (120, 120), (600, 450)])
def test_minutes_are_never_more_than_the_slot_s(minutes, found):
    """The slot's where nothing is said, and at most those."""
    assert replace(CLUB, minutes=minutes).minutes_in(WEDNESDAY) == found


def test_it_is_held_in_its_slot():
    """Every Wednesday from the first week to the last of the calendar."""
    days = [HORIZON.start + timedelta(days=n) for n in range(-14, 7 * 54)]
    found = [day for day in days if held(day)]
    assert {day.weekday() for day in found} == {2}
    assert found[0] == FIRST
    assert found[-1] <= HORIZON.calendar_span.last


def test_it_is_not_held_on_another_weekday_or_in_another_slot():
    """Neither on Thursday nor in a slot it does not name."""
    assert not held(FIRST + timedelta(days=1))
    assert not held(slot=replace(WEDNESDAY, id=SlotId("tor")))


def test_it_is_not_held_on_a_public_holiday():
    """New Year's Day of 2027 is a Friday."""
    friday = Slot(SlotId("fre"), 4, 480, 930, 450)
    fridays = {"slots": make.slots("fre")}
    assert not held(date(2027, 1, 1), friday, **fridays)
    assert held(date(2027, 1, 8), friday, **fridays)


def test_first_and_last_day_are_included():
    """Held on both, and not the week before or after."""
    week = timedelta(weeks=1)
    span = {"first": FIRST + week, "last": FIRST + 2 * week}
    found = [held(FIRST + n * week, **span) for n in range(4)]
    assert found == [False, True, True, False]


def test_every_second_week_counts_from_the_week_of_the_first_day():
    """Also where the first day is after the session's weekday."""
    week = timedelta(weeks=1)
    every = {"every_weeks": 2, "first": FIRST + timedelta(days=2)}
    found = [held(FIRST + n * week, **every) for n in range(5)]
    assert found == [False, False, True, False, True]


def test_every_second_week_counts_from_before_the_calendar():
    """A series that began a week earlier has its second week's turn now."""
    week = timedelta(weeks=1)
    every = {"every_weeks": 2, "first": FIRST - week}
    assert [held(FIRST + n * week, **every) for n in range(3)] == [False, True, False]


def test_a_span_outside_the_calendar_has_no_session():
    """An offer of last year is never held."""
    assert not any(
        held(day, first=date(2025, 1, 1), last=date(2025, 6, 1))
        for day in HORIZON.calendar_span.days()
    )


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"municipalities": frozenset({make.MUNICIPALITY})}, True),
        ({"municipalities": frozenset({MunicipalityId("9999")})}, False),
        ({"templates": frozenset({make.TEMPLATE})}, True),
        ({"templates": frozenset({make.template("kvp").id})}, False),
        ({"level_from": CefrLevel.A2, "level_to": CefrLevel.A2}, True),
        ({"level_from": CefrLevel.B1}, False),
        ({"level_to": CefrLevel.A1}, False),
    ],
)
def test_who_may_come(changes, fits):
    """Municipality, template and level, both ends included; silence is everybody."""
    assert replace(CLUB, **changes).is_for(make.participant()) is fits


def test_a_programme_holiday_suits_nobody():
    """On the participants' own holiday they are not there."""
    school = make.calendar(programme_holiday=(make.span("2026-08-19", "2026-08-19"),))
    assert not CLUB.suits_calendar(school, FIRST)
    assert CLUB.suits_calendar(school, FIRST + timedelta(weeks=1))


def test_only_without_teaching_suits_breaks():
    """Held in the break, and not while there are teachers."""
    school = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-21"),))
    only = replace(CLUB, only_without_teaching=True)
    assert only.suits_calendar(school, FIRST)
    assert not only.suits_calendar(school, FIRST + timedelta(weeks=1))
    assert CLUB.suits_calendar(school, FIRST + timedelta(weeks=1))
