"""What a plan with an option in it is worth at best where others may move, by prices.

A step of the proof bounds a tier by a sum with one term a person, the best of their
options. With one of them given to a person their term is that of the option: what is left
is a bound of the plans that have it, one subtraction an option. It holds where the tiers
before have their values; the first tier in which it is below the plan's is what the option
costs at best. Integers throughout, and no solver.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from matcher.domain.plan import ComponentResult, Plan
from matcher.domain.policy import Policy, Tier, left_of
from matcher.domain.proof import PRICE_SCALE, ComponentProof, Proof
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.options.ranges import positions_in
from matcher.verify.bounds import Block, Taken, steps_taken
from matcher.verify.equals import best_of_equals
from matcher.verify.parts import ComponentParts

Ints = NDArray[np.int64]

NEVER = 1 << 60
"""Above any bound."""


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of a plan's proof, ready to weigh any option of the plan's people.

    Attributes
    ----------
    part_of
        Per participant: position of their component in ``parts``.
    first
        Per participant: position of their first option among those of their component.
    """

    tiers: tuple[Tier, ...]
    parts: tuple["PartPrices", ...]
    part_of: Ints
    first: Ints

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        policy: Policy,
        options: Options,
        plan: Plan,
        proof: Proof,
    ) -> "Prices":
        """Return the prices of ``proof``, that of ``plan``.

        Raises
        ------
        matcher.verify.FalseProof
            Where it names what there is not, or a cut does not follow.
        """
        proofs = {part.participants: part for part in proof.components}
        number = {p.id: i for i, p in enumerate(scenario.participants)}
        sizes = np.bincount(options.columns.participant_idx)
        part_of, first = np.zeros((2, len(number)), dtype=np.int64)
        parts: list[PartPrices] = []
        for part in plan.components:
            people = np.array([number[p] for p in part.participants], dtype=np.int64)
            part_of[people] = len(parts)
            first[people] = np.cumsum(sizes[people]) - sizes[people]
            own = proofs.get(part.participants) or ComponentProof(
                part.participants, (), {}, ()
            )
            parts.append(PartPrices(scenario, policy, options, part, own))
        return cls(policy.tiers, tuple(parts), part_of, first)

    def best_with(self, person: int, own: int) -> Ints:
        """Return what each of the ``own`` options of ``person`` changes at best.

        ``(tiers of the policy, options)``, as :meth:`PartPrices.best_with`.
        """
        first = int(self.first[person])
        return self.part(person).best_with(np.arange(first, first + own))

    def best_beside(self, scenario: Scenario, own: Options, now: int) -> Ints | None:
        """Return what each of ``own``, all options of a newcomer, changes at best.

        As :meth:`best_with`, but from having the one at ``now``. ``scenario`` has the
        newcomer too. ``None`` where no prices say it: a lower quota may lack fewer with
        somebody new, whatever the proof says of it.
        """
        if any(quota.least for quota in scenario.quotas):
            return None
        gains = {
            tier: own.values[tier] - int(own.values[tier][now]) for tier in self.tiers
        }
        most = {tier: gain.copy() for tier, gain in gains.items()}
        for part in self.parts:
            others = part.best_beside(scenario, own, gains)
            if others is None:
                return None
            for tier, by in others.items():
                most[tier] += by
        return _first_changes(most)

    def part(self, person: int) -> "PartPrices":
        """Return the prices of the component of ``person``."""
        return self.parts[int(self.part_of[person])]


