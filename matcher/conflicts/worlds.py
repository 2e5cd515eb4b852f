"""A scenario in which only some demands stand, and whether they can all hold there."""

from collections.abc import Collection, Container, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.conflicts.core import core_options, core_problem
from matcher.conflicts.fitting import can_all_fit
from matcher.conflicts.narrowing import narrowed
from matcher.domain.agreements import Pair, PairKind, Quota
from matcher.domain.conflicts import NEEDS_OTHERS, PINNED, Demand, DemandKind
from matcher.domain.decisions import Pin
from matcher.domain.ids import ParticipantId, PlaceId, QuotaId
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

MOST_NEEDED = 40
"""Where others are needed and more people could come, the question is left open."""

Demands = Collection[Demand]


def world_of(scenario: Scenario, demands: Demands) -> Scenario:
    """Return ``scenario`` with nobody but the people of ``demands``, and no other limit.

    Where others are needed, for a place to open, a quota to be filled or a pair to go
    together, they are there too, and free. Facts and pins that are not among the demands
    are left out; the rules between a person and a place or class are the ground on which
    all stands.
    """
    limits = [d for d in demands if d.kind is DemandKind.LIMIT]
    asked = {d.quota: d.count for d in limits if d.rule is RuleCode.QUOTA_LEAST}
    places = _places(scenario, demands) | _places_counted(scenario, asked)
    people = _people(demands) | _others(scenario, limits, places, _people(demands))
    small = narrowed(scenario, people, places)
    named = {replace(d, count=None) for d in limits}
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
            _quota(q, named, min(q.least, asked.get(q.id) or 0)) for q in small.quotas
        ),
        specialists=tuple(
            s
            if limit(RuleCode.CASELOAD, specialist=s.id) in named
            else replace(s, caseload_limit=s.already + PLENTY)
            for s in small.specialists
        ),
        pairs=tuple(p for p in small.pairs if limit_of_pair(p) in named),
    )


def _places_counted(
    scenario: Scenario, asked: Container[QuotaId | None]
) -> set[PlaceId]:
    quotas = [q for q in scenario.quotas if q.id in asked]
    return {p.id for p in scenario.places if any(q.counts_place(p) for q in quotas)}


def _others(
    scenario: Scenario,
    limits: Collection[Demand],
    places: Container[PlaceId | None],
    people: Collection[ParticipantId],
) -> set[ParticipantId]:
    """Return who else may be needed for what ``limits`` ask."""
    if any(
        d.rule is RuleCode.QUOTA_LEAST
        or (d.rule is RuleCode.OPENS_WITH and d.place in places)
        for d in limits
    ):
        return {p.id for p in scenario.participants}
    found = set(people)
    pairs = [d for d in limits if d.rule is RuleCode.TOGETHER]
    before = -1
    while before != (before := len(found)):
        for d in pairs:
            both = {p for p in (d.participant, d.other) if p is not None}
            if found & both:
                found |= both
    return found


def can_all_hold(scenario: Scenario, policy: Policy, demands: Demands) -> bool | None:
    """Tell whether ``demands`` can all hold, alone in the world; ``None``: left open.

    A fact that is not among them does not bind: its person may do as they please, or as
    they do.
    """
    if not _people(demands) and all(
        d.rule is not RuleCode.QUOTA_LEAST for d in demands
    ):
        return True
    asking = {d.participant for d in demands if d.is_asked}
    needs_others = any(d.rule in NEEDS_OTHERS for d in demands)
    known = [
        d
        for d in facts_of(scenario)
        if d.participant in asking
        # Who is there already counts for a quota, and helps a place to open.
        or (needs_others and d.kind is DemandKind.RUNNING)
    ]
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
    could = np.unique(options.columns.participant_idx[options.columns.place_idx >= 0])
    if len(world.participants) > len(_people(demands)) and len(could) > MOST_NEEDED:
        return None
    problem = core_problem(world, policy, options)
    allowed = problem.values[0] == 0
    allowed[: len(options.columns)] = _holding(world, options, demands)
    return can_all_fit(problem, allowed)


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


def limit_of_pair(pair: Pair) -> Demand:
    """Return what a pair asks, how much of it left open."""
    rules = {PairKind.APART: RuleCode.APART, PairKind.TOGETHER: RuleCode.TOGETHER}
    return limit(rules[pair.kind], participant=pair.participant, other=pair.other)


def limit_of_least(quota: Quota) -> Demand:
    """Return what a lower quota asks."""
    return limit(RuleCode.QUOTA_LEAST, quota.least, quota=quota.id)


def _quota(quota: Quota, named: Collection[Demand], least: int) -> Quota:
    stands = limit(RuleCode.QUOTA, quota=quota.id) in named
    return replace(quota, most=quota.most if stands else PLENTY, least=least)


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
        opens_with=place.opens_with
        if limit(RuleCode.OPENS_WITH, place=place.id) in named
        else 1,
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
        employer.hire_share_percent if stands(RuleCode.HIRING) else None,
        employer.jobs,
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
                allowed &= others | honours(
                    world, columns, options.second, pin_of(demand)
                )
    return allowed
