"""The cheapest ways out of conflicts, each found by planning again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations, islice, product, zip_longest

from matcher.conflicts.changes import after, changes_for
from matcher.conflicts.core import repair_values
from matcher.conflicts.neighbourhood import Neighbourhood
from matcher.conflicts.worlds import can_all_hold
from matcher.domain.conflicts import (
    PINNED,
    Change,
    ChangeKind,
    Conflict,
    DemandKind,
    Repair,
)
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario

MOST_CHANGES = 6
"""Of conflicts that are one person's so many single changes are tried, and their pairs."""

MOST_PLANNED_AGAIN = 300
"""So many people are planned again at most, in each of two rounds, all tries together."""

MOST_LOOKED_AT = 60
"""So many changes are looked at in each of the rounds, those of each conflict in turn."""

MOST_REPAIRS = 4
"""So many ways out of one conflict are told."""

Changes = tuple[Change, ...]


def with_repairs(
    scenario: Scenario,
    policy: Policy,
    conflicts: Sequence[Sequence[Conflict]],
    workers: int,
) -> tuple[Conflict, ...]:
    """Return ``conflicts`` with the cheapest ways out of each.

    Those that must all be settled for one person stand together and have the same ways
    out. Changes are kept after which the demands can hold and, planned again, tier
    ``repair`` is better.
    """
    if not conflicts:
        return ()
    near = Neighbourhood(scenario, policy)
    tries = [_tries(scenario, policy, together) for together in conflicts]
    found: list[list[Repair]] = [[] for _ in conflicts]
    for several in (False, True):
        wanted = [
            [] if found[i] else [c for c in own if (len(c) > 1) is several]
            for i, own in enumerate(tries)
        ]
        jobs = list(_worth_planning(scenario, policy, conflicts, wanted, near))
        gains = _gains(scenario, policy, jobs, near, workers)
        for job, gain in zip(jobs, gains, strict=True):
            if gain > 0:
                found[job.number].append(Repair(job.changes, gain))
    return tuple(
        replace(conflict, repairs=_cheapest(conflict, repairs))
        for together, repairs in zip(conflicts, found, strict=True)
        for conflict in together
    )


@dataclass(frozen=True, slots=True)
class _Job:
    """Changes to plan again with, for the conflicts at a position, and for whom."""

    number: int
    changes: Changes
    people: frozenset[ParticipantId]


def _worth_planning(
    scenario: Scenario,
    policy: Policy,
    conflicts: Sequence[Sequence[Conflict]],
    wanted: Sequence[Sequence[Changes]],
    near: Neighbourhood,
) -> Iterator[_Job]:
    """Yield changes after which the demands could hold, as many as there is work for.

    First one change of each, then the next of each.
    """
    in_turn = (
        (i, changes)
        for turn in zip_longest(*wanted)
        for i, changes in enumerate(turn)
        if changes is not None
    )
    left = MOST_PLANNED_AGAIN
    for i, changes in islice(in_turn, MOST_LOOKED_AT):
        made = _after_all(scenario, policy, changes)
        people = near.around(conflicts[i], changes, made)
        if len(people) > left:
            continue
        if _settles(scenario, policy, conflicts[i], changes):
            left -= len(people)
            yield _Job(i, changes, people)


def _gains(
    scenario: Scenario,
    policy: Policy,
    jobs: Sequence[_Job],
    near: Neighbourhood,
    workers: int,
) -> list[int]:
    """Return by how much the tier is better after each of the changes.

    Only those whom a change can touch are planned again, with it and without.
    """
    if not jobs:
        return []
    before = [near.only(scenario, job.people) for job in jobs]
    made = [
        near.only(_after_all(scenario, policy, job.changes), job.people) for job in jobs
    ]
    values = repair_values([*before, *made], policy, workers)
    return [
        b - a for a, b in zip(values[: len(jobs)], values[len(jobs) :], strict=True)
    ]


def _tries(
    scenario: Scenario, policy: Policy, together: Sequence[Conflict]
) -> list[Changes]:
    """Return single changes, pairs of them, and giving up all that is pinned."""
    people = max(1, len(together[0].given_up))
    of_each = [
        _from_both_ends(list(changes_for(scenario, policy, one.demands, people)))
        for one in together
    ]
    singles = list(dict.fromkeys(change for own in of_each for change in own))
    if len(together) == 1:
        pairs = list(combinations(singles, 2))
    else:
        pairs = list(product(of_each[0], of_each[1]))
    pinned = dict.fromkeys(
        d
        for conflict in together
        for d in conflict.demands
        if d.kind in PINNED and d.participant in together[0].given_up[:1]
    )
    everything = tuple(Change(ChangeKind.GIVE_UP, demand) for demand in pinned)
    return [
        *((change,) for change in singles),
        *pairs,
        *([everything] if everything else []),
    ]


def _from_both_ends(changes: list[Change]) -> list[Change]:
    """Leave so many that their pairs can be tried, exceptions and pins among them."""
    half = MOST_CHANGES // 2
    return changes[:half] + changes[half:][-half:]


def _settles(
    scenario: Scenario, policy: Policy, together: Sequence[Conflict], changes: Changes
) -> bool:
    """Tell whether after ``changes`` all that is left of the demands can hold."""
    gone = [c.demand for c in changes if c.kind is ChangeKind.GIVE_UP]
    left = dict.fromkeys(
        d
        for conflict in together
        for d in conflict.demands
        if d.kind is not DemandKind.RULE and d not in gone
    )
    made = _after_all(scenario, policy, changes)
    return can_all_hold(made, policy, list(left)) is True


def _after_all(scenario: Scenario, policy: Policy, changes: Changes) -> Scenario:
    return reduce(lambda made, change: after(made, policy, change), changes, scenario)


def _cheapest(conflict: Conflict, repairs: Sequence[Repair]) -> tuple[Repair, ...]:
    """Return those with the fewest changes that help most of the people.

    Of changes that differ only in amounts the smallest.
    """
    enough = max((r.gain for r in repairs), default=0)
    enough = min(enough, max(1, len(conflict.given_up)))
    helping = [r for r in repairs if r.gain >= enough]
    fewest = min((len(r.changes) for r in helping), default=0)
    smallest: dict[tuple[object, ...], Repair] = {}
    for repair in helping:
        if len(repair.changes) == fewest:
            kind = tuple((change.kind, change.demand) for change in repair.changes)
            smallest.setdefault(kind, repair)
    return tuple(list(smallest.values())[:MOST_REPAIRS])
