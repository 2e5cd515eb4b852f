"""What each event makes of a scenario and of the plan in force."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.domain.absences import Absence, AbsenceKind
from matcher.domain.chains import going_on, people_with_chains
from matcher.domain.decisions import Ban, EarlierPlacement, Pin, RunningPlacement
from matcher.domain.events import Event, EventKind, Misfit
from matcher.domain.ids import EmployerId, ParticipantId, PlaceId, SectionId
from matcher.domain.in_force import RowInForce
from matcher.domain.participant import TravelMode
from matcher.domain.plan import NotPlaced
from matcher.live.events import apply_events
from tests.helpers import builders as make

P1, P2, P3, P9 = (ParticipantId(f"p{n}") for n in (1, 2, 3, 9))
Q1, Q2, Q9 = (PlaceId(f"q{n}") for n in (1, 2, 9))
C1 = SectionId("c1")
E2, E9 = EmployerId("e2"), EmployerId("e9")

PEOPLE = [make.participant("p1"), make.participant("p2"), make.participant("p3")]
PLACES = [
    make.place("q1", 2),
    make.place("q2", employer=E2),
    make.place("q3", employer="e2"),
]
PLAN = make.plan(
    [make.placement("p1", "q1"), make.placement("p2", "q2")],
    [NotPlaced(P3, (), C1)],
)
UNTIL = date(2026, 10, 30)
LATER = make.START + timedelta(weeks=6)


def applied(*events, freeze=None, plan=PLAN, **changes):
    return apply_events(make.scenario(PEOPLE, PLACES, **changes), plan, events, freeze)


def told(found) -> list[str]:
    return [f.details["reason_key"].removeprefix("events.misfit.") for f in found]


def test_without_events_only_the_plan_in_force_is_added():
    """The rest of the scenario is as it was, and nothing counts as changed."""
    found = applied()
    assert not found.is_changed
    assert found.findings == ()
    assert replace(found.scenario, in_force=()) == make.scenario(PEOPLE, PLACES)
    rows = {
        row.participant: (row.place, row.section) for row in found.scenario.in_force
    }
    assert rows == {P1: (Q1, C1), P2: (Q2, C1), P3: (None, C1)}


def test_who_drops_out_is_gone_with_all_that_is_said_of_them():
    """No lock, ban, pair, travel time or part of the plan speaks of them."""
    found = applied(
        Event(EventKind.DROPOUT, P1),
        pins=(Pin(P1, Q1), Pin(P2, Q2)),
        bans=(Ban(P1, Q2),),
        earlier=(EarlierPlacement(P1, E2, date(2026, 1, 5), date(2026, 2, 6)),),
        travel={(P1, Q1, TravelMode.TRANSIT): 5},
    ).scenario
    assert P1 not in str(found)
    assert [pin.participant for pin in found.pins] == [P2]


def test_who_is_gone_cannot_go_again():
    """The second row changes nothing, and is told."""
    twice = applied(Event(EventKind.DROPOUT, P1), Event(EventKind.DROPOUT, P1))
    assert told(twice.findings) == [Misfit.IS_GONE]


def test_a_closed_place_takes_nobody_from_its_day_on():
    """It is open to the day before, and locks on it are off."""
    closed = Event(EventKind.PLACE_CLOSED, place=Q1, first=LATER)
    found = applied(closed, pins=(Pin(P1, Q1),)).scenario
    assert found.places_by_id()[Q1].open_to == LATER - timedelta(days=1)
    assert found.pins == ()


def test_an_employer_withdraws_with_all_its_places():
    """Without a day: from the first day of the period."""
    found = applied(Event(EventKind.EMPLOYER_WITHDRAWS, employer=E2)).scenario
    before = make.START - timedelta(days=1)
    assert [p.open_to for p in found.places] == [None, before, before]


def test_seats_are_cut_to_the_number():
    """People at once follow where the seats were not shared."""
    found = applied(Event(EventKind.SEATS_CUT, place=Q1, seats=1)).scenario
    place = found.places_by_id()[Q1]
    assert {seats for _, seats in place.seats} == {1}
    assert place.people_at_once == 1


def test_seats_are_cut_in_the_named_slots_alone():
    """The others have as many as before."""
    cut = Event(EventKind.SEATS_CUT, place=Q1, seats=0, slots=make.slots("man"))
    place = applied(cut).scenario.places_by_id()[Q1]
    assert place.seats_in("man") == 0
    assert place.seats_in("tir") == 2
    assert place.people_at_once == 2


def test_more_seats_are_no_cut():
    """The event is told not to fit, and nothing is changed."""
    found = applied(Event(EventKind.SEATS_CUT, place=Q1, seats=5))
    assert told(found.findings) == [Misfit.NO_FEWER_SEATS]
    assert not found.is_changed


def test_newcomers_and_new_places_are_added():
    """With an employer of its own."""
    found = applied(
        Event(EventKind.NEW_PARTICIPANT, newcomer=make.participant("p9")),
        Event(
            EventKind.PLACE_ADDED,
            new_place=make.place("q9", employer=E9),
            new_employer=make.employer("e9", people_at_once=1),
        ),
    ).scenario
    assert P9 in found.participants_by_id()
    assert found.places_by_id()[Q9].employer == E9
    assert found.employers_by_id()[E9].people_at_once == 1


def test_a_new_level_is_of_its_day():
    """The level and the day it was assessed are those told."""
    level = make.level("B1")
    told_now = Event(EventKind.NEW_LEVEL, P1, level=level, first=LATER)
    person = applied(told_now).scenario.participants_by_id()[P1]
    assert (person.level, person.level_date) == (level, LATER)


@pytest.mark.parametrize("kind", [AbsenceKind.ABSENCE, AbsenceKind.LEAVE])
def test_a_longer_absence_is_one_with_what_it_meets(kind):
    """Absences of another sort on the same days are not guessed at."""
    had = Absence(AbsenceKind.ABSENCE, date(2026, 10, 1), date(2026, 10, 9))
    people = [make.participant("p1", absences=(had,)), *PEOPLE[1:]]
    more = Event(
        EventKind.LONGER_ABSENCE,
        P1,
        first=date(2026, 10, 5),
        last=UNTIL,
        absence=kind,
    )
    found = apply_events(make.scenario(people, PLACES), PLAN, [more])
    [absence] = found.scenario.participants_by_id()[P1].absences
    same = kind is had.kind
    assert absence == (replace(had, last=UNTIL) if same else had)
    assert told(found.findings) == ([] if same else [Misfit.OTHER_ABSENCE])


def test_new_availability_is_as_told():
    """Those slots alone."""
    new = Event(EventKind.NEW_AVAILABILITY, P1, slots=make.slots("ons tor"))
    person = applied(new).scenario.participants_by_id()[P1]
    assert person.available_slots == make.slots("ons tor")


def test_an_accepted_placement_is_locked():
    """Place, class and start; for who has none there is nothing to lock."""
    found = applied(Event(EventKind.ACCEPTED, P1), Event(EventKind.ACCEPTED, P3))
    assert found.scenario.pins == (Pin(P1, Q1, C1, make.START),)
    assert told(found.findings) == [Misfit.NOT_PLACED]


def test_a_declined_placement_is_not_offered_again():
    """It is banned and no longer locked; the person still had a placement."""
    found = applied(Event(EventKind.DECLINED, P1), pins=(Pin(P1, Q1),)).scenario
    assert (found.pins, found.bans) == ((), (Ban(P1, Q1),))
    assert next(r for r in found.in_force if r.participant == P1).place == Q1


def test_an_expired_hold_frees_the_seat_for_all():
    """The person has no placement in force any more, and may have the same again."""
    held = applied(Event(EventKind.HOLD_EXPIRED, P1), pins=(Pin(P1, Q1),))
    assert held.scenario.pins == held.scenario.bans == ()
    assert RowInForce(P1, section=C1) in held.scenario.in_force


def test_what_began_before_the_freeze_date_runs_on():
    """Step by step as it was planned; others start no earlier than that day."""
    first = make.step(make.START, "ons tor")
    later = make.step(make.START + timedelta(weeks=8), "ons tor fre")
    begun = replace(make.placement("p1", "q1"), steps=(first, later))
    plan = make.plan([begun, make.placement("p2", "q2", first=LATER)])
    found = applied(freeze=make.START + timedelta(weeks=2), plan=plan).scenario
    [running] = found.running
    assert running == RunningPlacement(
        P1,
        Q1,
        begun.start_date,
        begun.end_date,
        make.slots("ons tor fre"),
        begun.section,
        begun.steps,
    )
    people = found.participants_by_id()
    assert people[P1].earliest_start is None
    assert people[P2].earliest_start == found.freeze_date


STAIRS = (make.template(chain_first_weeks=6),)
TWO = make.plan(
    [
        make.placement("p1", "q1", last=LATER - timedelta(days=3)),
        make.placement("p1", "q2", first=LATER),
    ]
)
"""Two placements of p1 in a row, by the template of ``STAIRS``."""


def test_the_second_of_two_placements_goes_on_being_in_force():
    """The first, which has begun, runs; the second may follow it."""
    found = applied(
        freeze=make.START + timedelta(weeks=2), plan=TWO, templates=STAIRS
    ).scenario
    assert [r.place for r in found.running] == [Q1]
    assert {p: row.place for p, row in going_on(found).items()} == {P1: Q2}
    assert P1 in people_with_chains(found)


def test_the_first_of_two_is_over_when_the_second_has_begun():
    """The second alone runs and is in force; the first is an earlier placement."""
    freeze = LATER + timedelta(weeks=1)
    found = applied(freeze=freeze, plan=TWO, templates=STAIRS).scenario
    assert [r.place for r in found.running] == [Q2]
    assert [(e.participant, e.employer) for e in found.earlier] == [(P1, "e1")]
    assert [r.place for r in found.in_force] == [Q2]


def test_two_placements_in_a_row_are_locked_together():
    """Each with its start, and the person may have two all the same."""
    found = applied(Event(EventKind.ACCEPTED, P1), plan=TWO, templates=STAIRS).scenario
    locks = [(pin.place, pin.start_date) for pin in found.pins]
    assert locks == [(Q1, make.START), (Q2, LATER)]
    assert P1 in people_with_chains(found)


def test_one_of_two_placements_is_locked_by_name():
    """The other may change; a lock on it from before stays."""
    first, second = (Event(EventKind.ACCEPTED, P1, place=q) for q in (Q1, Q2))
    one = applied(second, plan=TWO, templates=STAIRS).scenario
    assert [pin.place for pin in one.pins] == [Q2]
    both = applied(second, first, plan=TWO, templates=STAIRS).scenario
    assert {pin.place for pin in both.pins} == {Q1, Q2}


def test_a_place_that_is_not_theirs_cannot_be_accepted():
    """The event is told not to fit."""
    found = applied(Event(EventKind.ACCEPTED, P1, place=Q2))
    assert told(found.findings) == [Misfit.NOT_PLACED]


def test_what_runs_needs_no_lock():
    """Of two in a row only the second, which has not begun, is locked."""
    found = applied(
        Event(EventKind.ACCEPTED, P1),
        freeze=make.START + timedelta(weeks=2),
        plan=TWO,
        templates=STAIRS,
    ).scenario
    assert [pin.place for pin in found.pins] == [Q2]


@pytest.mark.parametrize("kind", [EventKind.DECLINED, EventKind.HOLD_EXPIRED])
def test_one_of_two_placements_is_given_up_by_name(kind):
    """The lock on the other stays."""
    found = applied(
        Event(EventKind.ACCEPTED, P1),
        Event(kind, P1, place=Q2),
        plan=TWO,
        templates=STAIRS,
    ).scenario
    assert [pin.place for pin in found.pins] == [Q1]


def test_who_runs_at_a_place_that_closes_is_released():
    """They may start anew that day; the step counts as one they have been on."""
    places = [make.place("q1", 2, step_level=2), *PLACES[1:]]
    closed = Event(EventKind.PLACE_CLOSED, place=Q1, first=LATER)
    found = apply_events(
        make.scenario(PEOPLE, places), PLAN, [closed], make.START + timedelta(weeks=2)
    ).scenario
    assert [r.participant for r in found.running] == [P2]
    assert found.participants_by_id()[P1].earliest_start == LATER
    [earlier] = found.earlier
    assert (earlier.employer, earlier.step_level) == (None, 2)
