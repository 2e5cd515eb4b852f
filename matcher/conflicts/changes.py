"""Changes that may settle a conflict, and the scenario after each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from matcher.domain.conflicts import PINNED, Change, ChangeKind, Demand, DemandKind
from matcher.domain.decisions import Pin
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.participant import Participant, WorkingWindow
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.travel import minutes_to_place


def changes_for(
    scenario: Scenario, policy: Policy, demands: tuple[Demand, ...], people: int
) -> Iterator[Change]:
    """Yield single changes that may settle the conflict of ``demands``.

    ``people`` are those who gave something up for it. Of a change that may be smaller or
    larger the smaller come first.
    """
    yield from _seats_all_week(scenario, demands, people)
    for demand in demands:
        if demand.kind is DemandKind.LIMIT:
            for amount in _amounts(scenario, policy, demand, demands, people):
                yield Change(ChangeKind.MORE_ROOM, demand, amount)
    for demand in demands:
        if demand.kind is DemandKind.RULE:
            yield from _exceptions(scenario, policy, demand)
    for demand in demands:
        if demand.kind in PINNED:
            yield Change(ChangeKind.GIVE_UP, demand)


def after(scenario: Scenario, policy: Policy, change: Change) -> Scenario:
    """Return ``scenario`` with ``change`` made."""
    if change.kind is ChangeKind.GIVE_UP:
        return _without_part(scenario, change.demand)
    if change.kind is ChangeKind.MORE_ROOM:
        return _with_room(scenario, policy, change.demand, change.amount)
    return _with_exception(scenario, change.demand, change.amount)


def _seats_all_week(
    scenario: Scenario, demands: tuple[Demand, ...], people: int
) -> Iterator[Change]:
    """Yield more seats on all days, for each place whose room is too little."""
    rules = (RuleCode.PEOPLE_AT_ONCE, RuleCode.SEAT_DAY)
    limits = {d.place: d for d in demands if d.rule in rules and d.place}
    for place, limit in limits.items():
        seat = Demand(DemandKind.LIMIT, place=place, rule=RuleCode.SEAT_DAY)
        for amount in _people_more(scenario, limit, people):
            yield Change(ChangeKind.MORE_ROOM, seat, amount)


def _amounts(
    scenario: Scenario,
    policy: Policy,
    limit: Demand,
    demands: tuple[Demand, ...],
    people: int,
) -> list[int]:
    if limit.rule is RuleCode.EMPLOYER_REST:
        return list(range(1, (limit.count or 0) + 1))
    if limit.rule is RuleCode.MENTOR_HOURS:
        return [_minutes_lacking(scenario, policy, limit, demands)]
    return _people_more(scenario, limit, people)


def _people_more(scenario: Scenario, limit: Demand, people: int) -> list[int]:
    """Return for how many there must be room, and beside facts that are too many."""
    over = _facts_over(scenario, limit)
    return [people, people + over] if over > 0 else [people]


def _facts_over(scenario: Scenario, limit: Demand) -> int:
    """Return by how many running placements or given classes alone are too many."""
    running = {r.participant: r for r in scenario.running}
    if limit.section is not None:
        facts = sum(
            ((p.id in running and running[p.id].section) or p.section) == limit.section
            for p in scenario.participants
        )
    else:
        places = scenario.places_by_id()
        facts = sum(
            limit.place in (None, r.place)
            and limit.employer in (None, places[r.place].employer)
            for r in scenario.running
        )
    return facts - (limit.count or 0)


def _minutes_lacking(
    scenario: Scenario, policy: Policy, limit: Demand, demands: tuple[Demand, ...]
) -> int:
    """Return what all of the conflict would need of the mentors more than they have."""
    by_id, places = scenario.participants_by_id(), scenario.places_by_id()
    needed = 0
    for demand in demands:
        if demand.kind in (DemandKind.PINNED_PLACE, DemandKind.RUNNING):
            if demand.place is None or demand.participant is None:
                continue
            place = places[demand.place]
            if limit.place in (None, place.id) and limit.employer in (
                None,
                place.employer,
            ):
                person = by_id[demand.participant]
                needed += mentor_minutes(policy, person, place)
    return max(1, needed - (limit.count or 0))


def _without_part(scenario: Scenario, demand: Demand) -> Scenario:
    def without(pin: Pin) -> Pin:
        if pin.participant != demand.participant:
            return pin
        return Pin(
            pin.participant,
            None if pin.place == demand.place else pin.place,
            None if pin.section == demand.section else pin.section,
            None if pin.start_date == demand.start_date else pin.start_date,
        )

    pins = tuple(map(without, scenario.pins))
    left = tuple(p for p in pins if p != Pin(p.participant))
    return replace(scenario, pins=left)


def _with_room(
    scenario: Scenario, policy: Policy, limit: Demand, more: int
) -> Scenario:
    if limit.place is not None:
        return _changed(
            scenario, "places", limit.place, lambda p: _roomier(p, limit, more)
        )
    if limit.section is not None:
        return _changed(
            scenario,
            "sections",
            limit.section,
            lambda s: replace(s, seats=s.seats + more),
        )
    if limit.quota is not None:
        return _changed(
            scenario, "quotas", limit.quota, lambda q: replace(q, most=q.most + more)
        )
    if limit.employer is None:
        pairs = (p for p in scenario.pairs if not _is_pair(p, limit))
        return replace(scenario, pairs=tuple(pairs))
    name = _EMPLOYER_FIELD[limit.rule]
    amount = -more if limit.rule is RuleCode.EMPLOYER_REST else more
    if limit.rule is RuleCode.UNPAID_STAFF:
        amount = staff_for(scenario, policy, limit, more)
    return _changed(
        scenario,
        "employers",
        limit.employer,
        lambda e: replace(e, **{name: getattr(e, name) + amount}),
    )


def staff_for(scenario: Scenario, policy: Policy, limit: Demand, more: int) -> int:
    """Return how many more in paid work let ``more`` unpaid people be there at once."""
    employer = next(e for e in scenario.employers if e.id == limit.employer)
    wanted, staff = (limit.count or 0) + more, employer.staff or 0
    added = 1
    while (policy.most_unpaid(replace(employer, staff=staff + added)) or 0) < wanted:
        added += 1
    return added


_EMPLOYER_FIELD: Mapping[RuleCode | None, str] = {
    RuleCode.EMPLOYER_PEOPLE: "people_at_once",
    RuleCode.EMPLOYER_STARTS: "starts_per_week",
    RuleCode.MENTOR_HOURS: "mentor_minutes_per_week",
    RuleCode.UNPAID_STAFF: "staff",
    RuleCode.EMPLOYER_REST: "rest_weeks",
}


def _is_pair(pair: Any, limit: Demand) -> bool:
    return (pair.participant, pair.other) == (limit.participant, limit.other)


def _changed(
    scenario: Scenario, table: str, key: str, change: Callable[[Any], Any]
) -> Scenario:
    rows = getattr(scenario, table)
    changed: Any = tuple(change(row) if row.id == key else row for row in rows)
    return replace(scenario, **{table: changed})


def _roomier(place: PracticePlace, limit: Demand, more: int) -> PracticePlace:
    if limit.rule is RuleCode.MENTOR_HOURS:
        minutes = (place.mentor_minutes_per_week or 0) + more
        return replace(place, mentor_minutes_per_week=minutes)
    if limit.rule is RuleCode.PEOPLE_AT_ONCE:
        return replace(place, people_at_once=place.people_at_once + more)
    seats = tuple(
        (slot, n + more if n and limit.slot in (None, slot) else n)
        for slot, n in place.seats
    )
    at_once = place.people_at_once + (more if limit.slot is None else 0)
    return replace(place, seats=seats, people_at_once=at_once)


def _exceptions(scenario: Scenario, policy: Policy, rule: Demand) -> Iterator[Change]:
    """Yield the exceptions from ``rule`` that somebody can make, smaller ones first."""
    if rule.rule is RuleCode.SECTION_FIT:
        yield from _other_classes(scenario, rule)
    elif rule.place is not None and rule.rule in _EXCEPTIONS:
        for amount in _sizes(scenario, policy, rule):
            yield Change(ChangeKind.EXCEPTION, rule, amount)


def _other_classes(scenario: Scenario, rule: Demand) -> Iterator[Change]:
    """Yield the nearest classes as exceptions, and then a seat more in each."""
    person = next(p for p in scenario.participants if p.id == rule.participant)
    sections = [s for s in scenario.sections if rule.section in (None, s.id)]
    off = {
        s.id: (person.municipality not in s.municipalities, _levels_off(person, s))
        for s in sections
    }
    nearest = sorted(sections, key=lambda s: (off[s.id], s.id))[:MOST_CLASSES]
    for s in nearest:
        named = replace(rule, section=s.id)
        yield Change(ChangeKind.EXCEPTION, named, max(1, off[s.id][1]))
    for s in nearest:
        seats = Demand(
            DemandKind.LIMIT, section=s.id, rule=RuleCode.SECTION_SEATS, count=s.seats
        )
        more = max(0, _facts_over(scenario, seats)) + 1
        yield Change(ChangeKind.MORE_ROOM, seats, more)


MOST_CLASSES = 3
"""Of the classes that do not admit a person so many are tried."""


def _sizes(scenario: Scenario, policy: Policy, rule: Demand) -> list[int]:
    person, place = _pair(scenario, rule)
    if rule.rule is RuleCode.TRAVEL_LIMIT:
        minutes = minutes_to_place(scenario, policy, person, place)
        return [minutes - person.travel_limit_minutes]
    if rule.rule is RuleCode.CEFR_FLOOR:
        levels = zip(place.level_floor.levels, person.level.levels, strict=True)
        return list(range(1, max(floor - have for floor, have in levels) + 1))
    return [1]


def _pair(scenario: Scenario, rule: Demand) -> tuple[Participant, PracticePlace]:
    person = next(p for p in scenario.participants if p.id == rule.participant)
    return person, next(p for p in scenario.places if p.id == rule.place)


def _levels_off(person: Participant, section: ClassSection) -> int:
    """Return how many levels the person is below or above the class; 0 if in it."""
    have = person.level.overall
    return max(0, section.level_from - have, have - section.level_to)


def _with_exception(scenario: Scenario, rule: Demand, amount: int) -> Scenario:
    if rule.rule is RuleCode.SECTION_FIT:
        person = next(p for p in scenario.participants if p.id == rule.participant)
        scenario = _changed(
            scenario,
            "sections",
            rule.section or "",
            lambda s: _admitting(scenario, s, person),
        )
        return _changed(
            scenario,
            "participants",
            person.id,
            lambda p: replace(p, available_slots=_with_menu(scenario, p, rule)),
        )
    person, place = _pair(scenario, rule)
    if rule.rule is RuleCode.BAN:
        bans = (
            ban
            for ban in scenario.bans
            if ban.participant != person.id
            or ban.place not in (None, place.id)
            or ban.employer not in (None, place.employer)
            or ban.sector not in (None, place.sector)
        )
        return replace(scenario, bans=tuple(bans))
    if rule.rule is RuleCode.REPEAT_EMPLOYER:
        earlier = (
            e
            for e in scenario.earlier
            if (e.participant, e.employer) != (person.id, place.employer)
        )
        return replace(scenario, earlier=tuple(earlier))
    new_person, new_place = _EXCEPTIONS[rule.rule](scenario, person, place, amount)
    scenario = _changed(scenario, "participants", person.id, lambda _: new_person)
    return _changed(scenario, "places", place.id, lambda _: new_place)


def _admitting(
    scenario: Scenario, section: ClassSection, person: Participant
) -> ClassSection:
    templates = scenario.templates_by_id()
    accepted = section.templates
    if accepted is None and len(section.menu) != templates[person.template].class_slots:
        accepted = frozenset(
            t.id for t in scenario.templates if t.class_slots == len(section.menu)
        )
    return replace(
        section,
        municipalities=section.municipalities | {person.municipality},
        level_from=min(section.level_from, person.level.overall),
        level_to=max(section.level_to, person.level.overall),
        templates=None if accepted is None else accepted | {person.template},
    )


def _with_menu(scenario: Scenario, person: Participant, rule: Demand) -> Any:
    section = next(s for s in scenario.sections if s.id == rule.section)
    free = person.available_slots
    return None if free is None else free | section.menu


Both = tuple[Participant, PracticePlace]


def _lower_floor(
    _: Scenario, person: Participant, place: PracticePlace, by: int
) -> Both:
    """Lower the floor by so many levels where it is above what the person has."""
    pairs = zip(place.level_floor.levels, person.level.levels, strict=True)
    floor = CefrProfile(
        *(CefrLevel(max(min(have, asked), asked - by)) for asked, have in pairs)
    )
    return person, replace(place, level_floor=floor)


def _longer_way(
    _: Scenario, person: Participant, place: PracticePlace, by: int
) -> Both:
    limit = person.travel_limit_minutes + by
    return replace(person, travel_limit_minutes=limit), place


def _no_sector_veto(
    _: Scenario, person: Participant, place: PracticePlace, __: int
) -> Both:
    vetoes = person.sector_vetoes - {place.sector}
    return replace(person, sector_vetoes=vetoes), place


def _no_place_veto(
    _: Scenario, person: Participant, place: PracticePlace, __: int
) -> Both:
    return (
        replace(person, place_vetoes=person.place_vetoes - {place.id}),
        replace(place, participant_vetoes=place.participant_vetoes - {person.id}),
    )


def _no_employer_veto(
    _: Scenario, person: Participant, place: PracticePlace, __: int
) -> Both:
    vetoes = person.employer_vetoes - {place.employer}
    return replace(person, employer_vetoes=vetoes), place


def _any_hours(_: Scenario, person: Participant, place: PracticePlace, __: int) -> Both:
    return replace(person, working_window=WorkingWindow()), place


def _not_required(
    _: Scenario, person: Participant, place: PracticePlace, __: int
) -> Both:
    return person, replace(place, requires=place.requires & person.qualifications)


def _not_demanded(
    _: Scenario, person: Participant, place: PracticePlace, __: int
) -> Both:
    return person, replace(place, demands=place.demands - person.cannot)


def _programme_too(
    scenario: Scenario, person: Participant, place: PracticePlace, __: int
) -> Both:
    programme = scenario.templates_by_id()[person.template].programme
    accepted = (place.programmes or frozenset()) | {programme}
    return person, replace(place, programmes=accepted)


def _unchanged(_: Scenario, person: Participant, place: PracticePlace, __: int) -> Both:
    return person, place


_EXCEPTIONS: Mapping[RuleCode | None, Callable[..., Both]] = {
    RuleCode.SECTOR_VETO: _no_sector_veto,
    RuleCode.PLACE_VETO: _no_place_veto,
    RuleCode.EMPLOYER_VETO: _no_employer_veto,
    RuleCode.BAN: _unchanged,
    RuleCode.CEFR_FLOOR: _lower_floor,
    RuleCode.TRAVEL_LIMIT: _longer_way,
    RuleCode.WORKING_HOURS: _any_hours,
    RuleCode.REQUIREMENT: _not_required,
    RuleCode.DEMAND: _not_demanded,
    RuleCode.PROGRAMME_ACCEPTED: _programme_too,
    RuleCode.REPEAT_EMPLOYER: _unchanged,
}
"""Rules that somebody can make an exception from, and what it changes."""
