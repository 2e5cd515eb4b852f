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

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm, prod

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.proof import PlaceCut
from matcher.placement.cuts import Cut
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

ANYBODY = -1
LEAST_VIOLATION = 0.005
MOST_KINDS = 26
MOST_ROSTERS = 3_000
REMEMBERED = 5_000
"""Sets of rosters kept: the same few kinds of stay come back at many places."""
MOST_STATES = 20_000
LARGEST_DENOMINATOR = 12


@dataclass(frozen=True, slots=True)
class _Bundle:
    """Rows of one place at one time, and the columns in them with their row sets."""

    rows: tuple[int, ...]
    capacity: Ints
    columns: Ints
    people: Ints
    masks: Ints

    def uses(self, mask: int) -> tuple[int, ...]:
        """Return how much of each row a stay on ``mask`` takes."""
        return tuple((mask >> row) & 1 for row in range(len(self.capacity)))


class PlaceCuts:
    """Finds the place cuts that a point of the relaxation breaks."""

    def __init__(self, problem: Problem) -> None:
        self._bundles = {
            bundle.rows: bundle
            for bundle in _bundles(problem)
            if prod(int(c) + 1 for c in bundle.capacity) <= MOST_STATES
        }

    def violated(self, shares: Floats) -> list[Cut]:
        """Return a cut for every bundle where ``shares`` (one per column) break one."""
        found = (_separate(bundle, shares) for bundle in self._bundles.values())
        return [self.over_all(cut) for cut in found if cut is not None]

    def over_all(self, origin: PlaceCut) -> Cut:
        """Return the cut that ``origin`` stands for, over all columns."""
        bundle = self._bundles[origin.rows]
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


def _separate(bundle: _Bundle, shares: Floats) -> PlaceCut | None:
    here = shares[bundle.columns]
    used = np.flatnonzero(here)
    if not (np.abs(here[used] - np.rint(here[used])) > 1e-6).any():
        return None
    anybody = np.full(len(used), ANYBODY, dtype=np.int64)
    for people in (anybody, bundle.people[used]):
        kinds, kind = np.unique(
            np.stack([people, bundle.masks[used]]), axis=1, return_inverse=True
        )
        stays: Floats = np.bincount(kind, weights=here[used]).astype(np.float64)
        cut = _facet(bundle, kinds, stays)
        if cut is not None:
            return cut
    return None


def _facet(bundle: _Bundle, kinds: Ints, stays: Floats) -> PlaceCut | None:
    """Return the facet that ``stays`` (one per kind) break most."""
    if np.allclose(stays, np.rint(stays), atol=1e-6):
        return None  # a roster itself
    _, person = np.unique(kinds[0], return_inverse=True)
    person[kinds[0] == ANYBODY] = ANYBODY
    rosters = _fullest_rosters(
        tuple(bundle.capacity.tolist()),
        tuple(person.tolist()),
        tuple(kinds[1].tolist()),
    )
    if rosters is None:
        return None
    weights = _whole(_deepest(rosters, stays))
    most = int((rosters @ weights).max(initial=0))
    if weights @ stays <= most * (1 + LEAST_VIOLATION):
        return None
    return _lifted(bundle, kinds, weights, most)


def _bundles(problem: Problem) -> Iterator[_Bundle]:
    """Yield the bundles of ``problem`` that have more than one row."""
    bundles, size = np.unique(problem.bundle, return_counts=True)
    several = bundles[(size > 1) & (bundles >= 0)]
    inside = np.flatnonzero(np.isin(problem.bundle[problem.member_row], several))
    number = problem.bundle[problem.member_row[inside]]
    order = inside[np.argsort(number, kind="stable")]
    column, row = problem.member_column[order], problem.member_row[order]
    ends = np.searchsorted(np.sort(number), several, side="right")
    parts = np.split(np.arange(len(order)), ends)
    for bundle, part in zip(several, parts[:-1], strict=True):
        rows = np.flatnonzero(problem.bundle == bundle)
        columns, at = np.unique(column[part], return_inverse=True)
        masks = np.zeros(len(columns), dtype=np.int64)
        bits = np.searchsorted(rows, row[part])
        np.add.at(masks, at, np.int64(1) << bits)
        yield _Bundle(
            tuple(problem.numbers[rows].tolist()),
            problem.capacity[rows],
            columns,
            problem.group[columns],
            masks,
        )


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


