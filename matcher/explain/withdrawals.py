"""What is left for people when employers withdraw and everybody else stays."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import SolverLimits
from matcher.options.ranges import expand
from matcher.placement.branching import best_by_trying
from matcher.placement.cuts import possible_columns, without_slack_rows
from matcher.placement.dominance import undominated
from matcher.placement.host import solve_all
from matcher.placement.problem import NO_BUNDLE, Component, Problem, components

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NO_CASE = -1


@dataclass(frozen=True, slots=True)
class Moves:
    """Columns that come to lie in their rows, or leave them, in some cases.

    One entry per case and column.
    """

    case: Ints
    column: Ints


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """Cases, numbered from 0, in each of which some groups choose anew.

    Attributes
    ----------
    case_of_group
        ``(groups,)``: where the group chooses; ``NO_CASE`` for those that never do.
    open
        ``(columns,)``: what may be chosen.
    held
        Columns in force in every case, unless they have ``left`` in it.
    left, taken
        What else is not, and is, in force in a case.
    least
        What those who choose in a case have in any event.
    """

    case_of_group: Ints
    open: Bools
    held: Ints
    left: Moves
    taken: Moves
    least: Moves


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and how far the first tier may be from its best.

    Attributes
    ----------
    columns
        One of each group that chooses, in their order.
    gap
        ``(cases,)``: bound minus value of the first tier; 0 is a proof.
    """

    columns: Ints
    gap: Ints


def choose(
    problem: Problem,
    withdrawals: Withdrawals,
    num_cases: int,
    weights: Ints,
    limits: SolverLimits,
    workers: int,
) -> Choice:
    """Choose in each case as well as its rows allow, all cases at once.

    The cases are one problem in which each has rows of its own, with the capacity that
    those who stay leave there: its parts are solved one by one.
    """
    columns, left = _what_is_left(problem, withdrawals)
    possible = possible_columns(left)
    columns, left = columns[possible], without_slack_rows(left.take(possible))
    kept = undominated(left)
    columns, left = columns[kept], left.take(kept)
    chosen = np.zeros(left.num_groups, dtype=np.int64)
    gap = np.zeros(num_cases, dtype=np.int64)
    open_: list[Component] = []
    for part in components(left):
        best = best_by_trying(part.problem.widened())
        if best is None:
            open_.append(part)
        else:
            chosen[part.groups] = part.columns[best]
    outcomes = solve_all(
        [part.problem for part in open_], weights, limits, workers, lambda *_: None
    )
    case = withdrawals.case_of_group[problem.group[columns]]
    for part, outcome in zip(open_, outcomes, strict=True):
        found = outcome.incumbent
        chosen[part.groups] = part.columns[found.chosen]
        # A part lies within one case, but for the people in no row, who have no gap.
        gap[case[part.columns[0]]] += found.bounds[0] - found.values[0]
    return Choice(columns[chosen], gap)


def _what_is_left(problem: Problem, withdrawals: Withdrawals) -> tuple[Ints, Problem]:
    """Return the columns to choose from and the problem they make."""
    case = withdrawals.case_of_group[problem.group]
    columns = np.flatnonzero(withdrawals.open & (case != NO_CASE))
    chooses = problem.take(columns)
    number = case[columns][chooses.member_column] * problem.num_rows
    keys, row = np.unique(number + chooses.member_row, return_inverse=True)
    of_all = keys % max(1, problem.num_rows)
    capacity = (problem.capacity - problem.used(withdrawals.held))[of_all]
    capacity += _weighs(problem, withdrawals.left, keys)
    capacity -= _weighs(problem, withdrawals.taken, keys)
    # Where plans B of two employers collide already nothing may be added.
    capacity = np.maximum(capacity, _weighs(problem, withdrawals.least, keys))
    bundle = problem.bundle[of_all]
    apart = keys // max(1, problem.num_rows) * (int(bundle.max(initial=0)) + 1)
    _, group = np.unique(chooses.group, return_inverse=True)
    return columns, replace(
        chooses,
        group=group.astype(np.int64),
        capacity=capacity,
        member_row=row.astype(np.int64),
        bundle=np.where(bundle < 0, NO_BUNDLE, bundle + apart),
    )


def _weighs(problem: Problem, moves: Moves, keys: Ints) -> Ints:
    """Return what ``moves`` weigh together per key, a case and a row in one number."""
    first, entry = problem.entries_of(moves.column)
    move, _ = expand(np.diff(first))
    key = moves.case[move] * problem.num_rows + problem.member_row[entry]
    at = np.searchsorted(keys, key)
    known = np.flatnonzero(np.append(keys, -1)[at] == key)
    weighs = np.zeros(len(keys), dtype=np.int64)
    np.add.at(weighs, at[known], problem.member_weight[entry[known]])
    return weighs
