"""The rows of all people's options, looked at a block of people at a time.

Three times over: which rows there are depends on the weeks of all stays; which of them
can bind, on what everybody could weigh; and then each block has its entries. The rows are
those of ``capacity_rows``, and no more than a block's entries exist at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy
from matcher.domain.scenario import Scenario
from matcher.options import Options
from matcher.placement.rows.kinds import every_stay
from matcher.placement.rows.stays import RowWeeks, SeenStays, Stays, weights_of
from matcher.placement.rows.table import join_rows, people_in, tightest

Ints = NDArray[np.int64]
Names = NDArray[np.uint64]

NO_ROW = -1


class RowsInBlocks:
    """The capacity rows of options, whose entries are made a block at a time.

    Attributes
    ----------
    rows
        Those that can bind, in their order, without entries.
    """

    def __init__(
        self, scenario: Scenario, policy: Policy, weeks: Sequence[RowWeeks], unit: Ints
    ) -> None:
        self._scenario, self._policy = scenario, policy
        self._weeks, self._unit = weeks, unit
        none = np.zeros(0, dtype=np.int64)
        every = join_rows([one.rows_with(none, none, none) for one in weeks])
        self.rows = replace(every, capacity=every.capacity // unit)
        self._number = np.arange(len(every))

    @classmethod
    def of(cls, scenario: Scenario, policy: Policy, options: Options) -> Self:
        """Return the rows of ``options`` that can bind."""
        weeks, unit = _row_weeks(
            every_stay(scenario, policy, block)
            for block in options.blocks_without_values()
        )
        found = cls(scenario, policy, weeks, unit)
        tally = _Tally(len(found.rows))
        for block in options.blocks_without_values():
            tally.add(block, *found.entries(block))
        capacity = np.maximum(found.rows.capacity, tally.facts)
        binding = np.flatnonzero(tally.most > capacity)
        kept = binding[tightest(tally.names(binding), capacity[binding])]
        found.rows = replace(found.rows, capacity=capacity).take(kept)
        found._number = np.full(len(capacity), NO_ROW)
        found._number[kept] = np.arange(len(kept))
        return found

    def entries(self, block: Options) -> tuple[Ints, Ints, Ints]:
        """Return row, column and weight of each entry of the options of a block."""
        rows, columns, weights, before = [], [], [], 0
        stays = every_stay(self._scenario, self._policy, block)
        for own, weeks in zip(stays, self._weeks, strict=True):
            row, stay = weeks.entries(own)
            number = self._number[before + row]
            inside = np.flatnonzero(number != NO_ROW)
            stay = stay[inside]
            rows.append(number[inside])
            columns.append(own.column[stay])
            weights.append(weights_of(own)[stay] // self._unit[before + row[inside]])
            before += len(weeks)
        return np.concatenate(rows), np.concatenate(columns), np.concatenate(weights)


def _row_weeks(blocks: Iterable[Sequence[Stays]]) -> tuple[list[RowWeeks], Ints]:
    """Return the rows of each kind of stays, and what divides all weights of each."""
    seen: list[SeenStays] = []
    for stays in blocks:
        seen = seen or [SeenStays(own.rule) for own in stays]
        for kind, own in zip(seen, stays, strict=True):
            kind.add(own)
    weeks = [kind.row_weeks() for kind in seen]
    units = [kind.units(own) for kind, own in zip(seen, weeks, strict=True)]
    return weeks, np.concatenate(units)


class _Tally:
    """What people could weigh in each row, and what tells rows from each other.

    Attributes
    ----------
    most, facts
        Per row: everybody's heaviest option together; the lightest of those who are in
        the row whatever is done.
    """

    def __init__(self, rows: int) -> None:
        self.most = np.zeros(rows, dtype=np.int64)
        self.facts = np.zeros(rows, dtype=np.int64)
        self._sums = np.zeros((2, rows), dtype=np.uint64)
        self._random = np.random.Generator(np.random.PCG64(1))

    def add(self, block: Options, row: Ints, column: Ints, weight: Ints) -> None:
        """Take in the entries of the options of a block of people."""
        people = block.columns.participant_idx
        order = np.argsort(people[column] * len(self.most) + row)
        met = people_in(row[order], people[column[order]], weight[order])
        forced = met.columns == np.bincount(people)[met.person]
        np.add.at(self.most, met.row, met.heaviest)
        np.add.at(self.facts, met.row[forced], met.lightest[forced])
        for sums in self._sums:
            key = self._random.integers(0, 2**63, len(people)).astype(np.uint64)
            np.add.at(sums, row, key[column] * weight.astype(np.uint64))

    def names(self, rows: Ints) -> list[tuple[int, int]]:
        """Return a 128-bit name of the columns of each of ``rows`` and their weights.

        Made as those of ``row_sets``: sums of pseudo-random numbers, one per column,
        times the weights.
        """
        first, second = self._sums[:, rows].tolist()
        return list(zip(first, second, strict=True))
