"""One tier beside what those before it keep: what is found is what trying finds."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.domain.policy import SolverLimits
from matcher.placement.host import solve_last_tier
from matcher.placement.job import LastTier
from matcher.placement.problem import Problem
from tests.placement.problems import every_choice, make_problem, weighted_problem

NONE = np.zeros(0, dtype=np.int64)


def solve(problem: Problem, kept: tuple[int, ...], least: int, start=NONE, begin=NONE):
    asked = LastTier(kept, least, start, begin)
    return solve_last_tier(problem, asked, SolverLimits(seconds=60.0))


def tried(problem: Problem, kept: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Every choice that keeps ``kept``, and what each is worth in the last tier."""
    chosen = every_choice(problem)
    values = problem.values[:, chosen].sum(axis=2)
    keeps = (values[:-1] >= np.array(kept)[:, None]).all(axis=0)
    return chosen[keeps], values[-1, keeps]


@pytest.mark.parametrize("seed", range(12))
def test_the_best_that_keeps_the_tiers_before_is_found_and_proved(seed):
    """Whatever little the search begins with."""
    problem = weighted_problem(seed)
    # A unit of the bound is little: the search has to go far below it.
    problem = replace(problem, values=problem.values * np.array([[1], [1], [97]]))
    kept = tuple(
        int(np.median(worth[every_choice(problem)].sum(axis=1)))
        for worth in problem.values[:-1]
    )
    chosen, worth = tried(problem, kept)
    found = solve(problem, kept, -99, begin=np.arange(0, problem.num_columns, 3))
    if not len(worth):
        assert not len(found.chosen)
        assert found.bounds[-1] < -99
        return
    assert found.chosen.tolist() in chosen.tolist()
    assert found.values[-1] == found.bounds[-1] == worth.max()


@pytest.mark.parametrize("seed", range(3))
def test_less_than_is_asked_for_is_not_told(seed):
    """One point above the best: none is found, and that there is none is proved."""
    problem = weighted_problem(seed)
    _, worth = tried(problem, (-99, -99))
    found = solve(problem, (-99, -99), int(worth.max()) + 1)
    assert not len(found.chosen)
    assert found.bounds[-1] <= worth.max()


def test_a_plan_that_is_known_stays_where_none_is_better():
    """Two equal plans: the one that the search was given."""
    problem = make_problem([[([5], [0]), ([0], [])], [([5], [0]), ([0], [])]], [1])
    for start in ([0, 3], [1, 2]):
        found = solve(problem, (), 5, np.array(start))
        assert found.chosen.tolist() == start
        assert found.bounds == [5]


def test_rows_that_rule_out_every_plan_are_no_fault():
    """Both must have the only seat: nothing is found, and nothing is above the bound."""
    problem = make_problem([[([5], [0])], [([5], [0])]], [1])
    found = solve(problem, (), 0)
    assert not len(found.chosen)
    assert found.bounds[-1] < 0


def test_nothing_is_searched_where_there_are_no_rows():
    """Everybody has their best."""
    problem = make_problem([[([5], []), ([7], [])], [([1], [])]], [])
    found = solve(problem, (), 0)
    assert found.chosen.tolist() == [1, 2]
