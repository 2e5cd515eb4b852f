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


def once_each(stays: Stays, of_option: Ints) -> Stays:
    """Return ``stays`` by the option each belongs to.

    An option of two placements that counts as if both were at once counts once.
    """
    option = of_option[stays.column]
    if np.array_equal(option, stays.column):
        return stays
    key = np.stack([stays.group, option, stays.start, stays.end])
    _, first = np.unique(key, axis=1, return_index=True)
    kept = np.sort(first)
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
    """Return one row per group and maximal set of stays at the same time.

    Stays at the same time need a row only in the weeks in which their set is largest:
    those are the maximal cliques of an interval graph, one for each end that follows a
    start. Whatever the weights, a larger set with the same capacity is the stricter.
    """
    if not len(stays.group):
        return Rows.none()
    shift = min(0, int(stays.start.min()))
    span = int(stays.end.max()) - shift + 1
    first = stays.group * span + stays.start - shift
    last = stays.group * span + stays.end - shift
    ends = np.unique(last)
    # A set of stays is largest just before the first end after somebody's start.
    kept = ends[np.unique(np.searchsorted(ends, first, side="right"))]
    low = np.searchsorted(kept, first, side="right")
    high = np.searchsorted(kept, last, side="right")
    stay, nth = expand(high - low)
    row = low[stay] + nth
    order = np.lexsort((stays.column[stay], row))
    row, stay = row[order], stay[order]
    one = np.zeros(len(kept), dtype=np.int64)
    one[row] = stay
    return Rows(
        np.full(len(kept), ROW_RULES.index(stays.rule), dtype=np.int64),
        stays.owner[one],
        stays.group[one],
        kept % span + shift,
        stays.capacity[one],
        row,
        stays.column[stay],
        np.ones(len(stay), dtype=np.int64)
        if stays.weight is None
        else stays.weight[stay],
    )
