"""The best plan with every combination of menus, by trying: nothing of the engine."""

from itertools import product

from matcher.domain.menu_values import Changes, MenuChange, with_menus
from matcher.domain.policy import COVERAGE_TIERS, Policy, Tier
from matcher.domain.scenario import Scenario
from tests.placement.brute_force import best_plan
from tests.placement.ways import joinable

JUDGED = (Tier.REPAIR, *COVERAGE_TIERS, Tier.HOURS_SHORT, Tier.WAITING)

Values = tuple[int, ...]


def combinations(scenario: Scenario) -> list[Changes]:
    """Every combination of menus that are not the one in force, all as they are first."""
    own = []
    for section in scenario.sections:
        others = [
            MenuChange(section.id, number)
            for number, menu in enumerate(section.menus)
            if menu not in section.menus[:number]
        ]
        own.append([None, *others[1:]])
    found = [tuple(c for c in chosen if c) for chosen in product(*own)]
    return sorted(found, key=len)


def every_best(scenario: Scenario, policy: Policy) -> dict[Changes, Values]:
    """The judged values of the best plan with each combination that can be had."""
    before = clashes(scenario)
    found = {}
    for changes in combinations(scenario):
        changed = with_menus(scenario, changes)
        if clashes(changed) <= before:
            best = best_plan(changed, policy)
            found[changes] = tuple(best[tier] for tier in JUDGED)
    return found


def clashes(scenario: Scenario) -> int:
    """People in a running placement for whom every class meets while they practise."""
    people = scenario.participants_by_id()
    classes = [
        (running.slots, joinable(scenario, people[running.participant]))
        for running in scenario.running
    ]
    return sum(
        bool(sections) and all(slots & section.menu for section in sections)
        for slots, sections in classes
    )


def covered(values: Values) -> int:
    """People covered by a plan of these values."""
    return sum(
        value
        for tier, value in zip(JUDGED, values, strict=True)
        if tier in COVERAGE_TIERS
    )
