"""The placement problem: pick one option a person under the capacity rows.

Indices only: nothing here knows a person, a place or a date.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from matcher.domain.policy import left_of
from matcher.domain.rules import RuleCode
from matcher.options.ranges import Whole, expand, narrowed
from matcher.placement.rows import ROW_RULES, Rows

Ints = NDArray[np.int64]

NO_BUNDLE = -1
A_CUT = -2


@dataclass(frozen=True, slots=True)
class Problem:
    """Choose exactly one column of each group; maximise the tiers one after another.

    Attributes
    ----------
    group
        ``(columns,)``, non-decreasing from 0: the person of each column. After the
        people come the choices that belong to nobody (``rows/joint.py``).
    values
        ``(tiers, columns)`` integers, most important tier first.
    capacity
        ``(rows,)``: the chosen columns weigh at most this much in each row.
    first_member, member_row
        The rows of column ``c``, increasing, are
        ``member_row[first_member[c] : first_member[c + 1]]``.
    member_weight
        What the column weighs in that row, at least 1: people, or minutes of a mentor.
    bundle
        Per row: the seat rows and the people-at-once row of one place at one time have
        one number, and cuts are drawn from them together; ``A_CUT`` for a cut,
        ``NO_BUNDLE`` for all others.
    loss
        Per tier, in thousandths: what later tiers may give up of its value. Empty:
        nothing of any.
    row_numbers
        See :attr:`numbers`; ``None`` for 0, 1, 2, …
    is_safe
        Per column: one of each group, which together keep every row; ``None`` where
        those in the fewest rows do.
    """

    group: Ints
    values: Ints
    capacity: Ints
    first_member: Ints
    member_row: Ints
    member_weight: Ints
    bundle: Ints
    loss: tuple[int, ...] = ()
    row_numbers: Ints | None = None
    is_safe: NDArray[np.bool_] | None = None

    @property
    def numbers(self) -> Ints:
        """By which name each row goes in a proof, however rows come and go."""
        if self.row_numbers is None:
            return np.arange(self.num_rows)
        return self.row_numbers

    @property
    def num_columns(self) -> int:
        """Number of options."""
        return len(self.group)

    @property
    def num_groups(self) -> int:
        """Number of people."""
        return int(self.group[-1]) + 1 if len(self.group) else 0

    @property
    def num_rows(self) -> int:
        """Number of capacity rows."""
        return len(self.capacity)

    @property
    def group_first(self) -> Ints:
        """Position of each group's first column, and the number of columns at the end."""
        groups = np.arange(self.num_groups).astype(self.group.dtype)
        return np.append(np.searchsorted(self.group, groups), self.num_columns)

    @property
    def member_column(self) -> Ints:
        """The column of every entry of ``member_row``."""
        return np.repeat(np.arange(self.num_columns), np.diff(self.first_member))

    def take(self, kept: Ints) -> "Problem":
        """Return the problem with only the columns at ``kept`` (increasing).

        Rows stay, also those that become empty.
        """
        counts = self._sizes_of(kept)
        first = np.concatenate([[0], np.cumsum(counts)])
        row = np.empty(first[-1], dtype=self.member_row.dtype)
        weight = np.empty(first[-1], dtype=self.member_weight.dtype)
        done = 0
        for some in chunks(kept):
            entry = self._where_entries_are(some)
            inside = slice(done, done + int(self._sizes_of(some).sum()))
            row[inside], weight[inside] = (
                self.member_row[entry],
                self.member_weight[entry],
            )
            done = inside.stop
        return replace(
            self,
            group=self.group[kept],
            values=self.values[:, kept],
            first_member=first.astype(self.first_member.dtype),
            member_row=row,
            member_weight=weight,
            is_safe=None if self.is_safe is None else self.is_safe[kept],
        )

    def widened(self) -> "Problem":
        """Return the problem in numbers of full width: to be solved."""
        return replace(
            self,
            group=self.group.astype(np.int64),
            values=self.values.astype(np.int64),
            first_member=self.first_member.astype(np.int64),
            member_row=self.member_row.astype(np.int64),
            member_weight=self.member_weight.astype(np.int64),
        )

    def kept_of(self, tier: int, value: int) -> int:
        """Return what later tiers must leave of ``value`` in ``tier``, at least 0."""
        return left_of(value, self.loss[tier]) if self.loss else value

    def _sizes_of(self, columns: Ints) -> Ints:
        """Return how many entries each of ``columns`` has; they may be narrow numbers."""
        sizes: Ints = self.first_member[1:][columns] - self.first_member[columns]
        return sizes

    def entries_of(self, columns: Ints) -> tuple[Ints, Ints]:
        """Return the entries of ``columns`` in their order, and where each begins."""
        counts = self._sizes_of(columns)
        column, nth = expand(counts)
        first = np.concatenate([[0], np.cumsum(counts)])
        return first, self.first_member[columns][column] + nth

    def _where_entries_are(self, columns: Ints) -> Ints:
        """Return the entries of ``columns`` (increasing) in their order."""
        if not len(columns) or len(columns) * 4 < columns[-1] - columns[0]:
            return self.entries_of(columns)[1]
        first, last = int(columns[0]), int(columns[-1]) + 1
        ends = self.first_member[first : last + 1]
        kept = np.zeros(last - first, dtype=np.bool_)
        kept[columns - first] = True
        return int(ends[0]) + np.flatnonzero(np.repeat(kept, np.diff(ends)))

    def row_sums(self, worth: Ints) -> Ints:
        """Return per column its weights times ``worth`` (one per row), added up."""
        sums = np.empty(self.num_columns, dtype=np.int64)
        for begin in range(0, self.num_columns, SUMMED_AT_ONCE):
            first = self.first_member[begin : begin + SUMMED_AT_ONCE + 1]
            entries = slice(first[0], first[-1])
            paid = worth[self.member_row[entries]] * self.member_weight[entries]
            total = np.concatenate([[0], np.cumsum(paid)])
            ends = total[first - first[0]]
            np.subtract(ends[1:], ends[:-1], out=sums[begin : begin + len(first) - 1])
        return sums

    def weighed(self, weights: Ints) -> Ints:
        """Return per column its values times ``weights`` (one per tier), added up."""
        worth = np.zeros(self.num_columns, dtype=np.int64)
        for values, weight in zip(self.values, weights.tolist(), strict=True):
            if weight:
                worth += np.multiply(values, weight, dtype=np.int64)
        return worth

    def by_row(self) -> tuple[Whole, Whole, Whole]:
        """Return where the entries of each row begin, their columns and weights."""
        shape = (self.num_columns, self.num_rows)
        entries = (self.member_weight, self.member_row, self.first_member)
        by_row = csr_array(entries, shape=shape).tocsc()
        return by_row.indptr, by_row.indices, by_row.data

    def used(self, chosen: Ints) -> Ints:
        """Return per row what the columns ``chosen`` weigh together."""
        _, entry = self.entries_of(chosen)
        used = np.zeros(self.num_rows, dtype=np.int64)
        np.add.at(used, self.member_row[entry], self.member_weight[entry])
        return used

    def group_max(self, worth: Ints) -> Ints:
        """Return the largest ``worth`` of a column in each group."""
        best: Ints = np.maximum.reduceat(worth, self.group_first[:-1])
        return best

    def allows(self, chosen: Ints) -> bool:
        """Tell whether ``chosen`` is one column per group and keeps every row."""
        return bool(
            np.array_equal(self.group[chosen], np.arange(self.num_groups))
            and (self.used(chosen) <= self.capacity).all()
        )


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the problem that shares no row with the rest.

    Attributes
    ----------
    groups, columns, rows
        Positions in the whole problem, increasing.
    problem
        The part, renumbered from 0.
    """

    groups: Ints
    columns: Ints
    rows: Ints
    problem: Problem


def chunks(numbers: Whole) -> list[Whole]:
    """Return ``numbers`` in pieces of which much can be made in little room."""
    return np.array_split(numbers, len(numbers) // MOST_IN_CHUNK + 1)


MOST_IN_CHUNK = 1_000_000

SUMMED_AT_ONCE = 100_000
"""Columns of which the sums stay near the processor."""


def build_problem(participant_idx: Whole, values: Ints, rows: Rows) -> Problem:
    """Return the problem of all people; ``participant_idx`` is sorted, none missing."""
    order = np.argsort(rows.member_column, kind="stable")
    columns = np.arange(len(participant_idx) + 1)
    return Problem(
        participant_idx.astype(np.int64),
        values,
        rows.capacity,
        np.searchsorted(rows.member_column[order], columns),
        rows.member_row[order],
        rows.member_weight[order],
        _place_bundles(rows),
    )


def _place_bundles(rows: Rows) -> Ints:
    number = rows.owner * (int(rows.until_week.max(initial=0)) + 1) + rows.until_week
    at_place = np.isin(
        rows.rule,
        [
            ROW_RULES.index(RuleCode.SEAT_DAY),
            ROW_RULES.index(RuleCode.PEOPLE_AT_ONCE),
        ],
    )
    return np.where(at_place, number, NO_BUNDLE)


def components(problem: Problem) -> list[Component]:
    """Split ``problem`` into independent parts, largest first.

    People in no row at all are gathered in one part, the last: each of them is free.
    """
    people, rows = problem.num_groups, problem.num_rows
    person, row = _rows_of_each(problem)
    edges = coo_array(
        (np.ones(len(person), dtype=np.int8), (person, people + row)),
        shape=(people + rows, people + rows),
    )
    _, found = connected_components(edges, directed=False)
    label = found.astype(np.int64)
    bound = np.zeros(people, dtype=np.bool_)
    bound[person] = True
    part = np.where(bound, label[:people], -1)
    names, first, size = np.unique(part[bound], return_index=True, return_counts=True)
    order = names[np.lexsort((first, -size))]
    if not bound.all():
        order = np.append(order, -1)
    return _cut(problem, part, label[people:], order)


def _rows_of_each(problem: Problem) -> tuple[Ints, Ints]:
    """Return once each person and row that meet."""
    ends = problem.first_member[problem.group_first]
    met = np.zeros(problem.num_rows, dtype=np.bool_)
    found = [np.zeros(0, dtype=np.int64)]
    for first, last in pairwise(ends.tolist()):
        met[problem.member_row[first:last]] = True
        found.append(np.flatnonzero(met))
        met[found[-1]] = False
    sizes = [len(rows) for rows in found[1:]]
    return np.repeat(np.arange(problem.num_groups), sizes), np.concatenate(found)


def _cut(problem: Problem, part: Ints, row_part: Ints, order: Ints) -> list[Component]:
    # The last entry is that of label -1, the people in no row.
    number = np.full(int(max(part.max(initial=0), row_part.max(initial=0))) + 2, -1)
    number[order] = np.arange(len(order))
    column_part = narrowed(number[part])[problem.group]
    rows_in = number[row_part]
    by_column = narrowed(np.argsort(column_part, kind="stable"))
    column_first = np.searchsorted(column_part[by_column], np.arange(len(order) + 1))
    by_row = np.argsort(rows_in, kind="stable")
    row_first = np.searchsorted(rows_in[by_row], np.arange(len(order) + 1))
    number_in_part = np.zeros(problem.num_rows, dtype=problem.member_row.dtype)
    parts: list[Component] = []
    for i in range(len(order)):
        columns = by_column[column_first[i] : column_first[i + 1]]
        rows = by_row[row_first[i] : row_first[i + 1]]
        number_in_part[rows] = np.arange(len(rows))
        groups = np.flatnonzero(number[part] == i)
        part_problem = problem.take(columns)
        small = replace(
            part_problem,
            group=np.repeat(
                narrowed(np.arange(len(groups))), np.diff(problem.group_first)[groups]
            ),
            capacity=problem.capacity[rows],
            bundle=problem.bundle[rows],
            member_row=number_in_part[part_problem.member_row],
        )
        parts.append(Component(groups, columns, rows, small))
    return parts
