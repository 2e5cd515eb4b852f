"""Why slots stay free, and why people lack hours."""

from datetime import date

from matcher.calendar import (
    Cause,
    causes_of_free_slots,
    lacking_hours,
    summarise_hours,
)
from tests.calendar.activities import filled, offer, offering
from tests.calendar.tiny import classes_in, placements_in, tiny
from tests.helpers import builders as make

IN_BREAK = make.calendar(no_teaching=(make.span("2026-08-17", "2026-08-30"),))


def causes(scenario, placements=(), classes=None):
    """Causes of which there are any."""
    found = causes_of_free_slots(filled(scenario, placements, classes), placements)
    return {cause: number for cause, number in found.items() if number}


def lacking(scenario, placements=()):
    """Person, ISO week, hours, cause and what is full."""
    found = lacking_hours(filled(scenario, placements), placements)
    return [
        (
            one.participant,
            one.monday.isocalendar().week,
            one.minutes / 60,
            one.cause,
            one.place or one.group_activity,
        )
        for one in found
    ]


def test_a_slot_in_which_the_person_is_not_available_is_told():
    """Four weekdays of two weeks, self-study on the fifth."""
    person = make.participant(available_slots=make.slots("man"))
    assert causes(offering(participants=[person])) == {Cause.NOT_AVAILABLE: 8}


def test_a_slot_with_nothing_on_offer_is_told():
    """Self-study takes one slot a week; four stay free."""
    assert causes(offering()) == {Cause.NOTHING_OFFERED: 8}


def one_seat_each():
    """Two people at one place, each with a day on which the other has its only seat."""
    scenario = offering(
        calendars=(IN_BREAK,),
        participants=[make.participant("p1"), make.participant("p2")],
        places=[make.place("q1", {"ons": 1, "tor": 1})],
        weeks=1,
    )
    last = date(2026, 8, 21)
    placed = [
        make.placement("p1", practice="ons", last=last),
        make.placement("p2", practice="tor", last=last),
    ]
    return scenario, placed


def test_a_slot_in_which_the_place_is_full_is_told():
    """The one seat on Wednesday is another's practice."""
    scenario, placed = one_seat_each()
    assert causes(scenario, placed)[Cause.PLACE_FULL] == 2


def test_a_slot_in_which_the_activity_is_full_is_told():
    """One seat and two people: one slot a week."""
    people = [make.participant("p1"), make.participant("p2")]
    found = causes(offering(offer(seats=1), participants=people))
    assert found[Cause.ACTIVITY_FULL] == 2


def test_a_slot_for_which_too_few_would_come_is_told():
    """Held with two and nobody else comes."""
    assert causes(offering(offer(opens_with=2)))[Cause.ACTIVITY_FULL] == 2


def test_a_free_slot_of_a_full_week_lacks_nothing():
    """Who works 30 hours elsewhere studies one slot; the others are not needed."""
    person = make.participant(secured_minutes_per_week=1800)
    found = causes(offering(offer(), participants=[person]))
    assert found == {Cause.NOT_NEEDED: 8}


def test_hours_that_lack_have_a_person_a_week_and_a_cause():
    """A day alone and four with nothing: 30 hours in each of two weeks."""
    nothing = Cause.NOTHING_OFFERED
    assert lacking(offering()) == [
        ("p1", 34, 30, nothing, None),
        ("p1", 35, 30, nothing, None),
    ]


def test_what_is_full_is_named():
    """One seat in the club for two; the rest of the week has nothing at all."""
    people = [make.participant("p1"), make.participant("p2")]
    found = lacking(offering(offer("club", seats=1), participants=people, weeks=1))
    named = [row for row in found if row[3] is Cause.ACTIVITY_FULL]
    assert [(hours, what) for _, _, hours, _, what in named] == [(7.5, "club")]
    assert sum(row[2] for row in found) == 2 * 30 - 7.5


def test_a_place_without_a_seat_is_named():
    """In a week without teachers both want the day that the other has."""
    scenario, placed = one_seat_each()
    found = [row for row in lacking(scenario, placed) if row[3] is Cause.PLACE_FULL]
    assert found == [
        ("p1", 34, 7.5, Cause.PLACE_FULL, "q1"),
        ("p2", 34, 7.5, Cause.PLACE_FULL, "q1"),
    ]


def test_the_nearest_to_help_is_blamed_where_more_slots_are_free_than_lack():
    """Who lacks 3 hours and could have gone to a full club lacks them for that."""
    people = [
        make.participant("p1"),
        make.participant("p2", secured_minutes_per_week=2250 - 450 - 180),
    ]
    found = lacking(offering(offer("club", seats=1), participants=people, weeks=1))
    assert [row[1:] for row in found if row[0] == "p2"] == [
        (34, 3, Cause.ACTIVITY_FULL, "club")
    ]


def test_hours_that_lack_beside_full_slots_have_a_cause_of_their_own():
    """Clubs of two hours on all days, and nothing to study alone."""
    club = offer(slots="man tir ons tor fre", minutes=120)
    template = make.template(self_study_minutes_per_week=0)
    found = lacking(offering(club, weeks=1, templates=[template]))
    assert found == [("p1", 34, 27.5, Cause.SLOTS_USED, None)]


def test_all_hours_that_lack_have_a_cause():
    """Person by person and week by week they add up to what the calendar lacks."""
    for seed in range(40):
        scenario = tiny(seed)
        classes = classes_in(scenario, seed)
        placements = placements_in(scenario, classes, seed)
        calendar = filled(scenario, placements, classes)
        short = summarise_hours(calendar).full_time_short.copy()
        people = [person.id for person in scenario.participants]
        for one in lacking_hours(calendar, placements):
            week = scenario.horizon.week_of(one.monday)
            assert one.minutes > 0
            short[people.index(one.participant), week] -= one.minutes
        assert not short.any()
