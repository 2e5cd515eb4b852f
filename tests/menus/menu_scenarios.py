"""Random small scenarios in which some classes know several weekday menus."""

from dataclasses import replace
from random import Random

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from tests.helpers import builders as make
from tests.seats.scarce_scenarios import MENUS, scarce_scenario


def menu_scenario(seed: int) -> tuple[Scenario, Policy]:
    """A scarce scenario whose classes all meet on the same days; two know other menus."""
    scenario, policy = scarce_scenario(seed)
    rng = Random(f"menus {seed}")
    several = rng.sample([s.id for s in scenario.sections], 2)
    sections = tuple(
        replace(s, menus=_menus(rng, rng.choice([1, 1, 2]) if s.id in several else 0))
        for s in scenario.sections
    )
    return replace(scenario, sections=sections), policy


def _menus(rng, others):
    first, *more = map(make.slots, MENUS)
    return (first, *rng.sample(more, others))
