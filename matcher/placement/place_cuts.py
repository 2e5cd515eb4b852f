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
        self._bundles = [
            bundle
            for bundle in _bundles(problem)
            if prod(int(c) + 1 for c in bundle.capacity) <= MOST_STATES
        ]

    def violated(self, shares: Floats) -> list[Cut]:
        """Return a cut for every bundle where ``shares`` (one per column) break one."""
        found = (_separate(bundle, shares) for bundle in self._bundles)
        return [cut for cut in found if cut is not None]


def _separate(bundle: _Bundle, shares: Floats) -> Cut | None:
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


def _facet(bundle: _Bundle, kinds: Ints, stays: Floats) -> Cut | None:
    """Return the facet that ``stays`` (one per kind) break most, over all columns."""
    if np.allclose(stays, np.rint(stays), atol=1e-6):
        return None  # a roster itself
    rosters = _rosters(bundle, kinds)
    if rosters is None:
        return None
    weights = _whole(_deepest(rosters, stays))
    most = int((rosters @ weights).max(initial=0))
    if weights @ stays <= most * (1 + LEAST_VIOLATION):
        return None
    return _lifted(bundle, kinds, weights, most)


def _bundles(problem: Problem) -> Iterator[_Bundle]:
    """Yield the bundles of ``problem`` that have more than one row."""
    number = problem.bundle[problem.member_row]
    column = problem.member_column
    for bundle in np.unique(problem.bundle[problem.bundle >= 0]):
        rows = np.flatnonzero(problem.bundle == bundle)
        if len(rows) < 2:
            continue
        inside = np.flatnonzero(number == bundle)
        columns, at = np.unique(column[inside], return_inverse=True)
        masks = np.zeros(len(columns), dtype=np.int64)
        bits = np.searchsorted(rows, problem.member_row[inside])
        np.add.at(masks, at, np.int64(1) << bits)
        yield _Bundle(
            tuple(problem.numbers[rows].tolist()),
            problem.capacity[rows],
            columns,
            problem.group[columns],
            masks,
        )


def _rosters(bundle: _Bundle, kinds: Ints) -> Ints | None:
    """Return all rosters of ``kinds``; ``None`` if there are too many.

    One row per roster: how many stays of each kind.
    """
    uses = np.array([bundle.uses(int(mask)) for mask in kinds[1]])
    found: list[tuple[int, ...]] = []

    def extend(
        nth: int, left: Ints, stays: tuple[int, ...], taken: frozenset[int]
    ) -> bool:
        if nth == len(stays_of):
            found.append(stays)
            return len(found) <= MOST_ROSTERS
        person = stays_of[nth]
        most = 0 if person in taken else int(left[uses[nth] > 0].min())
        if person != ANYBODY:
            most = min(most, 1)
        return all(
            extend(
                nth + 1,
                left - count * uses[nth],
                (*stays, count),
                taken | {person} if count and person != ANYBODY else taken,
            )
            for count in range(most, -1, -1)
        )

    stays_of = [int(person) for person in kinds[0]]
    if len(stays_of) > MOST_KINDS:
        return None
    if not extend(0, bundle.capacity, (), frozenset()):
        return None
    return np.array(found, dtype=np.int64).reshape(-1, len(stays_of))


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


def _lifted(bundle: _Bundle, kinds: Ints, weights: Ints, most: int) -> Cut | None:
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
    weight = np.array(
        [
            named[person][mask] if person in named else anybody.get(mask, 0)
            for person, mask in zip(
                bundle.people.tolist(), bundle.masks.tolist(), strict=True
            )
        ],
        dtype=np.int64,
    )
    inside = weight > 0
    origin = PlaceCut(
        bundle.rows,
        tuple(sorted((mask, spare) for mask, spare in anybody.items() if spare)),
        tuple(
            (person, mask, spare)
            for person in sorted(named)
            for mask, spare in sorted(named[person].items())
        ),
        most,
    )
    return Cut(bundle.columns[inside], weight[inside], most, origin)


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
