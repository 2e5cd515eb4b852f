"""The rows and cuts of a component, worked out again over all its options."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from matcher.domain.policy import Tier
from matcher.domain.proof import PRICE_SCALE, HalfCut, PlaceCut, ProofStep
from matcher.options.ranges import Whole, narrowed

Ints = NDArray[np.int64]

MOST = 1 << 61
"""Sums above this could run over the whole numbers of an array."""

MOST_WEIGHT = 1 << 31
"""Of a stay in a place cut."""

MOST_STATES = 100_000
"""Rooms of a place that are gone through to check a place cut."""


@dataclass(frozen=True, slots=True)
class Part:
    """All options of some of a component's people, and the rows they are in.

    Attributes
    ----------
    person
        ``(options,)``, non-decreasing: positions in the component.
    values
        Per tier, in the policy's order, one integer per option.
    weights
        ``(rows, options)``: what each option weighs in each row, at least 0.
    capacity
        ``(rows,)``.
    num_people
        Of the component.
    """

    person: Ints
    values: Mapping[Tier, Whole]
    weights: csr_array
    capacity: Ints
    num_people: int

    def take(self, kept: Ints) -> "Part":
        """Return the part with only the options at ``kept``, increasing."""
        values = {tier: worth[kept] for tier, worth in self.values.items()}
        return replace(
            self,
            person=self.person[kept],
            values=values,
            weights=self.weights[:, kept],
        )


class FalseProof(ValueError):
    """A proof that names what there is not, or a cut that does not follow."""


class RowTable:
    """Rows and cuts by number, each as options and what they weigh."""

    def __init__(self, part: Part) -> None:
        self._person, self._values = part.person, part.values
        self._num_rows, self._num_people = len(part.capacity), part.num_people
        self._rows: dict[int, tuple[Ints, Ints]] = {}
        self._capacity = dict(enumerate(part.capacity.tolist()))
        weights = part.weights.tocsr()
        for number in range(len(part.capacity)):
            entries = slice(weights.indptr[number], weights.indptr[number + 1])
            self._rows[number] = (
                weights.indices[entries].astype(np.int64),
                weights.data[entries].astype(np.int64),
            )
        self._matrix: csc_array | None = None
        self._position: dict[int, int] = {}

    def add(self, cuts: Mapping[int, HalfCut | PlaceCut]) -> None:
        """Take in cuts; each may rest on rows and on cuts with a smaller number."""
        for number in sorted(cuts):
            cut = cuts[number]
            if number in self._rows:
                raise FalseProof(f"cut {number} has the number of a row")
            known = all(row in self._rows for row in cut.rows)
            if not known:
                raise FalseProof(f"cut {number} rests on a row that there is not")
            if isinstance(cut, HalfCut):
                self._rows[number], self._capacity[number] = self._half(number, cut)
            else:
                self._rows[number], self._capacity[number] = self._place(number, cut)
        self._matrix = self._all_rows()
        self._heaviest = {
            number: int(weights.max(initial=1))
            for number, (_, weights) in self._rows.items()
        }
        self._rows = {}

    def _all_rows(self) -> csc_array:
        numbers = sorted(self._rows)
        self._position = {number: i for i, number in enumerate(numbers)}
        sizes = [len(self._rows[number][0]) for number in numbers]
        none = np.zeros(0, dtype=np.int64)
        weights = np.concatenate([none, *(self._rows[n][1] for n in numbers)])
        options = np.concatenate([none, *(self._rows[n][0] for n in numbers)])
        row = np.repeat(np.arange(len(numbers)), sizes)
        shape = (len(numbers), len(self._person))
        return csc_array((narrowed(weights), (row, options)), shape=shape)

    @property
    def matrix(self) -> csc_array:
        """``(rows and cuts, options)``: what each option weighs, by number."""
        assert self._matrix is not None
        return self._matrix

    @property
    def numbers(self) -> tuple[int, ...]:
        """The number of each row of the matrix."""
        return tuple(self._position)

    @property
    def capacity(self) -> Ints:
        """How much each row of the matrix holds."""
        held = [self._capacity[number] for number in self._position]
        return np.array(held, dtype=np.int64)

    def capacity_of(self, number: int) -> int:
        """Return how much the row or cut of this number holds."""
        return int(self._capacity[number])

    def prices(self, priced: Iterable[tuple[int, int]]) -> Ints:
        """Return the price of each row of the matrix, 0 where none is named."""
        prices = np.zeros(len(self._position), dtype=np.int64)
        for number, price in priced:
            if number not in self._position or price < 0:
                raise FalseProof(f"price {price} of row {number}")
            if price * self._heaviest_in(number) > MOST:
                raise FalseProof(f"price {price} is too large to be added up")
            prices[self._position[number]] = price
        return prices

    def _heaviest_in(self, number: int) -> int:
        """Return the most that the row holds, or that an option weighs in it."""
        return max(self.capacity_of(number), self._heaviest[number])

    def paid(self, step: ProofStep) -> int:
        """Return what the step's prices and weights add to its bound by themselves."""
        rows = sum(price * self._capacity[number] for number, price in step.prices)
        tiers = sum(w * step.reached[tier] for tier, w in step.weights.items())
        return int(rows - tiers)

    def worth(self, step: ProofStep, options: Ints) -> Ints:
        """Return the term of each of ``options`` in the step's bound."""
        values = self._values
        unknown = {step.tier, *step.weights, *step.reached} - values.keys()
        if unknown:
            raise FalseProof(f"the policy has no tier {', '.join(sorted(unknown))}")
        for tier, weight in step.weights.items():
            if weight < 0 or tier not in step.reached:
                raise FalseProof(f"weight {weight} of tier {tier}")
        prices = self.prices(step.prices)
        if self._most(step) * self._num_people > MOST:
            raise FalseProof("a price or weight is too large to be added up")
        total = values[step.tier][options].astype(np.int64) * PRICE_SCALE
        for tier, weight in step.weights.items():
            total = total + weight * values[tier][options].astype(np.int64)
        worth: Ints = total - self.matrix[:, options].T @ prices
        return worth

    def _most(self, step: ProofStep) -> int:
        """Return a number that no option's term, of either sign, is above."""
        weighed = {step.tier: PRICE_SCALE, **step.weights}
        weighed[step.tier] = PRICE_SCALE + step.weights.get(step.tier, 0)
        tiers = sum(
            weight * int(np.abs(self._values[tier]).max(initial=0))
            for tier, weight in weighed.items()
        )
        rows = sum(price * self._heaviest_in(number) for number, price in step.prices)
        return tiers + rows

    def _half(self, number: int, cut: HalfCut) -> tuple[tuple[Ints, Ints], int]:
        person = self._person
        firsts = np.searchsorted(person, [*cut.people])
        lasts = np.searchsorted(person, [*cut.people], side="right")
        if not all(0 <= named < self._num_people for named in cut.people):
            raise FalseProof(f"cut {number} names a person that there is not")
        own = [np.arange(a, b) for a, b in zip(firsts, lasts, strict=True)]
        options = np.concatenate([*(self._rows[r][0] for r in cut.rows), *own])
        weights = np.concatenate(
            [*(self._rows[r][1] for r in cut.rows), *(np.ones_like(o) for o in own)]
        )
        found, at = np.unique(options, return_inverse=True)
        if int(weights.max(initial=0)) * (len(cut.rows) + 1) > MOST:
            raise FalseProof(f"cut {number} is too large to be added up")
        total = np.zeros(len(found), dtype=np.int64)
        np.add.at(total, at, weights)
        halves = total // 2
        capacity = sum(self._capacity[r] for r in cut.rows) + len(cut.people)
        return (found[halves > 0], halves[halves > 0]), capacity // 2

    def _place(self, number: int, cut: PlaceCut) -> tuple[tuple[Ints, Ints], int]:
        capacity = [self._capacity[row] for row in cut.rows]
        if any(row >= self._num_rows for row in cut.rows) or any(
            (self._rows[row][1] != 1).any() for row in cut.rows
        ):
            raise FalseProof(f"cut {number} needs rows in which everybody weighs one")
        stays = [*cut.anybody, *((mask, weight) for _, mask, weight in cut.named)]
        if not all(
            0 < mask < 1 << len(cut.rows) and 0 <= w <= MOST_WEIGHT for mask, w in stays
        ):
            raise FalseProof(f"cut {number} weighs a stay that there cannot be")
        if heaviest_roster(capacity, cut) > cut.capacity:
            raise FalseProof(f"cut {number} has a roster above {cut.capacity}")
        options = np.concatenate([self._rows[row][0] for row in cut.rows])
        bits = np.repeat(
            np.int64(1) << np.arange(len(cut.rows)),
            [len(self._rows[row][0]) for row in cut.rows],
        )
        found, at = np.unique(options, return_inverse=True)
        masks = np.zeros(len(found), dtype=np.int64)
        np.add.at(masks, at, bits)
        people = self._person[found]
        weights = np.zeros(len(found), dtype=np.int64)
        unnamed = ~np.isin(people, [person for person, _, _ in cut.named])
        for mask, weight in cut.anybody:
            weights[unnamed & (masks == mask)] = weight
        for person, mask, weight in cut.named:
            weights[(people == person) & (masks == mask)] = weight
        return (found[weights > 0], weights[weights > 0]), cut.capacity


