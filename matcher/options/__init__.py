"""From candidates to decision columns with their values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates
from matcher.options.begun_chains import begun_chains
from matcher.options.chains import ChainColumns, later_candidates
from matcher.options.columns import (
    NO_NEXT,
    NO_PLACE,
    Columns,
    join_columns,
    no_columns,
)
from matcher.options.given import class_only_columns, running_columns
from matcher.options.minutes import NEVER, slot_offsets
from matcher.options.pattern_table import PatternTable
from matcher.options.patterns import WeekPattern
from matcher.options.placements import PlacementColumns
from matcher.options.ranges import Store, Whole, edges_of_blocks, expand
from matcher.options.sections import NO_SECTION, SectionChoices, section_choices
from matcher.options.values import OptionValues

__all__ = [
    "NEVER",
    "NO_NEXT",
    "NO_PLACE",
    "NO_SECTION",
    "Columns",
    "Options",
    "WeekPattern",
    "build_options",
    "slot_offsets",
]

Ints = NDArray[np.int64]

MOST_IN_BLOCK = 500_000
"""Options of people looked at together, where it need not be all."""


@dataclass(frozen=True, slots=True)
class Options:
    """Every option of every participant, with what it is worth.

    Attributes
    ----------
    columns
        In canonical order; each participant has at least one.
    patterns
        What ``columns.pattern_idx`` points to.
    values
        One integer per column, in numbers as narrow as hold them, for each of the
        standard tiers and of the policy's. To reckon with, see :meth:`worth`.
    second
        The second placements that ``columns.next_idx`` points to, each as if it were an
        option.
    """

    columns: Columns
    patterns: tuple[WeekPattern, ...]
    values: Mapping[Tier, Whole]
    second: Columns = field(default_factory=no_columns)

    def take(self, chosen: Ints | slice) -> "Options":
        """Return the options at ``chosen`` (increasing), in numbers of full width."""
        return Options(
            self.columns.take(chosen),
            self.patterns,
            {tier: self.worth(tier, chosen) for tier in self.values},
            self.second,
        )

    def stays(self) -> "Options":
        """Return the options as if every placement were one.

        First all columns in their order, and then the second placements of those that
        have one: who asks where people are, and when, asks these, and not for values.
        The same options where no one has a second placement.
        """
        next_idx = self.columns.next_idx[self._chained()]
        if not len(next_idx):
            return self
        second = {f.name: getattr(self.second, f.name) for f in fields(Columns)}
        stays = {
            name: np.concatenate([getattr(self.columns, name), part[next_idx]])
            for name, part in second.items()
        }
        return Options(Columns(**stays), self.patterns, {})

    def of_stays(self, stays: Ints) -> Ints:
        """Return the option that each of :meth:`stays`, by position, belongs to."""
        chained = self._chained()
        if not len(chained):
            return stays
        # Most are options themselves: positions after those of all are second placements.
        after = stays - len(self.columns)
        return np.where(after < 0, stays, chained[np.maximum(after, 0)])

    def place_after(self) -> Ints:
        """Return the place of each option's second placement, ``NO_PLACE`` for none."""
        chained = self._chained()
        if not len(chained):
            return np.broadcast_to(np.int64(NO_PLACE), len(self.columns))
        place = np.full(len(self.columns), NO_PLACE, dtype=np.int64)
        place[chained] = self.second.place_idx[self.columns.next_idx[chained]]
        return place

    def _chained(self) -> Ints:
        """Return the options of two placements."""
        if not len(self.second):
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.columns.next_idx != NO_NEXT)

    def blocks(self) -> Iterator[tuple[int, "Options"]]:
        """Yield the options of some people after those of others, in full width.

        Each with the position of its first.
        """
        for begin, after in self._edges():
            yield begin, self.take(slice(begin, after))

    def blocks_without_values(self) -> Iterator["Options"]:
        """Yield the same blocks to ask where people are, and when, and not for values."""
        for begin, after in self._edges():
            columns = self.columns.take(slice(begin, after))
            yield Options(columns, self.patterns, {}, self.second)

    def _edges(self) -> Iterator[tuple[int, int]]:
        """Yield the first option of each block, and the first after it."""
        ends = self._ends()
        for first, after in pairwise(edges_of_blocks(np.diff(ends), MOST_IN_BLOCK)):
            yield int(ends[first]), int(ends[after])

    def blocks_of(self, people: Ints, most: int) -> Iterator["Options"]:
        """Yield the options of ``people`` (increasing), some of them after others.

        In full width, and no more than ``most`` together unless they are one person's.
        """
        ends = self._ends()
        sizes = np.diff(ends)[people]
        for first, after in pairwise(edges_of_blocks(sizes, most)):
            person, nth = expand(sizes[first:after])
            yield self.take(ends[people[first:after]][person] + nth)

    def _ends(self) -> Ints:
        """Return where the options of each person begin, and the end of all."""
        people = self.columns.participant_idx
        size = int(people[-1]) + 1 if len(people) else 0
        # Numbers of the same width, or all would be widened to be compared.
        named = np.arange(size).astype(people.dtype)
        last = np.searchsorted(people, named, side="right")
        return np.concatenate([[0], last])

    def worth(self, tier: Tier, chosen: Ints | slice = slice(None)) -> Ints:
        """Return what the options at ``chosen`` are worth in ``tier``, in full width."""
        return self.values[tier][chosen].astype(np.int64, copy=False)


