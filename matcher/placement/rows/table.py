"""What a capacity row is, and how rows are made as few and as small as can be."""

from dataclasses import dataclass, replace

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
)
"""The rules that have rows of their own."""

JOINT_RULES = frozenset({RuleCode.QUOTA_LEAST, RuleCode.OPENS_WITH, RuleCode.TOGETHER})
"""Those whose rows are over people's options and choices beside them."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Capacity rows, each Σ weight · x over its members ≤ its capacity.

    Attributes
    ----------
    rule, owner
        Per row: its rule as an index into ``ROW_RULES``, and the position in the
        scenario of the place, employer, section, quota or pair it belongs to. Those
        of an employer's mentors count on from the last place.
    group
        Per row: the group of its stays; of joint rules which of their rows it is.
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
    row, person, columns, _, least = _people_in(rows, people)
    forced = columns == np.bincount(people)[person]
    facts = np.zeros(len(rows), dtype=np.int64)
    np.add.at(facts, row[forced], least[forced])
    return replace(rows, capacity=np.maximum(rows.capacity, facts))


def without_slack(rows: Rows, people: Ints) -> Rows:
    """Drop the rows that cannot bind: everybody at their heaviest is not too much."""
    row, _, _, heaviest, _ = _people_in(rows, people)
    most = np.zeros(len(rows), dtype=np.int64)
    np.add.at(most, row, heaviest)
    return rows.take(np.flatnonzero(most > rows.capacity))


def _people_in(rows: Rows, people: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return every person in every row.

    As row, person, number of columns, and the weight of the heaviest and the lightest
    of these. Columns are sorted by person, so that members are too within a row.
    """
    most = int(people.max(initial=0)) + 1
    key = rows.member_row * most + people[rows.member_column]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    if not len(first):
        return first, first, first, first, first
    heaviest: Ints = np.maximum.reduceat(rows.member_weight, first)
    lightest: Ints = np.minimum.reduceat(rows.member_weight, first)
    columns = np.diff(first, append=len(key))
    return key[first] // most, key[first] % most, columns, heaviest, lightest


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
    best: dict[tuple[bytes, bytes], int] = {}
    for row in range(len(rows)):
        inside = slice(first[row], first[row + 1])
        columns = rows.member_column[inside].tobytes()
        members = columns, rows.member_weight[inside].tobytes()
        twin = best.setdefault(members, row)
        if rows.capacity[row] < rows.capacity[twin]:
            best[members] = row
    return rows.take(np.array(sorted(best.values()), dtype=np.int64))
