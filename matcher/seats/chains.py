"""Who could step in for whom: plans that cover one more, found without a solver.

A chain begins with somebody who is not covered. They take an option in another person's
room, that person is then the one who is not covered, and so on; each link is a plan that
covers as many as before. Wherever an option fits, one more is covered; wherever it would
fit with more room at one place, that room is worth a person. A heuristic: what it finds
is a plan, what it does not find stays open.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from matcher.options import NO_PLACE
from matcher.placement.greedy import NO_COLUMN
from matcher.seats.ground import Ground

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SEVERAL = -2
"""The row of no single place."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """An option that would cover one more, if one place had more room.

    Attributes
    ----------
    chosen
        The plan with the option in it.
    place
        Position of the place all of whose rows that are too full are its own.
    rows, used
        Those rows, and what they would have to hold.
    """

    chosen: Ints
    place: int
    rows: Ints
    used: Ints


OnMisfit = Callable[[Misfit], None]


@dataclass(frozen=True, slots=True)
class _Link:
    """A plan that covers as many as the first, and one it does not cover."""

    chosen: Ints
    waiting: int


@dataclass(frozen=True, slots=True)
class _Fit:
    """The covering options of one who waits, and how they fit into the plan.

    Attributes
    ----------
    used
        Per row, without the one who waits.
    gains
        ``(kept tiers, columns)``: what is above the floor in each tier, with the option.
    column, row, weight
        One entry per option and row that has no room for it; ``column`` is a position
        in ``columns``.
    """

    columns: Ints
    used: Ints
    gains: Ints
    column: Ints
    row: Ints
    weight: Ints


class Chains:
    """Searches for chains on one ground.

    Parameters
    ----------
    visits
        At how many links the same person may be the one who waits.
    """

    def __init__(self, ground: Ground, visits: int) -> None:
        self._ground, self._problem, self._visits = ground, ground.problem, visits
        self._kept, self._covers = ground.problem.values[:-1], ground.covers
        self._random = np.random.Generator(np.random.PCG64(0))
        self._first = ground.problem.group_first
        self._instead = _class_instead(ground)
        self._weights = csr_array(
            (
                ground.problem.member_weight,
                ground.problem.member_row,
                ground.problem.first_member,
            ),
            (ground.problem.num_columns, ground.problem.num_rows),
        )
        self._place_of_row = np.full(ground.problem.num_rows, SEVERAL, dtype=np.int64)
        for place, rows in enumerate(ground.place_rows):
            self._place_of_row[rows] = place

    def cover_more(
        self,
        start: Ints,
        capacity: Ints,
        within: Bools,
        on_misfit: OnMisfit = lambda _: None,
    ) -> Ints | None:
        """Return a plan that covers one more than ``start``, ``None`` if none is found.

        Parameters
        ----------
        within
            Who may move, per participant.
        on_misfit
            Told of options on the way that only one place has no room for.
        """
        visits = np.zeros(len(start), dtype=np.int64)
        waiting = np.flatnonzero(within & (self._covers[start] == 0)).tolist()
        queue = deque(_Link(start, person) for person in waiting)
        while queue:
            link = queue.popleft()
            fit = self._fit(link, capacity)
            fitting = np.setdiff1d(np.arange(len(fit.columns)), fit.column)
            fitting = fitting[(fit.gains[:, fitting] >= 0).all(axis=0)]
            if len(fitting):
                return _with(link, int(fit.columns[fitting[0]]))
            for misfit in self._misfits(link, fit):
                on_misfit(misfit)
            for leaver, column in self._leavers(link, fit, within):
                if visits[leaver] < self._visits:
                    chosen = _with(link, column)
                    chosen[leaver] = self._instead[chosen[leaver]]
                    if (self._problem.used(chosen) <= capacity).all():
                        visits[leaver] += 1
                        queue.append(_Link(chosen, leaver))
        return None

    def _fit(self, link: _Link, capacity: Ints) -> _Fit:
        problem, waiting = self._problem, link.waiting
        own = np.arange(self._first[waiting], self._first[waiting + 1])
        columns = own[self._covers[own] > 0]
        used = problem.used(np.delete(link.chosen, waiting))
        first, entry = problem.entries_of(columns)
        column = np.repeat(np.arange(len(columns)), np.diff(first))
        row, weight = problem.member_row[entry], problem.member_weight[entry]
        over = used[row] + weight > capacity[row]
        part = self._ground.part[waiting]
        inside = self._ground.part == part
        reached = self._kept[:, link.chosen[inside]].sum(axis=1)
        spare = reached - self._ground.floors[part]
        change = self._kept[:, columns] - self._kept[:, [link.chosen[waiting]]]
        gains = spare[:, None] + change
        return _Fit(columns, used, gains, column[over], row[over], weight[over])

    def _misfits(self, link: _Link, fit: _Fit) -> Iterator[Misfit]:
        """Yield the options that only the rows of one place have no room for."""
        place = self._place_of_row[fit.row]
        lowest = np.full(len(fit.columns), np.iinfo(np.int64).max)
        highest = np.full(len(fit.columns), SEVERAL)
        np.minimum.at(lowest, fit.column, place)
        np.maximum.at(highest, fit.column, place)
        alone = (lowest == highest) & (highest != SEVERAL)
        sound = (fit.gains >= 0).all(axis=0)
        for column in np.flatnonzero(alone & sound).tolist():
            mine = fit.column == column
            rows = fit.row[mine]
            yield Misfit(
                _with(link, int(fit.columns[column])),
                int(highest[column]),
                rows,
                fit.used[rows] + fit.weight[mine],
            )

    def _leavers(
        self, link: _Link, fit: _Fit, within: Bools
    ) -> Iterator[tuple[int, int]]:
        """Yield people in whose room an option would fit, and the first such option."""
        may_leave = within & (self._covers[link.chosen] > 0)
        may_leave &= self._instead[link.chosen] != NO_COLUMN
        leavers = np.flatnonzero(may_leave)
        held = link.chosen[leavers]
        instead = self._instead[held]
        freed = csr_array(self._weights[held] - self._weights[instead])
        freed.data = (freed.data > 0).astype(np.int64)
        lacking = csr_array(
            (np.ones(len(fit.row), dtype=np.int64), (fit.column, fit.row)),
            (len(fit.columns), self._problem.num_rows),
        )
        count = coo_array(lacking @ freed.T)
        enough = count.data == np.diff(lacking.indptr)[count.row]
        column, leaver = count.row[enough], count.col[enough]
        change = self._kept[:, instead[leaver]] - self._kept[:, held[leaver]]
        sound = (fit.gains[:, column] + change >= 0).all(axis=0)
        column, leaver = column[sound], leaver[sound]
        mixed = self._random.permutation(len(column))
        column, leaver = column[mixed], leaver[mixed]
        people, first = np.unique(leaver, return_index=True)
        chosen = fit.columns[column[first]]
        yield from zip(leavers[people].tolist(), chosen.tolist(), strict=True)


def _with(link: _Link, column: int) -> Ints:
    chosen = link.chosen.copy()
    chosen[link.waiting] = column
    return chosen


def _class_instead(ground: Ground) -> Ints:
    """Return per column its person's class alone, in the same class, uncovered."""
    columns = ground.options.columns.take(ground.option)
    choices = int(ground.options.columns.choice_idx.max(initial=0)) + 1
    class_only = np.flatnonzero((columns.place_idx == NO_PLACE) & (ground.covers == 0))
    instead = np.full(choices, NO_COLUMN, dtype=np.int64)
    instead[columns.choice_idx[class_only]] = class_only
    found: Ints = instead[columns.choice_idx]
    return found
