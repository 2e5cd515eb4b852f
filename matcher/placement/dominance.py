"""Drops the options that a better option of the same person makes pointless."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


def undominated(problem: Problem, gaining: range | None = None) -> Ints:
    """Return the columns to keep: of those that take the same the person's best.

    Two options of one person that weigh the same in every row can change places in any plan,
    so that the one that is better tier by tier is enough; the first of equals stays.
    Where later tiers may give up a part of one, the best is kept for every worth in
    those that may gain by it (``gaining``, found here where not told). The safe columns
    stay.
    """
    if gaining is None:
        values = problem.values
        gaining = gaining_tiers(
            problem.loss, lambda one, other: np.array_equal(values[one], values[other])
        )
    kind = _numbered((*row_sets(problem), problem.group))
    every = np.arange(problem.num_columns)
    before = problem.values[: gaining.start - 1] if gaining else ()
    pool = _best(every, kind, before)
    if gaining:
        gains = problem.values[gaining.start : gaining.stop, pool]
        kind[pool] = _numbered((*gains, kind[pool]))
    pool = _best(pool, kind, problem.values)
    first = np.full(int(kind.max(initial=-1)) + 1, -1, dtype=np.int64)
    first[kind[pool[::-1]]] = pool[::-1]
    best = np.sort(first[first >= 0])
    if problem.is_safe is None:
        return best
    return np.union1d(best, np.flatnonzero(problem.is_safe))


def gaining_tiers(loss: Sequence[int], is_same: Callable[[int, int], bool]) -> range:
    """Return the tiers that may gain by the first with a loss; empty without one.

    They follow it, and end where the tier itself comes again: one that ``is_same``.
    """
    lossy = np.flatnonzero(loss)
    if not len(lossy):
        return range(0)
    first = int(lossy[0])
    again = (tier for tier in range(first + 1, len(loss)) if is_same(tier, first))
    return range(first + 1, next(again, len(loss)))


def _best(pool: Ints, kind: Ints, values: Iterable[Ints]) -> Ints:
    """Return those of ``pool`` that are the best of their kind, tier by tier."""
    for worth in values:
        mine, of_kind = worth[pool], kind[pool]
        most = np.full(int(of_kind.max(initial=-1)) + 1, np.iinfo(np.int64).min)
        np.maximum.at(most, of_kind, mine)
        pool = pool[mine == most[of_kind]]
    return pool


def _numbered(names: Sequence[NDArray[Any]]) -> Ints:
    """Return a number from 0 for each that has the same ``names``."""
    mixed = np.zeros(len(names[0]), dtype=np.uint64)
    for name in names:
        mixed = mixed * MIXER + name.astype(np.uint64)
    order = np.argsort(mixed)
    new = np.zeros(len(order), dtype=np.bool_)
    # Were two different ones mixed alike they would only be told apart too often.
    for name in names:
        inside = name[order]
        new[1:] |= inside[1:] != inside[:-1]
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(new)
    return number


MIXER = np.uint64(0x9E3779B97F4A7C15)


def row_sets(problem: Problem) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return a 128-bit name of each column's rows with its weights in them.

    Sums of fixed pseudo-random numbers, one per row, times the weights: two different
    ones out of a billion share a name with a chance under 1e-20 where weights are 1, and
    hardly more where they are small.
    """
    random = np.random.Generator(np.random.PCG64(0))
    names = []
    for _ in range(2):
        key = random.integers(0, 2**63, problem.num_rows, dtype=np.int64)
        names.append(problem.row_sums(key).view(np.uint64))
    return names[0], names[1]
