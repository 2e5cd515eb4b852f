"""Improves a plan by solving it again around some people while the rest stay put.

Large neighbourhood search. A heuristic: it proves nothing and says nothing of bounds.
Loads HiGHS: only inside a solver host.
"""

import numpy as np
from numpy.typing import NDArray

from matcher.placement.kernel import search_kernel
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

PEOPLE = 80
"""People of one neighbourhood."""

COLUMNS_EACH = 60
"""Options a person may choose from in a neighbourhood: those nearest to the bound."""

NODES = 20


class Neighbourhoods:
    """Neighbourhoods of one problem, the same ones whenever it is asked the same.

    Parameters
    ----------
    problem
        With its cuts or without.
    worth
        What a plan is to have most of, one integer per column.
    reduced
        How far each column is from a relaxation's bound: the near ones are tried.

    Attributes
    ----------
    is_exhausted
        The last neighbourhood was everybody and nothing better was found: to look
        again would be the same search.
    """

    def __init__(self, problem: Problem, worth: Ints, reduced: Ints) -> None:
        self._problem, self._worth = problem, worth
        self.is_exhausted = False
        order = np.lexsort((reduced, problem.group))
        nth = np.arange(len(order)) - problem.group_first[problem.group[order]]
        self._near = np.sort(order[nth < COLUMNS_EACH])
        self._reduced = reduced
        self._random = np.random.Generator(np.random.PCG64(0))
        first, entry = problem.entries_of(self._near)
        self._wanted_rows = problem.member_row[entry]
        self._wanted_by = np.repeat(problem.group[self._near], np.diff(first))

    def improve(self, chosen: Ints, seconds_left: float) -> Ints:
        """Solve one neighbourhood; return a plan worth no less than ``chosen``."""
        people = self._around(chosen)
        better = self._solve_again(chosen, people, seconds_left)
        self.is_exhausted = better is None and len(people) == len(chosen)
        return chosen if better is None else better

    def _around(self, chosen: Ints) -> Ints:
        """Return people who compete: one far from their best, and who is in the way.

        Everybody where one neighbourhood holds them all.
        """
        if len(chosen) <= PEOPLE:
            return np.arange(len(chosen))
        regret = self._reduced[chosen].astype(np.float64) + 1.0
        total = regret.sum()
        person = int(self._random.choice(len(chosen), p=regret / total))
        people = np.array([person])
        holders = self._holders(chosen)
        while len(people) < PEOPLE:
            rows = np.unique(self._wanted_rows[np.isin(self._wanted_by, people)])
            rivals = np.setdiff1d(holders[1][np.isin(holders[0], rows)], people)
            if not len(rivals):
                break
            room = PEOPLE - len(people)
            most = min(room, max(4, len(people)))
            people = np.union1d(people, self._random.permutation(rivals)[:most])
        return people

    def _holders(self, chosen: Ints) -> tuple[Ints, Ints]:
        """Return (row, person) for every row that each person's column is in."""
        first, entry = self._problem.entries_of(chosen)
        people = np.repeat(np.arange(len(chosen)), np.diff(first))
        return self._problem.member_row[entry], people

    def _solve_again(
        self, chosen: Ints, people: Ints, seconds_left: float
    ) -> Ints | None:
        problem = self._problem
        others = np.delete(chosen, people)
        near = self._near[np.isin(problem.group[self._near], people)]
        columns = np.union1d(near, chosen[people])
        part = problem.take(columns)
        small = Problem(
            np.searchsorted(people, part.group),
            part.values,
            problem.capacity - problem.used(others),
            part.first_member,
            part.member_row,
            part.member_weight,
            part.bundle,
        )
        start = np.searchsorted(columns, chosen[people])
        worth = self._worth[columns]
        found = search_kernel(
            small, worth, {}, start, NODES, seconds_left, lambda _: None
        )
        if found.chosen is None or worth[found.chosen].sum() <= worth[start].sum():
            return None
        better = chosen.copy()
        better[people] = columns[found.chosen]
        return better
