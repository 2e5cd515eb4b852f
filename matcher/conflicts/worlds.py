"""A scenario in which only some demands stand, and whether they can all hold there."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.conflicts.core import core_options, core_problem
from matcher.conflicts.fitting import can_all_fit
from matcher.conflicts.narrowing import narrowed
from matcher.domain.conflicts import PINNED, Demand, DemandKind
from matcher.domain.decisions import Pin
from matcher.domain.ids import ParticipantId, PlaceId
from matcher.domain.participant import Participant
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from matcher.options import NO_SECTION, Options
from matcher.options.values import honours

PLENTY = 1_000_000
"""Room where no limit stands."""

MOST_UNBOUND = 4
"""Of facts that do not bind so many are tried both ways."""

Demands = Collection[Demand]


def world_of(scenario: Scenario, demands: Demands) -> Scenario:
    """Return ``scenario`` with nobody but the people of ``demands``, and no other limit.

    Facts and pins that are not among the demands are left out; the rules between a
    person and a place or class are the ground on which all stands.
    """
    people = _people(demands)
    small = narrowed(scenario, people, _places(scenario, demands))
    named = {replace(d, count=None) for d in demands if d.kind is DemandKind.LIMIT}
    of_kind = {
        kind: {d.participant for d in demands if d.kind is kind} for kind in DemandKind
    }
    return replace(
        small,
        participants=tuple(
            _person(p, of_kind[DemandKind.GIVEN_CLASS]) for p in small.participants
        ),
        places=tuple(_place(p, named) for p in small.places),
        employers=tuple(_employer(e, named) for e in small.employers),
        sections=tuple(
            s
            if limit(RuleCode.SECTION_SEATS, section=s.id) in named
            else replace(s, seats=PLENTY)
            for s in small.sections
        ),
        pins=tuple(pin_of(d) for d in demands if d.kind in PINNED),
        running=tuple(
            r for r in small.running if r.participant in of_kind[DemandKind.RUNNING]
        ),
        quotas=tuple(
            q for q in small.quotas if limit(RuleCode.QUOTA, quota=q.id) in named
        ),
        specialists=tuple(
            s
            if limit(RuleCode.CASELOAD, specialist=s.id) in named
            else replace(s, caseload_limit=s.already + PLENTY)
            for s in small.specialists
        ),
        pairs=tuple(
            p
            for p in small.pairs
            if limit(RuleCode.APART, participant=p.participant, other=p.other) in named
        ),
    )


def can_all_hold(scenario: Scenario, policy: Policy, demands: Demands) -> bool | None:
    """Tell whether ``demands`` can all hold, alone in the world; ``None``: left open.

    A fact that is not among them does not bind: its person may do as they please, or as
    they do.
    """
    if not _people(demands):
        return True
    asking = {d.participant for d in demands if d.is_asked}
    known = [d for d in facts_of(scenario) if d.participant in asking]
    unbound = [d for d in known if d not in demands]
    if len(unbound) > MOST_UNBOUND:
        return None
    answers = [
        _hold_in_world(scenario, policy, [*demands, *some])
        for size in range(len(unbound) + 1)
        for some in combinations(unbound, size)
    ]
    if True in answers:
        return True
    return None if None in answers else False


def _hold_in_world(scenario: Scenario, policy: Policy, demands: Demands) -> bool | None:
    world = world_of(scenario, demands)
    options = core_options(world, policy)
    problem = core_problem(world, policy, options)
    return can_all_fit(problem, _holding(world, options, demands))


def facts_of(scenario: Scenario) -> Iterator[Demand]:
    """Yield running placements and given classes, by participant."""
    running = {r.participant: r for r in scenario.running}
    for person in scenario.participants:
        if person.id in running:
            kept = running[person.id]
            yield Demand(
                DemandKind.RUNNING, person.id, place=kept.place, section=kept.section
            )
        if person.section is not None:
            yield Demand(DemandKind.GIVEN_CLASS, person.id, section=person.section)


def pin_of(demand: Demand) -> Pin:
    """Return a part of a pin as a pin of its own."""
    if demand.participant is None:
        raise ValueError("a limit is no pin")
    return Pin(demand.participant, demand.place, demand.section, demand.start_date)


def _people(demands: Demands) -> set[ParticipantId]:
    return {
        d.participant
        for d in demands
        if d.participant is not None
        and d.kind not in (DemandKind.LIMIT, DemandKind.RULE)
    }


def _places(scenario: Scenario, demands: Demands) -> set[PlaceId]:
    """Return the places named by pins and facts; all where only a start is pinned."""
    named = {
        d.place
        for d in demands
        if d.place is not None
        and d.kind in (DemandKind.PINNED_PLACE, DemandKind.RUNNING)
    }
    starting = {d.participant for d in demands if d.kind is DemandKind.PINNED_START}
    placed = {d.participant for d in demands if d.kind is DemandKind.PINNED_PLACE}
    return named if starting <= placed else {p.id for p in scenario.places}


def limit(rule: RuleCode, count: int | None = None, **owner: Any) -> Demand:
    """Return the limit of ``rule`` at its owner; ``count``: how much it holds."""
    return Demand(DemandKind.LIMIT, rule=rule, count=count, **owner)


def _person(person: Participant, given: Collection[object]) -> Participant:
    return person if person.id in given else replace(person, section=None)


def _place(place: PracticePlace, named: Collection[Demand]) -> PracticePlace:
    return replace(
        place,
        seats=tuple(
            (
                slot,
                n
                if limit(RuleCode.SEAT_DAY, place=place.id, slot=slot) in named
                else n and PLENTY,
            )
            for slot, n in place.seats
        ),
        people_at_once=place.people_at_once
        if limit(RuleCode.PEOPLE_AT_ONCE, place=place.id) in named
        else PLENTY,
        mentor_minutes_per_week=place.mentor_minutes_per_week
        if limit(RuleCode.MENTOR_HOURS, place=place.id) in named
        else None,
    )


def _employer(employer: Employer, named: Collection[Demand]) -> Employer:
    def stands(rule: RuleCode) -> bool:
        return limit(rule, employer=employer.id) in named

    return Employer(
        employer.id,
        employer.people_at_once if stands(RuleCode.EMPLOYER_PEOPLE) else None,
        employer.starts_per_week if stands(RuleCode.EMPLOYER_STARTS) else None,
        employer.mentor_minutes_per_week if stands(RuleCode.MENTOR_HOURS) else None,
        employer.staff if stands(RuleCode.UNPAID_STAFF) else None,
        employer.rest_weeks if stands(RuleCode.EMPLOYER_REST) else 0,
    )


def _holding(world: Scenario, options: Options, demands: Demands) -> NDArray[np.bool_]:
    """Tell which columns hold all that is asked for their person."""
    columns = options.columns
    number = {p.id: i for i, p in enumerate(world.participants)}
    allowed = np.ones(len(columns), dtype=np.bool_)
    for demand in demands:
        if demand.is_asked and demand.participant is not None:
            others = columns.participant_idx != number[demand.participant]
            if demand.kind is DemandKind.CLASS_NEEDED:
                allowed &= others | (columns.section_idx != NO_SECTION)
            else:
                allowed &= others | honours(world, columns, pin_of(demand))
    return allowed
