"""Cuts: every whole plan keeps them, and the point they were made for does not."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from matcher.placement.cuts import Cut, with_cuts, without_rows
from matcher.placement.half_cuts import half_cuts
from matcher.placement.problem import A_CUT, Problem
from tests.placement.in_host import all_relaxed_places, in_host
from tests.placement.problems import (
    every_choice,
    make_problem,
    random_problem,
    weighted,
)

WITHOUT: tuple[list[int], list[int]] = ([0], [])


def ring() -> Problem:
    """Three people and three rows of one: each could have either of two next rows."""
    people = [[WITHOUT, ([1], [i, (i + 1) % 3])] for i in range(3)]
    return make_problem(people, [1, 1, 1], [0, 1, 2])


HALVES = np.full(6, 0.5)


def cuts_of(
    problem: Problem, shares: NDArray[np.float64], searches: int = 3
) -> list[Cut]:
    return half_cuts(problem, shares, np.random.default_rng(0), searches)


def test_the_half_of_an_odd_ring_is_cut_off():
    """Half of everybody fits each row, but three halves are one person, not more."""
    problem = ring()
    [cut] = [cut for cut in cuts_of(problem, HALVES) if len(cut.columns) == 3]
    assert cut.columns.tolist() == [1, 3, 5]
    assert cut.weights.tolist() == [1, 1, 1]
    assert cut.capacity == 1


def test_a_whole_plan_is_cut_off_by_nothing():
    problem = ring()
    for chosen in every_choice(problem):
        assert cuts_of(problem, np.bincount(chosen, minlength=6).astype(float)) == []


def test_an_even_ring_needs_no_cut():
    """Two people who want the same two rows: half of each is no more than one."""
    problem = make_problem([[WITHOUT, ([1], [0, 1])]] * 2, [1, 1], [0, 1])
    assert cuts_of(problem, np.full(4, 0.5)) == []


def test_rows_that_weigh_minutes_are_not_halved():
    """The same ring: with two minutes for one in it there is no cut through it."""
    problem = ring()
    heavy = replace(problem, member_weight=np.array([1, 1, 1, 1, 1, 2]))
    assert all(len(cut.columns) < 3 for cut in cuts_of(heavy, HALVES))


def test_people_without_a_share_are_no_trouble():
    """A point in which the last person has nothing, and one that is nothing at all."""
    problem = ring()
    assert cuts_of(problem, np.zeros(6)) == []
    cuts = cuts_of(problem, np.array([0.5, 0.5, 0.5, 0.5, 0.0, 0.0]))
    extended = with_cuts(problem, cuts) if cuts else problem
    assert all(extended.allows(chosen) for chosen in every_choice(problem))


def test_every_plan_keeps_every_half_cut():
    """At random points, in the relaxation or not: a half cut holds wherever it is made."""
    plain = [random_problem(seed, tiers=1) for seed in range(100)]
    made = 0
    for seed, problem in enumerate([*plain, *map(weighted, plain, range(100))]):
        shares = np.random.default_rng(seed).random(problem.num_columns)
        shares /= np.add.reduceat(shares, problem.group_first[:-1])[problem.group]
        cuts = cuts_of(problem, shares)
        made += len(cuts)
        extended = with_cuts(problem, cuts) if cuts else problem
        assert np.array_equal(every_choice(extended), every_choice(problem)), seed
    assert made > 100


def test_more_searches_find_more_cuts():
    """Each goes through the columns in another order."""
    one, three = 0, 0
    for seed in range(60):
        problem = random_problem(seed, tiers=1)
        shares = np.random.default_rng(seed).random(problem.num_columns)
        shares /= np.add.reduceat(shares, problem.group_first[:-1])[problem.group]
        one += len(cuts_of(problem, shares, 1))
        three += len(cuts_of(problem, shares, 3))
    assert three > one > 0


def test_a_place_cut_breaks_the_point_and_keeps_every_roster():
    """Both kinds: whoever has a set of days, and one person with a set of days."""
    found = in_host(all_relaxed_places, range(150))
    assert all(one["kept"] for one in found)
    assert all(one["broken"] for one in found)
    assert sum(one["cuts"] for one in found) > 20
    assert sum(one["personal"] for one in found) > 0


def test_cuts_come_last_and_go_without_a_trace():
    problem = ring()
    cuts = cuts_of(problem, HALVES)
    extended = with_cuts(problem, cuts)
    assert (extended.bundle[problem.num_rows :] == A_CUT).all()
    back = without_rows(extended, np.arange(problem.num_rows, extended.num_rows))
    for name in ("capacity", "first_member", "member_row", "member_weight", "bundle"):
        assert np.array_equal(getattr(back, name), getattr(problem, name)), name
