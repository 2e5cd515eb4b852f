"""What free slots are filled with, and in which order."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from matcher.calendar import build_calendar, fill_calendar, summarise_hours
from matcher.domain.activities import Activity
from matcher.domain.ids import SlotId
from matcher.domain.weeks import Slot, WeekGrid
from tests.calendar.activities import filled, offer, offering, there
from tests.eligibility.random_scenarios import random_scenario
from tests.helpers import builders as make

BREAK = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-23"),))
ON_THURSDAYS = make.placement(practice="tor", last=date(2026, 8, 21))


def people(count, **changes):
    return [make.participant(f"p{i}", **changes) for i in range(count)]


def kinds(calendar):
    return Counter(row.activity for row in calendar.rows())


def test_an_activity_fills_free_slots():
    """The job club is there in both weeks."""
    found = there(filled(offering(offer())), Activity.JOB_CLUB)
    assert found == [("p1", "2026-08-19", "ons"), ("p1", "2026-08-26", "ons")]


def test_what_stands_is_never_changed():
    """Class on Monday stays, though a job club is held then."""
    scenario = offering(offer(slots="man ons"), weeks=1)
    assert there(filled(scenario, classes={"p1": "c1"}), Activity.JOB_CLUB) == [
        ("p1", "2026-08-19", "ons")
    ]


def test_practice_grows_in_weeks_without_teachers():
    """In the break the week is filled with practice, before self-study."""
    scenario = offering(weeks=1, calendars=(BREAK,))
    found = kinds(filled(scenario, [ON_THURSDAYS]))
    assert found == {Activity.PRACTICE: 5}


def test_no_session_has_more_people_than_seats():
    """Two seats and three people: two a week."""
    scenario = offering(offer(seats=2), participants=people(3))
    found = Counter(day for _, day, _ in there(filled(scenario), Activity.JOB_CLUB))
    assert set(found.values()) == {2}


def test_a_session_is_held_for_enough():
    """Two are enough for a session that two are asked for."""
    scenario = offering(offer(opens_with=2), weeks=1, participants=people(2))
    assert kinds(filled(scenario))[Activity.JOB_CLUB] == 2


def test_a_session_is_not_held_for_too_few():
    """One person alone has no job club that two are asked for."""
    scenario = offering(offer(opens_with=2), weeks=1)
    assert kinds(filled(scenario))[Activity.JOB_CLUB] == 0


def test_who_cannot_go_to_one_session_goes_to_another_instead():
    """A session taken out for too few people leaves the slot to another activity."""
    scenario = offering(
        offer("a1", opens_with=2), offer("a2", kind=Activity.VOLUNTEERING), weeks=1
    )
    assert there(filled(scenario), Activity.VOLUNTEERING) != []


def test_the_duty_goes_before_empty_weeks():
    """The one seat of work-oriented content goes to the person whose duty lacks it."""
    first = make.participant("p0", template=make.template("kvp").id)
    scenario = offering(
        offer(seats=1),
        weeks=1,
        participants=[first, make.participant("p1")],
        templates=[
            make.template(),
            make.template("kvp", work_minutes_per_week=0, work_duty=False),
        ],
    )
    assert there(filled(scenario), Activity.JOB_CLUB)[0][0] == "p1"


def test_as_many_weeks_as_can_be_are_no_longer_empty():
    """Three seats: one who lacks one session and one who lacks two need no fourth."""
    near = make.participant("p0", secured_minutes_per_week=450)
    scenario = offering(
        offer(kind=Activity.TEACHING, slots="man", seats=2),
        offer("a2", kind=Activity.TEACHING, slots="tir", seats=1),
        weeks=1,
        participants=[make.participant("p1"), near],
    )
    assert summarise_hours(filled(scenario)).metrics["empty_weeks"] == 0


def test_long_sessions_go_before_short_ones():
    """Of a short and a long activity in the same slot the long one fills it."""
    scenario = offering(
        offer("a1", kind=Activity.TEACHING, minutes=90),
        offer("a2", kind=Activity.VOLUNTEERING),
        weeks=1,
    )
    assert there(filled(scenario), Activity.VOLUNTEERING) != []


def test_self_study_fills_the_last_free_slot_of_the_week():
    """One slot a week, as the cap of 7.5 hours holds: Friday."""
    found = there(filled(offering()), Activity.SELF_STUDY)
    assert found == [("p1", "2026-08-21", "fre"), ("p1", "2026-08-28", "fre")]


def test_no_self_study_beyond_the_cap():
    """A programme that allows seven hours has room for no slot of 7.5."""
    short = make.template(self_study_minutes_per_week=420)
    assert there(filled(offering(templates=[short])), Activity.SELF_STUDY) == []


def test_no_self_study_in_a_full_week():
    """Five days of job club leave nothing to study."""
    scenario = offering(offer(slots="man tir ons tor fre"))
    assert there(filled(scenario), Activity.SELF_STUDY) == []


def test_a_long_slot_does_not_keep_a_short_one_from_self_study():
    """Where the last slot is too long for the cap, an earlier one that fits is used."""
    grid = WeekGrid(
        (
            Slot(SlotId("am"), 0, 480, 720, 225),
            Slot(SlotId("fre"), 4, 480, 930, 450),
        )
    )
    scenario = offering(
        weeks=1,
        grid=grid,
        templates=[make.template(self_study_minutes_per_week=300)],
        places=[make.place("q1", {"am": 1})],
        sections=(make.section(menu="fre"),),
    )
    assert there(filled(scenario), Activity.SELF_STUDY) == [("p1", "2026-08-17", "am")]


def test_nobody_studies_when_they_are_not_available():
    """Not available on Fridays: Thursday it is."""
    person = make.participant(available_slots=make.slots("man tir ons tor"))
    found = there(filled(offering(weeks=1, participants=[person])), Activity.SELF_STUDY)
    assert found == [("p1", "2026-08-20", "tor")]


def test_without_activities_only_practice_and_self_study_are_added():
    """What is new in a scenario that offers nothing is on days without teachers."""
    school = make.calendar(no_teaching=(make.span("2026-08-24", "2026-08-30"),))
    scenario = offering(weeks=3, calendars=(school,))
    placed = [make.placement(practice="ons tor", last=date(2026, 9, 4))]
    base = build_calendar(
        scenario, placed, {scenario.participants[0].id: make.section().id}
    )
    new = set(fill_calendar(base, placed).rows()) - set(base.rows())
    grown = {row.iso_week for row in new if row.activity is Activity.PRACTICE}
    assert grown == {"2026-W35"}
    assert {row.activity for row in new} == {Activity.PRACTICE, Activity.SELF_STUDY}


def test_nobody_has_an_empty_calendar():
    """Without participants nothing is filled."""
    assert len(filled(offering(offer(), participants=[]))) == 0


@pytest.mark.parametrize("seed", range(12))
def test_nothing_stands_twice_and_nothing_on_a_holiday(seed):
    """On random scenarios each slot of the programme is filled once or free, in order."""
    scenario, _ = random_scenario(seed)
    grown = offering(
        offer(slots=" ".join(slot.id for slot in scenario.grid.slots), seats=2),
        offer("a2", kind=Activity.TEACHING, slots=scenario.grid.slots[0].id),
    ).activities
    scenario = replace(scenario, activities=grown)
    base = build_calendar(scenario, [], {})
    calendar = fill_calendar(base, [])
    keys = [(row.participant, row.date, row.slot) for row in calendar.rows()]
    assert len(set(keys)) == len(keys)
    assert len(calendar) + len(calendar.free) == len(base) + len(base.free)
    schools = {p.id: scenario.calendar_of(p) for p in scenario.participants}
    resting = (Activity.HOLIDAY, Activity.PUBLIC_HOLIDAY)
    assert all(
        schools[row.participant].is_programme_day(row.date)
        for row in calendar.rows()
        if row.activity not in resting
    )
