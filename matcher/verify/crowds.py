"""Who can go where, and what it takes: the ground that crowd certificates stand on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.domain.certificates import CertificateKind, CrowdedRow
from matcher.domain.ids import ParticipantId
from matcher.domain.policy import COVERAGE_TIERS, Policy
from matcher.domain.proof import ComponentProof
from matcher.domain.scenario import Scenario
from matcher.options import NO_PLACE, Options
from matcher.verify.rows import counted_rows
from matcher.verify.table import Part, RowTable

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Component:
    """All options of a component's people, and its rows and cuts over all of them.

    ``unit`` is that of :class:`~matcher.verify.rows.CountedRows`.
    """

    proof: ComponentProof
    options: Ints
    person: Ints
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
                self.proof.rows[row], self.table.capacity_of(row) * int(self.unit[row])
            )
            for row in sorted(rows)
            if row < len(self.proof.rows)
        )

    def _under(self, number: int) -> Sequence[int]:
        cut = self.proof.cuts.get(number)
        return () if cut is None else cut.rows


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
    scenario: Scenario, policy: Policy, options: Options, proof: ComponentProof
) -> Component:
    """Return the people of ``proof`` with all their options.

    Raises
    ------
    FalseProof
        Where a row is named that there is not, or a cut does not follow.
    """
    number = {p.id: i for i, p in enumerate(scenario.participants)}
    people = np.array([number[p] for p in proof.participants], dtype=np.int64)
    mine = np.flatnonzero(np.isin(options.columns.participant_idx, people))
    person = np.searchsorted(people, options.columns.participant_idx[mine])
    rows = counted_rows(scenario, policy, options.take(mine), proof.rows)
    table = RowTable(Part(person, {}, rows.weights, rows.capacity, len(people)))
    table.add(proof.cuts)
    return Component(proof, mine, person, table, rows.unit)


def crowd_of(component: Component, options: Options, kind: CertificateKind) -> Crowd:
    """Return who can be covered, or placed, and with which options."""
    inside = np.flatnonzero(_counts(options, component.options, kind))
    people, first = np.unique(component.person[inside], return_index=True)
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