class PartPrices:
    """The prices of one component.

    Attributes
    ----------
    options
        Positions among the options of the scenario of those that are looked at: of a
        person's that take the same of every row the best.
    people
        Positions in the scenario.
    every_option
        Positions of all options of its people among those of the scenario.
    reached
        What the plan has of each tier.
    open
        By how much each tier could be better for all that was proved of the plan.
    capacity_of_cuts
        What each cut of the proof holds.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        options: Options,
        part: ComponentResult,
        proof: ComponentProof,
    ) -> None:
        self._proof = proof
        self._made = ComponentParts(scenario, policy, options, proof, policy.tiers)
        mine, every = self._made.together()
        self._block = Block.of(every, proof)
        self._values = every.values
        self.reached = {tier.name: tier.value or 0 for tier in part.tiers}
        self.open = {tier.name: tier.bound - (tier.value or 0) for tier in part.tiers}
        kept = {
            tier: left_of(value, policy.loss_permille(tier))
            for tier, value in self.reached.items()
        }
        best = best_of_equals(every.person, every.values, every.weights, policy)
        self._looked_at, self.every_option = best, mine
        # After the options come the answers to choices that belong to nobody.
        self.options = mine[best[best < len(mine)]]
        self.people = np.unique(options.columns.participant_idx[mine])
        self._steps = steps_taken([self._block], proof, kept, [best])
        self._known_behind: dict[int, Ints] = {}
        self._prices = np.stack(
            [
                np.zeros(len(self._block.table.numbers), dtype=np.int64),
                *(self._block.table.prices(taken.step.prices) for taken in self._steps),
            ],
            axis=1,
        )

    def best_with(self, own: Ints) -> Ints:
        """Return what each of ``own``, all options of a person here, changes at best.

        ``(tiers, options)``: by how much the first tier that changes does at best, 0 in
        all others; of the tiers after the first nothing is said.
        """
        person = int(self._block.person[own[0]])
        matrix = self._block.table.matrix
        paid = matrix[:, own[0] : own[-1] + 1].T @ self._prices
        most = {
            tier: self._ceiling(tier, own) - reached
            for tier, reached in self.reached.items()
        }
        alive: list[NDArray[np.bool_]] = []
        for number, taken in enumerate(self._steps):
            parent = taken.step.parent
            before = alive[parent] if parent >= 0 else np.ones(len(own), dtype=np.bool_)
            scaled = self._with_own(taken, person, own) - paid[:, number + 1]
            if taken.holds:
                self._lower(most, taken, np.where(before, scaled, NEVER))
            if taken.step.keep is not None:
                before = before & (scaled >= taken.step.keep * PRICE_SCALE)
            alive.append(before)
        return _first_changes(most)

    def best_beside(
        self, scenario: Scenario, own: Options, gains: Mapping[Tier, Ints]
    ) -> dict[Tier, Ints] | None:
        """Return by how much the people here change each tier at best beside a newcomer.

        ``(options,)`` a tier, for each of the newcomer's ``own``, which change it by
        ``gains`` themselves. ``None`` where rows hang on choices.
        """
        part = self._made.of_newcomer(scenario, own)
        if part is None:
            return None
        if not part.weights.nnz:
            return {}
        block = Block.of(part, self._proof)
        most = {
            tier: np.full(len(own.columns), self._block.ceilings[tier] - reached)
            for tier, reached in self.reached.items()
        }
        # What somebody new gains others may give up: then their tier is no longer kept.
        is_kept, kept = np.ones(len(own.columns), dtype=np.bool_), {}
        for tier in self.reached:
            kept[tier] = is_kept
            is_kept = is_kept & (gains[tier] <= 0)
        for taken in self._steps:
            if taken.holds:
                tier, paid = taken.step.tier, block.table.prices(taken.step.prices)
                scaled = taken.scaled - block.table.matrix.T @ paid
                self._lower(most, taken, np.where(kept[tier], scaled, NEVER))
        return most

    def reaching(self, own: int, targets: Mapping[Tier, int]) -> Ints:
        """Return which of ``options`` a plan may use that has ``own`` and all ``targets``.

        ``own`` is a position in the component, ``targets`` the first tiers of the policy,
        all but the last at what the plan has.
        """
        person = int(self._block.person[own])
        kept = np.ones(len(self._looked_at), dtype=np.bool_)
        of_own = np.array([own])
        paid = self._block.table.matrix[:, of_own].T @ self._prices
        for number, taken in enumerate(self._steps):
            target = targets.get(taken.step.tier)
            is_too_low = (
                taken.own is not None and target is not None and taken.own > target
            )
            if target is None or not taken.holds or is_too_low:
                continue
            scaled = self._with_own(taken, person, of_own) - paid[:, number + 1]
            kept &= int(scaled[0]) - self._behind(number) >= target * PRICE_SCALE
        return self.options[kept[: len(self.options)]]

    def position_of(self, option: int) -> int:
        """Return the position in the component of an option of the scenario."""
        return int(np.searchsorted(self.every_option, option))

    def cuts_over(self, columns: Ints) -> csr_array:
        """Return ``(cuts, columns)``: what these weigh in the cuts of the proof.

        Numbered like the options of the scenario; others than those weigh nothing.
        """
        at, is_option = positions_in(self.every_option, columns)
        inside = np.flatnonzero(is_option)
        few = self._cuts[:, at[inside]].tocoo()
        row, column = few.coords
        shape = (len(self.capacity_of_cuts), len(columns))
        return csr_array(
            (few.data.astype(np.int64), (row, inside[column])), shape=shape
        )

    @cached_property
    def _cuts(self) -> csc_array:
        table, cuts = self._block.table, sorted(self._proof.cuts)
        return csc_array(table.matrix[np.searchsorted(table.numbers, cuts)])

    @cached_property
    def capacity_of_cuts(self) -> Ints:
        """What each cut holds."""
        cuts = [self._block.table.capacity_of(n) for n in sorted(self._proof.cuts)]
        return np.array(cuts, dtype=np.int64)

    def _behind(self, number: int) -> Ints:
        """Return how far the term of each of ``options`` is behind in a step."""
        if number not in self._known_behind:
            taken = self._steps[number]
            parent = taken.step.parent
            before = (
                self._looked_at if parent < 0 else self._steps[parent].left.options[0]
            )
            worth = self._block.table.worth(taken.step, before)
            behind = np.full(len(self._looked_at), NEVER, dtype=np.int64)
            at = np.searchsorted(self._looked_at, before)
            behind[at] = taken.best[self._block.person[before]] - worth
            self._known_behind[number] = behind
        return self._known_behind[number]

    def _ceiling(self, tier: Tier, own: Ints) -> Ints:
        """Return everybody's best in ``tier``, with each of ``own`` for its person."""
        worth = self._values[tier][own].astype(np.int64)
        ceilings: Ints = worth + (self._block.ceilings[tier] - int(worth.max()))
        return ceilings

    def _with_own(self, taken: Taken, person: int, own: Ints) -> Ints:
        """Return a step's bound, times ``PRICE_SCALE``, without what ``own`` pay."""
        step = taken.step
        total = self._values[step.tier][own].astype(np.int64) * PRICE_SCALE
        for tier, weight in step.weights.items():
            total = total + weight * self._values[tier][own].astype(np.int64)
        return taken.scaled - int(taken.best[person]) + total

    def _lower(self, most: dict[Tier, Ints], taken: Taken, scaled: Ints) -> None:
        tier = taken.step.tier
        bound = scaled // PRICE_SCALE
        if taken.own is not None:
            bound = np.maximum(bound, taken.own - 1)
        most[tier] = np.minimum(most[tier], bound - self.reached[tier])


def _first_changes(most: dict[Tier, Ints]) -> Ints:
    """Return ``(tiers, options)`` with only the first tier of each that is not 0."""
    table = np.stack(list(most.values()))
    options = np.arange(table.shape[1])
    first = np.argmax(table != 0, axis=0)
    found = np.zeros_like(table)
    found[first, options] = table[first, options]
    return found
