"""Tiny scenarios with more pins than they can bear."""

from dataclasses import replace
from random import Random

from matcher.domain.decisions import Pin
from matcher.domain.ids import PlaceId
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from tests.placement.tiny_scenarios import tiny_scenario


def pinned_scenario(seed: int) -> tuple[Scenario, Policy]:
    """A tiny scenario in which most people have a pin, some of them two."""
    scenario, policy = tiny_scenario(seed)
    rng = Random(f"pins {seed}")
    favourite = rng.choice(scenario.places).id
    pins = [*scenario.pins, *(_pin(rng, scenario, favourite) for _ in range(4))]
    if rng.random() < 0.5:
        scenario = replace(scenario, running=())
    return replace(scenario, pins=tuple(pins)), policy


def _pin(rng: Random, scenario: Scenario, favourite: PlaceId) -> Pin:
    anywhere = rng.choice(scenario.places).id
    place = rng.choice([favourite, favourite, anywhere, None])
    section = rng.choice([None, None, *(s.id for s in scenario.sections)])
    week = rng.choice([None, None, None, 0, rng.randrange(5)])
    start = None if week is None else scenario.horizon.monday(week)
    return Pin(rng.choice(scenario.participants).id, place, section, start)
