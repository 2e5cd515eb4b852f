"""What placements take of a place, week by week."""

from dataclasses import replace
from datetime import date

from matcher.domain.alternation import Alternation
from matcher.domain.seat_weeks import PEOPLE_AT_ONCE, SeatWeeks
from tests.helpers import builders as make

WHOLE = make.placement(last=date(2026, 8, 30))


def weeks_in(taken, slot: str) -> list[str]:
    return sorted(week for _, at, week in taken if at == slot)


def test_a_placement_takes_its_slots_week_by_week():
    """Two weeks of three days: each slot in both weeks, and one of the people at once."""
    taken = SeatWeeks(make.scenario()).taken(WHOLE)
    both = ["2026-W34", "2026-W35"]
    assert {slot: weeks_in(taken, slot) for slot in ("ons", "tor", "fre")} == {
        "ons": both,
        "tor": both,
        "fre": both,
    }
    assert weeks_in(taken, PEOPLE_AT_ONCE) == both
    assert weeks_in(taken, "man") == []


def test_a_slot_is_taken_from_the_step_that_has_it():
    """A day that comes with the second step is free before it."""
    steps = (make.step(make.START, "ons"), make.step(date(2026, 8, 24), "ons tor"))
    taken = SeatWeeks(make.scenario()).taken(replace(WHOLE, steps=steps))
    assert weeks_in(taken, "tor") == ["2026-W35"]


def test_a_closed_week_is_neither_offered_nor_taken():
    """The week the place is closed has no seat; who is followed up there still is."""
    closed = make.place(closed=(make.span("2026-08-24", "2026-08-30"),))
    weeks = SeatWeeks(make.scenario(places=[closed]))
    assert "2026-W35" not in weeks_in(weeks.offered, "ons")
    assert weeks_in(weeks.taken(WHOLE), "ons") == ["2026-W34"]
    assert weeks_in(weeks.taken(WHOLE), PEOPLE_AT_ONCE) == ["2026-W34", "2026-W35"]


def test_no_seat_is_taken_in_weeks_with_class():
    """Practice gives way to an alternating class: its slot is free in its weeks."""
    every_other = make.section(
        menu="ons tor", alternation=Alternation((1, 1), make.START)
    )
    taken = SeatWeeks(make.scenario(sections=[every_other])).taken(WHOLE)
    assert weeks_in(taken, "ons") == ["2026-W35"]
    assert weeks_in(taken, "fre") == ["2026-W34", "2026-W35"]


def test_two_people_take_two_seats():
    """Everybody takes one of the seats; the same person never two of one week."""
    weeks = SeatWeeks(make.scenario())
    other = replace(WHOLE, participant=make.participant("p2").id)
    assert set(weeks.taken_by_all([WHOLE, WHOLE, other]).values()) == {2}


def test_seats_are_those_of_the_slot():
    """Each slot offers its own seats, and people at once what the place takes."""
    place = make.place(seats_each_slot={"ons": 2, "tor": 1}, people_at_once=3)
    offered = SeatWeeks(make.scenario(places=[place])).offered
    found = {slot: n for (_, slot, week), n in offered.items() if week == "2026-W40"}
    assert found == {"ons": 2, "tor": 1, PEOPLE_AT_ONCE: 3}
