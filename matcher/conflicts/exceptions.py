"""Exceptions from rules between a person and a place or class."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from matcher.conflicts.room import facts_over, with_changed
from matcher.domain.conflicts import Change, ChangeKind, Demand, DemandKind
from matcher.domain.language import CefrLevel, CefrProfile
from matcher.domain.participant import Participant, WorkingWindow
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from matcher.domain.travel import minutes_to_place

MOST_CLASSES = 3
"""Of the classes that do not admit a person so many are tried."""


def exceptions_from(
    scenario: Scenario, policy: Policy, rule: Demand
) -> Iterator[Change]:
    """Yield the exceptions from ``rule`` that somebody can make, smaller ones first."""
    if rule.rule is RuleCode.SECTION_FIT:
        yield from _other_classes(scenario, rule)
    elif rule.place is not None and rule.rule in _EXCEPTIONS:
        for amount in _sizes(scenario, policy, rule):
            yield Change(ChangeKind.EXCEPTION, rule, amount)


def with_exception(scenario: Scenario, rule: Demand, amount: int) -> Scenario:
    """Return ``scenario`` with an exception from ``rule`` for its person.

    ``amount`` is in levels or minutes where the rule has any.
    """
    if rule.rule is RuleCode.SECTION_FIT:
        return _admitted(scenario, rule)
    person, place = _pair(scenario, rule)
    return _EXCEPTIONS[rule.rule](scenario, person, place, amount)


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
        more = max(0, facts_over(scenario, seats)) + 1
        yield Change(ChangeKind.MORE_ROOM, seats, more)


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


def _admitted(scenario: Scenario, rule: Demand) -> Scenario:
    """Return ``scenario`` with a class that admits the person, who is free for it."""
    person = next(p for p in scenario.participants if p.id == rule.participant)
    section = next(s for s in scenario.sections if s.id == rule.section)
    scenario = with_changed(
        scenario, "sections", section.id, lambda s: _admitting(scenario, s, person)
    )
    free = person.available_slots
    free = None if free is None else free | section.menu
    return _with_person(scenario, replace(person, available_slots=free))


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


def _with_person(scenario: Scenario, person: Participant) -> Scenario:
    return with_changed(scenario, "participants", person.id, lambda _: person)


def _with_place(scenario: Scenario, place: PracticePlace) -> Scenario:
    return with_changed(scenario, "places", place.id, lambda _: place)


def _lower_floor(
    scenario: Scenario, person: Participant, place: PracticePlace, by: int
) -> Scenario:
    """Lower the floor by so many levels where it is above what the person has."""
    pairs = zip(place.level_floor.levels, person.level.levels, strict=True)
    floor = CefrProfile(
        *(CefrLevel(max(min(have, asked), asked - by)) for asked, have in pairs)
    )
    return _with_place(scenario, replace(place, level_floor=floor))


def _longer_way(
    scenario: Scenario, person: Participant, _: PracticePlace, by: int
) -> Scenario:
    limit = person.travel_limit_minutes + by
    return _with_person(scenario, replace(person, travel_limit_minutes=limit))


def _no_sector_veto(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    vetoes = person.sector_vetoes - {place.sector}
    return _with_person(scenario, replace(person, sector_vetoes=vetoes))


def _no_place_veto(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    mine = person.place_vetoes - {place.id}
    theirs = place.participant_vetoes - {person.id}
    scenario = _with_person(scenario, replace(person, place_vetoes=mine))
    return _with_place(scenario, replace(place, participant_vetoes=theirs))


def _no_employer_veto(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    vetoes = person.employer_vetoes - {place.employer}
    return _with_person(scenario, replace(person, employer_vetoes=vetoes))


def _no_ban(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    bans = (
        ban
        for ban in scenario.bans
        if ban.participant != person.id
        or ban.place not in (None, place.id)
        or ban.employer not in (None, place.employer)
        or ban.sector not in (None, place.sector)
    )
    return replace(scenario, bans=tuple(bans))


def _any_hours(
    scenario: Scenario, person: Participant, _: PracticePlace, __: int
) -> Scenario:
    return _with_person(scenario, replace(person, working_window=WorkingWindow()))


def _not_required(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    requires = place.requires & person.qualifications
    return _with_place(scenario, replace(place, requires=requires))


def _not_demanded(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    return _with_place(scenario, replace(place, demands=place.demands - person.cannot))


def _programme_too(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    programme = scenario.templates_by_id()[person.template].programme
    accepted = place.programmes
    accepted = None if accepted is None else accepted | {programme}
    return _with_place(scenario, replace(place, programmes=accepted))


def _to_the_employer_again(
    scenario: Scenario, person: Participant, place: PracticePlace, _: int
) -> Scenario:
    back = (person.id, place.employer)
    earlier = (
        replace(e, employer=None) if (e.participant, e.employer) == back else e
        for e in scenario.earlier
    )
    return replace(scenario, earlier=tuple(earlier))


def _any_step(
    scenario: Scenario, person: Participant, _: PracticePlace, __: int
) -> Scenario:
    earlier = (
        replace(e, step_level=None) if e.participant == person.id else e
        for e in scenario.earlier
    )
    return replace(scenario, earlier=tuple(earlier))


_EXCEPTIONS: Mapping[
    RuleCode | None, Callable[[Scenario, Participant, PracticePlace, int], Scenario]
] = {
    RuleCode.SECTOR_VETO: _no_sector_veto,
    RuleCode.PLACE_VETO: _no_place_veto,
    RuleCode.EMPLOYER_VETO: _no_employer_veto,
    RuleCode.BAN: _no_ban,
    RuleCode.CEFR_FLOOR: _lower_floor,
    RuleCode.TRAVEL_LIMIT: _longer_way,
    RuleCode.WORKING_HOURS: _any_hours,
    RuleCode.REQUIREMENT: _not_required,
    RuleCode.DEMAND: _not_demanded,
    RuleCode.PROGRAMME_ACCEPTED: _programme_too,
    RuleCode.REPEAT_EMPLOYER: _to_the_employer_again,
    RuleCode.STEP_LEVEL: _any_step,
}
"""Rules that somebody can make an exception from, and the scenario with it."""

AT_A_PLACE = frozenset(rule for rule in _EXCEPTIONS if rule is not None)
"""Those of them that are between a person and a place."""
