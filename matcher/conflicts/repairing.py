"""The cheapest ways out of conflicts, each found by planning again."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import combinations, product

from matcher.conflicts.changes import after, changes_for
from matcher.conflicts.core import repair_values
from matcher.conflicts.worlds import can_all_hold
from matcher.domain.conflicts import (
    PINNED,
    Change,
    ChangeKind,
    Conflict,
    DemandKind,
    Repair,
)
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario

MOST_CHANGES = 6
"""Of conflicts that are one person's so many single changes are tried, and their pairs."""

MOST_TRIED = 200
"""So many plans are made again at most."""

MOST_REPAIRS = 4
"""So many ways out of one conflict are told."""

Changes = tuple[Change, ...]


def with_repairs(
    scenario: Scenario,
    policy: Policy,
    conflicts: Sequence[Sequence[Conflict]],
    value: int,
    workers: int,
) -> tuple[Conflict, ...]:
    """Return ``conflicts`` with the cheapest ways out of each.

    Those that must all be settled for one person stand together and have the same ways
    out. ``value`` is what the plan reaches in tier ``repair``. Changes are kept after
    which the demands can hold and, planned again, the tier is better.
    """
    tries = [_tries(scenario, policy, together) for together in conflicts]
    found: list[list[Repair]] = [[] for _ in conflicts]
    for several in (False, True):
        jobs = [
            (i, changes)
            for i, together in enumerate(conflicts)
            if not found[i]
            for changes in tries[i]
            if (len(changes) > 1) is several
            and _settles(scenario, policy, together, changes)
        ]
        gains = _gains(scenario, policy, jobs[:MOST_TRIED], value, workers)
        for (i, changes), gain in zip(jobs, gains, strict=False):
            if gain > 0:
                found[i].append(Repair(changes, gain))
    return tuple(
        replace(conflict, repairs=_cheapest(conflict, repairs))
        for together, repairs in zip(conflicts, found, strict=True)
        for conflict in together
    )


def _gains(
    scenario: Scenario,
    policy: Policy,
    jobs: Sequence[tuple[int, Changes]],
    value: int,
    workers: int,
) -> list[int]:
    """Return by how much the tier is better after each of the changes."""
    if not jobs:
        return []
    made = [_after_all(scenario, policy, changes) for _, changes in jobs]
    return [reached - value for reached in repair_values(made, policy, workers)]


def _tries(
    scenario: Scenario, policy: Policy, together: Sequence[Conflict]
) -> list[Changes]:
    """Return single changes, pairs of them, and giving up all that is pinned."""
    people = len(together[0].given_up)
    of_each = [
        _from_both_ends(list(changes_for(scenario, policy, one.demands, people)))
        for one in together
    ]
    singles = list(dict.fromkeys(change for own in of_each for change in own))
    if len(together) == 1:
        pairs = list(combinations(singles, 2))
    else:
        pairs = list(product(of_each[0], of_each[1]))
    person = together[0].given_up[0]
    pinned = dict.fromkeys(
        d
        for conflict in together
        for d in conflict.demands
        if d.kind in PINNED and d.participant == person
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
    enough = min(enough, len(conflict.given_up))
    helping = [r for r in repairs if r.gain >= enough]
    fewest = min((len(r.changes) for r in helping), default=0)
    smallest: dict[tuple[object, ...], Repair] = {}
    for repair in helping:
        if len(repair.changes) == fewest:
            kind = tuple((change.kind, change.demand) for change in repair.changes)
            smallest.setdefault(kind, repair)
    return tuple(list(smallest.values())[:MOST_REPAIRS])
