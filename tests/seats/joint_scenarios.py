"""Scarce scenarios with rules that only a whole plan keeps."""

from dataclasses import replace
from random import Random
from typing import Any

from matcher.domain.agreements import Counted, Pair, PairKind, Quota
from matcher.domain.ids import QuotaId
from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from tests.seats.scarce_scenarios import scarce_scenario


def joint_scarce_scenario(seed: int) -> tuple[Scenario, Policy]:
    """A scarce scenario with a lower quota, places that open with two, or a pair."""
    scenario, policy = scarce_scenario(seed)
    rng = Random(f"joint {seed}")
    quota = Quota(
        QuotaId("k"),
        9,
        Counted.PERIOD,
        sector=rng.choice(scenario.places).sector,
        least=rng.choice([1, 2]),
    )
    opening = tuple(
        replace(place, opens_with=2) if rng.random() < 0.5 else place
        for place in scenario.places
    )
    one, other = (p.id for p in rng.sample(scenario.participants, 2))
    changes: list[dict[str, Any]] = [
        {"quotas": (quota,)},
        {"places": opening},
        {"pairs": (Pair(one, other, PairKind.TOGETHER),)},
    ]
    for change in rng.sample(changes, rng.choice([1, 1, 2])):
        scenario = replace(scenario, **change)
    return scenario, policy
