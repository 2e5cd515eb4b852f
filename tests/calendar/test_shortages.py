"""What a calendar lacks at least."""

from datetime import date

from matcher.calendar import build_calendar, shortage_bounds
from matcher.domain.activities import Activity
from tests.calendar.activities import offer, offering
from tests.helpers import builders as make

IN_BREAK = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-30"),))


def bounds(scenario, placements=(), classes=None):
    found = shortage_bounds(
        build_calendar(scenario, placements, classes or {}), placements
    )
    return {name.removesuffix("_bound"): hours for name, hours in found.items()}


def test_without_anything_to_do_all_is_lacking():
    """Two weeks of 15 work-oriented hours, and full ones but for 7.5 hours alone."""
    assert bounds(offering()) == {
        "hours_short_legal": 30,
        "hours_short_legal_largest": 30,
        "empty_weeks": 2,
        "hours_short_full_time": 60,
    }


def test_a_session_a_week_is_taken_off_every_bound_it_counts_to():
    """One job club a week: 15 hours less of the duty, and of full weeks."""
    assert bounds(offering(offer())) == {
        "hours_short_legal": 15,
        "hours_short_legal_largest": 15,
        "empty_weeks": 2,
        "hours_short_full_time": 45,
    }


def test_seats_enough_for_all_leave_nothing_lacking():
    """Job club on every weekday fills the duty, and each week."""
    assert set(bounds(offering(offer(slots="man tir ons tor fre"))).values()) == {0}


def test_volunteering_is_no_work_oriented_content():
    """It is led, and leaves the duty where it was."""
    found = bounds(offering(offer(slots="man tir", kind=Activity.VOLUNTEERING)))
    assert found["hours_short_legal"] == 30
    assert found["empty_weeks"] == 0


def test_a_seat_serves_one_person_though_they_need_half_of_it():
    """Two lack half a slot each and there is one seat: one week stays empty."""
    people = [make.participant(f"p{i}", secured_minutes_per_week=675) for i in range(2)]
    scenario = offering(offer(seats=1), weeks=1, participants=people)
    assert bounds(scenario)["empty_weeks"] == 1


def test_those_who_lack_most_share_what_is_short():
    """Two seats of 7.5 hours for three who lack 15: with seats split 10 are left to each."""
    people = [make.participant(f"p{i}") for i in range(3)]
    scenario = offering(offer(seats=2), weeks=1, participants=people)
    found = bounds(scenario)
    assert found["hours_short_legal"] == 30
    assert found["hours_short_legal_largest"] == 10


def test_who_can_go_nowhere_lacks_most_whatever_others_have():
    """Seats for all on one day, but one of them is not available then."""
    people = [
        make.participant("p1", available_slots=make.slots("man")),
        make.participant("p2"),
    ]
    scenario = offering(offer(), weeks=1, participants=people)
    found = bounds(scenario)
    assert found["hours_short_legal"] == 23
    assert found["hours_short_legal_largest"] == 15


def test_practice_that_could_grow_is_taken_off():
    """On two Wednesdays without teachers the place has a seat: 15 hours."""
    scenario = offering(calendars=(IN_BREAK,), places=[make.place("q1", {"ons": 1})])
    placed = make.placement(practice="ons", first=date(2026, 8, 31))
    inside = make.placement(practice="tor", last=date(2026, 8, 28))
    assert bounds(scenario, [inside])["hours_short_legal"] == 0
    assert bounds(scenario, [placed])["hours_short_legal"] == 30


def test_secured_hours_are_asked_of_nobody():
    """A person with 37.5 hours elsewhere lacks nothing."""
    person = make.participant(secured_minutes_per_week=2250)
    found = bounds(offering(participants=[person]))
    assert set(found.values()) == {0}


def test_nobody_lacks_nothing():
    """Without participants all bounds are nought."""
    assert set(bounds(offering(participants=[])).values()) == {0}
