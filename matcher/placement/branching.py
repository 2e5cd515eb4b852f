"""The best choice in a problem so small that no solver host is worth its work."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

MOST_STEPS = 10_000
"""Options that are tried before a problem is left to a solver."""

MOST_GROUPS = 40


def best_by_trying(problem: Problem) -> Ints | None:
    """Return the best column of each group, tier by tier; the first of equals.

    Depth first, the best columns first; a branch is left where even everybody's best in
    the groups to come makes it no better. ``None`` where that takes too long.
    """
    return _Search(problem).run() if problem.num_groups <= MOST_GROUPS else None


class _Search:
    def __init__(self, problem: Problem) -> None:
        self._worth = _as_one_number(problem)
        first, entry = problem.first_member.tolist(), problem.member_row.tolist()
        weight = problem.member_weight.tolist()
        self._needs = [
            [*zip(entry[a:b], weight[a:b], strict=True)] for a, b in pairwise(first)
        ]
        self._left = problem.capacity.tolist()
        spans = [range(a, b) for a, b in pairwise(problem.group_first.tolist())]
        # Small groups first: they soon say what is left for the others.
        self._order = sorted(range(len(spans)), key=lambda g: (len(spans[g]), g))
        self._ranked = [
            sorted(spans[g], key=lambda c: (-self._worth[c], c)) for g in self._order
        ]
        self._hope = [0]
        for columns in reversed(self._ranked):
            self._hope.append(self._hope[-1] + self._worth[columns[0]])
        self._hope.reverse()
        self._chosen: list[int] = []
        self._best: list[int] | None = None
        self._most = 0
        self._steps = 0

    def run(self) -> Ints | None:
        self._try(0)
        if self._steps > MOST_STEPS or self._best is None:
            return None
        found = np.empty(len(self._order), dtype=np.int64)
        found[self._order] = self._best
        return found

    def _try(self, value: int) -> None:
        """Try the columns of the next group, given those that are chosen."""
        depth = len(self._chosen)
        if depth == len(self._order):
            self._best, self._most = [*self._chosen], value
            return
        for column in self._ranked[depth]:
            then = value + self._worth[column]
            hope = then + self._hope[depth + 1]
            if self._best is not None and hope <= self._most:
                return
            self._steps += 1
            if self._steps > MOST_STEPS:
                return
            needs, left = self._needs[column], self._left
            if all(left[row] >= weight for row, weight in needs):
                for row, weight in needs:
                    left[row] -= weight
                self._chosen.append(column)
                self._try(then)
                self._chosen.pop()
                for row, weight in needs:
                    left[row] += weight


def _as_one_number(problem: Problem) -> list[int]:
    """Return what each column is worth as a number that orders like the tiers."""
    worth = [0] * problem.num_columns
    for values in problem.values.astype(np.int64):
        own = values - values.min(initial=0)
        span = int(problem.group_max(own).sum()) + 1
        worth = [
            above * span + value
            for above, value in zip(worth, own.tolist(), strict=True)
        ]
    return worth
