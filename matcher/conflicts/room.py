"""More room where a conflict has too little: how much, and the scenario with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from matcher.domain.conflicts import Change, ChangeKind, Demand, DemandKind
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.place import PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.rules import RuleCode
from matcher.domain.scenario import Scenario


def seats_all_week(
    scenario: Scenario, demands: tuple[Demand, ...], people: int
) -> Iterator[Change]:
    """Yield more seats on all days, for each place whose room is too little."""
    rules = (RuleCode.PEOPLE_AT_ONCE, RuleCode.SEAT_DAY)
    limits = {d.place: d for d in demands if d.rule in rules and d.place}
    for place, limit in limits.items():
        seat = Demand(DemandKind.LIMIT, place=place, rule=RuleCode.SEAT_DAY)
        for amount in _people_more(scenario, limit, people):
            yield Change(ChangeKind.MORE_ROOM, seat, amount)


def amounts(
    scenario: Scenario,
    policy: Policy,
    limit: Demand,
    demands: tuple[Demand, ...],
    people: int,
) -> list[int]:
    """Return how much more of ``limit`` may be enough, smaller amounts first."""
    if limit.rule is RuleCode.EMPLOYER_REST:
        return list(range(1, (limit.count or 0) + 1))
    if limit.rule is RuleCode.MENTOR_HOURS:
        return [_minutes_lacking(scenario, policy, limit, demands)]
    return _people_more(scenario, limit, people)


def _people_more(scenario: Scenario, limit: Demand, people: int) -> list[int]:
    """Return for how many there must be room, and beside facts that are too many."""
    over = facts_over(scenario, limit)
    return [people, people + over] if over > 0 else [people]


def facts_over(scenario: Scenario, limit: Demand) -> int:
    """Return by how many running placements or given classes alone are too many."""
    running = {r.participant: r for r in scenario.running}
    if limit.section is not None:
        facts = sum(
            ((p.id in running and running[p.id].section) or p.section) == limit.section
            for p in scenario.participants
        )
    elif limit.specialist is not None:
        only = {p for p, team in scenario.teams().items() if team == {limit.specialist}}
        facts = len(only & running.keys())
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


def with_room(scenario: Scenario, policy: Policy, limit: Demand, more: int) -> Scenario:
    """Return ``scenario`` with ``more`` room under ``limit``."""
    if limit.place is not None:
        return with_changed(
            scenario, "places", limit.place, lambda p: _roomier(p, limit, more)
        )
    if limit.section is not None:
        return with_changed(
            scenario,
            "sections",
            limit.section,
            lambda s: replace(s, seats=s.seats + more),
        )
    if limit.quota is not None:
        return with_changed(
            scenario, "quotas", limit.quota, lambda q: replace(q, most=q.most + more)
        )
    if limit.specialist is not None:
        return with_changed(
            scenario,
            "specialists",
            limit.specialist,
            lambda s: replace(s, caseload_limit=s.already + s.room + more),
        )
    if limit.employer is None:
        pairs = (p for p in scenario.pairs if not _is_pair(p, limit))
        return replace(scenario, pairs=tuple(pairs))
    name = _EMPLOYER_FIELD[limit.rule]
    amount = -more if limit.rule is RuleCode.EMPLOYER_REST else more
    if limit.rule is RuleCode.UNPAID_STAFF:
        amount = _staff_for(scenario, policy, limit, more)
    return with_changed(
        scenario,
        "employers",
        limit.employer,
        lambda e: replace(e, **{name: getattr(e, name) + amount}),
    )


def _staff_for(scenario: Scenario, policy: Policy, limit: Demand, more: int) -> int:
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


def with_changed(
    scenario: Scenario, table: str, key: str, change: Callable[[Any], Any]
) -> Scenario:
    """Return ``scenario`` with the row ``key`` of ``table`` changed."""
    rows = getattr(scenario, table)
    """Return ``scenario`` with the row ``key`` of ``table`` changed."""
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
