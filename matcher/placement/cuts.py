"""Place cuts: rows that every plan keeps but the relaxation does not.

At one place at one time only few sets of slots occur, and how many people may have
which is a small integer problem of its own: a *roster* says how many have each set. A
cut is a facet of the hull of all rosters,

    sum_o w(slots of o) x_o <= max over rosters of sum_m w(m) * people with m.

A person with three days of a seat's five leaves two that nobody with three can use: the
relaxation fills them with two thirds of a person, the facet with weight 1 on every
three-day set does not. Loads HiGHS: only inside a solver host.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import highspy
import numpy as np
from numpy.typing import NDArray

from matcher.placement.problem import NO_BUNDLE, Problem

Ints = NDArray[np.int64]

LEAST_VIOLATION = 0.01
MOST_ROSTERS = 3_000
LARGEST_DENOMINATOR = 12


@dataclass(frozen=True, slots=True)
class PlaceCut:
    """Weights of slot sets at one bundle of rows.

    Attributes
    ----------
    bundle
        Position among the bundles of :class:`PlaceCuts`.
    masks, weights
        Sets of the bundle's rows as bit masks, and the weight of each; a larger set
        weighs what the heaviest set inside it does.
    capacity
        The most that any roster weighs.
    """

    bundle: int
    masks: tuple[int, ...]
    weights: tuple[int, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Rows of one place at one time, and the columns in them with their row sets."""

    capacity: Ints
    columns: Ints
    masks: Ints


class PlaceCuts:
    """Finds the place cuts that a point of the relaxation breaks."""

    def __init__(self, problem: Problem) -> None:
        self._bundles = list(_bundles(problem))

    def violated(self, shares: NDArray[np.float64]) -> list[PlaceCut]:
        """Return a cut for every bundle where ``shares`` (one per column) break one."""
        found = (self._separate(i, shares) for i in range(len(self._bundles)))
        return [cut for cut in found if cut is not None]

    def _separate(self, number: int, shares: NDArray[np.float64]) -> PlaceCut | None:
        bundle = self._bundles[number]
        here = shares[bundle.columns]
        used = here > 0
        masks, kind = np.unique(bundle.masks[used], return_inverse=True)
        people = np.zeros(len(masks))
        np.add.at(people, kind, here[used])
        if np.allclose(people, np.rint(people), atol=1e-6):
            return None  # a roster itself
        rosters = _rosters(masks, bundle.capacity)
        if rosters is None:
            return None
        weights = _whole(_deepest(rosters, people))
        capacity = int((rosters @ weights).max(initial=0))
        if weights @ people <= capacity * (1 + LEAST_VIOLATION):
            return None
        names = tuple(int(mask) for mask in masks)
        return PlaceCut(number, names, tuple(int(w) for w in weights), capacity)

    def weights(self, cut: PlaceCut) -> tuple[Ints, Ints]:
        """Return the columns of ``cut`` and what each weighs in it."""
        bundle = self._bundles[cut.bundle]
        weight = np.zeros(len(bundle.columns), dtype=np.int64)
        for mask, worth in zip(cut.masks, cut.weights, strict=True):
            inside = bundle.masks & mask == mask
            weight[inside] = np.maximum(weight[inside], worth)
        return bundle.columns[weight > 0], weight[weight > 0]

    def extended(self, problem: Problem, cuts: Sequence[PlaceCut]) -> Problem:
        """Return ``problem`` (the original or already extended) with more rows."""
        parts = [self.weights(cut) for cut in cuts]
        new_row = problem.num_rows + np.arange(len(cuts))
        column = np.concatenate([problem.member_column, *(c for c, _ in parts)])
        row = np.concatenate(
            [problem.member_row, np.repeat(new_row, [len(c) for c, _ in parts])]
        )
        weight = np.concatenate([problem.member_weight, *(w for _, w in parts)])
        order = np.argsort(column, kind="stable")
        capacity = np.array([cut.capacity for cut in cuts], dtype=np.int64)
        none = np.full(len(cuts), NO_BUNDLE, dtype=np.int64)
        return replace(
            problem,
            capacity=np.concatenate([problem.capacity, capacity]),
            first_member=np.searchsorted(
                column[order], np.arange(problem.num_columns + 1)
            ),
            member_row=row[order],
            member_weight=weight[order],
            bundle=np.concatenate([problem.bundle, none]),
        )


def _bundles(problem: Problem) -> Iterator[_Bundle]:
    """Yield the bundles of ``problem`` that have more than one row."""
    number = problem.bundle[problem.member_row]
    column = problem.member_column
    for bundle in np.unique(problem.bundle[problem.bundle != NO_BUNDLE]):
        rows = np.flatnonzero(problem.bundle == bundle)
        if len(rows) < 2:
            continue
        inside = np.flatnonzero(number == bundle)
        columns, at = np.unique(column[inside], return_inverse=True)
        masks = np.zeros(len(columns), dtype=np.int64)
        bits = np.searchsorted(rows, problem.member_row[inside])
        np.add.at(masks, at, np.int64(1) << bits)
        yield _Bundle(problem.capacity[rows], columns, masks)


def _rosters(masks: Ints, capacity: Ints) -> Ints | None:
    """Return all rosters to which nobody can be added; ``None`` if there are too many.

    One row per roster: how many people have each of ``masks``.
    """
    uses = (masks[:, None] >> np.arange(len(capacity))) & 1
    found: list[tuple[int, ...]] = []

    def extend(nth: int, left: Ints, people: tuple[int, ...]) -> bool:
        if nth == len(masks):
            if not (uses <= left).all(axis=1).any():
                found.append(people)
            return len(found) <= MOST_ROSTERS
        most = int(left[uses[nth] > 0].min())
        return all(
            extend(nth + 1, left - count * uses[nth], (*people, count))
            for count in range(most, -1, -1)
        )

    if len(masks) > 16 or not extend(0, capacity, ()):
        return None
    return np.array(found, dtype=np.int64).reshape(-1, len(masks))


def _deepest(rosters: Ints, people: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights by which ``people`` stand out most when no roster exceeds 1."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = rosters.shape
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = people
    program.col_lower_ = np.zeros(rosters.shape[1])
    program.col_upper_ = np.ones(rosters.shape[1])
    program.row_lower_ = np.full(len(rosters), -highspy.kHighsInf)
    program.row_upper_ = np.ones(len(rosters))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.arange(len(rosters) + 1) * rosters.shape[1]
    program.a_matrix_.index_ = np.tile(np.arange(rosters.shape[1]), len(rosters))
    program.a_matrix_.value_ = rosters.ravel().astype(np.float64)
    solver.passModel(program)
    solver.run()
    return np.asarray(solver.getSolution().col_value)


def _whole(weights: NDArray[np.float64]) -> Ints:
    """Return integers in the proportion of ``weights``, as near as small ones can be.

    Rounding costs depth, never validity: the capacity is worked out afterwards.
    """
    parts = [Fraction(float(w)).limit_denominator(LARGEST_DENOMINATOR) for w in weights]
    common = lcm(*(part.denominator for part in parts)) if parts else 1
    return np.array([int(part * common) for part in parts], dtype=np.int64)
