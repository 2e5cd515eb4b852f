"""Whether demands can all hold, by trying: no solver, nothing of the engine."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import combinations

from matcher.domain.agreements import PairKind
from matcher.domain.conflicts import Demand, DemandKind
from matcher.domain.decisions import Pin
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario
from tests.placement.brute_force import Choices, best_total, marks_of
from tests.placement.plan_rules import people_lacking
from tests.placement.uses import Use, limit, taken_by_facts, uses
from tests.placement.ways import Way, ways

PERSONAL = set(DemandKind) - {DemandKind.RULE, DemandKind.LIMIT}


def can_hold(scenario: Scenario, policy: Policy, demands: Collection[Demand]) -> bool:
    """Whether these people can all have what ``demands`` ask under these limits alone.

    Facts about them that are not among ``demands`` may hold, or not.
    """
    asking = {d.participant for d in demands if d.is_asked}
    free = [f for f in facts(scenario) if f.participant in asking and f not in demands]
    return any(
        _can_hold(scenario, policy, [*demands, *some])
        for size in range(len(free) + 1)
        for some in combinations(free, size)
    )


def facts(scenario: Scenario) -> Iterator[Demand]:
    for r in scenario.running:
        yield Demand(
            DemandKind.RUNNING, r.participant, place=r.place, section=r.section
        )
    for p in scenario.participants:
        if p.section is not None:
            yield Demand(DemandKind.GIVEN_CLASS, p.id, section=p.section)


def _can_hold(scenario: Scenario, policy: Policy, demands: list[Demand]) -> bool:
    personal = [d for d in demands if d.kind in PERSONAL]
    alone = _with_these_rules(_with_these_facts(scenario, personal), demands)
    there = {d.participant for d in personal} | _others(alone)
    people = [p for p in alone.participants if p.id in there]
    own: list[list[Way]] = [
        [
            way
            for way in ways(alone, policy, person)
            if all(
                _holds(alone, way, d) for d in personal if d.participant == person.id
            )
        ]
        for person in people
    ]
    if not all(own):
        return False
    every = [ways(alone, policy, person) for person in people]
    room = _room(alone, policy, demands, every)
    number = {use: n for n, use in enumerate(room)}
    needs = [
        [
            (
                1,
                tuple(
                    (number[use], amount)
                    for use, amount in uses(alone, policy, way).items()
                    if use in number
                ),
                marks_of(alone, way),
            )
            for way in ways_of_one
        ]
        for ways_of_one in own
    ]
    try:
        best_total(
            Choices(
                [list(dict.fromkeys(n)) for n in needs],
                list(room.values()),
                lambda every, to_come: (
                    None if people_lacking(alone, every, to_come) != 0 else 0
                ),
            )
        )
    except ValueError:
        return False
    return True


def _with_these_rules(scenario: Scenario, demands: list[Demand]) -> Scenario:
    """Only the rules of a whole plan that are among ``demands``."""
    named = {_name(d): d.count for d in demands if d.kind is DemandKind.LIMIT}
    return replace(
        scenario,
        places=tuple(
            q if (RuleCode.OPENS_WITH, q.id) in named else replace(q, opens_with=1)
            for q in scenario.places
        ),
        quotas=tuple(
            replace(k, least=min(k.least, named.get((RuleCode.QUOTA_LEAST, k.id)) or 0))
            for k in scenario.quotas
        ),
        pairs=tuple(
            pair
            for pair in scenario.pairs
            if pair.kind is PairKind.APART
            or (RuleCode.TOGETHER, pair.participant, pair.other) in named
        ),
    )


def _others(scenario: Scenario) -> set[ParticipantId | None]:
    """Who is free to be there, because a rule of the whole plan may need them."""
    pairs = [p for p in scenario.pairs if p.kind is PairKind.TOGETHER]
    if (
        any(q.least for q in scenario.quotas)
        or any(q.opens_with > 1 for q in scenario.places)
        or pairs
    ):
        return {p.id for p in scenario.participants}
    return set()


def _with_these_facts(scenario: Scenario, personal: list[Demand]) -> Scenario:
    kept = {(d.kind, d.participant) for d in personal}
    return replace(
        scenario,
        participants=tuple(
            p if (DemandKind.GIVEN_CLASS, p.id) in kept else replace(p, section=None)
            for p in scenario.participants
        ),
        running=tuple(
            r for r in scenario.running if (DemandKind.RUNNING, r.participant) in kept
        ),
        pins=tuple(
            Pin(d.participant, d.place)
            for d in personal
            if d.kind is DemandKind.PINNED_PLACE and d.participant
        ),
    )


def _holds(scenario: Scenario, way: Way, demand: Demand) -> bool:
    if demand.kind is DemandKind.CLASS_NEEDED:
        return way.section is not None
    if demand.kind is DemandKind.PINNED_PLACE:
        return way.place is not None and way.place.id == demand.place
    if demand.kind is DemandKind.PINNED_SECTION:
        return way.section is not None and way.section.id == demand.section
    if demand.kind is DemandKind.PINNED_START:
        assert demand.start_date is not None
        week = scenario.horizon.week_of(demand.start_date)
        return way.place is not None and way.start_week == week
    return True


def _room(scenario, policy, demands, every: list[list[Way]]) -> dict[Use, int]:
    """How much there is of what the named limits are about, and somebody might use."""
    named = {_name(d) for d in demands if d.kind is DemandKind.LIMIT}
    users = defaultdict(list)
    for own in every:
        for way in own:
            for use, amount in uses(scenario, policy, way).items():
                users[use].append((way, amount))
    room = {}
    for use, of in users.items():
        most = limit(scenario, policy, use)
        if most is not None and named.issuperset(_limits_of(scenario, use)):
            room[use] = max(most, taken_by_facts(scenario, use, of))
    return room


def _name(d: Demand) -> tuple[object, ...]:
    owner = (d.place, d.employer, d.section, d.quota, d.specialist, d.participant)
    parts = (*owner, d.other, d.slot)
    return (d.rule, *(part for part in parts if part is not None))


def _limits_of(scenario: Scenario, use: Use) -> Iterator[tuple[object, ...]]:
    """The limits that must all be named for ``use`` to be limited."""
    if use[0] == "followed":
        yield from ((RuleCode.CASELOAD, specialist) for specialist in use[1])
    else:
        yield _limit_of(scenario, use)


def _limit_of(scenario: Scenario, use: Use) -> tuple[object, ...]:
    kind, owner = use[:2]
    if kind == "seat":
        return (RuleCode.SEAT_DAY, owner, use[2])
    if kind == "pair":
        return (RuleCode.APART, *owner)
    if kind == "rest":
        employer = scenario.places_by_id()[owner].employer
        return (RuleCode.EMPLOYER_REST, employer)
    rules = {
        "quota": RuleCode.QUOTA,
        "unpaid": RuleCode.UNPAID_STAFF,
        "mentor": RuleCode.MENTOR_HOURS,
        "employer mentor": RuleCode.MENTOR_HOURS,
        "class": RuleCode.SECTION_SEATS,
        "place": RuleCode.PEOPLE_AT_ONCE,
        "employer": RuleCode.EMPLOYER_PEOPLE,
        "start": RuleCode.EMPLOYER_STARTS,
        "job": RuleCode.HIRING,
    }
    return (rules[kind], owner)
