"""What events make of a scenario and of the plan in force."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from matcher.domain.absences import Absence
from matcher.domain.decisions import Ban, Pin
from matcher.domain.events import Event, EventKind, Misfit
from matcher.domain.finding import Finding, Severity
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.in_force import RowInForce
from matcher.domain.participant import Participant
from matcher.domain.place import PracticePlace
from matcher.domain.plan import Plan
from matcher.domain.programme_length import with_programme_ends
from matcher.domain.scenario import Scenario
from matcher.io import canonical
from matcher.live.freeze import frozen
from matcher.live.world import World

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Applied:
    """The scenario after the events, with the plan in force as a part of it.

    Attributes
    ----------
    is_changed
        Whether any event changed anything; freezing alone does not.
    findings
        Events that do not fit: each changes nothing.
    """

    scenario: Scenario
    is_changed: bool
    findings: tuple[Finding, ...]


def rows_in_force(plan: Plan) -> tuple[RowInForce, ...]:
    """Return what ``plan`` has for everybody: placements, or class alone."""
    placed = [
        RowInForce(
            p.participant,
            p.place,
            p.start_date,
            p.end_date,
            p.section,
            p.steps,
            p.specialist,
        )
        for p in plan.placements
    ]
    without = [RowInForce(p.participant, section=p.section) for p in plan.not_placed]
    return (*placed, *without)


def apply_events(
    scenario: Scenario,
    plan: Plan,
    events: Sequence[Event],
    freeze: date | None = None,
) -> Applied:
    """Return ``scenario`` as it is after ``events``, in their order.

    Parameters
    ----------
    plan
        The plan in force, made from ``scenario``.
    freeze
        Placements that began before it run on, and nobody starts before it; ``None``:
        the scenario's own freeze date, or no frozen weeks at all.
    """
    freeze = freeze or scenario.freeze_date
    world = World(scenario, rows_in_force(plan), freeze or scenario.horizon.start)
    if freeze is not None:
        frozen(world, freeze)
    findings: list[Finding] = []
    before = world.scenario()
    for event in events:
        misfit = _HANDLERS[event.kind](world, event)
        if misfit is not None:
            findings.append(_finding(event, misfit))
    after = world.scenario()
    whole = canonical(with_programme_ends(replace(after, freeze_date=freeze)))
    return Applied(whole, after != before, tuple(findings))


def _finding(event: Event, misfit: Misfit) -> Finding:
    named = event.participant or event.place or event.employer or ""
    return Finding(
        "event-does-not-fit",
        Severity.WARNING,
        event.source,
        event.row,
        value=named,
        details={
            "event_key": f"value.event.{event.kind}",
            "reason_key": f"events.misfit.{misfit}",
        },
    )


def _dropout(world: World, event: Event) -> Misfit | None:
    assert event.participant is not None
    if event.participant not in world.people:
        return Misfit.IS_GONE
    world.remove(event.participant)
    return None


def _place_closed(world: World, event: Event) -> Misfit | None:
    assert event.place is not None
    return _close(world, [event.place], event.first)


def _employer_withdraws(world: World, event: Event) -> Misfit | None:
    places = [p.id for p in world.places.values() if p.employer == event.employer]
    return _close(world, places, event.first)


def _close(
    world: World, places: Sequence[PlaceId], first: date | None
) -> Misfit | None:
    """Close the places from a day on; those who are there then are released."""
    day = first or world.today
    open_ = [p for p in places if _is_open_on(world.places[p], day)]
    for place in open_:
        world.places[place] = replace(world.places[place], open_to=day - DAY)
        world.pins = [pin for pin in world.pins if pin.place != place]
        for running in [r for r in world.running.values() if r.place == place]:
            if running.end_date >= day:
                world.release(running.participant, day)
    return None if open_ else Misfit.NOTHING_NEW


def _is_open_on(place: PracticePlace, day: date) -> bool:
    return place.open_to is None or place.open_to >= day


def _seats_cut(world: World, event: Event) -> Misfit | None:
    assert event.place is not None
    assert event.seats is not None
    place, cut = world.places[event.place], event.seats
    about = event.slots
    seats = tuple(
        (slot, min(have, cut) if about is None or slot in about else have)
        for slot, have in place.seats
    )
    if seats == place.seats:
        return Misfit.NO_FEWER_SEATS
    fewer = replace(place, seats=tuple(pair for pair in seats if pair[1]))
    at_once = place.people_at_once if place.shares_seats else fewer.most_seats
    at_once = at_once if fewer.seats else 0
    world.places[place.id] = replace(fewer, people_at_once=at_once)
    return None


def _new_participant(world: World, event: Event) -> Misfit | None:
    assert event.newcomer is not None
    person = world.not_before_today(event.newcomer)
    world.people[person.id] = person
    return None


def _place_added(world: World, event: Event) -> Misfit | None:
    assert event.new_place is not None
    world.places[event.new_place.id] = event.new_place
    if event.new_employer is not None:
        world.employers.setdefault(event.new_employer.id, event.new_employer)
    return None


Change = Callable[[Participant], Participant]


def _changed(world: World, event: Event, change: Change) -> Misfit | None:
    person = world.people.get(event.participant or ParticipantId(""))
    if person is None:
        return Misfit.IS_GONE
    after = change(person)
    world.people[person.id] = after
    return Misfit.NOTHING_NEW if after == person else None


def _new_level(world: World, event: Event) -> Misfit | None:
    level, day = event.level, event.first or world.today
    assert level is not None
    return _changed(
        world,
        event,
        lambda p: p if p.level == level else replace(p, level=level, level_date=day),
    )


def _longer_absence(world: World, event: Event) -> Misfit | None:
    assert event.first is not None
    assert event.last is not None
    person = world.people.get(event.participant or ParticipantId(""))
    if person is None:
        return Misfit.IS_GONE
    longer = Absence(event.absence, event.first, event.last)
    met = [a for a in person.absences if _meet(a, longer)]
    if any(a.kind is not longer.kind for a in met):
        return Misfit.OTHER_ABSENCE
    whole = replace(
        longer,
        first=min(a.first for a in (longer, *met)),
        last=max(a.last for a in (longer, *met)),
    )
    rest = tuple(a for a in person.absences if a not in met)
    return _changed(world, event, lambda p: replace(p, absences=(*rest, whole)))


def _meet(a: Absence, b: Absence) -> bool:
    return a.first <= b.last + DAY and b.first <= a.last + DAY


def _new_availability(world: World, event: Event) -> Misfit | None:
    misfit = _changed(world, event, lambda p: replace(p, available_slots=event.slots))
    running = world.running.get(event.participant or ParticipantId(""))
    slots = world.all_slots if event.slots is None else event.slots
    if running is not None and not running.slots <= slots:
        world.release(running.participant, event.first or world.today)
    return misfit


def _placements_of(world: World, event: Event) -> list[RowInForce] | Misfit:
    """Return what is in force for the person of the event, at its place if it has one."""
    assert event.participant is not None
    if event.participant not in world.people:
        return Misfit.IS_GONE
    rows = world.in_force.get(event.participant, ())
    placed = [r for r in rows if r.place and event.place in (None, r.place)]
    return placed or Misfit.NOT_PLACED


def _elsewhere(world: World, rows: Sequence[RowInForce]) -> set[PlaceId]:
    """Return the places in force of the person of ``rows`` that these do not name."""
    own = {r.place for r in world.in_force[rows[0].participant] if r.place}
    return own - {row.place for row in rows}


def _accepted(world: World, event: Event) -> Misfit | None:
    rows = _placements_of(world, event)
    if isinstance(rows, Misfit):
        return rows
    person = rows[0].participant
    world.unpin(person, but=_elsewhere(world, rows))
    running = world.running.get(person)
    world.pins += [
        Pin(person, row.place, row.section, row.start_date)
        for row in rows
        if running is None or running.place != row.place
    ]
    return None


def _declined(world: World, event: Event) -> Misfit | None:
    rows = _placements_of(world, replace(event, place=None))
    if isinstance(rows, Misfit):
        return rows
    person, place = rows[0].participant, event.place or rows[0].place
    declined = [row for row in rows if row.place == place]
    if declined:
        world.unpin(person, but=_elsewhere(world, declined))
    world.bans.append(Ban(person, place))
    running = world.running.get(person)
    if running is not None and running.place == place:
        world.release(person, event.first or world.today)
    return None


def _hold_expired(world: World, event: Event) -> Misfit | None:
    rows = _placements_of(world, event)
    if isinstance(rows, Misfit):
        return rows
    person = rows[0].participant
    world.unpin(person, but=_elsewhere(world, rows))
    kept = [row for row in world.in_force[person] if row not in rows]
    world.in_force[person] = kept or [RowInForce(person, section=rows[0].section)]
    return None


_HANDLERS: Mapping[EventKind, Callable[[World, Event], Misfit | None]] = {
    EventKind.DROPOUT: _dropout,
    EventKind.PLACE_CLOSED: _place_closed,
    EventKind.SEATS_CUT: _seats_cut,
    EventKind.EMPLOYER_WITHDRAWS: _employer_withdraws,
    EventKind.NEW_PARTICIPANT: _new_participant,
    EventKind.NEW_LEVEL: _new_level,
    EventKind.LONGER_ABSENCE: _longer_absence,
    EventKind.NEW_AVAILABILITY: _new_availability,
    EventKind.PLACE_ADDED: _place_added,
    EventKind.ACCEPTED: _accepted,
    EventKind.DECLINED: _declined,
    EventKind.HOLD_EXPIRED: _hold_expired,
}
