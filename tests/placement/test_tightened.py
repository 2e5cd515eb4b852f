"""Cuts kept apart from the rows of a problem in narrow numbers."""

import numpy as np
import pytest

from matcher.domain.proof import HalfCut
from matcher.placement.cuts import Cut, with_cuts
from matcher.placement.problem import Problem
from matcher.placement.proof import Prices, dual_bound
from matcher.placement.tightened import Tightened
from tests.placement.problems import narrow, random_problem, weighted

SEEDS = range(30)


def with_and_apart(seed: int) -> tuple[Problem, Tightened]:
    """The same cuts as rows of a wide problem and apart from those of a narrow one."""
    problem = weighted(random_problem(seed), seed)
    rng = np.random.default_rng(seed)
    cuts = []
    for _ in range(3):
        columns = np.flatnonzero(rng.random(problem.num_columns) < 0.5)
        weights = rng.integers(1, 4, len(columns))
        cuts.append(Cut(columns, weights, int(rng.integers(0, 5)), HalfCut((), ())))
    numbers = problem.num_rows + np.array([4, 7, 9])
    apart = Tightened.of(narrow(problem)).with_cuts(cuts, numbers)
    return with_cuts(problem, cuts, numbers), apart


def assert_same(one: Problem, other: Problem) -> None:
    for name in (
        "group",
        "values",
        "capacity",
        "first_member",
        "member_row",
        "member_weight",
        "numbers",
    ):
        left, right = getattr(one, name), getattr(other, name)
        assert np.array_equal(left, right), name
        assert right.dtype == np.int64, name


@pytest.mark.parametrize("seed", SEEDS)
def test_some_columns_have_rows_and_cuts_in_full_width(seed):
    """As if the cuts had been rows all the time, also after columns were dropped."""
    whole, apart = with_and_apart(seed)
    rng = np.random.default_rng(seed)
    kept = np.flatnonzero(rng.random(whole.num_columns) < 0.7)
    few = np.flatnonzero(rng.random(len(kept)) < 0.5)
    assert_same(whole.take(kept), apart.wide(kept))
    assert_same(whole.take(kept).take(few), apart.take(kept).wide(few))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_counts_cuts_like_rows(seed):
    """Whatever the prices, bound and distances are the same, and nothing overflows."""
    whole, apart = with_and_apart(seed)
    rng = np.random.default_rng(seed)
    prices = Prices(rng.integers(0, 10**9, whole.num_rows), {0: 70_000})
    one = dual_bound(whole, whole.values[1], {0: 3}, prices)
    other = dual_bound(apart, apart.values[1], {0: 3}, prices)
    assert one.scaled == other.scaled
    assert np.array_equal(one.reduced, other.reduced)
    assert np.array_equal(one.grounds.rows, other.grounds.rows)


def test_dropped_cuts_leave_no_trace():
    """Those with the numbers asked for stay, in their order."""
    whole, apart = with_and_apart(1)
    numbers = whole.numbers[-3:]
    left = apart.with_only(numbers[[0, 2]])
    assert left.numbers.tolist() == np.delete(whole.numbers, -2).tolist()
    assert [cut.capacity for cut in left.cuts] == whole.capacity[[-3, -1]].tolist()
