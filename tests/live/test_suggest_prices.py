"""Others may move: what is told at once holds the best plan that trying finds."""

from dataclasses import replace
from random import Random

import pytest

from matcher.live.session import PlanSession
from matcher.live.suggest_room import nobody_moves
from tests.live.pinned import Drawn, drawn_plan
from tests.placement.batch import plan_all
from tests.placement.brute_force import as_one, as_tiers, best_total, choices, marks_of
from tests.placement.tiny_scenarios import tiny_scenario
from tests.placement.worth import AIMS, values

SEEDS = (1, 2, 4, 7)
ASKED = 6
"""Options of each person that are given to them, and all others planned again."""


def truth(drawn: Drawn, option: int) -> list[int] | None:
    """The aims of the best plan in which the person has ``option``, by trying."""
    found = choices(drawn.scenario, drawn.policy)
    number = drawn.way_of[option]
    way = drawn.ways[number]
    worth = as_one(list(values(drawn.scenario, drawn.policy, way).values()))
    person = int(drawn.options.columns.participant_idx[option])
    own = list(found.own)
    own[person] = [(worth, drawn.needs[number], marks_of(drawn.scenario, way))]
    try:
        return as_tiers(best_total(replace(found, own=own)), len(AIMS))
    except ValueError:
        return None


def check_person(session: PlanSession, drawn: Drawn, person: int, before: list[int]):
    """Some options of a person; returns how many there are, and are told exactly."""
    standing = session.standing_of(drawn.scenario.participants[person].id)
    alone = nobody_moves(standing)
    assert session.prices is not None
    most = session.prices.best_with(person, len(standing.own))[: len(AIMS)]
    people = drawn.options.columns.participant_idx
    own = [option for option, p in enumerate(people) if p == person]
    tried = exact = 0
    for at in Random(person).sample(range(len(own)), min(ASKED, len(own))):
        found = truth(drawn, own[at])
        if found is None:
            continue
        changes = [new - old for new, old in zip(found, before, strict=True)]
        bound = most[:, at].tolist()
        decided = next((i for i, by in enumerate(bound) if by), len(AIMS))
        assert changes[: decided + 1] <= bound[: decided + 1], own[at]
        if alone.fits[at]:
            assert alone.changes[: len(AIMS), at].tolist() <= changes, own[at]
        tried += 1
        exact += changes[: decided + 1] == bound[: decided + 1]
    return tried, exact


def test_the_best_plan_with_an_option_lies_between_both_ends():
    """No better than prices say, no worse than while nobody moves."""
    inputs = [tiny_scenario(seed) for seed in SEEDS]
    with pytest.MonkeyPatch.context() as patch:
        outcomes = plan_all(inputs, patch, with_conflicts=False)
    every = []
    for seed, (scenario, policy), outcome in zip(SEEDS, inputs, outcomes, strict=True):
        drawn = drawn_plan(scenario, policy, seed)
        session = PlanSession(scenario, policy, outcome.plan, outcome.proof)
        reached = {tier.name: tier.value for tier in outcome.plan.tiers}
        assert all(tier.gap == 0 for tier in outcome.plan.tiers)
        before = [reached[tier] or 0 for tier in AIMS]
        every += [
            check_person(session, drawn, person, before)
            for person in range(len(scenario.participants))
        ]
    tried, exact = map(sum, zip(*every, strict=True))
    assert tried > 25
    assert exact > tried // 4
