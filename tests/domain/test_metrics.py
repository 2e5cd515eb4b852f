"""What is counted about a plan."""

from datetime import date

from matcher.domain.metrics import (
    days_on,
    seat_slots_offered,
    seat_slots_used,
    step_spans,
)
from matcher.domain.plan import Placement
from matcher.domain.weeks import DateSpan, Horizon
from tests.helpers import builders as make

FOUR_WEEKS = Horizon(date(2026, 8, 17), placement_weeks=4)
"""Without a public holiday."""

AWAY = make.span("2026-08-24", "2026-08-30")


def offered(place, **changes):
    return seat_slots_offered(
        make.scenario(places=[place], horizon=FOUR_WEEKS, **changes)
    )


def used(*placements, place=None, **changes):
    scenario = make.scenario(
        changes.pop("participants", None),
        [place or make.place()],
        horizon=FOUR_WEEKS,
        **changes,
    )
    return seat_slots_used(scenario, placements)


def test_every_seat_is_offered_every_week():
    """Two seats on five days in four weeks are forty seat-slots."""
    assert offered(make.place(seats_each_slot=2)) == 40


def test_slots_without_seats_offer_none():
    """Only the slots a place names are offered."""
    assert offered(make.place(seats_each_slot={"ons": 3})) == 12


def test_seats_are_offered_while_the_place_is_open():
    """Days before opening and after the end do not count."""
    place = make.place(open_from=date(2026, 8, 19), open_to=date(2026, 9, 9))
    assert offered(place) == 3 + 10 + 3


def test_closed_days_offer_no_seats():
    """A week of closure takes five."""
    assert offered(make.place(closed=(AWAY,))) == 15


def test_programme_holiday_offers_no_seats():
    """The holiday of the place's municipality takes its days."""
    resting = make.calendar(programme_holiday=(AWAY,))
    assert offered(make.place(), calendars=[resting]) == 15


def test_public_holidays_offer_no_seats():
    """Of the week of Christmas 2026 only Friday is a public holiday and a workday."""
    christmas = Horizon(date(2026, 12, 21), placement_weeks=1)
    scenario = make.scenario(horizon=christmas)
    assert seat_slots_offered(scenario) == 4


def test_days_without_teaching_offer_seats():
    """Practice goes on while the school is closed."""
    closed_school = make.calendar(no_teaching=(AWAY,))
    assert offered(make.place(), calendars=[closed_school]) == 20


def test_people_use_the_seats_of_their_slots():
    """Three days a week in four weeks are twelve seat-slots."""
    assert used(make.placement()) == 12


def test_nobody_uses_nothing():
    """Without placements no seat is used."""
    assert used() == 0


def test_people_beyond_the_seats_use_none():
    """A seat taken twice is one seat used."""
    people = [make.participant(), make.participant("p2")]
    assert used(make.placement(), make.placement("p2"), participants=people) == 12


def test_holidays_of_the_person_leave_the_seat_unused():
    """A seat is offered while its person is on holiday, and not used."""
    resting = make.calendar("hvile", programme_holiday=(AWAY,))
    home = make.municipality("4001", calendar=resting.id)
    assert (
        used(
            make.placement(),
            participants=[make.participant(municipality="4001")],
            municipalities=[make.municipality(), home],
            calendars=[make.calendar(), resting],
        )
        == 9
    )


def test_seats_that_are_not_offered_are_not_used():
    """Practice before the place opens, or in no slot we know, uses no offered seat."""
    place = make.place(open_from=date(2026, 9, 7))
    assert used(make.placement(), place=place) == 3
    assert used(make.placement(practice="søn ons")) == 4


def test_days_on_a_weekday():
    """From the first such day of the span to the last, none where it is empty."""
    august = make.span("2026-08-18", "2026-09-01")
    assert list(days_on(1, august)) == [
        date(2026, 8, 18),
        date(2026, 8, 25),
        date(2026, 9, 1),
    ]
    assert list(days_on(0, make.span("2026-08-18", "2026-08-23"))) == []


def test_a_step_lasts_to_the_day_before_the_next():
    """Steps follow each other without a gap, the last to the end, clipped to both."""
    placement = Placement(
        make.participant().id,
        make.place().id,
        date(2026, 8, 19),
        date(2026, 10, 2),
        None,
        (
            make.step(date(2026, 9, 14), "ons tor"),
            make.step(date(2026, 8, 17), "ons"),
        ),
    )
    assert list(step_spans(placement)) == [
        (DateSpan(date(2026, 8, 19), date(2026, 9, 13)), ("ons",)),
        (DateSpan(date(2026, 9, 14), date(2026, 10, 2)), ("ons", "tor")),
    ]


def test_a_placement_without_steps_has_none():
    """No steps, no spans."""
    bare = Placement(
        make.participant().id, make.place().id, make.START, make.START, None, ()
    )
    assert list(step_spans(bare)) == []