def heaviest_roster(capacity: Sequence[int], cut: PlaceCut) -> int:
    """Return the weight of the heaviest roster that keeps ``capacity``.

    By dynamic programming over what is left of each row: named people take one of their
    stays or none, stays of anybody are repeated as long as there is room.

    Raises
    ------
    FalseProof
        Where there are too many rooms to go through.
    """
    shape = tuple(room + 1 for room in capacity)
    if int(np.prod(shape)) > MOST_STATES:
        raise FalseProof(f"a place cut over {len(shape)} rows is too large to check")
    best = np.zeros(shape, dtype=np.int64)
    for person in sorted({person for person, _, _ in cut.named}):
        stays = [(mask, w) for p, mask, w in cut.named if p == person]
        best = _with_one(best, stays)
    while True:
        more = _with_one(best, cut.anybody)
        if np.array_equal(more, best):
            return int(best.max())
        best = more


def _with_one(best: Ints, stays: Iterable[tuple[int, int]]) -> Ints:
    """Return ``best``, rooms used to the heaviest roster, with one of ``stays`` or none."""
    more = best.copy()
    for mask, weight in stays:
        step = [mask >> row & 1 for row in range(best.ndim)]
        after = tuple(slice(s, None) for s in step)
        before = tuple(slice(0, n - s) for n, s in zip(best.shape, step, strict=True))
        more[after] = np.maximum(more[after], best[before] + weight)
    return more
