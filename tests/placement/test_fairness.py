"""Tiers that may give up a part of an earlier one, against trying everything."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.domain.plan import Method
from matcher.placement.dominance import undominated
from tests.placement.problems import every_value, random_problem, solved

LOSSES = (0, 20, 250, 1000)
REFERENCE = 1


def with_fairness(seed):
    """A tier, the reference, minus the people at three levels, and the points again."""
    base = random_problem(seed, tiers=2)
    points = np.abs(base.values[1])
    level = points % 4  # many points and a low level: the two pull apart
    levels = [-(level <= k).astype(np.int64) for k in range(3)]
    values = np.stack([base.values[0], points, *levels, points])
    loss = LOSSES[seed % len(LOSSES)]
    return replace(base, values=values, loss=(0, loss, 0, 0, 0, 0))


def slow_reference(problem):
    """The best first tier, then the best points, then leximin within the loss."""
    plans = every_value(problem)
    first = max(plan[0] for plan in plans)
    plans = [plan for plan in plans if plan[0] == first]
    best = max(plan[REFERENCE] for plan in plans)
    least = -(-best * (1000 - problem.loss[REFERENCE]) // 1000)
    kept = [plan for plan in plans if plan[REFERENCE] >= least]
    fairest = max(plan[2:] for plan in kept)
    return [first, best, *fairest]


@pytest.fixture(scope="module")
def searched():
    problems = [with_fairness(seed) for seed in range(120)]
    return list(zip(problems, solved(problems), strict=True))


def test_leximin_within_the_loss_is_what_trying_finds(searched):
    """Every tier of 120 problems has the value of a slow reference, and is proved."""
    for problem, outcome in searched:
        assert outcome.incumbent.values == slow_reference(problem)
        assert outcome.incumbent.bounds == outcome.incumbent.values


def test_the_plan_keeps_what_must_be_left(searched):
    """The plan itself has at least what the loss leaves of the reference."""
    for problem, outcome in searched:
        has = int(problem.values[REFERENCE, outcome.incumbent.chosen].sum())
        stated = outcome.incumbent.values[REFERENCE]
        assert has >= problem.kept_of(REFERENCE, stated)


def test_some_plans_pay_for_fairness(searched):
    """The problems are worth trying: fairness changes some plans, and not others."""
    paid = [
        outcome.incumbent.values[REFERENCE] - outcome.incumbent.values[-1]
        for _, outcome in searched
    ]
    assert min(paid) == 0
    assert sum(price > 0 for price in paid) >= 5


def test_a_loss_is_never_left_to_the_flow(searched):
    """A network flow keeps a tier whole, so a problem with a loss is searched."""
    for problem, outcome in searched:
        if problem.loss[REFERENCE]:
            assert outcome.method is not Method.FLOW


def test_no_fairer_option_is_dropped_for_a_better_fit():
    """Of a person's options in the same rows, those that fairness may want stay."""
    fewer = 0
    for seed in range(400):
        problem = with_fairness(seed)
        kept = undominated(problem)
        assert slow_reference(problem.take(kept)) == slow_reference(problem), seed
        fewer += problem.num_columns - len(kept)
    assert fewer > 100
