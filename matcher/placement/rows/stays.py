"""From stays, who would be where in which weeks, to the rows that limit them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.rules import RuleCode
from matcher.options.ranges import expand
from matcher.placement.rows.table import ROW_RULES, Rows

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stays:
    """Who would be where in which weeks: one entry per stay of a column.

    Attributes
    ----------
    group
        Stays of one group share one capacity; no column has two of a group at once.
    owner
        What the group belongs to, as in :class:`Rows`.
    start, end
        Weeks, half-open.
    capacity
        Of the group.
    weight
        What the stay takes of it, at least 1; ``None``: 1 each.
    """

    rule: RuleCode
    group: Ints
    owner: Ints
    start: Ints
    end: Ints
    column: Ints
    capacity: Ints
    weight: Ints | None = None


def once_each(stays: Stays, option: Ints) -> Stays:
    """Return ``stays`` by the ``option`` that each belongs to.

    An option of two placements that counts as if both were at once counts once.
    """
    order = np.lexsort((stays.end, stays.start, stays.group, option))
    key = np.stack([option, stays.group, stays.start, stays.end])[:, order]
    is_new = np.ones(len(order), dtype=np.bool_)
    is_new[1:] = np.any(key[:, 1:] != key[:, :-1], axis=0)
    kept = order[is_new]
    return Stays(
        stays.rule,
        stays.group[kept],
        stays.owner[kept],
        stays.start[kept],
        stays.end[kept],
        option[kept],
        stays.capacity[kept],
        None if stays.weight is None else stays.weight[kept],
    )


def rows_of(stays: Stays) -> Rows:
    """Return one row per group and maximal set of stays at the same time, with all in it."""
    if not len(stays.group):
        return Rows.none()
    seen = SeenStays(stays.rule)
    seen.add(stays)
    weeks = seen.row_weeks()
    row, stay = weeks.entries(stays)
    order = np.lexsort((stays.column[stay], row))
    row, stay = row[order], stay[order]
    return weeks.rows_with(row, stays.column[stay], weights_of(stays)[stay])


def weights_of(stays: Stays) -> Ints:
    """Return what each stay takes of the capacity."""
    if stays.weight is None:
        return np.ones(len(stays.group), dtype=np.int64)
    return stays.weight


@dataclass(frozen=True, slots=True)
class RowWeeks:
    """The rows of one kind of stays: one per group and maximal set at the same time.

    Attributes
    ----------
    group, until_week, owner, capacity
        Per row, as in :class:`Rows`; sorted by group and week.
    first_week
        Of the weeks looked up.
    rows_until
        ``(groups, weeks)``: the rows of groups before, and of this one up to this week.
    """

    rule: RuleCode
    group: Ints
    until_week: Ints
    owner: Ints
    capacity: Ints
    first_week: int
    rows_until: Ints

    def __len__(self) -> int:
        return len(self.group)

    def entries(self, stays: Stays) -> tuple[Ints, Ints]:
        """Return in which rows each of ``stays`` is: row and stay."""
        low = self.rows_until[stays.group, stays.start - self.first_week]
        high = self.rows_until[stays.group, stays.end - self.first_week]
        stay, nth = expand(high - low)
        return low[stay] + nth, stay

    def between(self, group: int, start: int, end: int) -> tuple[int, int]:
        """Return the first row of a stay, and the first after it."""
        until = self.rows_until[group]
        return int(until[start - self.first_week]), int(until[end - self.first_week])

    def rows_with(self, row: Ints, column: Ints, weight: Ints) -> Rows:
        """Return the rows with these entries."""
        return Rows(
            np.full(len(self), ROW_RULES.index(self.rule), dtype=np.int64),
            self.owner,
            self.group,
            self.until_week,
            self.capacity,
            row,
            column,
            weight,
        )


class SeenStays:
    """What the rows of one kind of stays depend on: who is there never matters."""

    def __init__(self, rule: RuleCode) -> None:
        self._rule = rule
        self._starts: set[tuple[int, int]] = set()
        self._ends: set[tuple[int, int]] = set()
        self._facts: dict[int, tuple[int, int]] = {}
        self._weighed: set[tuple[int, ...]] = set()

    def add(self, stays: Stays) -> None:
        """Take in ``stays``."""
        if not len(stays.group):
            return
        for seen, week in (self._starts, stays.start), (self._ends, stays.end):
            first = _one_of_each(stays.group, week)
            seen.update(
                zip(stays.group[first].tolist(), week[first].tolist(), strict=True)
            )
            for one in first.tolist():
                group = int(stays.group[one])
                self._facts[group] = int(stays.owner[one]), int(stays.capacity[one])
        if stays.weight is not None:
            parts = stays.group, stays.start, stays.end, stays.weight
            self._weighed.update(map(tuple, np.unique(parts, axis=1).T.tolist()))

    def row_weeks(self) -> RowWeeks:
        """Return the rows of all stays that were added.

        Stays at the same time need a row only in the weeks in which their set is
        largest: those are the maximal cliques of an interval graph, one for each end
        that follows a start. Whatever the weights, a larger set with the same capacity
        is the stricter.
        """
        starts, ends = _pairs(self._starts), _pairs(self._ends)
        weeks = np.concatenate([starts[1], ends[1]])
        first = int(weeks.min(initial=0))
        span = int(weeks.max(initial=0)) - first + 1
        groups = int(starts[0].max(initial=-1)) + 1
        start, end = (group * span + week - first for group, week in (starts, ends))
        # A set of stays is largest just before the first end after somebody's start.
        key = end[np.unique(np.searchsorted(end, start, side="right"))]
        until = np.searchsorted(key, np.arange(groups * span), side="right")
        facts = [self._facts[group] for group in (key // span).tolist()]
        owner, capacity = np.array(facts, dtype=np.int64).reshape(-1, 2).T
        return RowWeeks(
            self._rule,
            key // span,
            key % span + first,
            owner,
            capacity,
            first,
            until.reshape(groups, span),
        )

    def units(self, weeks: RowWeeks) -> Ints:
        """Return per row of ``weeks`` what divides all weights in it."""
        unit = np.zeros(len(weeks), dtype=np.int64)
        for group, start, end, weight in self._weighed:
            low, high = weeks.between(group, start, end)
            unit[low:high] = np.gcd(unit[low:high], weight)
        return np.maximum(unit, 1)


def _one_of_each(group: Ints, week: Ints) -> Ints:
    """Return the position of one stay for each group and week that there is."""
    first = int(week.min())
    span = int(week.max()) - first + 1
    one = np.full((int(group.max()) + 1) * span, -1, dtype=np.int64)
    one[group * span + week - first] = np.arange(len(group))
    return one[one >= 0]


def _pairs(seen: set[tuple[int, int]]) -> tuple[Ints, Ints]:
    """Return groups and weeks in order."""
    found = np.array(sorted(seen), dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