def build_options(
    scenario: Scenario, policy: Policy, candidates: Candidates, seed: int = 0
) -> Options:
    """Return all options: class-only, placements at candidates, running placements.

    They are made for a block of people at a time, in canonical order, and kept in
    numbers as narrow as hold them.
    """
    choices = section_choices(scenario, policy)
    table = PatternTable()
    blocks = _Blocks(scenario, policy, candidates, choices, table)
    columns, second, ends = _stored(blocks)
    # The second placements of chains have patterns of their own: known when all are made.
    patterns = tuple(table.patterns)
    worth = OptionValues(scenario, policy, seed, choices, patterns)
    values: dict[Tier, Store] = defaultdict(Store)
    for first, after in pairwise(ends):
        block = columns.take(slice(first, after))
        for tier, points in worth.of(block, second).items():
            values[tier].put(points)
    points_of = {tier: store.numbers() for tier, store in values.items()}
    return Options(
        columns,
        patterns,
        {**points_of, Tier.FIT_REFERENCE: points_of[Tier.FIT]},
        second,
    )


def _stored(blocks: "_Blocks") -> tuple[Columns, Columns, list[int]]:
    """Return the columns of all blocks, their second placements, and where blocks end."""
    columns, second = ({f.name: Store() for f in fields(Columns)} for _ in range(2))
    ends = [0]
    for block, following in blocks:
        for name, store in columns.items():
            store.put(getattr(block, name))
        for name, store in second.items():
            store.put(getattr(following, name))
        ends.append(ends[-1] + len(block))
    following = Columns(**{name: store.numbers() for name, store in second.items()})
    every = {name: store.numbers() for name, store in columns.items()}
    if not len(following):
        # Nobody has another number than this: one for all takes no room.
        every["next_idx"] = np.broadcast_to(np.int8(NO_NEXT), ends[-1])
    return Columns(**every), following, ends


class _Blocks:
    """The columns of all people, block by block.

    Those in a running placement have only it, and what may follow it.
    """

    def __init__(
        self,
        scenario: Scenario,
        policy: Policy,
        candidates: Candidates,
        choices: SectionChoices,
        table: PatternTable,
    ) -> None:
        running = running_columns(scenario, policy, choices, table)
        self._busy = np.zeros(len(scenario.participants), dtype=np.bool_)
        self._busy[running.participant_idx] = True
        self._placements = PlacementColumns(
            scenario, policy, candidates, choices, table
        )
        later = later_candidates(scenario, policy)
        begun = begun_chains(scenario, policy, later, running, choices, table)
        self._chains = ChainColumns(
            scenario, policy, candidates, later, choices, table, begun
        )
        self._given = join_columns([running, self._free(class_only_columns(choices))])

    def __iter__(self) -> Iterator[tuple[Columns, Columns]]:
        """Yield the columns of a block, and the second placements that they point to.

        Those are numbered on from the ones of the blocks before.
        """
        before = 0
        for first, last in self._edges():
            own = self._given.participant_idx
            given = self._given.take((first <= own) & (own < last))
            block = join_columns([given, self._free(self._placements.of(first, last))])
            chains, second = self._chains.of(first, last)
            if len(chains):
                chains = replace(chains, next_idx=chains.next_idx + before)
                yield join_columns([block, chains]).sorted(), second
            else:
                # Class only comes before any place: of each person what is given is first.
                yield (
                    block.take(np.argsort(block.participant_idx, kind="stable")),
                    second,
                )
            before += len(second)

    def _edges(self) -> Iterator[tuple[int, int]]:
        """Yield the first person of each block, and the first after it."""
        for first, last in pairwise(self._placements.edges):
            yield from pairwise(self._chains.edges(first, last))

    def _free(self, columns: Columns) -> Columns:
        return columns.take(~self._busy[columns.participant_idx])
