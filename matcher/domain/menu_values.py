"""What classes on other weekday menus would give: values of a plan made again with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from matcher.domain.ids import SectionId, SlotId
from matcher.domain.policy import COVERAGE_TIERS, Tier
from matcher.domain.section import ClassSection

if TYPE_CHECKING:
    from matcher.domain.scenario import (
        Scenario,  # loads calendars, which help needs not
    )

SECONDS = 300.0
"""Wall clock for planning again with other menus unless told."""


@dataclass(frozen=True, slots=True, order=True)
class MenuChange:
    """A class on another of its menus.

    ``menu`` is the position among :attr:`ClassSection.menus`, at least 1: 0 is in force.
    """

    section: SectionId
    menu: int


Changes = tuple[MenuChange, ...]
"""One for each class that changes, in the scenario's order; empty: all as they are."""


def changes_of(section: ClassSection) -> Iterator[MenuChange]:
    """Yield each change of ``section`` to a menu with other slots than the one in force."""
    seen = {section.menu}
    for number, menu in enumerate(section.menus):
        if menu not in seen:
            seen.add(menu)
            yield MenuChange(section.id, number)


def with_menus(scenario: "Scenario", changes: Iterable[MenuChange]) -> "Scenario":
    """Return ``scenario`` with those menus first, and so in force; the others follow."""
    chosen = {change.section: change.menu for change in changes}
    sections = (_with_menu(s, chosen.get(s.id, 0)) for s in scenario.sections)
    return replace(scenario, sections=tuple(sections))


def _with_menu(section: ClassSection, number: int) -> ClassSection:
    menus = section.menus
    first = (menus[number], *menus[:number], *menus[number + 1 :])
    return replace(section, menus=first)


class Verdict(StrEnum):
    """What is known of a plan with other menus, compared as the policy orders its aims.

    ``better``: a plan was found that is better than the one in force. ``no-better``: it
    is proved that there is none. ``breaks-rules``: a placement that runs, or a class that
    is given, stands against the menu. ``groups-outside``: a class would not meet in hours
    that its subject groups have. ``open``: none was found in time.
    """

    BETTER = "better"
    NO_BETTER = "no-better"
    BREAKS_RULES = "breaks-rules"
    GROUPS_OUTSIDE = "groups-outside"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class MenuValue:
    """What a plan with other menus gives.

    Attributes
    ----------
    tiers
        By how much each judged tier is above the plan in force, in its unit; ``None``
        where no plan was made.
    at_most
        The best plan with these menus, where it is better than the one in force, covers
        at most so many more people, all classes of urgency together.
    certified
        Whether ``at_most`` and a verdict that there is none better are worked out in
        whole numbers, without a solver's word.
    """

    changes: Changes
    verdict: Verdict
    tiers: Mapping[Tier, int] | None
    at_most: int
    certified: bool

    @property
    def extra(self) -> int | None:
        """So many more people are covered, fewer where negative; ``None``: not known."""
        if self.tiers is None:
            return None
        return sum(self.tiers.get(tier, 0) for tier in COVERAGE_TIERS)

    @property
    def is_decided(self) -> bool:
        """Whether nothing about the covered is left open."""
        if self.verdict is Verdict.BETTER:
            return self.extra == self.at_most
        return self.verdict is not Verdict.OPEN


@dataclass(frozen=True, slots=True)
class MenuValues:
    """What other menus would give, one by one and together.

    Attributes
    ----------
    covered
        People covered by the plan in force.
    singles
        Each change alone, all other classes as they are; in the scenario's order.
    proposals
        The best that was found with 1, 2, … changes, each better than the one before;
        the last is what is proposed. Empty: all menus stay.
    at_most
        No combination of menus gives more people than these; proved without a solver.
    combinations, tried
        How many combinations there are beside the one in force, and how many of them
        were planned with, or proved to give nothing.
    """

    scenario: str
    covered: int
    singles: tuple[MenuValue, ...]
    proposals: tuple[MenuValue, ...]
    at_most: int
    combinations: int
    tried: int

    @property
    def proposal(self) -> MenuValue | None:
        """The best combination found; ``None``: all menus stay."""
        return self.proposals[-1] if self.proposals else None

    @property
    def tried_all(self) -> bool:
        """Whether every combination was looked at."""
        return self.tried == self.combinations

    @property
    def is_settled(self) -> bool:
        """Whether no combination can cover more people than the proposal does."""
        best = self.proposal
        return self.at_most == (0 if best is None else best.extra)


def slots_of(scenario: "Scenario", section: SectionId, menu: int) -> tuple[SlotId, ...]:
    """Return the slots of a menu in the order of the week."""
    slots = scenario.sections_by_id()[section].menus[menu]
    return tuple(slot.id for slot in scenario.grid.slots if slot.id in slots)