def _deepest(rosters: Ints, stays: Floats) -> Floats:
    """Return the weights by which ``stays`` stand out most when no roster exceeds 1."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    matrix = csr_array(rosters)
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = rosters.shape
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = stays
    program.col_lower_ = np.zeros(rosters.shape[1])
    program.col_upper_ = np.ones(rosters.shape[1])
    program.row_lower_ = np.full(len(rosters), -highspy.kHighsInf)
    program.row_upper_ = np.ones(len(rosters))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    program.a_matrix_.index_ = matrix.indices.astype(np.int32)
    program.a_matrix_.value_ = matrix.data.astype(np.float64)
    solver.passModel(program)
    solver.run()
    return np.asarray(solver.getSolution().col_value)


def _whole(weights: Floats) -> Ints:
    """Return integers in the proportion of ``weights``, as near as small ones can be.

    Rounding costs depth, never validity: the capacity is worked out afterwards.
    """
    parts = [Fraction(float(w)).limit_denominator(LARGEST_DENOMINATOR) for w in weights]
    common = lcm(*(part.denominator for part in parts)) if parts else 1
    return np.array([int(part * common) for part in parts], dtype=np.int64)


def _lifted(bundle: _Bundle, kinds: Ints, weights: Ints, most: int) -> PlaceCut:
    """Return the cut of ``kinds`` with weights for all other kinds of stay too.

    Sequential lifting: each further kind weighs what is left of ``most`` beside the
    heaviest roster in the room that its stays leave. First the other sets of the people
    named in ``kinds``, then those of anybody else, largest sets first.
    """
    named: dict[int, dict[int, int]] = {}
    for person, mask, weight in zip(*kinds.tolist(), weights.tolist(), strict=True):
        named.setdefault(person, {})[mask] = weight
    anybody = named.pop(ANYBODY, {})
    for person, own in named.items():
        others = {key: value for key, value in named.items() if key != person}
        heaviest = _heaviest(bundle, others, anybody)
        for mask in np.unique(bundle.masks[bundle.people == person]).tolist():
            spare = _spare(bundle, heaviest, mask, most, repeats=1)
            own[mask] = max(own.get(mask, 0), spare)
    heaviest = _heaviest(bundle, named, anybody)
    sizes = [(-mask.bit_count(), mask) for mask in np.unique(bundle.masks).tolist()]
    for _, mask in sorted(sizes):
        room = bundle.capacity[np.array(bundle.uses(mask)) > 0]
        spare = _spare(bundle, heaviest, mask, most, int(room.min()))
        if spare > anybody.get(mask, 0):
            anybody[mask] = spare
            heaviest = _with_repeats(bundle, heaviest, mask, spare)
    return PlaceCut(
        bundle.rows,
        tuple(sorted((mask, spare) for mask, spare in anybody.items() if spare)),
        tuple(
            (person, mask, spare)
            for person in sorted(named)
            for mask, spare in sorted(named[person].items())
        ),
        most,
    )


def _heaviest(
    bundle: _Bundle, named: dict[int, dict[int, int]], anybody: dict[int, int]
) -> Ints:
    """Return for each room (how much is left of each row) the heaviest roster in it."""
    shape = tuple(int(c) + 1 for c in bundle.capacity)
    heaviest = np.zeros(shape, dtype=np.int64)
    for mask, weight in anybody.items():
        heaviest = _with_repeats(bundle, heaviest, mask, weight)
    for own in named.values():
        with_person = heaviest.copy()
        for mask, weight in own.items():
            _add(with_person, heaviest, bundle.uses(mask), weight)
        heaviest = with_person
    return heaviest


def _with_repeats(bundle: _Bundle, heaviest: Ints, mask: int, weight: int) -> Ints:
    """Return ``heaviest`` with stays on ``mask`` besides, as many as there is room for."""
    while True:
        more = heaviest.copy()
        _add(more, heaviest, bundle.uses(mask), weight)
        if np.array_equal(more, heaviest):
            return heaviest
        heaviest = more


def _add(target: Ints, heaviest: Ints, uses: tuple[int, ...], weight: int) -> None:
    room = tuple(slice(use, None) for use in uses)
    rest = tuple(
        slice(0, size - use) for size, use in zip(target.shape, uses, strict=True)
    )
    np.maximum(target[room], heaviest[rest] + weight, out=target[room])


def _spare(bundle: _Bundle, heaviest: Ints, mask: int, most: int, repeats: int) -> int:
    """Return what each of up to ``repeats`` stays on ``mask`` may weigh at most."""
    uses = np.array(bundle.uses(mask))
    spare = [
        (most - int(heaviest[tuple(bundle.capacity - count * uses)])) // count
        for count in range(1, repeats + 1)
    ]
    return max(0, min(spare, default=0))
