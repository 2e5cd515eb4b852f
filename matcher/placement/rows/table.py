"""What a capacity row is, and how rows are made as few and as small as can be."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.rules import RuleCode

Ints = NDArray[np.int64]

ROW_RULES = (
    RuleCode.SEAT_DAY,
    RuleCode.PEOPLE_AT_ONCE,
    RuleCode.EMPLOYER_PEOPLE,
    RuleCode.EMPLOYER_STARTS,
    RuleCode.SECTION_SEATS,
    RuleCode.MENTOR_HOURS,
    RuleCode.UNPAID_STAFF,
    RuleCode.EMPLOYER_REST,
    RuleCode.QUOTA,
    RuleCode.APART,
    RuleCode.QUOTA_LEAST,
    RuleCode.OPENS_WITH,
    RuleCode.TOGETHER,
    RuleCode.HIRING,
    RuleCode.CASELOAD,
)
"""The rules that have rows of their own."""

UNPROVED_RULES = frozenset(
    {RuleCode.HIRING, RuleCode.QUOTA_LEAST, RuleCode.OPENS_WITH, RuleCode.TOGETHER}
)
"""Those whose rows no proof uses; they come after all others."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Capacity rows, each Σ weight · x over its members ≤ its capacity.

    Attributes
    ----------
    rule, owner
        Per row: its rule as an index into ``ROW_RULES``, and the position in the
        scenario of the place, employer, section, quota or pair it belongs to. Those
        of an employer's mentors count on from the last place; of job specialists it is
        the position in :func:`matcher.placement.rows.caseloads.joined_teams`.
    group
        Per row: the group of its stays.
    until_week
        Per row: it stands for the weeks up to this one (half-open).
    capacity
        Per row, in the unit of its weights: people, or a number of minutes that divides
        all minutes of the row.
    member_row, member_column, member_weight
        One entry per (row, column) pair, sorted by row and then column; weights are at
        least 1.
    """

    rule: Ints
    owner: Ints
    group: Ints
    until_week: Ints
    capacity: Ints
    member_row: Ints
    member_column: Ints
    member_weight: Ints

    @classmethod
    def none(cls) -> "Rows":
        """Return no rows."""
        return cls(*[np.zeros(0, dtype=np.int64)] * 8)

    def without_entries(self) -> "Rows":
        """Return the rows alone."""
        none = np.zeros(0, dtype=np.int64)
        return replace(self, member_row=none, member_column=none, member_weight=none)

    def __len__(self) -> int:
        return len(self.capacity)

    def take(self, chosen: Ints) -> "Rows":
        """Return the rows at ``chosen`` (increasing), renumbered."""
        number = np.full(len(self), -1, dtype=np.int64)
        number[chosen] = np.arange(len(chosen))
        kept = number[self.member_row] >= 0
        return Rows(
            self.rule[chosen],
            self.owner[chosen],
            self.group[chosen],
            self.until_week[chosen],
            self.capacity[chosen],
            number[self.member_row[kept]],
            self.member_column[kept],
            self.member_weight[kept],
        )


def join_rows(parts: list[Rows]) -> Rows:
    """Return the rows of all ``parts``, one part after another."""
    shift = np.cumsum([0, *(len(part) for part in parts[:-1])])
    return Rows(
        np.concatenate([p.rule for p in parts]),
        np.concatenate([p.owner for p in parts]),
        np.concatenate([p.group for p in parts]),
        np.concatenate([p.until_week for p in parts]),
        np.concatenate([p.capacity for p in parts]),
        np.concatenate([p.member_row + s for p, s in zip(parts, shift, strict=True)]),
        np.concatenate([p.member_column for p in parts]),
        np.concatenate([p.member_weight for p in parts]),
    )


def as_few_as_can_be(rows: Rows, people: Ints) -> Rows:
    """Return the rows that can bind, the tightest of each kind, raised to facts.

    ``people`` is the person of each column.
    """
    rows = raised_to_facts(rows, people)
    return without_twins(in_lowest_terms(without_slack(rows, people)))


def raised_to_facts(rows: Rows, people: Ints) -> Rows:
    """Raise each capacity to what the people use who are in the row whatever is done.

    ``people`` is the person of each column.
    """
    met = people_in(rows.member_row, people[rows.member_column], rows.member_weight)
    forced = met.columns == np.bincount(people)[met.person]
    facts = np.zeros(len(rows), dtype=np.int64)
    np.add.at(facts, met.row[forced], met.lightest[forced])
    return replace(rows, capacity=np.maximum(rows.capacity, facts))


def without_slack(rows: Rows, people: Ints) -> Rows:
    """Drop the rows that cannot bind: everybody at their heaviest is not too much."""
    met = people_in(rows.member_row, people[rows.member_column], rows.member_weight)
    most = np.zeros(len(rows), dtype=np.int64)
    np.add.at(most, met.row, met.heaviest)
    return rows.take(np.flatnonzero(most > rows.capacity))


@dataclass(frozen=True, slots=True)
class PeopleInRows:
    """Every person in every row where they have a column.

    Attributes
    ----------
    columns
        How many of the person's columns are in the row.
    heaviest, lightest
        The most and the least that one of them weighs.
    """

    row: Ints
    person: Ints
    columns: Ints
    heaviest: Ints
    lightest: Ints


def people_in(row: Ints, person: Ints, weight: Ints) -> PeopleInRows:
    """Return who is in which row; those of one person in one row stand together."""
    new = np.ones(len(row), dtype=np.bool_)
    new[1:] = (row[1:] != row[:-1]) | (person[1:] != person[:-1])
    first = np.flatnonzero(new)
    if not len(first):
        return PeopleInRows(first, first, first, first, first)
    return PeopleInRows(
        row[first],
        person[first],
        np.diff(first, append=len(row)),
        np.maximum.reduceat(weight, first),
        np.minimum.reduceat(weight, first),
    )


def in_lowest_terms(rows: Rows) -> Rows:
    """Divide each row by what divides all its weights, the capacity rounded down.

    The same plans keep it; where all weigh the same it becomes a count of people.
    """
    if not len(rows):
        return rows
    first = np.searchsorted(rows.member_row, np.arange(len(rows)))
    divisor = np.gcd.reduceat(rows.member_weight, first)
    return replace(
        rows,
        capacity=rows.capacity // divisor,
        member_weight=rows.member_weight // divisor[rows.member_row],
    )


def without_twins(rows: Rows) -> Rows:
    """Of rows with the same columns and weights keep the tightest, the first of equals."""
    first = np.searchsorted(rows.member_row, np.arange(len(rows) + 1))
    inside = [slice(a, b) for a, b in pairwise(first.tolist())]
    members = [
        (rows.member_column[own].tobytes(), rows.member_weight[own].tobytes())
        for own in inside
    ]
    return rows.take(tightest(members, rows.capacity))


def tightest(names: Iterable[Hashable], capacity: Ints) -> Ints:
    """Return of the rows of each name the tightest, the first of equals, increasing."""
    best: dict[Hashable, int] = {}
    for row, name in enumerate(names):
        twin = best.setdefault(name, row)
        if capacity[row] < capacity[twin]:
            best[name] = row
    return np.array(sorted(best.values()), dtype=np.int64)
