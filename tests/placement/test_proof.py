"""Bounds by weak duality, for any prices."""

from random import Random

import numpy as np
import pytest

from matcher.placement.proof import SCALE, Prices, dual_bound
from tests.placement.problems import every_choice, random_problem

SEEDS = range(30)


def random_prices(problem, rng, tiers=()) -> Prices:
    rows = [rng.choice([0, rng.randrange(9 * SCALE)]) for _ in range(problem.num_rows)]
    weights = {i: rng.randrange(3 * SCALE) for i in tiers}
    return Prices(np.array(rows, dtype=np.int64), weights)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_prices_prove_a_bound(seed):
    """No plan is worth more than the bound, whatever the prices."""
    problem, rng = random_problem(seed), Random(seed)
    worth = problem.values[1]
    best = int(worth[every_choice(problem)].sum(axis=1).max())
    for _ in range(10):
        bound = dual_bound(problem, worth, {}, random_prices(problem, rng))
        assert bound.value >= best


@pytest.mark.parametrize("seed", SEEDS)
def test_earlier_tiers_may_be_weighed(seed):
    """With the first tier's value kept, its weight proves a bound on the next."""
    problem, rng = random_problem(seed), Random(seed)
    choices = list(every_choice(problem))
    first = max(int(problem.values[0, c].sum()) for c in choices)
    kept = [c for c in choices if problem.values[0, c].sum() >= first]
    best = max(int(problem.values[1, c].sum()) for c in kept)
    for _ in range(10):
        prices = random_prices(problem, rng, tiers=[0])
        bound = dual_bound(problem, problem.values[1], {0: first}, prices)
        assert bound.value >= best


@pytest.mark.parametrize("seed", SEEDS)
def test_no_column_of_a_best_plan_is_dropped(seed):
    """Every column of every plan that reaches the value can reach it by the bound."""
    problem, rng = random_problem(seed), Random(seed)
    worth = problem.values[1]
    choices = list(every_choice(problem))
    best = max(int(worth[c].sum()) for c in choices)
    for _ in range(10):
        bound = dual_bound(problem, worth, {}, random_prices(problem, rng))
        assert (bound.reduced >= 0).all()
        for value in (best, best - 3):
            reach = bound.can_reach(value)
            assert all(reach[c].all() for c in choices if worth[c].sum() >= value)


def test_prices_from_a_solver_are_never_negative():
    """Noise below zero is rounded away: the bound would not hold with it."""
    prices = Prices.rounded(np.array([-1e-9, -3.0, 0.5]), {0: -2.0, 1: 0.25})
    assert prices.rows.tolist() == [0, 0, SCALE // 2]
    assert prices.tiers == {0: 0, 1: SCALE // 4}
