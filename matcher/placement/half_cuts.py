"""Half cuts: add some rows up, halve the sum and round down.

Where the rows' weights of every column that is in the relaxation's optimum add up to an
even number but their capacities to an odd one, the halved sum is broken by a half:
these are the {0, 1/2} cuts of Chvátal and Gomory (Caprara and Fischetti, 1996). They
find what no single place can tell: three people who compete for the seats of two places
in a ring. The search for such rows is the elimination of Koster, Zymolka and Kutschka
(Algorithms to separate {0,1/2}-Chvátal-Gomory cuts, 2009).

Rows that weigh minutes, not people, take no part: rounding down a sum of them gains
little, and the many long cuts made the published assignments of jobs to agents take
four to seven times as long.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from matcher.domain.proof import HalfCut
from matcher.placement.cuts import Cut
from matcher.placement.problem import A_CUT, Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_LOOSE = 0.8
"""A sum of rows looser than this is hardly broken after halving."""

LOOSEST_PIVOT = 0.5

LEAST_VIOLATION = 0.05

MOST_CUTS = 120
"""Most cuts of one search, the most broken and then the shortest."""

ALWAYS_NARROW = 2_000
WIDEST = 12
"""Cuts over more than one in so many columns cost more time than they are worth."""


@dataclass(slots=True)
class _Sum:
    """Some rows added up, modulo 2.

    Attributes
    ----------
    odd
        Bit set of the columns in the optimum with an odd weight.
    odd_capacity
        Whether the capacities add up to an odd number.
    slack
        How far the optimum is from the sum of the capacities.
    rows
        Bit set of the rows in it.
    """

    odd: int
    odd_capacity: bool
    slack: float
    rows: int

    def plus(self, other: "_Sum") -> "_Sum":
        return _Sum(
            self.odd ^ other.odd,
            self.odd_capacity ^ other.odd_capacity,
            self.slack + other.slack,
            self.rows ^ other.rows,
        )


def half_cuts(
    problem: Problem, shares: Floats, random: np.random.Generator, searches: int
) -> list[Cut]:
    """Return cuts that ``shares`` (one per column) break.

    Each of the ``searches`` eliminates in another order, drawn by ``random``, and finds
    others of the many there are.

    ``problem`` may have cuts already: these are then rows like all others. Rows in which
    an option weighs more than one stay out of them.
    """
    used = np.flatnonzero(shares)
    matrix = _with_person_rows(problem.take(used), problem.num_groups)
    capacity = np.concatenate(
        [problem.capacity, np.ones(problem.num_groups, dtype=np.int64)]
    )
    slack = np.maximum(0.0, capacity - matrix @ shares[used])
    weighed = np.unique(problem.member_row[problem.member_weight > 1])
    slack[weighed[problem.bundle[weighed] != A_CUT]] = np.inf
    tight = np.flatnonzero(slack < MOST_LOOSE)
    found: dict[tuple[int, ...], float] = {}
    for part in _fractional_parts(matrix[tight], shares[used]):
        rows, columns = tight[part[0]], part[1]
        odd = matrix[rows][:, columns]
        for _ in range(searches):
            order = shares[used][columns] + 0.3 * random.random(len(columns))
            found |= {
                tuple(rows[chosen]): broken
                for chosen, broken in _search(
                    odd, capacity[rows], slack[rows], shares[used][columns], order
                )
            }
    best = sorted(found, key=lambda rows: (-round(found[rows], 3), len(rows), rows))
    return _halved(problem, capacity, best[: searches * MOST_CUTS])


def _with_person_rows(problem: Problem, people: int) -> csr_array:
    """Return the rows of ``problem``, then one for each person: one option at most."""
    columns = np.arange(problem.num_columns)
    entries = np.concatenate([problem.member_weight, np.ones_like(columns)])
    row = np.concatenate([problem.member_row, problem.num_rows + problem.group])
    column = np.concatenate([problem.member_column, columns])
    shape = (problem.num_rows + people, problem.num_columns)
    return csr_array((entries, (row, column)), shape=shape)


def _fractional_parts(matrix: csr_array, shares: Floats) -> list[tuple[Ints, Ints]]:
    """Return the (rows, columns) of every connected part that is not whole."""
    rows, columns = matrix.shape
    square = csr_array(
        (
            matrix.data,
            matrix.indices + rows,
            np.append(matrix.indptr, [matrix.nnz] * columns),
        ),
        shape=(rows + columns, rows + columns),
    )
    _, label = connected_components(square, directed=False)
    fractional = np.abs(shares - np.rint(shares)) > 1e-6
    return [
        (np.flatnonzero(label[:rows] == part), np.flatnonzero(label[rows:] == part))
        for part in np.unique(label[rows:][fractional])
    ]


def _search(
    matrix: csr_array, capacity: Ints, slack: Floats, shares: Floats, order: Floats
) -> list[tuple[Ints, float]]:
    """Return sums of rows whose half is broken, each with by how much.

    Columns are eliminated one after another, largest ``order`` first: one row with an
    odd weight there is added to all others that have one. Bits are numbered the other
    way round, so that every sum waits at its highest bit for its turn.
    """
    by_turn = np.argsort(order, kind="stable")
    shares = shares[by_turn]
    waiting: list[list[_Sum]] = [[] for _ in range(len(order) + 1)]
    for i, odd in enumerate(_odd_bits(matrix[:, by_turn].tocsr())):
        one = _Sum(odd, bool(capacity[i] & 1), float(slack[i]), 1 << i)
        waiting[odd.bit_length()].append(one)
    found: dict[int, float] = {}
    for turn in range(len(order), 0, -1):
        inside = waiting[turn]
        below = (1 << turn - 1) - 1
        pivot = min(inside, key=_lightest, default=None)
        if pivot is None or pivot.slack > LOOSEST_PIVOT:
            for one in inside:  # this column stays in them
                waiting[(one.odd & below).bit_length()].append(one)
            continue
        for one in inside:
            if one is pivot or one.slack + pivot.slack >= MOST_LOOSE:
                continue
            added = one.plus(pivot)
            waiting[(added.odd & below).bit_length()].append(added)
            broken = _broken(added, shares)
            if broken > LEAST_VIOLATION:
                found[added.rows] = broken
        if len(found) > 4 * MOST_CUTS:
            break
    best = sorted(found, key=lambda rows: (-round(found[rows], 3), rows.bit_count()))
    return [(_bits(rows), found[rows]) for rows in best[:MOST_CUTS]]


def _lightest(one: _Sum) -> tuple[float, int, int]:
    return round(one.slack, 6), one.rows.bit_count(), one.rows


def _broken(one: _Sum, shares: Floats) -> float:
    """Return by how much ``shares`` break the half of ``one``; negative if they do not."""
    if not one.odd_capacity:
        return -1.0
    lost, left = one.slack, one.odd
    while left and lost < 1:
        lowest = left & -left
        lost += float(shares[lowest.bit_length() - 1])
        left ^= lowest
    return (1 - lost) / 2


def _odd_bits(matrix: csr_array) -> list[int]:
    rows = []
    for i in range(matrix.shape[0]):
        entries = slice(matrix.indptr[i], matrix.indptr[i + 1])
        bits = np.zeros(matrix.shape[1], dtype=np.uint8)
        bits[matrix.indices[entries]] = matrix.data[entries] & 1
        packed = np.packbits(bits, bitorder="little").tobytes()
        rows.append(int.from_bytes(packed, "little"))
    return rows


def _bits(mask: int) -> Ints:
    digits = np.frombuffer(bin(mask)[:1:-1].encode(), dtype=np.uint8)
    return np.flatnonzero(digits == ord("1"))


def _halved(
    problem: Problem, capacity: Ints, row_sets: list[tuple[int, ...]]
) -> list[Cut]:
    """Return the cut of every set of rows, over all columns of ``problem``."""
    if not row_sets:
        return []
    size = [len(rows) for rows in row_sets]
    nth = np.repeat(np.arange(len(row_sets)), size)
    row = np.concatenate(row_sets)
    pick = csr_array(
        (np.ones_like(row), (nth, row)), shape=(len(row_sets), len(capacity))
    )
    halves = (pick @ _with_person_rows(problem, problem.num_groups)).tocsr()
    halves.sort_indices()
    cuts = []
    for i, rows in enumerate(row_sets):
        entries = slice(halves.indptr[i], halves.indptr[i + 1])
        weights = halves.data[entries] // 2
        columns = halves.indices[entries].astype(np.int64)[weights > 0]
        if len(columns) > max(ALWAYS_NARROW, problem.num_columns // WIDEST):
            continue
        most = int(capacity[list(rows)].sum()) // 2
        origin = HalfCut(
            tuple(int(problem.numbers[row]) for row in rows if row < problem.num_rows),
            tuple(
                int(row) - problem.num_rows for row in rows if row >= problem.num_rows
            ),
        )
        cuts.append(Cut(columns, weights[weights > 0], most, origin))
    return cuts
