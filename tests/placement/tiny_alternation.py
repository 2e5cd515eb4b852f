"""Tiny scenarios in which classes meet in some weeks only."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from matcher.domain.alternation import Alternation
from matcher.domain.ids import MunicipalityId
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.domain.section import ClassSection
from tests.helpers import builders as make
from tests.placement.tiny_chains import chained_scenario
from tests.placement.tiny_scenarios import TEMPLATES, tiny_scenario

MOST_PEOPLE = 4


def alternating_scenario(
    seed: int, *, joint: bool = True, chains: bool = False
) -> tuple[Scenario, Policy]:
    """A tiny scenario whose classes alternate."""
    given = chained_scenario if chains else tiny_scenario
    scenario, policy = given(seed, joint=joint)
    rng = Random(f"alternation {seed}")
    sections = scenario.sections or (_section(scenario),)
    return replace(
        scenario,
        sections=tuple(_alternating(rng, scenario, one) for one in sections),
    ), policy


def _section(scenario: Scenario) -> ClassSection:
    menu = " ".join(slot.id for slot in scenario.grid.slots[:2])
    return make.section("c0", menu, calendar=scenario.calendars[0].id)


def _everywhere(scenario: Scenario) -> frozenset[MunicipalityId]:
    return frozenset(m.id for m in scenario.municipalities)


def _alternating(
    rng: Random, scenario: Scenario, section: ClassSection
) -> ClassSection:
    if rng.random() < 0.15:
        return section
    names = [slot.id for slot in scenario.grid.slots]
    menu = frozenset(names if rng.random() < 0.5 else rng.sample(names, 3))
    begins = scenario.horizon.start + timedelta(days=rng.randrange(-40, 40))
    blocks = rng.choice([(1, 1), (2, 2), (2, 2), (1, 2), (3, 4), (2, 1, 1, 3)])
    return replace(
        section,
        menus=(menu,),
        templates=frozenset(TEMPLATES),
        municipalities=_everywhere(scenario),
        alternation=Alternation(blocks, begins),
    )
