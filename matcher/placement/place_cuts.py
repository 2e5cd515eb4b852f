"""Place cuts: facets of what one place can hold at one time.

At one place at one time only few sets of slots occur, and who may have which is a small
integer problem of its own. A *roster* says how often each *kind* of stay occurs there. A
kind is a set of slots, whoever has it, or, sharper, a set of slots and the person who has
it. A cut is a facet of the hull of all rosters,

    sum_o w(kind of o) x_o <= max over rosters of sum_k w(k) * stays of kind k.

A person with three days of a seat's five leaves two that nobody with three can use: the
relaxation fills them with two thirds of a person, the facet with weight 1 on every
three-day set does not. Loads HiGHS: only inside a solver host.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm, prod

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_array

from matcher.domain.proof import PlaceCut
from matcher.options.ranges import Whole
from matcher.placement.bundles import ANYBODY, Bundle, RowIndex
from matcher.placement.cuts import Cut
from matcher.placement.lifting import lifted

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LEAST_VIOLATION = 0.005
WHOLE = 1e-6
MOST_KINDS = 26
MOST_ROSTERS = 3_000
REMEMBERED = 5_000
"""Sets of rosters kept: the same few kinds of stay come back at many places."""
MOST_STATES = 20_000
LARGEST_DENOMINATOR = 12


class PlaceCuts:
    """Finds the place cuts that a point of the relaxation breaks."""

    def __init__(self, index: RowIndex) -> None:
        self._index = index

    def violated(self, shares: Floats) -> list[Cut]:
        """Return a cut for every bundle where ``shares`` (one per column) break one.

        What no roster of sets breaks, whoever has them, none of named people does: the
        simpler cut is looked for only where the sharper one is broken, or has too many
        rosters, and is taken where there is one.
        """
        used = np.flatnonzero(shares)
        here = shares[used]
        fractional = used[np.abs(here - np.rint(here)) > WHOLE]
        bundles = {
            bundle.rows: bundle
            for bundle in self._index.bundles_at(fractional)
            if prod(int(c) + 1 for c in bundle.capacity) <= MOST_STATES
        }
        named = {
            rows: _stays(bundle, shares, bundle.people)
            for rows, bundle in bundles.items()
        }
        sharp = _facets(named.values())
        unsure = [
            bundles[rows]
            for rows, stays in named.items()
            if stays is None or rows in sharp
        ]
        simple = _facets(
            _stays(bundle, shares, np.full_like(bundle.people, ANYBODY))
            for bundle in unsure
        )
        return [self.over_all(cut) for cut in (sharp | simple).values()]

    def over_all(self, origin: PlaceCut) -> Cut:
        """Return the cut that ``origin`` stands for, over all columns."""
        bundle = self._index.bundle_of(origin.rows[0])
        weight = np.zeros(1 << len(bundle.rows), dtype=np.int64)
        for mask, each in origin.anybody:
            weight[mask] = each
        weights = weight[bundle.masks]
        own: dict[int, dict[int, int]] = {}
        for person, mask, each in origin.named:
            own.setdefault(person, {})[mask] = each
        for person, by_mask in own.items():
            first, last = np.searchsorted(bundle.people, [person, person + 1])
            masks = bundle.masks[first:last].tolist()
            weights[first:last] = [by_mask.get(mask, 0) for mask in masks]
        inside = weights > 0
        return Cut(bundle.columns[inside], weights[inside], origin.capacity, origin)


@dataclass(frozen=True, slots=True)
class _Stays:
    """What a point of the relaxation has in one bundle.

    Attributes
    ----------
    kinds
        ``(2, kinds)``: person, or ``ANYBODY``, and set of slots.
    share
        Of each kind.
    rosters
        See :func:`_fullest_rosters`.
    """

    bundle: Bundle
    kinds: Ints
    share: Floats
    rosters: Ints


def _stays(bundle: Bundle, shares: Floats, people: Whole) -> _Stays | None:
    """Return the stays in ``bundle``, told apart by ``people`` (one per column).

    ``None`` if there are too many rosters.
    """
    used = np.flatnonzero(shares[bundle.columns])
    # One number for a person and a set, in the order of the two.
    person_number = people[used].astype(np.int64) + 1
    name = (person_number << len(bundle.rows)) | bundle.masks[used]
    names, kind = np.unique(name, return_inverse=True)
    kinds = np.stack(
        [(names >> len(bundle.rows)) - 1, names & ((1 << len(bundle.rows)) - 1)]
    )
    here = shares[bundle.columns[used]]
    share: Floats = np.bincount(kind, weights=here).astype(np.float64)
    _, person = np.unique(kinds[0], return_inverse=True)
    person[kinds[0] == ANYBODY] = ANYBODY
    rosters = _fullest_rosters(
        tuple(bundle.capacity.tolist()),
        tuple(person.tolist()),
        tuple(kinds[1].tolist()),
    )
    return None if rosters is None else _Stays(bundle, kinds, share, rosters)


def _facets(points: Iterable[_Stays | None]) -> dict[tuple[int, ...], PlaceCut]:
    """Return by rows the facet that each of ``points`` breaks most, where it does."""
    known = [stays for stays in points if stays is not None]
    found = {}
    for stays, weights in zip(known, _deepest(known), strict=True):
        whole = _whole(weights)
        most = int((stays.rosters @ whole).max(initial=0))
        if whole @ stays.share > most * (1 + LEAST_VIOLATION):
            cut = lifted(stays.bundle, stays.kinds, whole, most)
            found[stays.bundle.rows] = cut
    return found


@lru_cache(maxsize=REMEMBERED)
def _fullest_rosters(
    capacity: tuple[int, ...], people: tuple[int, ...], masks: tuple[int, ...]
) -> Ints | None:
    """Return the rosters that nothing can be added to; ``None`` if there are too many.

    One row per roster: how many stays of each kind. Kinds of one person, of which only
    one fits, lie side by side. Weights are never negative, so that no other roster can
    weigh more than the heaviest of these.
    """
    if len(masks) > MOST_KINDS:
        return None
    uses = np.array(
        [[mask >> row & 1 for row in range(len(capacity))] for mask in masks]
    )
    left = np.array([capacity], dtype=np.int64)
    stays = np.zeros((1, len(masks)), dtype=np.int64)
    first = [k for k in range(len(masks)) if k == 0 or not _same(people, k - 1, k)]
    for begin, end in zip(first, [*first[1:], len(masks)], strict=True):
        rooms, rosters = [left], [stays]
        for kind in range(begin, end):
            last_left, last_stays = left, stays
            while len(last_left):
                fits = (last_left >= uses[kind]).all(axis=1)
                last_left = last_left[fits] - uses[kind]
                last_stays = last_stays[fits] + _one(kind, len(masks))
                rooms.append(last_left)
                rosters.append(last_stays)
                if people[kind] != ANYBODY:
                    break
        left, stays = np.concatenate(rooms), np.concatenate(rosters)
        if len(left) > MOST_ROSTERS:
            return None
    fullest = np.ones(len(left), dtype=np.bool_)
    for begin, end in zip(first, [*first[1:], len(masks)], strict=True):
        free = people[begin] == ANYBODY or stays[:, begin:end].sum(axis=1) == 0
        for kind in range(begin, end):
            fullest &= ~(free & (left >= uses[kind]).all(axis=1))
    return stays[fullest]


def _same(people: tuple[int, ...], one: int, other: int) -> bool:
    return people[one] == people[other] != ANYBODY


def _one(kind: int, kinds: int) -> Ints:
    return np.bincount([kind], minlength=kinds)


def _deepest(points: list[_Stays]) -> list[Floats]:
    """Return the weights by which each point stands out most.

    No roster of its own then exceeds 1. All in one program, one block each: the points
    are many and small.
    """
    if not points:
        return []
    blocks = [csr_array(stays.rosters) for stays in points]
    matrix = csr_array(block_diag(blocks, format="csr"))
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = np.concatenate([stays.share for stays in points])
    program.col_lower_ = np.zeros(matrix.shape[1])
    program.col_upper_ = np.ones(matrix.shape[1])
    program.row_lower_ = np.full(matrix.shape[0], -highspy.kHighsInf)
    program.row_upper_ = np.ones(matrix.shape[0])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.data.astype(np.float64)
    solver.passModel(program)
    solver.run()
    weights = np.asarray(solver.getSolution().col_value)
    ends = np.cumsum([len(stays.share) for stays in points])
    return np.split(weights, ends[:-1])


def _whole(weights: Floats) -> Ints:
    """Return integers in the proportion of ``weights``, as near as small ones can be.

    Rounding costs depth, never validity: the capacity is worked out afterwards.
    """
    parts = [Fraction(float(w)).limit_denominator(LARGEST_DENOMINATOR) for w in weights]
    common = lcm(*(part.denominator for part in parts)) if parts else 1
    return np.array([int(part * common) for part in parts], dtype=np.int64)
