"""From candidates to decision columns with their values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.policy import Policy, Tier
from matcher.domain.scenario import Scenario
from matcher.eligibility import Candidates
from matcher.options.columns import NO_PLACE, Columns, join_columns
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
    """

    columns: Columns
    patterns: tuple[WeekPattern, ...]
    values: Mapping[Tier, Whole]

    def take(self, chosen: Ints | slice) -> "Options":
        """Return the options at ``chosen`` (increasing), in numbers of full width."""
        return Options(
            self.columns.take(chosen),
            self.patterns,
            {tier: self.worth(tier, chosen) for tier in self.values},
        )

    def blocks(self) -> Iterator[tuple[int, "Options"]]:
        """Yield the options of some people after those of others, in full width.

        Each with the position of its first.
        """
        ends = self._ends()
        for first, after in pairwise(edges_of_blocks(np.diff(ends), MOST_IN_BLOCK)):
            begin = int(ends[first])
            yield begin, self.take(slice(begin, int(ends[after])))

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
    patterns = tuple(table.patterns)
    worth = OptionValues(scenario, policy, seed, choices, patterns)
    columns = {field.name: Store() for field in fields(Columns)}
    values: dict[Tier, Store] = defaultdict(Store)
    for block in blocks:
        for name, store in columns.items():
            store.put(getattr(block, name))
        for tier, points in worth.of(block).items():
            values[tier].put(points)
    points_of = {tier: store.numbers() for tier, store in values.items()}
    return Options(
        Columns(**{name: store.numbers() for name, store in columns.items()}),
        patterns,
        {**points_of, Tier.FIT_REFERENCE: points_of[Tier.FIT]},
    )


class _Blocks:
    """The columns of all people, block by block; those in a running placement have only it."""

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
        self._given = join_columns([running, self._free(class_only_columns(choices))])

    def __iter__(self) -> Iterator[Columns]:
        edges = self._placements.edges
        for first, last in pairwise(edges):
            own = self._given.participant_idx
            given = self._given.take((first <= own) & (own < last))
            block = join_columns([given, self._free(self._placements.of(first, last))])
            # Class only comes before any place: of each person what is given is first.
            yield block.take(np.argsort(block.participant_idx, kind="stable"))

    def _free(self, columns: Columns) -> Columns:
        return columns.take(~self._busy[columns.participant_idx])
