"""First plans, dominance and nesting on random problems."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from matcher.placement import problem as problem_module
from matcher.placement.dominance import undominated
from matcher.placement.free import best_for_each
from matcher.placement.greedy import greedy_choice
from matcher.placement.laminar import NO_ROW, row_tree
from matcher.placement.problem import components
from tests.placement.problems import (
    best_values,
    laminar_problem,
    make_problem,
    narrow,
    random_problem,
    weighted,
    weighted_problem,
)

SEEDS = range(60)


def members(problem):
    return [
        frozenset(problem.member_column[problem.member_row == row].tolist())
        for row in range(problem.num_rows)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_dominance_never_changes_the_best(seed):
    """Without dominated columns the best plan is worth the same in every tier."""
    for problem in (random_problem(seed), weighted_problem(seed)):
        assert best_values(problem.take(undominated(problem))) == best_values(problem)


def test_dominance_keeps_the_better_of_two_alike():
    """Of two options in the same rows the better one stays, the first of equals."""
    problem = make_problem(
        [[([1, 5], [0]), ([1, 7], [0]), ([1, 7], [0]), ([0, 9], [])]], [1]
    )
    assert undominated(problem).tolist() == [1, 3]


def test_dominance_keeps_two_that_weigh_differently():
    """A better option that takes more of the same row does not replace the lighter."""
    plain = make_problem([[([5], [0]), ([3], [0]), ([2], [0])]], [2])
    weighed = replace(plain, member_weight=np.array([2, 1, 1]))
    assert undominated(weighed).tolist() == [0, 1]


def test_rows_with_weights_are_no_network():
    """A flow counts heads: one person who counts twice is not its kind."""
    plain = make_problem([[([5], [0]), ([3], [0])]], [2])
    assert row_tree(plain) is not None
    assert row_tree(replace(plain, member_weight=np.array([2, 1]))) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_first_plan_keeps_every_row(seed):
    """One person after another gives a plan."""
    for problem in (
        random_problem(seed),
        laminar_problem(seed),
        weighted_problem(seed),
    ):
        assert problem.allows(greedy_choice(problem))
        heavy = weighted(problem, seed)
        assert heavy.allows(greedy_choice(heavy))


def test_a_first_plan_weighs_what_it_takes():
    """What is left of a row is enough for the light option, not for the heavy one."""
    problem = make_problem(
        [[([0], []), ([5], [0])], [([0], []), ([1], [0]), ([5], [0])]], [3]
    )
    heavy = replace(problem, member_weight=np.array([2, 1, 2]))
    assert greedy_choice(heavy).tolist() == [1, 3]


def test_a_first_plan_takes_the_best_that_is_free():
    """Who has least to choose from chooses first."""
    problem = make_problem(
        [[([0], []), ([5], [0]), ([4], [1])], [([0], []), ([3], [0])]], [1, 1]
    )
    assert greedy_choice(problem).tolist() == [2, 4]


@pytest.mark.parametrize("seed", SEEDS)
def test_people_in_no_row_take_their_best(seed):
    """Without rows everybody's best, tier by tier, is the best plan."""
    problem = random_problem(seed)
    free = make_problem(
        [
            [
                (problem.values[:, c].tolist(), [])
                for c in np.flatnonzero(problem.group == g)
            ]
            for g in range(problem.num_groups)
        ],
        [],
    )
    chosen = best_for_each(free)
    assert free.values[:, chosen].sum(axis=1).tolist() == best_values(free)


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_nest_exactly_when_no_two_overlap(seed):
    """The tree is found where any two rows are apart or one in the other."""
    problem = random_problem(seed)
    nest = all(
        a <= b or b <= a or not a & b for a, b in combinations(members(problem), 2)
    )
    assert (row_tree(problem) is not None) == nest


@pytest.mark.parametrize("seed", SEEDS)
def test_the_tree_tells_every_row_of_a_column(seed):
    """From the innermost row outwards are all rows of a column."""
    problem = laminar_problem(seed)
    tree = row_tree(problem)
    assert tree is not None
    for column in range(problem.num_columns):
        row, found = int(tree.leaf[column]), set()
        while row != NO_ROW:
            found.add(row)
            row = int(tree.parent[row])
        assert found == {
            r for r, inside in enumerate(members(problem)) if column in inside
        }


def test_weights_do_not_nest():
    """A column that takes two of a row is no unit of flow, however the rows lie."""
    problem = make_problem([[([0], []), ([1], [0])]], [2])
    assert row_tree(problem) is not None
    assert row_tree(replace(problem, member_weight=np.array([2]))) is None


def test_rows_of_the_same_columns_nest():
    """Two rows with the same columns lie in each other, in some order."""
    problem = make_problem([[([0], []), ([1], [0, 1])]], [1, 1])
    assert row_tree(problem) is not None


def test_a_part_keeps_its_last_column():
    """Also where that is the largest position that numbers of its width can name."""
    groups = [[((0,), []), ((1,), [0])] for _ in range(64)]
    (part,) = components(make_problem(groups, [3]))
    assert part.columns.dtype == np.int8
    assert np.array_equal(part.problem.first_member, np.arange(129) // 2)


@pytest.mark.parametrize("seed", range(20))
def test_sums_over_rows_are_the_same_in_pieces(seed, monkeypatch):
    """Of narrow numbers too, whose product with a price would not fit them."""
    problem = weighted_problem(seed)
    price = np.random.default_rng(seed).integers(0, 10**12, problem.num_rows)
    weights = np.zeros((problem.num_columns, problem.num_rows), dtype=np.int64)
    weights[problem.member_column, problem.member_row] = problem.member_weight
    monkeypatch.setattr(problem_module, "SUMMED_AT_ONCE", 3)
    assert np.array_equal(narrow(problem).row_sums(price), weights @ price)


@pytest.mark.parametrize("seed", range(20))
def test_each_row_names_its_columns_and_their_weights(seed):
    """Row by row what the columns say of themselves."""
    problem = weighted_problem(seed)
    first, columns, weights = narrow(problem).by_row()
    for row in range(problem.num_rows):
        inside = problem.member_row == row
        here = slice(first[row], first[row + 1])
        assert columns[here].tolist() == problem.member_column[inside].tolist()
        assert weights[here].tolist() == problem.member_weight[inside].tolist()


def test_weighed_values_do_not_overflow():
    """Values kept in one byte, each worth more than fits into it."""
    problem = narrow(make_problem([[([100, 7], [0]), ([-100, 0], [])]], [1]))
    assert problem.values.dtype == np.int8
    assert problem.weighed(np.array([10**6, 1])).tolist() == [10**8 + 7, -(10**8)]


@pytest.mark.parametrize("seed", range(20))
def test_most_columns_are_taken_like_a_few(seed):
    """Where most are kept their entries are found in another way than where few are."""
    problem = weighted_problem(seed)
    kept = np.delete(np.arange(problem.num_columns), [1])
    taken = problem.take(kept)
    one_by_one = [problem.take(np.array([column])) for column in kept]
    for name in ("member_row", "member_weight"):
        parts = [getattr(one, name) for one in one_by_one]
        assert np.array_equal(getattr(taken, name), np.concatenate(parts)), name
