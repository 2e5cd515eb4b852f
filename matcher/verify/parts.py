"""A component by all options of its people and all answers to its choices."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from matcher.domain.policy import Policy, Tier
from matcher.domain.proof import ComponentProof
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.options.ranges import narrowed
from matcher.verify.equals import best_of_equals
from matcher.verify.over_choices import OverChoices
from matcher.verify.rows import (
    answers_in,
    beside_facts,
    row_limits,
    weights_of,
)
from matcher.verify.table import Part

Ints = NDArray[np.int64]

MOST_IN_BLOCK = 2_000_000
"""Options whose rows are worked out together."""


class ComponentParts:
    """The options of a component and their rows, for some of its people after others.

    After all people come the answers to its choices.

    Attributes
    ----------
    unit
        That of :class:`~matcher.verify.rows.CountedRows`.

    Raises
    ------
    FalseProof
        Where a row or a choice is named that there is not.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        options: Options,
        proof: ComponentProof,
        tiers: Sequence[Tier],
    ) -> None:
        self._scenario, self._policy, self._options = scenario, policy, options
        self._keys, self._tiers = proof.rows, tiers
        number = {p.id: i for i, p in enumerate(scenario.participants)}
        people = [number[p] for p in proof.participants]
        self._people = np.array(people, dtype=np.int64)
        self._over = OverChoices(scenario, policy, options, proof.rows, proof.choices)
        self._limits = row_limits(
            scenario, policy, self._blocks(), proof.rows, self._over
        )
        self._num_groups = len(people) + len(proof.choices)
        self.unit = self._limits.unit

    def _blocks(self) -> Iterator[Options]:
        return self._options.blocks_of(self._people, MOST_IN_BLOCK)

    def __iter__(self) -> Iterator[Part]:
        """Yield all options, and then the answers."""
        for block in self._blocks():
            yield self.of(block)
        if len(self._over.choice):
            yield self._answers()

    def of(self, block: Options) -> Part:
        """Return the part of all options of some people of the component."""
        return self._part(self._scenario, block)

    def _part(self, scenario: Scenario, block: Options) -> Part:
        weights = weights_of(
            scenario, self._policy, block, self._keys, self._limits, self._over
        )
        return Part(
            np.searchsorted(self._people, block.columns.participant_idx),
            {tier: narrowed(block.values[tier]) for tier in self._tiers},
            weights,
            self._limits.capacity,
            self._num_groups,
        )

    def _answers(self) -> Part:
        nothing = np.zeros(len(self._over.choice), dtype=np.int64)
        return Part(
            len(self._people) + self._over.choice,
            {
                tier: -self._over.lacking if tier is Tier.REPAIR else nothing
                for tier in self._tiers
            },
            answers_in(self._limits, self._over),
            self._limits.capacity,
            self._num_groups,
        )

    def of_newcomer(self, scenario: Scenario, own: Options) -> Part | None:
        """Return the part of somebody beside the people of the component.

        ``scenario`` has them too, and ``own`` are all their options. ``None`` where rows
        hang on choices: who else there is then changes what such a row holds.
        """
        if self._over.rows:
            return None
        part = self._part(scenario, own)
        return replace(
            part,
            person=np.full(len(own.columns), self._num_groups, dtype=np.int64),
            weights=beside_facts(part.weights, self._limits),
            num_people=self._num_groups + 1,
        )

    def best_of_equals(self) -> Iterator[Part]:
        """Yield of the options that weigh the same in all rows the best."""
        for part in self:
            best = best_of_equals(part.person, part.values, part.weights, self._policy)
            yield part.take(best)

    def together(self) -> tuple[Ints, Part]:
        """Return the positions of all options, and these and the answers in one."""
        parts = list(self)
        of_component = np.isin(self._options.columns.participant_idx, self._people)
        return np.flatnonzero(of_component), Part(
            np.concatenate([part.person for part in parts]),
            {
                tier: np.concatenate([part.values[tier] for part in parts])
                for tier in self._tiers
            },
            csr_array(hstack([part.weights for part in parts])),
            self._limits.capacity,
            self._num_groups,
        )
