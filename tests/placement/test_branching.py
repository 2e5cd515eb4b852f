"""Small problems without a solver, against trying every choice."""

import pytest

from matcher.placement import branching
from matcher.placement.branching import best_by_trying
from matcher.placement.greedy import values_of
from tests.placement.problems import (
    best_values,
    make_problem,
    random_problem,
    weighted_problem,
)


@pytest.mark.parametrize("of", [random_problem, weighted_problem])
@pytest.mark.parametrize("seed", range(60))
def test_no_choice_is_better(of, seed):
    """Tier by tier, and within all rows, whatever people weigh in them."""
    problem = of(seed)
    chosen = best_by_trying(problem)
    assert chosen is not None
    assert problem.allows(chosen)
    assert values_of(problem, chosen) == best_values(problem)


def test_of_equals_the_first_is_chosen():
    """The same for the same input, whatever else there is."""
    problem = make_problem([[([1], []), ([1], [])], [([0], []), ([0], [])]], [])
    chosen = best_by_trying(problem)
    assert chosen is not None
    assert chosen.tolist() == [0, 2]


def test_what_takes_too_long_is_left_to_a_solver(monkeypatch):
    """Nothing is said then, rather than something that is not proved."""
    monkeypatch.setattr(branching, "MOST_STEPS", 2)
    assert best_by_trying(random_problem(1)) is None


def test_many_people_are_left_to_a_solver():
    """However easy they are."""
    alone: list[tuple[list[int], list[int]]] = [([0], [])]
    many = make_problem([alone] * (branching.MOST_GROUPS + 1), [])
    assert best_by_trying(many) is None
