"""Improves a plan by solving it again around some people while the rest stay put.

Large neighbourhood search. A heuristic: it proves nothing and says nothing of bounds.
Loads HiGHS: only inside a solver host.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.placement.kernel import search_kernel
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]

FEWEST_PEOPLE, FIRST_PEOPLE, MOST_PEOPLE = 20, 80, 160

EASY = 1_000
"""Simplex iterations that one neighbourhood may take: after more the next are smaller."""

COLUMNS_EACH = 40
"""Options a person may choose from in a neighbourhood: those nearest to the bound."""

NODES = 20


@dataclass(slots=True)
class Reach:
    """How far neighbourhoods reach, learned from those before.

    Many are solved by presolving alone, and the wider they are the better plans they
    find; but a hard one can take a minute.

    Attributes
    ----------
    people
        Of the next neighbourhood.
    random
        Draws them: every neighbourhood is another one.
    """

    random: np.random.Generator
    people: int = FIRST_PEOPLE

    def learn(self, iterations: int) -> None:
        """Take in what the last neighbourhood took."""
        if iterations > EASY:
            self.people = max(FEWEST_PEOPLE, self.people * 3 // 4)
        else:
            self.people = min(MOST_PEOPLE, self.people + self.people // 8)


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
    reach
        Goes on learning.

    Attributes
    ----------
    looks
        People looked at again so far, each as often as that was.
    is_exhausted
        The last neighbourhood was everybody and nothing better was found: to look
        again would be the same search.
    """

    def __init__(
        self, problem: Problem, worth: Ints, reduced: Ints, reach: Reach
    ) -> None:
        self._problem, self._worth = problem, worth
        self.looks = 0
        self.is_exhausted = False
        order = np.lexsort((reduced, problem.group))
        nth = np.arange(len(order)) - problem.group_first[problem.group[order]]
        self._near = np.sort(order[nth < COLUMNS_EACH])
        self._reduced = reduced
        self._reach = reach
        first, entry = problem.entries_of(self._near)
        self._wanted_rows = problem.member_row[entry]
        self._wanted_by = np.repeat(problem.group[self._near], np.diff(first))

    def improve(self, chosen: Ints, seconds_left: float) -> Ints:
        """Solve one neighbourhood; return a plan worth no less than ``chosen``."""
        people = self._around(chosen)
        better = self._solve_again(chosen, people, seconds_left)
        self.looks += len(people)
        self.is_exhausted = better is None and len(people) == len(chosen)
        return chosen if better is None else better

    def _around(self, chosen: Ints) -> Ints:
        """Return people who compete: one far from their best, and who is in the way.

        Everybody where one neighbourhood holds them all.
        """
        if len(chosen) <= self._reach.people:
            return np.arange(len(chosen))
        regret = self._reduced[chosen].astype(np.float64) + 1.0
        total = regret.sum()
        person = int(self._reach.random.choice(len(chosen), p=regret / total))
        people = np.array([person])
        holders = self._holders(chosen)
        while len(people) < self._reach.people:
            rows = np.unique(self._wanted_rows[np.isin(self._wanted_by, people)])
            rivals = np.setdiff1d(holders[1][np.isin(holders[0], rows)], people)
            if not len(rivals):
                break
            room = self._reach.people - len(people)
            most = min(room, max(4, len(people)))
            people = np.union1d(people, self._reach.random.permutation(rivals)[:most])
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
        self._reach.learn(found.iterations)
        if found.chosen is None or worth[found.chosen].sum() <= worth[start].sum():
            return None
        better = chosen.copy()
        better[people] = columns[found.chosen]
        return better
