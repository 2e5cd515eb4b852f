"""The best plan by trying: people are placed one by one in every combination.

Of the ways to treat each person, that may still be part of the best plan.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from tests.placement.plan_rules import NOBODY, Mark, marks, people_lacking
from tests.placement.uses import Needs, written_out
from tests.placement.ways import Way
from tests.placement.worth import AIMS, values

WEIGHT = 1 << 20
"""Of one tier against the next: more than anything tiny can be worth."""


@dataclass(frozen=True)
class Choices:
    """The ways that matter: worth as one number, and limited uses by number.

    Of each use a way needs so much: (number of the use, amount). ``worth_of_plan`` is
    what a plan is worth at most beside its ways, by their marks and those to come at
    most; ``None``: forbidden.
    """

    own: list[list[tuple[int, Needs, tuple[Mark, ...]]]]
    room: list[int]
    worth_of_plan: Callable[[list[Mark], Counter[Mark]], int | None]


def choices(
    scenario: Scenario, policy: Policy, worth_of: Callable[[Way], int] | None = None
) -> Choices:
    """Write out all ways; uses by the same ways are one, the tightest.

    ``worth_of`` is what a way is worth; ``None``: its tiers, as one number.
    """
    each_lacking = 0 if worth_of else as_one([int(t is Tier.REPAIR) for t in AIMS])

    def worth_of_plan(every: list[Mark], to_come: Counter[Mark]) -> int | None:
        lacking = people_lacking(scenario, every, to_come)
        return None if lacking is None else -lacking * each_lacking

    worth_of = worth_of or (
        lambda way: as_one(list(values(scenario, policy, way).values()))
    )
    every, needs, room = written_out(scenario, policy)
    best: list[dict[tuple[Needs, tuple[Mark, ...]], int]] = [
        {} for _ in scenario.participants
    ]
    for (i, way), needed in zip(every, needs, strict=True):
        worth = worth_of(way)
        key = needed, marks_of(scenario, way)
        best[i][key] = max(worth, best[i].get(key, worth))
    own = [sorted(((w, *k) for k, w in ways.items()), reverse=True) for ways in best]
    return Choices(own, room, worth_of_plan)


def marks_of(scenario: Scenario, way: Way) -> tuple[Mark, ...]:
    """What ``way`` counts for in the rules of a whole plan."""
    if way.place is None:
        return ()
    each = (
        marks(scenario, way.person, stay.place, (stay.first, stay.last))
        for stay in way.stays
        if stay.place
    )
    return tuple(dict.fromkeys(mark for of_one in each for mark in of_one))


def as_one(worth: Sequence[int]) -> int:
    """One number that orders like the tiers one after another."""
    total = 0
    for value in worth:
        total = total * WEIGHT + value
    return total


def as_tiers(total: int, tiers: int) -> list[int]:
    found = []
    for _ in range(tiers):
        value = (total + WEIGHT // 2) % WEIGHT - WEIGHT // 2
        found.append(value)
        total = (total - value) // WEIGHT
    return found[::-1]


def best_plan(scenario: Scenario, policy: Policy) -> dict[Tier, int]:
    """The values of the best plan, tier by tier."""
    found = choices(scenario, policy)
    return dict(zip(AIMS, as_tiers(best_total(found), len(AIMS)), strict=True))


def most_people(
    scenario: Scenario, policy: Policy, counts: Callable[[Way], int]
) -> int:
    """The most people for whom ``counts`` is 1 in any plan."""
    return best_total(choices(scenario, policy, counts))


def _ahead(
    own: list[list[tuple[int, Needs, tuple[Mark, ...]]]],
) -> tuple[list[int], list[Counter[Mark]]]:
    """What those from each person on add at most: worth, and people of each mark."""
    hope, to_come = [0], [NOBODY]
    for options in reversed(own):
        hope.append(hope[-1] + options[0][0])
        to_come.append(to_come[-1] + Counter({m for *_, ms in options for m in ms}))
    return hope[::-1], to_come[::-1]


def best_total(found: Choices) -> int:
    """Depth first, best ways first; a branch that cannot get better is left."""
    own = sorted(found.own, key=len)
    hope, to_come = _ahead(own)
    left = list(found.room)
    every: list[Mark] = []

    def rest(i: int, best: int | None, total: int) -> int | None:
        beside = found.worth_of_plan(every, to_come[i])
        if beside is None or (best is not None and total + beside + hope[i] <= best):
            return best
        if i == len(own):
            return total + beside
        for worth, needed, marked in own[i]:
            if best is not None and total + beside + worth + hope[i + 1] <= best:
                break
            if all(left[n] >= amount for n, amount in needed):
                for n, amount in needed:
                    left[n] -= amount
                every.extend(marked)
                best = rest(i + 1, best, total + worth)
                del every[len(every) - len(marked) :]
                for n, amount in needed:
                    left[n] += amount
        return best

    best = rest(0, None, 0)
    if best is None:
        raise ValueError("somebody can be treated in no way at all")
    return best
