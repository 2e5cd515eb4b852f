"""How many can be covered at most, by trying: nothing shared with the engine."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from matcher.domain.ids import EmployerId, ParticipantId
from matcher.domain.plan import Plan
from matcher.domain.policy import COVERAGE_TIERS, Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.domain.seat_values import SeatChange, SeatKind, with_change
from tests.placement.brute_force import marks_of
from tests.placement.plan_rules import NOBODY, Mark, people_lacking
from tests.placement.uses import Needs, written_out
from tests.placement.worth import values

Worth = tuple[int, ...]
OneWay = tuple[int, Worth, Needs, tuple[Mark, ...]]
"""Whether it covers, what it is worth, needs, and counts for in the whole plan."""


def changed(scenario: Scenario, changes: Iterable[SeatChange]) -> Scenario:
    """The scenario in which the places have that room."""
    by_place = {change.place: change for change in changes}
    places = tuple(
        with_change(place, by_place[place.id]) if place.id in by_place else place
        for place in scenario.places
    )
    return replace(scenario, places=places)


def extra_people(
    scenario: Scenario, policy: Policy, plan: Plan, changes: Iterable[SeatChange]
) -> int:
    """How many more than in ``plan`` are covered with ``changes``.

    Each component keeps what it has of every tier before the last coverage tier.
    """
    kept = policy.tiers[: policy.tiers.index(COVERAGE_TIERS[-1])]
    floors, covered = [], 0
    part: dict[ParticipantId, int] = {}
    for number, component in enumerate(plan.components):
        reached = {tier.name: tier.value or 0 for tier in component.tiers}
        floors += [reached[tier] for tier in kept]
        covered += sum(reached[tier] for tier in COVERAGE_TIERS)
        part |= dict.fromkeys(component.participants, number)
    size = len(floors)
    people, room = _written_out(changed(scenario, changes), policy, kept, part, size)
    repair = kept.index(Tier.REPAIR)
    lacks_in = {
        quota: number * len(kept) + repair
        for number, component in enumerate(plan.components)
        for quota in component.quotas
    }

    def beside(every: list[Mark], to_come: Counter[Mark]) -> list[int] | None:
        """What the rules of a whole plan cost in each floor; ``None``: broken."""
        if people_lacking(scenario, every, to_come) is None:
            return None
        cost, there = [0] * len(floors), Counter(every) + to_come
        for quota in scenario.quotas:
            if quota.least:
                missing = max(0, quota.least - there["quota", quota.id])
                cost[lacks_in[quota.id]] += missing
        return cost

    return _most(people, room, floors, beside) - covered


def best_employers(
    scenario: Scenario, policy: Policy, plan: Plan, asked: int
) -> tuple[int, dict[tuple[EmployerId, ...], int]]:
    """The most that so many employers give by letting two share, and what each set does."""
    shared: dict[EmployerId, list[SeatChange]] = defaultdict(list)
    for place in scenario.places:
        shared[place.employer].append(SeatChange(place.id, SeatKind.SHARE))
    found = {
        chosen: extra_people(
            scenario, policy, plan, [c for e in chosen for c in shared[e]]
        )
        for size in range(asked + 1)
        for chosen in combinations(sorted(shared), size)
    }
    return max(found.values()), found


def _written_out(
    scenario: Scenario,
    policy: Policy,
    kept: Sequence[Tier],
    part: Mapping[ParticipantId, int],
    size: int,
) -> tuple[list[list[OneWay]], list[int]]:
    every, needs, room = written_out(scenario, policy)
    found: list[set[OneWay]] = [set() for _ in scenario.participants]
    for (i, way), needed in zip(every, needs, strict=True):
        worth = values(scenario, policy, way)
        vector = [0] * size
        own = part[scenario.participants[i].id] * len(kept)
        vector[own : own + len(kept)] = [worth[tier] for tier in kept]
        covers = sum(worth[tier] for tier in COVERAGE_TIERS)
        found[i].add((covers, tuple(vector), needed, marks_of(scenario, way)))
    return [sorted(ways, reverse=True) for ways in found], room


def _to_come(people: list[list[OneWay]]) -> list[Counter[Mark]]:
    """How many of each mark those from each person on add at most."""
    found = [NOBODY]
    for own in reversed(people):
        found.append(found[-1] + Counter({m for *_, ms in own for m in ms}))
    return found[::-1]


def _most(
    people: list[list[OneWay]],
    room: list[int],
    floors: list[int],
    beside: Callable[[list[Mark], Counter[Mark]], list[int] | None],
) -> int:
    """Depth first; a branch that cannot be better or keep a floor is left."""
    people = sorted(people, key=len)
    size = len(floors)
    hope = [(0, (0,) * size)]
    for own in reversed(people):
        covers, best = hope[-1]
        tops = tuple(max(way[1][k] for way in own) for k in range(size))
        hope.append(
            (
                covers + max(way[0] for way in own),
                tuple(a + b for a, b in zip(best, tops, strict=True)),
            )
        )
    hope.reverse()
    left, best_found = list(room), [-1]
    to_come = _to_come(people)
    every: list[Mark] = []

    def rest(i: int, covered: int, kept: Worth) -> None:
        more, tops = hope[i]
        if covered + more <= best_found[0]:
            return
        cost = beside(every, to_come[i])
        if cost is None or any(
            a + b - c < f for a, b, c, f in zip(kept, tops, cost, floors, strict=True)
        ):
            return
        if i == len(people):
            best_found[0] = covered
            return
        for covers, worth, needed, marked in people[i]:
            if all(left[n] >= amount for n, amount in needed):
                for n, amount in needed:
                    left[n] -= amount
                every.extend(marked)
                rest(
                    i + 1,
                    covered + covers,
                    tuple(a + b for a, b in zip(kept, worth, strict=True)),
                )
                del every[len(every) - len(marked) :]
                for n, amount in needed:
                    left[n] += amount

    rest(0, 0, (0,) * size)
    return best_found[0]
