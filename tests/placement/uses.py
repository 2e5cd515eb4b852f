"""What each way takes of what there is only so much of, and how much there is."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

from matcher.domain.agreements import Counted, PairKind
from matcher.domain.mentoring import mentor_minutes
from matcher.domain.participant import Participant
from matcher.domain.place import Employer, PracticePlace
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from tests.placement.following import crowd_limit, crowds_of
from tests.placement.ways import Way, days, days_there, is_given, ways

Use = tuple[Any, ...]
"""A thing of which there is so much: seats of a slot on a day, people in a class, …"""


def uses(scenario: Scenario, policy: Policy, way: Way) -> dict[Use, int]:
    """All that ``way`` takes up, and how much of it: 1 of all but a mentor's time."""
    return {
        use: amount
        for stay in way.stays
        for use, amount in _uses(scenario, policy, stay).items()
    }


def _uses(scenario: Scenario, policy: Policy, way: Way) -> dict[Use, int]:
    found: set[Use] = set()
    if way.section is not None:
        found.add(("class", way.section.id))
    if way.place is None or way.first is None or way.last is None:
        return dict.fromkeys(found, 1)
    found |= set(agreed_uses(scenario, way.person, way.place, way.first, way.last))
    weekday = {slot.id: slot.weekday for slot in scenario.grid.slots}
    for day in days_there(way):
        found.add(("place", way.place.id, day))
        found.add(("employer", way.place.employer, day))
    for first, last, slots in way.steps:
        for day in days(first, last):
            found |= {
                ("seat", way.place.id, slot, day)
                for slot in slots
                if weekday[slot] == day.weekday() and way.practises(slot, day)
            }
    found.add(("start", way.place.employer, *way.first.isocalendar()[:2]))
    minutes = mentor_minutes(policy, way.person, way.place)
    mentors = [
        (kind, owner, day)
        for kind, owner in (
            ("mentor", way.place.id),
            ("employer mentor", way.place.employer),
        )
        for day in days_there(way)
        if minutes
    ]
    return dict.fromkeys(found, 1) | dict.fromkeys(mentors, minutes)


def agreed_uses(
    scenario: Scenario,
    person: Participant,
    place: PracticePlace,
    first: date,
    last: date,
) -> Iterator[Use]:
    """What a stay takes of staff, rest, quotas and the room beside others."""
    template = scenario.templates_by_id()[person.template]
    rest = scenario.employers_by_id()[place.employer].rest_weeks
    if rest:
        for day in days(first, last + timedelta(weeks=rest)):
            yield ("rest", place.id, day)
    for quota in scenario.quotas:
        if quota.counts_person(person, template) and quota.counts_place(place):
            once = quota.counted is Counted.PERIOD
            for day in days(first, first if once else last):
                yield ("quota", quota.id, None if once else day)
    for crowd in crowds_of(scenario, person):
        yield ("followed", crowd)
    yield ("job", place.employer)
    pairs = [
        p
        for p in scenario.pairs
        if p.kind is PairKind.APART and person.id in (p.participant, p.other)
    ]
    for day in days(first, last):
        if not template.paid:
            yield ("unpaid", place.employer, day)
        for pair in pairs:
            yield ("pair", (pair.participant, pair.other), place.id, day)


def limit(scenario: Scenario, policy: Policy, use: Use) -> int | None:
    """How much there is of ``use``; ``None``: no limit."""
    kind, owner = use[:2]
    if kind == "pair":
        return 1
    if kind == "followed":
        return crowd_limit(scenario, owner)
    if kind == "quota":
        return next(q.most for q in scenario.quotas if q.id == owner)
    if kind == "rest":
        return scenario.places_by_id()[owner].people_at_once
    if kind == "mentor":
        return scenario.places_by_id()[owner].mentor_minutes_per_week
    if kind == "class":
        return scenario.sections_by_id()[owner].seats
    if kind == "place":
        return scenario.places_by_id()[owner].people_at_once
    if kind == "seat":
        return scenario.places_by_id()[owner].seats_in(use[2])
    employer = scenario.employers_by_id()[owner]
    return {
        "employer": employer.people_at_once,
        "start": employer.starts_per_week,
        "employer mentor": employer.mentor_minutes_per_week,
        "unpaid": policy.most_unpaid(employer),
        "job": most_with_jobs(employer),
    }[kind]


def most_with_jobs(employer: Employer) -> int | None:
    """The most people of whom the share that is hired is no more than the jobs."""
    share, jobs = employer.hire_share_percent, employer.jobs
    if share is None or jobs is None:
        return None
    people = 0
    while ceil(Fraction((people + 1) * share, 100)) <= jobs:
        people += 1
    return people


def taken_by_facts(scenario: Scenario, use: Use, users: list[tuple[Way, int]]) -> int:
    """How much is taken of ``use`` whatever is done: they stay, but nobody is added."""
    return sum(
        {
            way.person.id: amount
            for way, amount in users
            if (
                is_given(scenario, way.person) if use[0] == "class" else _only_runs(way)
            )
        }.values()
    )


def _only_runs(way: Way) -> bool:
    """Whether the person has nothing but what runs: all there is that is not chosen."""
    return way.running and way.second is None


Needs = tuple[tuple[int, int], ...]
"""(Number of a limited use, how much of it)."""


def written_out(
    scenario: Scenario, policy: Policy
) -> tuple[list[tuple[int, Way]], list[Needs], list[int]]:
    """All ways as (person, way), what each needs, and how much there is of each use.

    Uses by the same ways are one, the tightest.
    """
    every = [
        (i, way)
        for i, person in enumerate(scenario.participants)
        for way in ways(scenario, policy, person)
    ]
    users: dict[Use, list[tuple[int, int]]] = defaultdict(list)
    for number, (_, way) in enumerate(every):
        for use, amount in uses(scenario, policy, way).items():
            users[use].append((number, amount))
    room: dict[Needs, int] = {}
    for use, users_of in users.items():
        most = limit(scenario, policy, use)
        if most is not None:
            ways_of = [(every[n][1], amount) for n, amount in users_of]
            most = max(most, taken_by_facts(scenario, use, ways_of))
            room[tuple(users_of)] = min(most, room.get(tuple(users_of), most))
    needs: list[list[tuple[int, int]]] = [[] for _ in every]
    for nth, numbers in enumerate(room):
        for number, amount in numbers:
            needs[number].append((nth, amount))
    return every, [tuple(needed) for needed in needs], list(room.values())
