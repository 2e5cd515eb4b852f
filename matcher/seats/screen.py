"""How many could be covered at most with more room, from the prices of the plan's proof.

The bound L of :mod:`matcher.verify.covered` is a sum over rows and one over people.
Only the first sum knows the capacity: with more room by D it is at most L(b) + y D, worked
out once for all changes. A cut holds as much as follows from the rows it rests on with
their new capacity. Integers throughout, and no solver.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.ids import SlotId
from matcher.domain.proof import (
    PRICE_SCALE,
    ComponentProof,
    HalfCut,
    PlaceCut,
    RowKey,
)
from matcher.domain.rules import RuleCode
from matcher.domain.seat_values import SeatChange, with_change
from matcher.seats.ground import OF_A_PLACE, Ground
from matcher.verify.covered import CoveredPrices, priced_steps
from matcher.verify.crowds import component_of
from matcher.verify.table import FalseProof, heaviest_roster

Ints = NDArray[np.int64]

NO_BOUND = 1 << 30
"""What a cut may hold whose new capacity cannot be worked out."""

LOOSE = 1 << 16
"""A cut that may hold more than this rests on one without a bound, or never binds."""


@dataclass(frozen=True, slots=True)
class _Priced:
    """The bound of one step: what does not depend on capacity, and the prices of rows.

    ``reduced`` is, per living column, how far a plan with it stays below the bound.
    """

    constant: int
    prices: Mapping[int, int]
    reduced: Ints


class PartScreen:
    """Bounds the covered people of one component of the plan, whatever room is added.

    Attributes
    ----------
    alive
        The columns, of those of the ground, that a plan may use which keeps what must
        be kept, whatever the capacity.
    """

    def __init__(self, ground: Ground, part: int, proof: ComponentProof) -> None:
        self._ground, self._proof = ground, proof
        self.alive = _living(ground, part)
        self._component = component_of(
            ground.scenario, ground.policy, ground.options, proof, ground.kept
        )
        self._position = np.searchsorted(
            self._component.options, ground.option[self.alive]
        )
        self._part = part
        self._steps = [self._priced(prices) for prices in priced_steps(proof)]
        self._priced_cuts = self._cuts_with_price()
        self._resting_on: dict[int, list[int]] = defaultdict(list)
        for number, cut in sorted(proof.cuts.items()):
            for row in cut.rows:
                self._resting_on[row].append(number)
        self._rows_of: dict[str, list[tuple[int, RowKey]]] = {}
        for number, key in enumerate(proof.rows):
            if isinstance(key, RowKey) and key.rule in OF_A_PLACE:
                self._rows_of.setdefault(key.owner, []).append((number, key))

    def _priced(self, prices: CoveredPrices) -> _Priced:
        ground, table = self._ground, self._component.table
        *kept, covers = ground.problem.values[:, self.alive]
        floors = dict(zip(ground.kept, ground.floors[self._part].tolist(), strict=True))
        values = dict(zip(ground.kept, kept, strict=True))
        total = prices.terms(table, self._position, covers, values)
        constant = prices.paid(table, floors) + self._answered(prices)
        group = ground.problem.group[self.alive]
        first = np.flatnonzero(np.diff(group, prepend=-1))
        best = np.maximum.reduceat(total, first)
        reduced = np.repeat(best, np.diff(np.append(first, len(total)))) - total
        return _Priced(constant + int(best.sum()), dict(prices.prices), reduced)

    def _answered(self, prices: CoveredPrices) -> int:
        """Return what the best answers to the component's choices add to a bound."""
        part, first = self._component.part, len(self._component.options)
        answers = np.arange(first, len(part.person))
        if not len(answers):
            return 0
        values = {tier: part.values[tier][first:] for tier in self._ground.kept}
        total = prices.terms(
            self._component.table, answers, np.zeros_like(answers), values
        )
        starts = np.flatnonzero(np.diff(part.person[first:], prepend=-1))
        return int(np.maximum.reduceat(total, starts).sum())

    def raised(
        self, changes: Sequence[SeatChange], *, beside_others: bool = False
    ) -> dict[int, int]:
        """Return what rows and cuts of the proof hold with ``changes``, if it is more.

        A row that running placements already fill is taken to have all of the new room:
        too much rather than too little. With ``beside_others`` what these changes add
        and what changes of other places add may be added up.
        """
        places = self._ground.scenario.places_by_id()
        found: dict[int, int] = {}
        for change in changes:
            before = places[change.place]
            after = with_change(before, change)
            for number, key in self._rows_of.get(change.place, ()):
                more = after.people_at_once - before.people_at_once
                if key.rule is RuleCode.SEAT_DAY:
                    slot = SlotId(key.slot or "")
                    more = after.seats_in(slot) - before.seats_in(slot)
                if more:
                    found[number] = self._component.table.capacity_of(number) + more
        return self._with_cuts(found, beside_others)

    def _with_cuts(self, found: dict[int, int], beside_others: bool) -> dict[int, int]:
        """Return ``found`` with the cuts that hold more for it, one resting on another."""
        before = self._component.table.capacity_of
        waiting = sorted(
            {cut for row in found for cut in self._resting_on.get(row, ())}
        )
        while waiting:
            number = heappop(waiting)
            if number in found:
                continue
            cut = self._proof.cuts[number]
            held = [found.get(row, before(row)) for row in cut.rows]
            holds = _held_by(cut, held)
            if beside_others and isinstance(cut, HalfCut):
                # Two halves of different places may make a whole.
                more = sum(held) - sum(map(before, cut.rows))
                holds = before(number) + (more + 1) // 2
            if holds > before(number):
                found[number] = holds
                for above in self._resting_on.get(number, ()):
                    heappush(waiting, above)
        return found

    def grown(self, changes: Sequence[SeatChange]) -> dict[int, int]:
        """Return how much more each row and cut holds with ``changes``.

        What changes of other places add may be added to it.
        """
        raised = self.raised(changes, beside_others=True)
        before = self._component.table.capacity_of
        return {number: holds - before(number) for number, holds in raised.items()}

    def gains(self, grown: Mapping[int, int]) -> Ints:
        """Return per step by how much, times ``PRICE_SCALE``, its bound grows."""
        return np.array(
            [
                sum(more * step.prices.get(n, 0) for n, more in grown.items())
                for step in self._steps
            ],
            dtype=np.int64,
        )

    @property
    def bounds(self) -> Ints:
        """The bound of each step as things are, times ``PRICE_SCALE``."""
        return np.array([step.constant for step in self._steps], dtype=np.int64)

    def at_most(self, raised: Mapping[int, int]) -> int:
        """Return how many people of the component any plan covers at most."""
        return min(self._scaled(step, raised) // PRICE_SCALE for step in self._steps)

    def reaching(self, raised: Mapping[int, int], covered: int) -> Ints:
        """Return the columns that a plan may use which covers so many."""
        able = np.ones(len(self.alive), dtype=np.bool_)
        for step in self._steps:
            able &= self._scaled(step, raised) - step.reduced >= covered * PRICE_SCALE
        return self.alive[able]

    def _scaled(self, step: _Priced, raised: Mapping[int, int]) -> int:
        table = self._component.table
        more = sum(
            (holds - table.capacity_of(number)) * step.prices.get(number, 0)
            for number, holds in raised.items()
        )
        return step.constant + more

    def cuts(self, raised: Mapping[int, int]) -> list[tuple[int, Ints, Ints, int]]:
        """Return each cut with a price: number, living columns, weights, capacity."""
        before = self._component.table.capacity_of
        return [
            (number, columns, weights, raised.get(number, before(number)))
            for number, columns, weights in self._priced_cuts
            if raised.get(number, 0) < LOOSE
        ]

    def _cuts_with_price(self) -> list[tuple[int, Ints, Ints]]:
        table = self._component.table
        priced = {number for step in self._steps for number in step.prices}
        numbers = sorted(priced & self._proof.cuts.keys())
        at = np.searchsorted(np.array(table.numbers, dtype=np.int64), numbers)
        weights = csr_array(table.matrix[:, self._position].tocsr()[at])
        weights.sort_indices()
        found = []
        for nth, number in enumerate(numbers):
            inside = slice(weights.indptr[nth], weights.indptr[nth + 1])
            columns = self.alive[weights.indices[inside]]
            found.append((number, columns, weights.data[inside]))
        return found


def _held_by(cut: HalfCut | PlaceCut, held: Sequence[int]) -> int:
    if isinstance(cut, HalfCut):
        return (sum(held) + len(cut.people)) // 2
    try:
        return heaviest_roster(held, cut)
    except FalseProof:
        return NO_BOUND


def _living(ground: Ground, part: int) -> Ints:
    """Drop what no plan can use that keeps a tier in which everybody has their best."""
    problem = ground.problem
    alive = np.flatnonzero(ground.part[problem.group] == part)
    for worth, floor in zip(problem.values[:-1], ground.floors[part], strict=True):
        first = np.flatnonzero(np.diff(problem.group[alive], prepend=-1))
        best = np.maximum.reduceat(worth[alive], first)
        if best.sum() == floor:
            sizes = np.diff(np.append(first, len(alive)))
            alive = alive[worth[alive] == np.repeat(best, sizes)]
    return alive
