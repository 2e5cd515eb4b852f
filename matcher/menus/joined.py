"""A few scenarios in which everybody has every option of any combination of menus.

Options hang on the menus of those classes alone that a person could be in. Classes with
several menus that somebody could be in both of go together; of classes that nobody shares
one can take its menus whatever the other does. So as many scenarios as the largest such
crowd has combinations are enough.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice, product
from math import prod

from matcher.domain.ids import SectionId
from matcher.domain.menu_values import Changes, MenuChange, changes_of, with_menus
from matcher.domain.scenario import Scenario
from matcher.eligibility import admitting_sections

MOST_SCENARIOS = 64
"""With more, nothing is joined: all of them would take too long to look at."""

Crowd = tuple[SectionId, ...]
"""Classes by id."""


def joined_combinations(scenario: Scenario) -> Sequence[Changes] | None:
    """Return combinations whose options, put together, are those of any combination.

    The first has all menus as they are; ``None``: they would be too many.
    """
    every = crowds(scenario)
    sizes = [num_ways(scenario, crowd) for crowd in every]
    if max(sizes, default=1) > MOST_SCENARIOS:
        return None
    ways = [list(ways_of(scenario, crowd)) for crowd in every]
    return [
        in_order(scenario, (change for way in ways for change in way[nth % len(way)]))
        for nth in range(max(sizes, default=1))
    ]


def ways_of(scenario: Scenario, crowd: Crowd) -> Iterator[Changes]:
    """Yield every combination of the menus of ``crowd``, first as they are."""
    sections = scenario.sections_by_id()
    own = [(None, *changes_of(sections[section])) for section in crowd]
    for chosen in product(*own):
        yield tuple(change for change in chosen if change is not None)


def num_ways(scenario: Scenario, crowd: Crowd) -> int:
    """Return how many :func:`ways_of` yields."""
    sections = scenario.sections_by_id()
    return prod(1 + len(list(changes_of(sections[section]))) for section in crowd)


def in_order(scenario: Scenario, changes: Iterable[MenuChange]) -> Changes:
    """Return ``changes`` in the order of the scenario's classes."""
    found = {change.section: change for change in changes}
    return tuple(found[s.id] for s in scenario.sections if s.id in found)


def crowds(scenario: Scenario) -> list[Crowd]:
    """Return the classes with several menus, in groups that no person reaches out of."""
    several = [s.id for s in scenario.sections if any(changes_of(s))]
    group = {section: {section} for section in several}
    for shared in sorted(set(_shared(scenario, several))):
        together = set().union(*(group[section] for section in shared))
        group |= dict.fromkeys(together, together)
    found = {min(members): members for members in group.values()}
    return [tuple(sorted(found[first])) for first in sorted(found)]


def _shared(scenario: Scenario, several: Sequence[SectionId]) -> Iterator[Crowd]:
    """Yield the classes of ``several`` that each person could be in on some menu."""
    most = max((len(s.menus) for s in scenario.sections), default=1)
    turns = [_turned(scenario, turn) for turn in range(most)]
    for own in zip(*(admitting_sections(turn) for turn in turns), strict=True):
        ids = {section.id for sections in own for section in sections}
        yield tuple(section for section in several if section in ids)


def _turned(scenario: Scenario, turn: int) -> Scenario:
    """Return ``scenario`` with every class on its menu number ``turn``, if there is one."""
    return with_menus(
        scenario,
        (MenuChange(s.id, turn) for s in scenario.sections if turn < len(s.menus)),
    )


def every_combination(scenario: Scenario, most_changes: int) -> Iterator[Changes]:
    """Yield every combination of at most so many changes, the fewest first.

    Without the one in which all menus stay.
    """
    own = [list(changes_of(section)) for section in scenario.sections]
    own = [changes for changes in own if changes]
    for size in range(1, min(most_changes, len(own)) + 1):
        for chosen in combinations(own, size):
            yield from product(*chosen)


def num_combinations(scenario: Scenario, most_changes: int) -> int:
    """Return how many :func:`every_combination` yields, without going through them."""
    by_size = [1]
    for section in scenario.sections:
        menus = len(list(changes_of(section)))
        by_size = [
            more * menus + same
            for more, same in zip([0, *by_size], [*by_size, 0], strict=True)
        ]
    return sum(islice(by_size, 1, most_changes + 1))
