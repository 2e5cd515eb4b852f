"""Who can go where, and what it takes: the ground that crowd certificates stand on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.certificates import CertificateKind, CrowdedRow
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import COVERAGE_TIERS, Policy, Tier
from matcher.domain.proof import ComponentProof, JointRowKey, RowKey
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.verify.parts import ComponentParts
from matcher.verify.table import Part, RowTable

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Component:
    """All options of a component's people, and its rows and cuts over all of them.

    ``part`` has the answers to its choices after its ``options``; ``unit`` is that of
    :class:`~matcher.verify.rows.CountedRows`.
    """

    proof: ComponentProof
    options: Ints
    part: Part
    table: RowTable
    unit: Ints

    def seats(self, numbers: Iterable[int]) -> tuple[CrowdedRow, ...]:
        """Return the rows at ``numbers``, and those that the cuts there rest on."""
        rows: set[int] = set()
        waiting = sorted(set(numbers))
        while waiting:
            number = waiting.pop()
            if number in rows:
                continue
            rows.add(number)
            waiting.extend(self._under(number))
        return tuple(
            CrowdedRow(
                _limit(self.proof.rows[row]),
                self.table.capacity_of(row) * int(self.unit[row]),
            )
            for row in sorted(rows)
            if row < len(self.proof.rows)
        )

    def tied(self) -> frozenset[int]:
        """Return the rows and cuts that hang on a choice: no certificate tells them."""
        answers = self.table.matrix[:, len(self.options) :]
        weighed = np.flatnonzero(answers.sum(axis=1))
        found = {self.table.numbers[row] for row in weighed}
        for number, cut in sorted(self.proof.cuts.items()):
            if not found.isdisjoint(cut.rows):
                found.add(number)
        return frozenset(found)

    def _under(self, number: int) -> Sequence[int]:
        cut = self.proof.cuts.get(number)
        return () if cut is None else cut.rows


def _limit(key: RowKey | JointRowKey) -> RowKey:
    """Return ``key`` as a limit; of a joint rule where nobody can keep it."""
    if isinstance(key, RowKey):
        return key
    return RowKey(key.rule, key.about.owner, None, None, key.about.pair)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The options of a component that a certificate of one kind is about.

    Attributes
    ----------
    people
        Who has any, increasing; positions in the component.
    first
        Where the options of each of them begin.
    weights
        ``(options, rows and cuts)``.
    capacity
        ``(rows and cuts,)``.
    """

    people: Ints
    first: Ints
    weights: csr_array
    capacity: Ints

    def least(self, prices: Ints) -> Ints:
        """Return what each person's cheapest option costs."""
        cost: Ints = self.weights @ prices
        return np.minimum.reduceat(cost, self.first) if len(cost) else cost


def component_of(
    scenario: Scenario,
    policy: Policy,
    options: Options,
    proof: ComponentProof,
    tiers: Sequence[Tier] = (),
) -> Component:
    """Return the people of ``proof`` with all their options, by what these are worth.

    Raises
    ------
    FalseProof
        Where a row is named that there is not, or a cut does not follow.
    """
    parts = ComponentParts(scenario, policy, options, proof, tiers)
    mine, part = parts.together()
    table = RowTable(part)
    table.add(proof.cuts)
    return Component(proof, mine, part, table, parts.unit)


def crowd_of(component: Component, options: Options, kind: CertificateKind) -> Crowd:
    """Return who can be covered, or placed, and with which options."""
    inside = np.flatnonzero(_counts(options, component.options, kind))
    people, first = np.unique(component.part.person[inside], return_index=True)
    weights = csr_array(component.table.matrix[:, inside].T)
    return Crowd(people, first, weights, component.table.capacity)


def _counts(options: Options, mine: Ints, kind: CertificateKind) -> Bools:
    if kind is CertificateKind.PLACED:
        placed: Bools = options.columns.place_idx[mine] != NO_PLACE
        return placed
    covers = np.zeros(len(mine), dtype=np.bool_)
    for tier in COVERAGE_TIERS:
        covers |= options.values[tier][mine] > 0
    return covers


def ids_of(component: Component, people: Ints) -> tuple[ParticipantId, ...]:
    """Return the people at these positions of the component."""
    return tuple(component.proof.participants[i] for i in people.tolist())
