"""Small random problems without people or places, and how to solve them by trying."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import numpy as np

from matcher.domain.policy import STANDARD_TIERS, SolverLimits
from matcher.options.ranges import narrowed
from matcher.placement import search_weights
from matcher.placement.host import Outcome, solve_all
from matcher.placement.problem import NO_BUNDLE, Problem


def make_problem(
    groups: Sequence[Sequence[tuple[Sequence[int], Sequence[int]]]],
    capacity: Sequence[int],
    bundle: Sequence[int] | None = None,
) -> Problem:
    """Columns of each group as (values by tier, rows)."""
    columns = [
        (i, values, sorted(rows))
        for i, own in enumerate(groups)
        for values, rows in own
    ]
    member_row = [row for _, _, rows in columns for row in rows]
    return Problem(
        np.array([i for i, _, _ in columns], dtype=np.int64),
        np.array([values for _, values, _ in columns], dtype=np.int64).T.copy(),
        np.array(capacity, dtype=np.int64),
        np.cumsum([0, *(len(rows) for _, _, rows in columns)], dtype=np.int64),
        np.array(member_row, dtype=np.int64),
        np.ones(len(member_row), dtype=np.int64),
        np.array(
            bundle if bundle is not None else [NO_BUNDLE] * len(capacity),
            dtype=np.int64,
        ),
    )


def random_problem(seed: int, tiers: int = 3) -> Problem:
    """Three to six people, up to seven rows that overlap as they like.

    Everybody has one option in no row, so that there always is a plan.
    """
    rng = Random(seed)
    num_rows = rng.randint(1, 7)
    groups = []
    for _ in range(rng.randint(3, 6)):
        own: list[tuple[list[int], list[int]]] = [([0] * tiers, [])]
        for _ in range(rng.randint(1, 5)):
            worth = [
                rng.randrange(-1, 2) if t == 0 else rng.randrange(9)
                for t in range(tiers)
            ]
            own.append((worth, rng.sample(range(num_rows), rng.randint(0, num_rows))))
        groups.append(own)
    return make_problem(groups, [rng.randint(0, 2) for _ in range(num_rows)])


def weighted_problem(seed: int, tiers: int = 3) -> Problem:
    """A random problem in whose rows some weigh up to three times as much."""
    plain = random_problem(seed, tiers)
    rng = np.random.Generator(np.random.PCG64(seed))
    return replace(
        plain,
        capacity=rng.integers(0, 5, plain.num_rows),
        member_weight=rng.integers(1, 4, len(plain.member_row)),
    )


def laminar_problem(seed: int, tiers: int = 3, rows: int = 8) -> Problem:
    """Rows that nest: each lies in an earlier one or in none."""
    rng = Random(seed)
    parent = [rng.choice([None, *range(i)]) for i in range(rows)]

    def up(row: int | None) -> list[int]:
        return [] if row is None else [row, *up(parent[row])]

    groups = []
    for _ in range(rng.randint(3, 5)):
        own: list[tuple[list[int], list[int]]] = [([0] * tiers, [])]
        for _ in range(rng.randint(1, 5)):
            leaf = rng.choice([None, *range(rows)])
            own.append(([rng.randrange(-2, 9) for _ in range(tiers)], up(leaf)))
        groups.append(own)
    return make_problem(groups, [rng.randint(0, 3) for _ in range(rows)])


def weighted(problem: Problem, seed: int) -> Problem:
    """The same columns and rows, each column weighing one to four in each of its rows."""
    rng = np.random.default_rng(seed)
    return replace(
        problem,
        capacity=problem.capacity * 3 + rng.integers(0, 3, problem.num_rows),
        member_weight=rng.integers(1, 5, len(problem.member_row)),
    )


def every_choice(problem: Problem) -> np.ndarray:
    """Every allowed choice of one column a group, a choice a line."""
    needs = np.zeros((problem.num_columns, problem.num_rows), dtype=np.int64)
    np.add.at(needs, (problem.member_column, problem.member_row), problem.member_weight)
    chosen = np.zeros((1, 0), dtype=np.int64)
    used = np.zeros((1, problem.num_rows), dtype=np.int64)
    for group in range(problem.num_groups):
        own = np.flatnonzero(problem.group == group)
        last = np.tile(own, len(chosen))
        chosen = np.column_stack([np.repeat(chosen, len(own), axis=0), last])
        used = np.repeat(used, len(own), axis=0) + needs[last]
    return chosen[(used <= problem.capacity).all(axis=1)]


def every_value(problem: Problem) -> list[list[int]]:
    """The values of every allowed choice, tier by tier."""
    chosen = every_choice(problem)
    together = problem.values.astype(np.int64)[:, chosen].sum(axis=2)
    values: list[list[int]] = together.T.tolist()
    return values


def best_values(problem: Problem) -> list[int]:
    """The values of the best choice, tier by tier."""
    return max(every_value(problem))


def weights_for(tiers: int) -> np.ndarray:
    """Weights for a search: any that fall will do, since they prove nothing."""
    if tiers == len(STANDARD_TIERS):
        return search_weights(STANDARD_TIERS)
    falling = [100 ** (tiers - 1 - t) for t in range(tiers)]
    return np.array([falling, falling], dtype=np.int64)


def solved(problems: Sequence[Problem], workers: int = 1) -> list[Outcome]:
    """Solve all, which have as many tiers as the first, in real solver hosts.

    They are handed over in narrow numbers, as everybody's problem is.
    """
    weights = weights_for(len(problems[0].values))
    handed = [narrow(problem) for problem in problems]
    return solve_all(handed, weights, SolverLimits(), workers, lambda *_: None)


def narrow(problem: Problem) -> Problem:
    """The same problem in numbers as narrow as hold it: as a search is given it."""
    return replace(
        problem,
        group=narrowed(problem.group),
        values=narrowed(problem.values),
        first_member=narrowed(problem.first_member),
        member_row=narrowed(problem.member_row),
        member_weight=narrowed(problem.member_weight),
    )
