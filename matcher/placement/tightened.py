"""A problem with cuts over all its columns, kept apart from its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from matcher.options.ranges import Whole
from matcher.placement.bundles import RowIndex
from matcher.placement.cuts import Cut, with_cuts
from matcher.placement.problem import Problem

Ints = NDArray[np.int64]


def _no_numbers() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Tightened:
    """A problem and its cuts. These come after all its rows.

    Cuts come and go: were they rows like others, the entries of millions of columns
    would have to be moved each time.

    Attributes
    ----------
    plain
        The problem without cuts; it may be in narrow numbers.
    index
        Of ``plain``.
    cuts, cut_numbers
        The cuts, and by which name each goes in a proof.
    """

    plain: Problem
    index: RowIndex
    cuts: tuple[Cut, ...] = ()
    cut_numbers: Ints = field(default_factory=_no_numbers)

    @classmethod
    def of(cls, plain: Problem) -> "Tightened":
        """Return ``plain`` with no cuts yet."""
        return cls(plain, RowIndex(plain))

    @property
    def num_columns(self) -> int:
        """Number of options."""
        return self.plain.num_columns

    @property
    def num_groups(self) -> int:
        """Number of people."""
        return self.plain.num_groups

    @property
    def num_rows(self) -> int:
        """Number of rows and cuts."""
        return self.plain.num_rows + len(self.cuts)

    @property
    def group(self) -> Whole:
        """The person of each column."""
        return self.plain.group

    @property
    def values(self) -> Whole:
        """``(tiers, columns)``, most important tier first."""
        return self.plain.values

    @property
    def capacity(self) -> Ints:
        """Of rows and cuts."""
        most = np.array([cut.capacity for cut in self.cuts], dtype=np.int64)
        return np.concatenate([self.plain.capacity, most])

    @property
    def numbers(self) -> Ints:
        """By which name each row and cut goes in a proof."""
        return np.concatenate([self.plain.numbers, self.cut_numbers])

    def row_sums(self, worth: Ints) -> Ints:
        """Return per column its weights times ``worth`` (one per row and cut)."""
        rows = self.plain.num_rows
        sums = self.plain.row_sums(worth[:rows])
        for cut, each in zip(self.cuts, worth[rows:].tolist(), strict=True):
            if each:
                sums[cut.columns] += np.multiply(cut.weights, each, dtype=np.int64)
        return sums

    def group_max(self, worth: Whole) -> Whole:
        """Return the largest ``worth`` of a column in each group."""
        return self.plain.group_max(worth)

    def take(self, kept: Ints) -> "Tightened":
        """Return the problem with only the columns at ``kept`` (increasing)."""
        plain = self.plain.take(kept)
        return replace(
            self, plain=plain, index=RowIndex(plain), cuts=self._cuts_on(kept)
        )

    def wide(self, columns: Ints) -> Problem:
        """Return a few columns (increasing) with all rows and cuts, in full width."""
        problem = self.plain.take(columns).widened()
        if not self.cuts:
            return problem
        return with_cuts(problem, self._cuts_on(columns), self.cut_numbers)

    def with_cuts(self, cuts: Sequence[Cut], numbers: Ints) -> "Tightened":
        """Return the problem with ``cuts`` after all others."""
        return replace(
            self,
            cuts=(*self.cuts, *cuts),
            cut_numbers=np.concatenate([self.cut_numbers, numbers]),
        )

    def with_only(self, numbers: Ints) -> "Tightened":
        """Return the problem with only those of its cuts that have these ``numbers``."""
        kept = np.isin(self.cut_numbers, numbers)
        return replace(
            self,
            cuts=tuple(self.cuts[i] for i in np.flatnonzero(kept)),
            cut_numbers=self.cut_numbers[kept],
        )

    def _cuts_on(self, columns: Ints) -> tuple[Cut, ...]:
        if not self.cuts:
            return ()
        number = np.full(self.num_columns, -1, dtype=np.int32)
        number[columns] = np.arange(len(columns))
        found = []
        for cut in self.cuts:
            at = number[cut.columns]
            there = at >= 0
            found.append(replace(cut, columns=at[there], weights=cut.weights[there]))
        return tuple(found)
