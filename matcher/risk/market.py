"""What every resampled semester is planned on: people's options and the room."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy, Tier
from matcher.options import NO_PLACE
from matcher.placement import COVERAGE_TIERS
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

TURNS = (Tier.REPAIR, *COVERAGE_TIERS)
WHO_COMES_FIRST = (*TURNS, Tier.HOURS_SHORT, Tier.WAITING)
"""The tiers that decide who has a place; the others decide only which one."""

NOWHERE = -1

PLENTY = 1 << 30
"""The capacity of the row that every option has and nobody fills."""

GIVEN_UP = 1000.0
"""What an option costs that gives up a pin or a class; all prices together cost less."""


@dataclass(frozen=True, slots=True)
class PersonOptions:
    """The placements open to one person, those that cover them first.

    Attributes
    ----------
    place
        ``(options,)``: where it is, as a position in the scenario.
    cost
        ``(options,)``: what it asks of scarce rows, and more than all of them where it
        gives up a pin or a class that the person could have.
    num_covering
        How many of the first ones cover a person whom class alone does not cover.
    rows, weights, starts
        What option ``o`` weighs in which rows stands in
        ``starts[o] : starts[o + 1]``, at least one row each.
    taken, taken_weights
        Rows that the person fills whatever is done, and that never keep them out: a
        class that is given, a placement that runs.
    """

    place: Ints
    cost: Floats
    num_covering: int
    rows: Ints
    weights: Ints
    starts: Ints
    taken: Ints
    taken_weights: Ints

    def entries(self, option: int) -> slice:
        """Return where the rows of ``option`` stand."""
        return slice(self.starts[option], self.starts[option + 1])


@dataclass(frozen=True, slots=True)
class Market:
    """Everybody's options and the rows they compete for.

    Attributes
    ----------
    people
        In the order of the problem's groups.
    urgency
        ``(people,)``: dense ranks, 0 for those who come first; equals draw lots.
    turn
        ``(people,)``: the same by pins and coverage alone, so far coarser.
    room
        Per row: its capacity less what running placements take.
    """

    people: tuple[PersonOptions, ...]
    urgency: Ints
    turn: Ints
    room: Ints


def deciding_tiers(policy: Policy) -> tuple[Tier, ...]:
    """Return the policy's tiers that decide who has a place, in its order."""
    return tuple(tier for tier in policy.tiers if tier in WHO_COMES_FIRST)


def market_of(
    problem: Problem, tiers: Sequence[Tier], place: Ints, running: Sequence[int]
) -> Market:
    """Return the market of ``problem``, whose values are those of ``tiers``; no prices.

    Parameters
    ----------
    place
        Per column; ``NO_PLACE`` for class only.
    running
        The people whose placement runs already: their room is taken for good.
    """
    is_placement = place != NO_PLACE
    covered = _added(problem, tiers, COVERAGE_TIERS)
    class_only = np.where(is_placement, 0, covered)
    covers = is_placement & (covered > problem.group_max(class_only)[problem.group])
    pins = _added(problem, tiers, (Tier.REPAIR,))
    first = problem.group_first
    people = tuple(
        _person(problem, range(first[i], first[i + 1]), place, covers, pins, own)
        for i, own in enumerate(_forced_rows(problem))
    )
    room = np.append(problem.capacity, PLENTY)
    for i in running:
        np.subtract.at(room, people[i].taken, people[i].taken_weights)
    gains = _gains(problem, is_placement)
    early = [gain for gain, tier in zip(gains, tiers, strict=True) if tier in TURNS]
    return Market(people, _ranks(gains), _ranks(early), room)


def _added(problem: Problem, tiers: Sequence[Tier], chosen: Sequence[Tier]) -> Ints:
    """Return per column the values of the ``chosen`` tiers, added up."""
    named = [i for i, tier in enumerate(tiers) if tier in chosen]
    total: Ints = problem.values[named].sum(axis=0, dtype=np.int64)
    return total


def _gains(problem: Problem, is_placement: Bools) -> list[Ints]:
    """Return, tier by tier, what a placement adds for each person."""
    far = np.iinfo(np.int64).min // 4
    return [
        problem.group_max(np.where(is_placement, worth, far))
        - problem.group_max(np.where(is_placement, far, worth))
        for worth in problem.values
    ]


def _ranks(gains: list[Ints]) -> Ints:
    """Rank people by their gains, most important first; 0 for the largest."""
    people = len(gains[0]) if gains else 0
    if not people:
        return np.zeros(people, dtype=np.int64)
    _, rank = np.unique(-np.stack(gains), axis=1, return_inverse=True)
    return rank.reshape(-1).astype(np.int64)


def _forced_rows(problem: Problem) -> list[dict[int, int]]:
    """Return per person the rows that all their columns are in, with the least weight."""
    rows = problem.num_rows
    key = problem.group[problem.member_column] * rows + problem.member_row
    found, at, times = np.unique(key, return_inverse=True, return_counts=True)
    least = np.full(len(found), np.iinfo(np.int64).max)
    np.minimum.at(least, at, problem.member_weight)
    columns = np.diff(problem.group_first)
    forced: list[dict[int, int]] = [{} for _ in columns]
    for i in np.flatnonzero(times == columns[found // max(1, rows)]):
        forced[found[i] // rows][int(found[i] % rows)] = int(least[i])
    return forced


def _person(
    problem: Problem,
    columns: range,
    place: Ints,
    covers: Bools,
    pins: Ints,
    forced: dict[int, int],
) -> PersonOptions:
    mine = np.array(columns, dtype=np.int64)
    best_kept = pins[mine].max()
    mine = mine[place[mine] != NO_PLACE]
    mine = mine[np.argsort(~covers[mine], kind="stable")]
    first, entry = problem.entries_of(mine)
    rows, weights = problem.member_row[entry], problem.member_weight[entry]
    option = np.repeat(np.arange(len(mine)), np.diff(first))
    free = ~np.isin(rows, list(forced))
    # The row that nobody fills closes each option's list.
    option = np.concatenate([option[free], np.arange(len(mine))])
    rows = np.concatenate([rows[free], np.full(len(mine), problem.num_rows)])
    weights = np.concatenate([weights[free], np.ones(len(mine), dtype=np.int64)])
    order = np.lexsort((rows, option))
    return PersonOptions(
        place[mine],
        GIVEN_UP * (best_kept - pins[mine]),
        int(covers[mine].sum()),
        rows[order],
        weights[order],
        np.searchsorted(option[order], np.arange(len(mine) + 1)),
        np.array(list(forced), dtype=np.int64),
        np.array(list(forced.values()), dtype=np.int64),
    )
